"""Tiny random masked language models, written as the libraries of the extras read them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

HAN = "的一是在不了有和人这入住率八酒店上升，。"
TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *HAN)
WIDTH = 8
EMBEDDED = np.random.default_rng(5).normal(size=(len(TOKENS), WIDTH)).astype(np.float32)


def write_tokenizer(folder: Path, tokens: Sequence[str] = TOKENS) -> None:
    """Write the tokenizer.json of a BERT with these tokens."""
    tokenizers = pytest.importorskip("tokenizers")
    vocabulary = {token: number for number, token in enumerate(tokens)}
    words = tokenizers.Tokenizer(tokenizers.models.WordPiece(vocabulary, unk_token="[UNK]"))
    words.normalizer = tokenizers.normalizers.BertNormalizer()
    words.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    words.post_processor = tokenizers.processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[(one, vocabulary[one]) for one in ("[CLS]", "[SEP]")],
    )
    words.enable_truncation(4)
    words.enable_padding(length=99)
    words.save(str(folder / "tokenizer.json"))


def write_graph(
    folder: Path,
    inputs: Sequence[str] = ("input_ids", "attention_mask", "token_type_ids"),
    kind: str = "INT64",
    words: int = len(TOKENS),
) -> None:
    """Write the network of `Mean` as ONNX; inputs but the first are added as zeros."""
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    make = onnx.helper.make_node
    number = getattr(onnx.TensorProto, kind)
    nodes = [
        make("Gather", ["embedded", inputs[0]], ["own"]),
        make("ReduceMean", ["own"], ["mean"], axes=[1], keepdims=1),
        make("Add", ["own", "mean"], ["sum"]),
        make("Tanh", ["sum"], ["hidden"]),
        make("MatMul", ["hidden", "turned"], ["logits"]),
    ]
    graph = onnx.helper.make_graph(
        nodes,
        "masked",
        [onnx.helper.make_tensor_value_info(one, number, ["batch", "length"]) for one in inputs],
        [onnx.helper.make_tensor_value_info("logits", 1, ["batch", "length", words])],
        [
            onnx.numpy_helper.from_array(EMBEDDED, "embedded"),
            onnx.numpy_helper.from_array(np.ascontiguousarray(EMBEDDED[:words].T), "turned"),
        ],
    )
    opset = [onnx.helper.make_opsetid("", 17)]
    onnx.save(
        onnx.helper.make_model(graph, opset_imports=opset, ir_version=8),
        str(folder / "model.onnx"),
    )


def write_bert(folder: Path, *, head: bool = True, mask: bool = True) -> None:
    """Write a random BERT of two layers as transformers does."""
    pytest.importorskip("torch").manual_seed(7)
    transformers = pytest.importorskip("transformers")
    config = transformers.BertConfig(
        vocab_size=len(TOKENS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=40,
    )
    kind = transformers.BertForMaskedLM if head else transformers.BertModel
    kind(config).save_pretrained(folder)
    write_tokenizer(folder)
    special = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    if mask:
        special["mask_token"] = "[MASK]"
    transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(folder / "tokenizer.json"), pad_token="[PAD]", **special
    ).save_pretrained(folder)
