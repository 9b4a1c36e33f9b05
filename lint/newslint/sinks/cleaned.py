"""Writes a cleaned directory from the parts of a run, with its manifest, report and card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from newslint import __version__
from newslint.errors import RuleError
from newslint.pipeline.project import Unit
from newslint.sinks.card import CARD, Summary
from newslint.sinks.chain import Chain, linked
from newslint.sinks.files import MANIFEST, writing
from newslint.sinks.lines import Json, dump_indented
from newslint.sinks.merge import FILES, PARQUET, Filled, Group, Said, Written, write_group
from newslint.sinks.output import FieldKinds
from newslint.sinks.part import RECORDS, Counts, Judges

RUN, REPORT = "run.json", "report.html"

WHOLE: Final = 4 << 30
"""Bytes of records in a file, unless another size is asked for."""

Map = Callable[[Callable[[Group], Written], Sequence[Group]], Iterable[Written]]
"""What runs a function over groups, here or elsewhere, and gives the results in order."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was: enough to know whether another run must give the same bytes.

    Args:
        rules: version of each rule that ran.
        configuration: hash of all that was set.
        unit: what a record is.
        model: digest of the model that judged, and of its calibration; None without one.
        judged: who judged misread characters and what share of them to expect, in words.
        judges: what judged each article.
        across: limits of the rules about several documents.
        drop: codes of all rules whose findings drop a record.
    """

    rules: Mapping[str, int]
    configuration: str
    unit: Unit | None
    model: str | None = None
    judged: str | None = None
    judges: Judges = field(default_factory=Judges)
    across: Mapping[str, Json] = field(default_factory=dict)
    drop: frozenset[str] = frozenset()

    def body(self, counts: Counts, files: Sequence[str]) -> dict[str, Json]:
        """Return what the file says: this, what was counted, and the files that were written."""
        return {
            "newslint": __version__,
            "rules": dict(self.rules),
            "configuration": self.configuration,
            "model": self.model,
            "judged": self.judged,
            "undo": "full",
            "drop": sorted(self.drop | self.judges.drop),
            "limits": {**self.judges.limits, **self.across},
            "records_are": self.unit or "article of a text file, row of a row file",
            "counts": {
                "input": counts.articles + counts.rejects,
                "items": counts.items,
                "records": counts.records,
                "dropped": counts.dropped,
                "rejects": counts.rejects,
                "pages": counts.pages,
                "edits": counts.edits,
                "left": counts.left,
                "suppressed": counts.suppressed,
                "characters": counts.characters,
            },
            "findings": dict(sorted(counts.by_rule.items())),
            "files": list(files),
            "claim": "screened for the listed rules, not certified correct",
        }


@dataclass(frozen=True, slots=True)
class Form:
    """What the files of a cleaned directory are like.

    Args:
        largest: bytes of records in a file; a part is not divided.
        compression: `.gz` or `.zst` for files of lines; empty for none.
        parquet: whether the records are a Parquet file.
    """

    largest: int = WHOLE
    compression: str = ""
    parquet: bool = False

    def names(self, number: int, of: int) -> dict[str, str]:
        """Return what each of FILES is called in one of several groups."""
        place = "" if of == 1 else f"-{number:05}-of-{of:05}"
        return {name: self._name(name, place) for name in FILES}

    @property
    def pattern(self) -> str:
        """Return a pattern of the names of the records' files."""
        return self._name(RECORDS, "-*")

    def _name(self, name: str, place: str) -> str:
        stem, _, lines = name.partition(".")
        if name == RECORDS and self.parquet:
            return f"{stem}{place}{PARQUET}"
        return f"{stem}{place}.{lines}{self.compression}"


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was written.

    Args:
        folder: where it is.
        counts: what was counted in it.
        chain: its records with a jump line.
        said: what is said of its records beside others, by line of records.jsonl.
        kinds: what the fields of its rows hold; needed for Parquet only.
    """

    folder: Path
    counts: Counts
    chain: Chain
    said: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)
    kinds: FieldKinds = field(default_factory=FieldKinds)


def write_directory(
    stage: Path,
    parts: Sequence[Part],
    manifest: Manifest,
    report: Callable[[Counts], str],
    extras: Callable[[Path], None] | None = None,
    *,
    card: bool = False,
    form: Form = Form(),
    run: Map = map,
) -> Counts:
    """Write all files of a cleaned directory and return what they hold.

    Args:
        stage: the directory.
        parts: the parts in order.
        manifest: what the run was.
        report: makes the HTML report from what was counted.
        extras: writes what is asked for besides.
        card: also write a dataset card.
        form: what the files are like.
        run: runs the writing of groups.

    Raises OutputError, and RuleError when something that was read is not accounted for.
    """
    counts = Counts()
    filled: list[Filled] = []
    for part, ends in zip(parts, linked([part.chain for part in parts]), strict=True):
        filled.append(Filled(part.folder, counts.edits, ends, part.said))
        counts.add(part.counts)
        counts.by_rule.update(one.rule for said in part.said.values() for one in said)
    kinds = FieldKinds()
    for part in parts:
        kinds.merge(part.kinds)
    groups = [
        Group(tuple(members), stage, form.names(number, of), card, kinds.kinds)
        for number, of, members in _groups(filled, form.largest)
    ]
    summary = Summary()
    for done in run(write_group, groups):
        counts.records -= done.dropped
        counts.dropped += done.dropped
        if done.summary is not None:
            summary.merge(done.summary)
    _check(counts)
    with writing(stage):
        (stage / REPORT).write_text(report(counts), encoding="utf-8", newline="\n")
        if card:
            names = [group.names[RECORDS] for group in groups]
            text = summary.card(
                manifest.rules,
                manifest.configuration,
                dropped=counts.dropped,
                records=names[0] if len(names) == 1 else form.pattern,
            )
            (stage / CARD).write_text(text, encoding="utf-8", newline="\n")
        if extras is not None:
            extras(stage)
        files = sorted(path.relative_to(stage).as_posix() for path in _files(stage))
        body = manifest.body(counts, files)
        (stage / MANIFEST).write_text(dump_indented(body), encoding="utf-8")
    return counts


def _files(stage: Path) -> Iterable[Path]:
    return (path for path in stage.rglob("*") if path.is_file())


def _groups(parts: Sequence[Filled], largest: int) -> Iterator[tuple[int, int, Sequence[Filled]]]:
    """Divide parts into groups of at most `largest` bytes of records, none of them empty.

    Yields the number of each, how many there are, and its members.
    """
    groups: list[list[Filled]] = [[]]
    held = 0
    for part in parts:
        size = (part.folder / RECORDS).stat().st_size
        if groups[-1] and held + size > largest:
            groups.append([])
            held = 0
        groups[-1].append(part)
        held += size
    for number, members in enumerate(groups):
        yield number, len(groups), members


def _check(counts: Counts) -> None:
    """Raise RuleError unless all that was read is accounted for."""
    if counts.items != counts.pages + counts.rejects:
        raise RuleError(
            f"{counts.items} pages were read, {counts.pages} written and {counts.rejects} rejected",
            todo="report it; nothing was written",
        )
    if counts.articles != counts.records + counts.dropped:
        raise RuleError(
            f"{counts.articles} articles were found, {counts.records} written and "
            f"{counts.dropped} dropped",
            todo="report it; nothing was written",
        )
