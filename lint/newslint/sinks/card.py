"""The dataset card: README.md with the front matter that the Hugging Face hub reads.

It says what was looked for and what was left, and claims nothing about what is right.
"""

from __future__ import annotations

import types
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Union, cast, get_args, get_origin, get_type_hints

import regex

from newslint import __version__
from newslint.described import arguments
from newslint.sinks.lines import dump
from newslint.sinks.record import IsoDay, Record

CARD = "README.md"
DATE = "date32"
"""How a field is declared whose strings are all days: Arrow takes them for days, not for words."""

MARK = "<!-- written by newslint clean --card -->"
"""Stands in each card, so that `newslint undo --write` knows one from other texts."""

LICENCES = frozenset(
    {
        "apache-2.0", "mit", "cc", "cc0-1.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0",
        "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0",
        "cc-by-nd-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0",
        "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "cdla-permissive-1.0", "cdla-permissive-2.0",
        "cdla-sharing-1.0", "gfdl", "odbl", "odc-by", "pddl", "wtfpl", "unlicense", "other",
        "unknown",
    }
)  # fmt: skip
"""Identifiers that the hub knows, those of texts and data."""

_DAY = regex.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")

_Maps = Mapping[str, Mapping[str, str]]


@dataclass
class Summary:
    """What the records of a run hold, counted as they are written."""

    records: int = 0
    characters: int = 0
    han: int = 0
    rows: bool = False
    languages: Counter[str] = field(default_factory=Counter)
    scripts: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)
    meta: dict[str, bool] = field(default_factory=dict)

    def add(self, columns: Mapping[str, object]) -> None:
        """Count a record: its columns as they are written, empty for a row without an article."""
        self.records += 1
        if not columns:
            return
        sizes = cast("Mapping[str, int]", columns["counts"])
        self.characters += sizes["characters"]
        self.han += sizes["han"]
        self.languages[str(columns["language"])] += 1
        if columns["script"] is not None:
            self.scripts[str(columns["script"])] += 1
        self.edits.update(cast("Mapping[str, int]", columns["edits"]))
        self.left.update(cast("Mapping[str, int]", columns["findings_left"]))
        meta = cast("Mapping[str, str]", columns["meta"])
        self.licences[meta.get("licence") or meta.get("license") or ""] += 1
        for name, value in meta.items():
            self.meta[name] = self.meta.get(name, True) and bool(_DAY.fullmatch(value))

    def merge(self, other: Summary) -> None:
        """Count the records of another part."""
        self.records += other.records
        self.characters += other.characters
        self.han += other.han
        self.rows |= other.rows
        for mine, theirs in (
            (self.languages, other.languages),
            (self.scripts, other.scripts),
            (self.edits, other.edits),
            (self.left, other.left),
            (self.licences, other.licences),
        ):
            mine.update(theirs)
        for name, day in other.meta.items():
            self.meta[name] = self.meta.get(name, True) and day

    def card(
        self,
        rules: Mapping[str, int],
        configuration: str,
        *,
        dropped: int,
        records: str = "records.jsonl",
    ) -> str:
        """Return the card.

        Args:
            rules: version of each rule that looked, by code.
            configuration: hash of the configuration.
            dropped: how many articles were dropped.
            records: name of the file of the records, or a pattern that fits the names of all.
        """
        kind = "parquet" if records.endswith(".parquet") else "json"
        front = "\n".join(self._front(records))
        lists = "\n".join(
            f"| {code} | {version} | {self.edits[code]:,} | {self.left[code]:,} |"
            for code, version in rules.items()
        )
        about = "\n".join(f"| `{name}` | {text} |" for name, text in arguments(Record))
        return f"""---
{front}
---
{MARK}

# News text, screened with newslint

{self._what(records)}
These texts were **screened** for the defects of the rules below. What no rule looks for was not
found, what a rule was not sure of was left in the text, and no text is certified to be right.

## How much

| | |
|---|---|
| records | {self.records:,} |
| dropped, in `dropped.jsonl` | {dropped:,} |
| characters | {self.characters:,} |
| Han among them | {self.han:,} |
| languages | {_told(self.languages)} |
| scripts | {_told(self.scripts)} |

## What was looked for

`repaired` counts edits in the records, `left` the findings that were not repaired in them;
`edits.jsonl` and `left.jsonl` hold each of them with its place and reason. `newslint explain CODE`
tells what a rule finds. Rules that only tag parts of a page (FUR) repair nothing and leave nothing.

| rule | version | repaired | left |
|---|---|---|---|
{lists}

## How to read it

```python
from datasets import load_dataset

records = load_dataset("{kind}", data_files="{records}", split="train")
```

{self._typed(records)}

## Fields

{"Rows keep their own fields; these stand under `newslint`, except `text`." if self.rows else ""}

| field | |
|---|---|
{about}

## How to undo

`newslint undo THIS_DIRECTORY -o sources` writes the source files back, byte for byte, from
`pages.jsonl`, `edits.jsonl`, `dropped.jsonl` and `rejects.jsonl`; `--rule CODE` takes back the
edits of one rule.

## Where it is from

newslint {__version__}, configuration `{configuration}`; `manifest.json` has all numbers of the run.
""".replace("\n\n\n", "\n\n")

    def _typed(self, records: str) -> str:
        if records.endswith(".parquet"):
            return "Maps (edits, findings_left, meta) are lists of key and value."
        return (
            "The types of all fields stand in the front matter of this page; `load_dataset` with\n"
            "the name of this directory reads them there."
        )

    def _what(self, records: str) -> str:
        kind = "rows with the text of Chinese news" if self.rows else "articles of Chinese news"
        return (
            f"{self.records:,} {kind}, read by OCR or a vision-language model, one a line of\n"
            f"`{records}`."
        )

    def _front(self, records: str) -> Iterator[str]:
        languages = sorted(set(self.languages) - {"und"})
        if languages:
            yield "language:"
            yield from (f"- {name}" for name in languages)
        yield from self._licence()
        yield from ("task_categories:", "- text-generation", "size_categories:")
        yield f"- {size_category(self.records)}"
        yield from ("tags:", "- news", "- ocr", "- newslint", "configs:", "- config_name: default")
        yield from ("  data_files:", "  - split: train", f"    path: {records}")
        if self.records and not self.rows and not records.endswith(".parquet"):
            yield from ("dataset_info:", "- config_name: default", "  features:")
            yield from ("  " + line for line in _struct(Record, self._maps()))

    def _maps(self) -> _Maps:
        """Return the types of the keys that each map of the records has."""
        return {
            "edits": dict.fromkeys(self.edits, "int64"),
            "findings_left": dict.fromkeys(self.left, "int64"),
            "meta": {name: DATE if day else "string" for name, day in self.meta.items()},
        }

    def _licence(self) -> Iterator[str]:
        """Yield the licence that all records agree on, `other` when they do not."""
        said = sorted(self.licences)
        if said in ([], [""]):
            yield "license: unknown"
        elif len(said) > 1:
            yield "license: other"
        elif (name := said[0].lower().replace(" ", "-")) in LICENCES:
            yield f"license: {name}"
        else:
            yield from ("license: other", f"license_name: {dump(said[0])}")


def is_card(path: Path) -> bool:
    """Tell whether a file is a card that newslint wrote."""
    return path.is_file() and MARK in path.read_text("utf-8", "replace")


def _told(counts: Counter[str]) -> str:
    told = ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))
    return told or "none"


def size_category(records: int) -> str:
    """Return the hub's word for a number of records: n<1K, 1K<n<10K, and so on."""
    low, limit = "", 1_000
    for high in _SIZES:
        if records < limit:
            return f"{low}n<{high}"
        low, limit = f"{high}<", limit * 10
    return "n>1T"


def _struct(kind: type[object], maps: _Maps) -> Iterator[str]:
    """Yield the features of a dataclass as the hub writes them, keys of the maps as given."""
    hints = get_type_hints(kind, include_extras=True)
    for one in fields(kind):  # type: ignore[arg-type]
        yield f"- name: {one.name}"
        if one.name in maps:
            keys = maps[one.name]
            yield "  struct:" if keys else "  struct: []"
            for key in sorted(keys):
                yield from (f"  - name: {dump(key)}", f"    dtype: {keys[key]}")
        elif IsoDay in get_args(hints[one.name]):
            yield f"  dtype: {DATE}"
        else:
            yield from ("  " + line for line in _feature(hints[one.name]))


def _feature(kind: object) -> Iterator[str]:
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from _feature(inside[0])
    elif origin in (Union, types.UnionType):
        [one] = [one for one in inside if one is not type(None)]
        yield from _feature(one)
    elif origin is tuple:
        item = inside[0]
        if item in _DTYPES:
            yield f"list: {_DTYPES[item]}"
        else:
            yield "list:"
            if isinstance(item, type) and is_dataclass(item):
                yield from _struct(item, {})
            else:
                yield from ("  " + line for line in _feature(item))
    elif isinstance(kind, type) and is_dataclass(kind):
        yield "struct:"
        yield from _struct(kind, {})
    else:
        yield f"dtype: {_DTYPES.get(kind, 'string')}"


_DTYPES: Mapping[object, str] = {str: "string", int: "int64", float: "float64", bool: "bool"}
