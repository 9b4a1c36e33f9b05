"""Reads hidden characters with a masked language model, whatever library runs it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np

from newslint.errors import UsageError
from newslint.model.scorers.protocol import LEAST, UNKNOWN, Context, Logs

Ids = np.ndarray[tuple[int, int], np.dtype[np.int64]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]
Logits = np.ndarray[tuple[int, int], np.dtype[np.float32]]

LONGEST: Final = 256
"""Tokens of a context, at most; longer ones are cut round the place."""

KEPT: Final = 20_000
"""Answers that are kept: a page is read again after each round of repairs."""

_STEP: Final = 64
"""Log-probabilities are rounded to 1/64, far above the noise of summing in another order."""

_COMMON: Final = "的一是在不了有和人这"
_MASKS: Final = ("[MASK]", "<mask>")
_UNKNOWNS: Final = ("[UNK]", "<unk>")
_SPARE: Final = 1024
"""Words that a model may have beyond its vocabulary; some fill up to a round number."""

_HALF: Final = re.compile("[\ud800-\udfff]")
_STRANGE: Final = "\ufffd"
"""Stands for half a surrogate pair, which the package tokenizers cannot read."""


class Encoding(Protocol):
    """What `newslint` reads of `tokenizers.Encoding`."""

    @property
    def ids(self) -> list[int]:
        """The tokens."""


class Tokenizer(Protocol):
    """What `newslint` calls of `tokenizers.Tokenizer`."""

    def encode(self, sequence: str, *, add_special_tokens: bool = True) -> Encoding:
        """Return the tokens of a text."""

    def token_to_id(self, token: str) -> int | None:
        """Return the number of a token."""

    def get_vocab(self, with_added_tokens: bool = True) -> Mapping[str, int]:
        """Return the number of each token."""

    def add_special_tokens(self, tokens: list[str]) -> int:
        """Make tokens stand out in text; those of the vocabulary keep their numbers."""

    def no_truncation(self) -> None:
        """Stop cutting texts."""

    def no_padding(self) -> None:
        """Stop filling texts up."""


class Network(Protocol):
    """A masked language model without its vocabulary."""

    def logits(self, ids: Ids, at: Places) -> Logits:
        """Return the logits of all tokens at one place of each text.

        Args:
            ids: texts of the same length, shape (texts, length).
            at: index of the place in each, shape (texts,).
        """


@dataclass(frozen=True, eq=False)
class MaskedScorer:
    """A scorer from a network and its tokenizer.

    Args:
        spec: what the user named it, for errors.
        network: what runs.
        tokenizer: what cuts text into its tokens.
        mask: the token that hides a place.
        digest: SHA-256 of both.
        longest: tokens of a context, at most.
    """

    spec: str
    network: Network
    tokenizer: Tokenizer
    mask: str
    digest: str
    longest: int = LONGEST
    _ids: dict[str, int | None] = field(default_factory=dict)
    _answers: dict[Context, Logs] = field(default_factory=dict)

    def score(self, contexts: Sequence[Context]) -> list[Logs]:
        """Return the log-probabilities of each context; see `Scorer.score`.

        Each is read alone, so that no answer depends on what else is asked: matrices of other
        sizes are summed in another order.
        """
        return [self._answer(context) for context in contexts]

    def _answer(self, context: Context) -> Logs:
        known = self._answers.get(context)
        if known is None:
            ids = np.array([self._tokens(context)], dtype=np.int64)
            at = np.argmax(ids == self.tokenizer.token_to_id(self.mask), axis=1)
            [logs] = _log_softmax(self.network.logits(ids, at))
            asked = [self._id(character) for character in context.characters]
            told = [UNKNOWN if one is None else max(LEAST, float(logs[one])) for one in asked]
            known = np.array(told, dtype=np.float32)
            while len(self._answers) >= KEPT:
                del self._answers[next(iter(self._answers))]
            self._answers[context] = known
        return known

    def _id(self, character: str) -> int | None:
        """Return the token that is just this character, None if there is none."""
        if character not in self._ids:
            whole = _HALF.sub(_STRANGE, character)
            found = self.tokenizer.token_to_id(whole)
            if found is None:
                parts = self.tokenizer.encode(whole, add_special_tokens=False).ids
                if len(parts) == 1 and parts[0] != _first(self.tokenizer, _UNKNOWNS)[1]:
                    found = parts[0]
            self._ids[character] = found
        return self._ids[character]

    def _tokens(self, context: Context) -> list[int]:
        """Return the tokens of a context, its place hidden, cut until they fit."""
        side = self.longest
        while True:
            before = context.text[max(0, context.at - side) : context.at]
            after = context.text[context.at + 1 : context.at + 1 + side]
            shown = before.replace(self.mask, "") + self.mask + after.replace(self.mask, "")
            ids = self.tokenizer.encode(_HALF.sub(_STRANGE, shown)).ids
            if len(ids) <= self.longest or not side:
                return ids
            side = side * 3 // 4

    def tried(self) -> MaskedScorer:
        """Return itself after a text was read; raises UsageError if it cannot be used."""
        mask = self.tokenizer.token_to_id(self.mask)
        texts = [self._tokens(Context(_COMMON, at, ())) for at in (0, len(_COMMON) - 1)]
        if mask is None or any(ids.count(mask) != 1 for ids in texts):
            raise UsageError(f"the tokenizer does not keep {self.mask} whole", where=self.spec)
        known = sum(self._id(character) is not None for character in _COMMON)
        if 2 * known < len(_COMMON):
            raise UsageError(
                "its vocabulary has no tokens for single Chinese characters",
                where=self.spec,
                todo="name a Chinese masked language model that reads characters",
            )
        ids = np.array(texts[:1], dtype=np.int64)
        highest = max(self.tokenizer.get_vocab().values())
        try:
            logits = self.network.logits(ids, np.argmax(ids == mask, axis=1))
        except Exception as error:
            raise UsageError(
                f"the model cannot read a text ({_line(error)})",
                where=self.spec,
                todo="name a masked language model that reads texts of any length",
            ) from error
        words = logits.shape[-1]
        if logits.ndim != 2 or not highest < words <= highest + _SPARE:
            raise UsageError(
                f"the model tells {words} words, its tokenizer knows {highest + 1}",
                where=self.spec,
                todo="use a model saved with its language model head, and its own tokenizer",
            )
        if not np.isfinite(logits).all():
            raise UsageError("the model answers with infinities", where=self.spec)
        return self


def mask_token(spec: str, tokenizer: Tokenizer) -> str:
    """Return the token that hides a place; raises UsageError if the vocabulary has none."""
    mask, found = _first(tokenizer, _MASKS)
    if found is None:
        raise no_mask(spec)
    tokenizer.add_special_tokens([mask])
    return mask


def no_mask(spec: str) -> UsageError:
    """Return the error for a model that cannot hide a place."""
    return UsageError(
        "its vocabulary has no mask token",
        where=spec,
        todo="name a masked language model, as BERT is one",
    )


def missing(spec: str, package: str, extra: str) -> UsageError:
    """Return the error for a package that is not installed."""
    return UsageError(
        f"{package} is not installed", where=spec, todo=f"pip install newslint[{extra}]"
    )


def broken(spec: str, what: str, error: Exception) -> UsageError:
    """Return the error for a file that another library cannot read, in one line."""
    return UsageError(f"cannot read {what} ({_line(error)})", where=spec)


def _line(error: Exception) -> str:
    """Return the first line of an error's text, its class if it has none."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(" :")


def _first(tokenizer: Tokenizer, names: Sequence[str]) -> tuple[str, int | None]:
    """Return the first of some tokens that the vocabulary has, with its number."""
    for name in names:
        found = tokenizer.token_to_id(name)
        if found is not None:
            return name, found
    return names[0], None


def _log_softmax(logits: Logits) -> Logits:
    """Return the log-probabilities of each row, in steps of 1/_STEP."""
    wide = logits.astype(np.float64)
    wide -= wide.max(axis=1, keepdims=True)
    wide -= np.log(np.exp(wide).sum(axis=1, keepdims=True))
    logs: Logits = (np.round(wide * _STEP) / _STEP).astype(np.float32)
    return logs
