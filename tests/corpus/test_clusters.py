"""Who loses: only to a document that stays and was compared, whatever the order of the pairs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_texts import part
from newslint.corpus.clusters import Edges, components
from newslint.corpus.layout import Layout
from newslint.corpus.settings import Settings

PAIRS = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=40)


def edges(layout: Layout, *pairs: tuple[int, int, float]) -> Edges:
    first, second, similarity = (np.array(column) for column in zip(*pairs, strict=True))
    return Edges.of(layout, first, second, similarity.astype(np.float32))


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    settings = Settings(near=None, passage=None)
    texts = ["桥" * (20 - number) for number in range(8)]
    return Layout((part(tmp_path / "part", texts, settings),), (8,), settings)


@given(PAIRS)
def test_a_component_is_what_paths_lead_to(pairs: list[tuple[int, int]]) -> None:
    first = np.array([one for one, _ in pairs], dtype=np.int64)
    second = np.array([other for _, other in pairs], dtype=np.int64)
    root = list(range(20))
    for _ in range(20):
        for one, other in pairs:
            root[one] = root[other] = min(root[one], root[other])
    assert components(20, first, second).tolist() == root


def test_a_long_path_is_one_component() -> None:
    path = np.random.default_rng(0).permutation(100_000)
    assert not components(100_000, path[:-1], path[1:]).any()


def test_the_far_end_of_a_chain_stays(layout: Layout) -> None:
    chain = edges(layout, (0, 1, 0.9), (1, 2, 0.9), (2, 3, 0.9), (3, 4, 0.9))
    losers, winners, _ = chain.lost()
    assert losers.tolist() == [1, 3]
    assert winners.tolist() == [0, 2]


def test_a_document_loses_to_the_most_similar_one_that_stays(layout: Layout) -> None:
    fork = edges(layout, (0, 2, 0.8), (1, 2, 0.95), (2, 3, 0.99))
    losers, winners, similarity = fork.lost()
    assert losers.tolist() == [2]
    assert winners.tolist() == [1]
    assert similarity.tolist() == pytest.approx([0.95])


def test_documents_of_one_component_are_compared_with_its_first(layout: Layout) -> None:
    chain = edges(layout, (0, 1, 0.9), (1, 2, 0.9), (2, 3, 0.9))
    first, second = chain.more_pairs()
    assert (0, 3) in set(zip(first.tolist(), second.tolist(), strict=True))
    assert not {(0, 1), (1, 2), (2, 3)} & set(zip(first.tolist(), second.tolist(), strict=True))


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=20))
def test_losers_have_an_edge_to_a_winner_that_stays(pairs: list[tuple[int, int]]) -> None:
    known = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    if not known:
        return
    documents = np.unique(known)
    rank = {document: place for place, document in enumerate(documents.tolist())}
    found = Edges(
        documents,
        np.array([rank[one] for one, _ in known]),
        np.array([rank[other] for _, other in known]),
        np.ones(len(known), dtype=np.float32),
    )
    losers, winners, _ = found.lost()
    lost = set(losers.tolist())
    assert not lost & set(winners.tolist())
    assert set(zip(winners.tolist(), losers.tolist(), strict=True)) <= set(known)
    assert not [pair for pair in known if not lost & set(pair)]
