"""Makes a corpus of news-like documents with planted copies, whose truth is known.

    python benchmarks/corpus_text.py FILE.jsonl [--mb 100] [--seed 0] [--defects 10]
    python benchmarks/corpus_text.py FILE.jsonl --short 1000000

Rows have `id`, `date`, `source`, `text`, and `meta` and `weight`, whose spelling of numbers a
cleaner must keep. FILE.truth.jsonl has one row a document: `id`; `kind` (article, bulletin, or the
way in which a copy differs); `of`, the id of the original of a copy, or null; `passage`, the number
of the statement that it ends with, or null. No bulletin is a copy of another. Copies come up to
20,000 documents after their originals and are made of them anew, so that memory does not grow with
the corpus. The same options make the same bytes.
"""

from __future__ import annotations

import argparse
import datetime
import heapq
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import corpus_words as words
from corpus_bulletins import bulletin
from corpus_copies import COPIERS, DROPPED, EDITED_HALF, EXACT, NEAR

ARTICLE, BULLETIN = "article", "bulletin"

COPY_SHARE = 0.1
"""Share of originals that are copied, half of the copies exact."""
SECOND_SHARE = 0.1
"""Share of the copied that are copied twice."""
BULLETIN_SHARE = 0.02
PASSAGE_SHARE = 0.01
PASSAGES = 24
FARTHEST = 20_000
"""The most documents between an original and its copy."""
FIRST_DAY = datetime.date(2023, 1, 1)


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of an original and what sets them off.

    Args:
        kind: ARTICLE or BULLETIN.
        passage: number of the statement that it ends with.
    """

    kind: str
    lines: tuple[str, ...]
    gap: str = "\n"
    passage: int | None = None

    @property
    def text(self) -> str:
        """Return the text."""
        return self.gap.join(self.lines)

    def copied(self, kind: str, random: Random) -> str | None:
        """Return a copy that differs in one way, None if it cannot."""
        return COPIERS[kind](self.lines, self.gap, random)


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of a document; see module."""

    id: str
    kind: str
    of: str | None = None
    passage: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A row of JSON without its line end, and its truth."""

    row: str
    truth: Truth


Pattern = Sequence[str]
"""Words to be joined; one in braces stands for a word of a list."""


class Writer:
    """Puts texts together with one generator; people and organisations recur in a text."""

    def __init__(self, random: Random) -> None:
        self._draw = random.random
        self._random = random
        self._lists = dict(_lists())
        for slot, count in (("{p}", 3), ("{g}", 5), ("{h}", 5), ("{t}", 8)):
            self._lists[slot] = tuple(random.sample(self._lists[slot], count))
        self._lists["{g}"] = tuple(self.word("{p}") + one for one in self._lists["{g}"])

    def word(self, slot: str) -> str:
        """Return a word that stands for {letter}."""
        choices = self._lists[slot]
        return choices[int(self._draw() * len(choices))]

    def filled(self, patterns: Sequence[Pattern]) -> str:
        """Return one of some patterns with words for its slots."""
        pattern = patterns[int(self._draw() * len(patterns))]
        parts = []
        for part in pattern:
            if part == "{1}":
                parts.append(self.filled(_patterns(words.CLAUSES)))
            elif part == "{2}":
                parts.append(self.filled(_patterns(words.SPEECHES)))
            elif part[0] == "{":
                choices = self._lists[part]
                parts.append(choices[int(self._draw() * len(choices))])
            else:
                parts.append(part)
        return "".join(parts)

    def paragraph(self, size: int) -> str:
        """Return sentences until they have some `size` characters."""
        sentences = []
        written = 0
        while written < size:
            sentence = self.filled(_patterns(words.SENTENCES))
            sentences.append(sentence)
            written += len(sentence)
        return "".join(sentences)

    def article(self, defects: float) -> Body:
        """Return an article of some 300 to 3,000 characters.

        Args:
            defects: planted in 10,000 characters.
        """
        random = self._random
        goal = min(2_950, max(300, int(random.lognormvariate(6.95, 0.55))))
        lines = []
        if random.random() < 0.6:
            lines.append(self.filled(_patterns(words.TITLES)))
        if random.random() < 0.3:
            lines.append(f"本报记者 {self.word('{h}')}")
        written = 0
        while written < goal:
            line = self.paragraph(min(goal - written, random.randint(60, 300)))
            if written == 0 and random.random() < 0.2:
                line = f"本报{self.word('{p}')}{self.word('{t}')}电　{line}"
            written += len(line)
            lines.append(line)
        passage = random.randrange(PASSAGES) if random.random() < PASSAGE_SHARE else None
        debt = random.random() + written * defects / 10_000
        while debt >= 1:
            at = random.randrange(len(lines))
            lines[at] = random.choice(DEFECTS)(lines[at], random)
            debt -= 1
        if passage is not None:
            lines.append(statement(passage))
        return Body(ARTICLE, tuple(lines), random.choice(("\n", "\n\n")), passage)


@cache
def _lists() -> Mapping[str, tuple[str, ...]]:
    """Return the words that stand for a letter in braces."""
    lists: dict[str, Sequence[str]] = {
        "p": words.places(), "g": words.ORGANISATIONS, "h": words.names(), "r": words.ROLES,
        "v": words.VERBS, "m": words.MODIFIERS, "o": words.OBJECTS, "u": words.UNITS,
        "a": words.ADVERBS, "l": words.LINKS, "q": words.MATTERS, "f": words.FEELINGS,
        "c": words.CHANGES, "k": words.PLANS, "n": words.figures(),
        "d": [f"{whole}.{tenth}" for whole in range(1, 40) for tenth in range(1, 10)],
        "t": [f"{month}月{day}日" for month in range(1, 13) for day in range(1, 29)],
    }  # fmt: skip
    return {f"{{{letter}}}": tuple(choices) for letter, choices in lists.items()}


@cache
def _patterns(listed: tuple[str, ...]) -> tuple[Pattern, ...]:
    """Return patterns cut at their slots."""
    return tuple(
        tuple(part for part in re.split(r"(\{.\})", pattern) if part) for pattern in listed
    )


def statement(number: int) -> str:
    """Return a statement of more than 100 characters that several documents end with."""
    return Writer(Random(f"statement {number}")).paragraph(130)


def _one(old: str, new: str) -> Callable[[str, Random], str]:
    """Return what replaces one of the places where a text has `old`."""

    def damaged(line: str, random: Random) -> str:
        places = [found.start() for found in re.finditer(re.escape(old), line)]
        if not places:
            return line
        at = random.choice(places)
        return line[:at] + new + line[at + len(old) :]

    return damaged


def _inside(new: str) -> Callable[[str, Random], str]:
    """Return what puts something between two Han characters of a line."""

    def damaged(line: str, random: Random) -> str:
        places = [found.start() + 1 for found in re.finditer(r"[\u4e00-\u9fff]{2}", line)]
        at = random.choice(places) if places else 0
        return line[:at] + new + line[at:] if at else line

    return damaged


DEFECTS: tuple[Callable[[str, Random], str], ...] = (
    _one("入住", "人住"), _one("收入", "收人"), _one("投入", "投人"), _one("已经", "己经"),
    _one("自己", "自已"), _one("未来", "末来"), _one("和", " and "), _one("与", " with "),
    _one("，", ","), _one("，", ",,"), _one("。", "。。"), _one("（", "("), _one("“", '"'),
    _inside("\n\n"), _inside("\n\n"), _inside("\n"), _inside("\u200b"), _inside("&nbsp;"),
    _inside("**"), _inside("\ufffd"),
    lambda line, random: f"{line}\n{line}" if random.random() < 0.2 else line,
)  # fmt: skip
"""Ways to damage a line as recognition and conversion do; one that finds no place does nothing."""


@dataclass(frozen=True, slots=True, order=True)
class _Due:
    """A copy to be made after some count of documents."""

    at: int
    of: int
    kind: str


class Corpus:
    """Makes the documents of a corpus one after another."""

    def __init__(self, seed: int, defects: float = 10.0) -> None:
        self._seed = seed
        self._defects = defects

    def body(self, index: int) -> tuple[Body, datetime.date]:
        """Return the text of an original and its date; the same for the same index."""
        random = Random(f"{self._seed} {index}")
        day = FIRST_DAY + datetime.timedelta(random.randrange(730))
        if random.random() < BULLETIN_SHARE:
            return Body(BULLETIN, bulletin(random, index, day)), day
        return Writer(random).article(self._defects), day

    def documents(self, size: int) -> Iterator[Made]:
        """Yield documents of some `size` bytes altogether, copies after their originals."""
        plan = Random(f"{self._seed} plan")
        due: list[_Due] = []
        written = owed = index = 0
        while written + owed < size:
            body, day = self.body(index)
            truth = Truth(f"n{index:07}", body.kind, None, body.passage)
            made = self._made(body.text, truth, day)
            written += len(made.row.encode()) + 1
            yield made
            for one in self._copies(index, body, plan):
                heapq.heappush(due, one)
                owed += len(made.row.encode()) + 1
            index += 1
            while due and due[0].at <= index:
                made = self._copy(index, heapq.heappop(due))
                length = len(made.row.encode()) + 1
                written, owed, index = written + length, max(0, owed - length), index + 1
                yield made
        for number, one in enumerate(sorted(due), index):
            yield self._copy(number, one)

    def _copies(self, index: int, body: Body, plan: Random) -> Iterator[_Due]:
        """Yield the copies that are to be made of an original."""
        if plan.random() >= COPY_SHARE:
            return
        for _ in range(2 if plan.random() < SECOND_SHARE else 1):
            kind = EXACT if plan.random() < 0.5 else plan.choice(NEAR)
            if body.kind == BULLETIN:
                kind = EXACT
            elif kind == DROPPED and body.copied(DROPPED, Random(0)) is None:
                kind = EDITED_HALF
            yield _Due(index + plan.randint(1, FARTHEST), index, kind)

    def _copy(self, index: int, due: _Due) -> Made:
        body, day = self.body(due.of)
        random = Random(f"{self._seed} copy {index}")
        text = body.copied(due.kind, random)
        assert text is not None
        day += datetime.timedelta(random.randrange(4))
        passage = body.passage if due.kind != DROPPED or body.lines[-1] in text else None
        return self._made(text, Truth(f"n{index:07}", due.kind, f"n{due.of:07}", passage), day)

    def _made(self, text: str, truth: Truth, day: datetime.date) -> Made:
        random = Random(f"{self._seed} row {truth.id}")
        source = words.papers()[random.randrange(40)]
        weight = random.choice(("1.0", "0.50", "1e3", "-0.0", "12345678901234567890", "7"))
        row = (
            f'{{"id": "{truth.id}", "date": "{day}", "source": "{source}", '
            f'"text": {json.dumps(text, ensure_ascii=False)}, '
            f'"meta": {{"page": {random.randint(1, 24)}, "box": [{random.random():.3f}, 1.20], '
            f'"agency": null}}, "weight": {weight}}}'
        )
        return Made(row, truth)


def short_documents(count: int, seed: int) -> Iterator[Made]:
    """Yield documents of one or two sentences, no two alike."""
    writer = Writer(Random(f"{seed} short"))
    clauses = _patterns(words.CLAUSES)
    for index in range(count):
        if index % 100 == 0:
            writer = Writer(Random(f"{seed} short {index}"))
        head = f"第{index + 1}号短讯：{writer.word('{g}')}"
        text = f"{head}{writer.filled(clauses)}，{writer.filled(clauses)}。"
        truth = Truth(f"s{index:07}", ARTICLE)
        row = f'{{"id": "{truth.id}", "date": "2024-05-01", "source": "短讯", "text": "{text}"}}'
        yield Made(row, truth)


def write(made: Iterator[Made], path: Path) -> None:
    """Write rows to a file and their truth beside it."""
    with (
        path.open("w", encoding="utf-8") as rows,
        truth_path(path).open("w", encoding="utf-8") as known,
    ):
        for one in made:
            rows.write(f"{one.row}\n")
            truth = one.truth
            fields = {"id": truth.id, "kind": truth.kind, "of": truth.of, "passage": truth.passage}
            known.write(f"{json.dumps(fields)}\n")


def truth_path(path: Path) -> Path:
    """Return where the truth of a corpus is."""
    return path.with_suffix(".truth.jsonl")


def read_truth(path: Path) -> Iterator[Truth]:
    """Yield the truth of a corpus, in its order."""
    with truth_path(path).open(encoding="utf-8") as lines:
        for line in lines:
            fields = json.loads(line)
            yield Truth(fields["id"], fields["kind"], fields["of"], fields["passage"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--mb", type=float, default=100.0, help="MB of rows")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--defects", type=float, default=10.0, help="in 10,000 characters")
    parser.add_argument("--short", type=int, metavar="N", help="N short documents instead")
    arguments = parser.parse_args()
    if arguments.short is not None:
        write(short_documents(arguments.short, arguments.seed), arguments.file)
        return
    corpus = Corpus(arguments.seed, arguments.defects)
    write(corpus.documents(int(arguments.mb * 1e6)), arguments.file)


if __name__ == "__main__":
    main()
