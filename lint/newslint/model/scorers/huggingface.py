"""Masked language models in the folders and on the hub of Hugging Face, run by transformers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from newslint.errors import UsageError
from newslint.model.scorers.masked import (
    LONGEST,
    Ids,
    Logits,
    MaskedScorer,
    Places,
    Tokenizer,
    broken,
    missing,
    no_mask,
)

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

_NAME: Final = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?")
"""What a name on the hub looks like; anything else can only be a path."""

_RESERVED: Final = 2
"""Positions that models of the RoBERTa family number but do not use."""


@dataclass(frozen=True, slots=True)
class Transformer:
    """A network from transformers."""

    model: PreTrainedModel

    def logits(self, ids: Ids, at: Places) -> Logits:
        """Return the logits at the places; see `Network.logits`."""
        import torch

        with torch.inference_mode():
            tokens = torch.from_numpy(ids)
            told = self.model(input_ids=tokens, attention_mask=torch.ones_like(tokens)).logits
            logits: Logits = told[torch.arange(len(ids)), torch.from_numpy(at)].numpy()
        return logits.astype(np.float32, copy=False)


def open_huggingface(spec: str, name: str, threads: int) -> MaskedScorer:
    """Return the scorer of a model; raises UsageError.

    A folder is read without asking the network. A name is looked for where transformers keeps
    its models and, unless HF_HUB_OFFLINE is set, on the hub.

    Args:
        spec: what the user wrote, for errors.
        name: a folder that transformers wrote, or a name on the hub.
        threads: threads that torch may use, in the whole process.
    """
    folder = Path(name).expanduser()
    if not folder.is_dir() and not _NAME.fullmatch(name):
        raise UsageError(
            f"{name} is no folder",
            where=spec,
            todo="name a folder with a masked language model, or a model on the hub",
        )
    try:
        import torch
        import transformers
    except ImportError as error:
        raise missing(spec, "torch" if error.name == "torch" else "transformers", "hf") from error
    torch.set_num_threads(threads)
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    local = folder.is_dir()
    source = str(folder) if local else name
    try:
        words = transformers.AutoTokenizer.from_pretrained(source, local_files_only=local)
        model, report = transformers.AutoModelForMaskedLM.from_pretrained(
            source, local_files_only=local, output_loading_info=True
        )
    except Exception as error:
        raise broken(spec, name, error) from error
    if report["missing_keys"]:
        raise UsageError(
            f"it lacks {len(report['missing_keys'])} weights of a masked language model",
            where=spec,
            todo="name a model that was saved with its head",
        )
    model = model.eval().float()
    tokenizer, mask = _tokenizer(spec, words)
    positions = getattr(model.config, "max_position_embeddings", LONGEST) - _RESERVED
    return MaskedScorer(
        spec,
        Transformer(model),
        tokenizer,
        mask,
        _digest(model, tokenizer),
        min(LONGEST, positions, words.model_max_length),
    ).tried()


def _tokenizer(spec: str, words: PreTrainedTokenizerBase) -> tuple[Tokenizer, str]:
    """Return the tokenizer that transformers wraps, and its mask token."""
    if words.mask_token is None:
        raise no_mask(spec)
    if not words.is_fast:
        raise UsageError(
            "its tokenizer cannot be read by the package tokenizers",
            where=spec,
            todo="save it with a tokenizer.json",
        )
    tokenizer: Tokenizer = words.backend_tokenizer
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer, str(words.mask_token)


def _digest(model: PreTrainedModel, tokenizer: Tokenizer) -> str:
    """Return the SHA-256 of all weights by name and of the vocabulary."""
    whole = sha256()
    for name, weights in sorted(model.state_dict().items()):
        whole.update(name.encode())
        whole.update(weights.contiguous().numpy().tobytes())
    for token, number in sorted(tokenizer.get_vocab().items()):
        whole.update(f"{number} {token}\n".encode("utf-8", "surrogatepass"))
    return whole.hexdigest()
