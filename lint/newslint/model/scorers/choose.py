"""Opens the scorer that a specification names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from newslint.errors import UsageError
from newslint.model.scorers.huggingface import open_huggingface
from newslint.model.scorers.onnx import open_onnx
from newslint.model.scorers.protocol import Scorer


@lru_cache(maxsize=2)
def scorer(spec: str, threads: int = 1) -> Scorer:
    """Return the scorer of a specification; a process opens each but once.

    Args:
        spec: `onnx:PATH`, a folder with model.onnx and tokenizer.json or the .onnx file beside
            its tokenizer.json; or `hf:NAME_OR_PATH`, a masked language model for transformers.
        threads: threads that the model may use.

    Raises UsageError when the scheme is unknown, a package or file is missing, or the model is
    no masked language model of Chinese characters.
    """
    scheme, colon, name = spec.partition(":")
    if scheme not in {"onnx", "hf"} or not colon:
        raise UsageError("no such scorer", where=spec, todo="write onnx:PATH or hf:NAME_OR_PATH")
    if not name:
        raise UsageError("no model is named", where=spec, todo="write onnx:PATH or hf:NAME_OR_PATH")
    if scheme == "onnx":
        return open_onnx(spec, Path(name).expanduser(), threads)
    return open_huggingface(spec, name, threads)
