from collections import Counter as Plain

import numpy as np
import pytest

from newslint.model import counts
from newslint.model.counts import ORDERS, Counter, Run, sentence_hashes
from newslint.model.repeats import Repeats
from newslint.model.symbols import symbols_of

LINES = ["渡口停着三条旧船", "渡口的灯亮了", "旧船修好后又下水", "渡口停着两条旧船"]


def plain(lines: list[str], order: int) -> dict[int, int]:
    """Count by hand: borders stand at either end of an n-gram only, and between lines once."""
    symbols = symbols_of("\n".join(lines)).symbols.tolist()
    found: Plain[int] = Plain()
    for at in range(len(symbols) - order + 1):
        gram = symbols[at : at + order]
        if ord("\n") not in gram[1:-1]:
            found[sum(one << 16 * (order - 1 - place) for place, one in enumerate(gram))] += 1
    return dict(found)


def as_dict(run: Run) -> dict[int, int]:
    return dict(zip(run.keys.tolist(), run.counts.tolist(), strict=True))


@pytest.mark.parametrize("order", ORDERS)
def test_counts_are_those_by_hand(order: int) -> None:
    counter = Counter()
    counter.add(LINES)
    assert as_dict(counter.result()[order]) == plain(LINES, order)


def test_chunks_make_no_difference_inside_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Counter()
    whole.add(LINES)
    monkeypatch.setattr(counts, "CHUNK", 9)
    parts = Counter()
    parts.add(LINES)
    for order in (2, 3, 4):
        assert as_dict(parts.result()[order]) == as_dict(whole.result()[order])


def test_shards_merge_in_any_order() -> None:
    one, two, other = Counter(), Counter(), Counter()
    one.add(LINES[:2])
    two.add(LINES[2:])
    other.add(LINES[2:])
    one.merge(two)
    last = Counter()
    last.add(LINES[:2])
    other.merge(last)
    for order in (2, 3, 4):
        assert as_dict(one.result()[order]) == as_dict(other.result()[order])
    assert one.characters == sum(map(len, LINES))


def test_the_rarest_go_when_there_are_too_many() -> None:
    counter = Counter(most=30)
    counter.add(LINES * 3 + ["春汛前清淤的队伍进了山沟里面"])
    run = counter.result()[3]
    assert len(run.keys) <= 30
    assert counter.dropped[3] >= 1
    assert (run.counts > counter.dropped[3]).all()


def test_nothing_counted_gives_empty_runs() -> None:
    assert all(not len(run.keys) for run in Counter().result().values())


def test_a_repeated_line_counts_once() -> None:
    counter = Counter(once=True)
    counter.add(LINES * 50)
    once = Counter()
    once.add(LINES)
    for order in (2, 3, 4):
        assert as_dict(counter.result()[order]) == as_dict(once.result()[order])
    assert counter.repeats.repeated == 49 * len(LINES)


def long_line(seed: int) -> str:
    chosen = np.random.default_rng(seed).integers(0x4E00, 0x9000, 400)
    return "".join(map(chr, chosen.tolist()))


def test_a_reprint_with_few_changes_counts_once() -> None:
    line = long_line(1)
    changed = line[:200] + "改" + line[201:]
    repeats = Repeats()
    kept = repeats.new(symbols_of(f"{line}\n{changed}\n{long_line(2)}").symbols)
    assert repeats.lines == 3
    assert repeats.repeated == 1
    assert "".join(map(chr, kept.tolist())) == f"\n{line}\n{long_line(2)}\n"


def test_a_repeat_is_known_in_a_later_chunk() -> None:
    repeats = Repeats()
    repeats.new(symbols_of(long_line(3)).symbols)
    assert len(repeats.new(symbols_of(long_line(3)).symbols)) == 1


def test_sentences_are_hashed_by_their_symbols() -> None:
    symbols = symbols_of("渡口停着三条旧船。旧船修好后又下水！\n渡口停着三条旧船\n短。").symbols
    hashes, first = sentence_hashes(symbols)
    assert len(hashes) == 3
    assert hashes[0] == hashes[2] != hashes[1]
    assert first[0] == 1 or symbols[first[0]] == ord("\n")
