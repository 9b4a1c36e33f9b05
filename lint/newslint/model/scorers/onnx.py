"""Masked language models in ONNX files, run by onnxruntime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from newslint.errors import UsageError
from newslint.model.scorers.masked import (
    Ids,
    Logits,
    MaskedScorer,
    Places,
    Tokenizer,
    broken,
    mask_token,
    missing,
)

MODEL: Final = "model.onnx"
TOKENIZER: Final = "tokenizer.json"

_INPUTS: Final = ("input_ids", "attention_mask", "token_type_ids", "position_ids")
_TYPES: Final[Mapping[str, np.dtype[np.generic]]] = {
    "tensor(int64)": np.dtype(np.int64),
    "tensor(int32)": np.dtype(np.int32),
}


class Session(Protocol):
    """What `newslint` calls of `onnxruntime.InferenceSession`."""

    def run(
        self, outputs: Sequence[str], feeds: Mapping[str, NDArray[np.generic]]
    ) -> Sequence[NDArray[np.float32]]:
        """Return the named outputs."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A network from an ONNX file.

    Args:
        session: what runs it.
        inputs: its inputs, each with the type of its numbers.
        output: name of the output that holds the logits.
    """

    session: Session
    inputs: Mapping[str, np.dtype[np.generic]]
    output: str

    def logits(self, ids: Ids, at: Places) -> Logits:
        """Return the logits at the places; see `Network.logits`."""
        filled = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
            "position_ids": np.broadcast_to(np.arange(ids.shape[1]), ids.shape),
        }
        feeds = {name: filled[name].astype(kind) for name, kind in self.inputs.items()}
        [told] = self.session.run([self.output], feeds)
        logits: Logits = told[np.arange(len(ids)), at].astype(np.float32)
        return logits


def open_onnx(spec: str, path: Path, threads: int) -> MaskedScorer:
    """Return the scorer of an ONNX file or of a folder with one; raises UsageError.

    Args:
        spec: what the user wrote, for errors.
        path: a folder with model.onnx and tokenizer.json, or the file, the tokenizer beside it.
        threads: threads that the model may use.
    """
    model = path / MODEL if path.is_dir() else path
    vocabulary = model.parent / TOKENIZER
    for file in (model, vocabulary):
        if not file.is_file():
            raise UsageError(
                f"{file} does not exist",
                where=spec,
                todo=f"name a folder that holds {MODEL} and {TOKENIZER}",
            )
    tokenizer = _tokenizer(spec, vocabulary)
    mask = mask_token(spec, tokenizer)
    graph = _graph(spec, model, threads)
    return MaskedScorer(spec, graph, tokenizer, mask, _digest(model, vocabulary)).tried()


def _tokenizer(spec: str, path: Path) -> Tokenizer:
    try:
        import tokenizers
    except ImportError as error:
        raise missing(spec, "tokenizers", "onnx") from error
    try:
        tokenizer: Tokenizer = tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:
        raise broken(spec, path.name, error) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _graph(spec: str, path: Path, threads: int) -> Graph:
    try:
        import onnxruntime
    except ImportError as error:
        raise missing(spec, "onnxruntime", "onnx") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(
            str(path), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        raise broken(spec, path.name, error) from error
    types = {one.name: one.type for one in session.get_inputs()}
    if "input_ids" not in types or not types.keys() <= set(_INPUTS):
        raise UsageError(
            f"{path.name} wants {', '.join(types) or 'nothing'} where tokens are given",
            where=spec,
            todo="export a masked language model with its logits",
        )
    for name, kind in types.items():
        if kind not in _TYPES:
            raise UsageError(f"{name} of {path.name} is a {kind}, not whole numbers", where=spec)
    outputs = [one.name for one in session.get_outputs()]
    output = "logits" if "logits" in outputs else outputs[0]
    return Graph(session, {name: _TYPES[kind] for name, kind in types.items()}, output)


def _digest(model: Path, vocabulary: Path) -> str:
    """Return the SHA-256 of the model, the files of weights beside it and the vocabulary."""
    whole = sha256()
    beside = sorted(file for file in model.parent.iterdir() if file.name.startswith(model.name))
    for file in (*beside, vocabulary):
        with file.open("rb") as stream:
            while piece := stream.read(1 << 20):
                whole.update(piece)
    return whole.hexdigest()
