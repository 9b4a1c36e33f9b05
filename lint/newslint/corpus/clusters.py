"""Which of some near duplicates stay: nobody loses but to a document that stays and was compared.

Verified pairs make components (union-find). Inside one, documents are taken in order of
preference; each that is not yet lost stays, and all that were verified to be near to it are lost.
So a chain of documents, each near to the next, never takes its far end along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newslint.corpus.candidates import unique_pairs
from newslint.corpus.layout import Documents, Layout

_TOGETHER: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs that were verified, by place in `documents`.

    Args:
        documents: the documents of the pairs in order of preference.
        first: the preferred document of each pair.
        second: the other one.
        similarity: of the two.
    """

    documents: Documents
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    similarity: NDArray[np.float32]

    @classmethod
    def of(
        cls,
        layout: Layout,
        first: Documents,
        second: Documents,
        similarity: NDArray[np.float32],
    ) -> Edges:
        """Return the edges of pairs given by number."""
        documents = np.unique(np.concatenate((first, second)))
        order = layout.order(documents)
        rank = np.empty(len(documents), dtype=np.int64)
        rank[order] = np.arange(len(documents))
        one = rank[np.searchsorted(documents, first)]
        other = rank[np.searchsorted(documents, second)]
        by_first = np.lexsort((np.maximum(one, other), np.minimum(one, other)))
        one, other = one[by_first], other[by_first]
        return cls(
            documents[order],
            np.minimum(one, other),
            np.maximum(one, other),
            similarity[by_first],
        )

    def more_pairs(self) -> tuple[Documents, Documents]:
        """Return pairs worth comparing that no band gave, each document at most a few.

        Those of each document with the preferred one of its component, and with the preferred
        neighbour of each of its neighbours.
        """
        many = len(self.documents)
        best = np.arange(many)
        np.minimum.at(best, self.second, self.first)
        root = components(many, self.first, self.second)
        first = np.concatenate((root, best[self.first], best[self.second]))
        second = np.concatenate((np.arange(many), self.second, self.first))
        first, second = unique_pairs(first, second)
        known = self.first * many + self.second
        new = ~np.isin(first * many + second, known)
        return unique_pairs(self.documents[first[new]], self.documents[second[new]])

    def lost(self) -> tuple[Documents, Documents, NDArray[np.float32]]:
        """Return the documents that are lost, by number, each with its winner and similarity.

        The winner is the most similar of those that stay, of equals the preferred one.
        """
        many = len(self.documents)
        gone = np.zeros(many, dtype=np.bool_)
        starts = np.searchsorted(self.first, np.arange(many + 1))
        filled = np.flatnonzero(np.diff(starts))
        for begin in range(0, len(filled), _TOGETHER):
            some = filled[begin : begin + _TOGETHER]
            for one, first, last in zip(
                some.tolist(), starts[some].tolist(), starts[some + 1].tolist(), strict=True
            ):
                if not gone[one]:
                    gone[self.second[first:last]] = True
        decides = ~gone[self.first] & gone[self.second]
        winner, loser = self.first[decides], self.second[decides]
        similarity = self.similarity[decides]
        order = np.lexsort((winner, -similarity, loser))
        winner, loser, similarity = winner[order], loser[order], similarity[order]
        best = np.ones(len(loser), dtype=np.bool_)
        best[1:] = loser[1:] != loser[:-1]
        documents = self.documents
        return documents[loser[best]], documents[winner[best]], similarity[best]


def components(many: int, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the least member of the component of each of `many` nodes, by union-find.

    Each round hangs the root of one end of every edge under the lesser root of the other, and
    shortens all paths; the rounds grow with the logarithm of the longest path.
    """
    root = np.arange(many)
    while True:
        one, other = root[first], root[second]
        apart = one != other
        if not apart.any():
            return root
        first, second = first[apart], second[apart]
        one, other = one[apart], other[apart]
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        while True:
            above = root[root]
            if (above == root).all():
                break
            root = above
