"""Finds all occurrences of the words of several lists in one pass over an array of code points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newslint.text.charclass import Codes, Offsets, encode

_BITS = 20
_LEFT, _RIGHT = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)
"""A pair of code points is hashed to so many bits by odd multipliers."""

_CODE_BITS = np.uint64(21)


@dataclass(frozen=True, slots=True)
class _Step:
    """The nodes at one depth, which are numbered in the order of their keys.

    Args:
        keys: the node above, at the first step the first code point, and the code point that
            leads on from it, as one number; ascending.
        words: the number of the word that ends there, -1 for none, same shape.
    """

    keys: NDArray[np.uint64]
    words: NDArray[np.int64]


class WordLists:
    """The word lists of several owners as one tree that a whole text is led through.

    Places that cannot start a word are left out by the hash of their first two code points; the
    others go on as one array, a code point deeper each time, so the time is linear in the text.
    Empty words are left out.

    Args:
        lists: the words of each owner, an owner being any number.
    """

    def __init__(self, lists: Mapping[int, Sequence[str]]) -> None:
        numbers: dict[str, int] = {}
        for words in lists.values():
            for word in words:
                if word:
                    numbers.setdefault(word, len(numbers))
        self._of = {
            owner: _mask([numbers[word] for word in words if word], len(numbers))
            for owner, words in lists.items()
        }
        self._single = {ord(word): at for word, at in numbers.items() if len(word) == 1}
        self._starts = np.zeros(1 << _BITS, dtype=np.bool_)
        self._steps: list[_Step] = []
        self._plant({word: at for word, at in numbers.items() if len(word) > 1})

    def _plant(self, numbers: Mapping[str, int]) -> None:
        """Make the tree of the words of two code points and more."""
        if not numbers:
            return
        sizes = np.fromiter(map(len, numbers), dtype=np.int64, count=len(numbers))
        codes = encode("".join(numbers)).astype(np.uint64)
        begins, number = (np.cumsum(sizes) - sizes, np.array([*numbers.values()], dtype=np.int64))
        heads = codes[begins].astype(np.uint32), codes[begins + 1].astype(np.uint32)
        self._starts[_hashed(*heads)] = True
        above = codes[begins]
        for depth in range(1, int(sizes.max())):
            keys = above << _CODE_BITS | codes[begins + depth]
            order = np.argsort(keys)
            new = np.diff(keys[order], prepend=~keys[order[:1]]) != 0
            node = np.empty(len(keys), dtype=np.int64)
            node[order] = np.cumsum(new) - 1
            words = np.full(int(node.max()) + 1, -1, dtype=np.int64)
            whole = sizes == depth + 1
            words[node[whole]] = number[whole]
            self._steps.append(_Step(keys[order][new], words))
            sizes, begins, number = sizes[~whole], begins[~whole], number[~whole]
            above = node[~whole].astype(np.uint64)

    def match(self, codes: Codes) -> Iterator[tuple[int, Offsets, Offsets]]:
        """Yield each owner with the starts and ends of all occurrences of its words, ascending.

        Occurrences may overlap; an owner without any is not yielded.
        """
        found = [*self._of_one(codes), *self._of_more(codes)]
        if not found:
            return
        begins, ends, words = (np.concatenate(parts) for parts in zip(*found, strict=True))
        for owner, of in self._of.items():
            mine = np.flatnonzero(of[words])
            if len(mine):
                starts, stops = begins[mine], ends[mine]
                order = np.lexsort((stops, starts))
                yield owner, starts[order], stops[order]

    def _of_one(self, codes: Codes) -> Iterator[tuple[Offsets, Offsets, Offsets]]:
        """Yield starts, ends and numbers of the words of one code point."""
        if not self._single:
            return
        wanted = np.array(sorted(self._single), dtype=np.uint32)
        for left in range(0, len(codes), _BLOCK):
            block = codes[left : left + _BLOCK]
            if len(wanted) <= _FEW:
                met = np.zeros(len(block), dtype=np.bool_)
                for code in wanted:
                    met |= block == code
                starts = np.flatnonzero(met)
            else:
                at = np.minimum(np.searchsorted(wanted, block), len(wanted) - 1)
                starts = np.flatnonzero(wanted[at] == block)
            if len(starts):
                numbers = [self._single[code] for code in block[starts].tolist()]
                yield (starts + left, starts + (left + 1), np.array(numbers, dtype=np.int64))

    def _of_more(self, codes: Codes) -> Iterator[tuple[Offsets, Offsets, Offsets]]:
        """Yield starts, ends and numbers of the longer words, a depth of the tree at a time."""
        if not self._steps or len(codes) < 2:
            return
        starts = self._possible(codes)
        nodes = codes[starts].astype(np.uint64)
        for depth, step in enumerate(self._steps, 1):
            inside = starts < len(codes) - depth
            starts, nodes = starts[inside], nodes[inside]
            if not len(starts):
                return
            keys = nodes << _CODE_BITS | codes[starts + depth]
            at = np.minimum(np.searchsorted(step.keys, keys), len(step.keys) - 1)
            met = np.flatnonzero(step.keys[at] == keys)
            starts, at = starts[met], at[met]
            nodes, words = at.astype(np.uint64), step.words[at]
            whole = np.flatnonzero(words >= 0)
            if len(whole):
                yield starts[whole], starts[whole] + (depth + 1), words[whole]

    def _possible(self, codes: Codes) -> Offsets:
        """Return the places whose first two code points have the hash of those of a word."""
        found = []
        for left in range(0, len(codes) - 1, _BLOCK):
            block = codes[left : left + _BLOCK + 1]
            found.append(np.flatnonzero(self._starts[_hashed(block[:-1], block[1:])]) + left)
        return np.concatenate(found)


_FEW = 8
"""So many single characters are compared one by one."""

_BLOCK = 1 << 15
"""Code points that are hashed together, few enough to stay in the cache of a core."""


def _hashed(left: Codes, right: Codes) -> NDArray[np.uint32]:
    """Return a hash of _BITS bits of each pair of code points; same shape."""
    pairs: NDArray[np.uint32] = left * _LEFT
    pairs += right * _RIGHT
    pairs >>= np.uint32(32 - _BITS)
    return pairs


def _mask(numbers: Sequence[int], size: int) -> NDArray[np.bool_]:
    mask = np.zeros(size, dtype=np.bool_)
    mask[list(numbers)] = True
    return mask
