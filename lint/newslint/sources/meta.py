"""What is known of a text file beside its text: from its name, and from sidecar files.

A sidecar is a JSON object of strings. `page.txt.meta.json` beside `page.txt` holds for that file;
`meta.json` holds for all files of its folder and of the folders in it; of two that name the same
fact the nearer one wins, and both win over the file's name.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import regex

from newslint.sources.find import FOLDER_SIDECAR, SIDECAR, InputFile
from newslint.text.folio import PAPER

_EDGE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_DATE = regex.compile(
    rf"{_EDGE}(?P<year>(?:19|20)\d\d)(?:(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)"
    rf"|年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日){_END}"
)
_FOLDERS = regex.compile(
    rf"{_EDGE}(?P<year>(?:19|20)\d\d)[-/]?(?P<month>\d\d)/(?P<day>\d\d)(?![^/])"
)
_PAGE = regex.compile(
    rf"第?(?<![0-9A-Z])(?P<page>[A-Z]?\d{{1,3}})版|{_EDGE}(?:(?P<page>[A-H]\d{{2}})|[pP](?P<page>\d{{1,3}})){_END}"
)
_LAST = regex.compile(rf"{_EDGE}\d{{2}}$")
_APART = regex.compile(r"[^\p{Han}]+")


@dataclass(frozen=True, slots=True)
class Known:
    """Facts about a file, by name, and what is wrong with sidecars first met with it."""

    facts: Mapping[str, str]
    troubles: tuple[str, ...] = ()


def from_name(name: str) -> dict[str, str]:
    """Return what the portable name of a file clearly says: newspaper, date, page.

    The nearest part of the path that says something wins; one that says two things says nothing.
    """
    path = PurePosixPath(name)
    parts = [path.stem, *(parent.name for parent in path.parents)]
    papers = _nearest(_papers, parts)
    days = _nearest(_days, parts) or _real(_FOLDERS.finditer(path.parent.as_posix()))
    pages = {match["page"] for match in _PAGE.finditer(path.stem)}
    if not pages and days:
        pages = set(_LAST.findall(_DATE.sub("", path.stem)))
    facts = {"newspaper": papers, "date": days, "page": pages}
    return {name: found.pop() for name, found in facts.items() if len(found) == 1}


def _nearest(read: Callable[[str], set[str]], parts: list[str]) -> set[str]:
    return next((found for part in parts if (found := read(part))), set())


def _papers(part: str) -> set[str]:
    return {word for word in _APART.split(_DATE.sub(" ", part)) if PAPER.fullmatch(word)}


def _days(part: str) -> set[str]:
    return _real(_DATE.finditer(part))


def _real(matches: Iterator[regex.Match[str]]) -> set[str]:
    """Return the days that are in the calendar."""
    found: set[str] = set()
    for match in matches:
        try:
            day = datetime.date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            continue
        found.add(day.isoformat())
    return found


@dataclass
class Sidecars:
    """Reads the sidecars of a run, each once."""

    _folders: dict[Path, Mapping[str, str]] = field(default_factory=dict)

    def known(self, file: InputFile) -> Known:
        """Return what the name and the sidecars of a text file say."""
        facts = from_name(file.name)
        if file.path is None:
            return Known(facts)
        troubles: list[str] = []
        path = PurePosixPath(file.name)
        inside = [part for part in path.parent.parts if part != ".."]
        levels = max(1, len(inside))
        folders = list(zip(file.path.absolute().parents, path.parents, strict=False))[:levels]
        for folder, name in reversed(folders):
            facts |= self._of_folder(folder, name, troubles)
        own = file.path.with_name(file.path.name + SIDECAR)
        facts |= _read(own, file.name + SIDECAR, troubles)
        return Known(dict(sorted(facts.items())), tuple(troubles))

    def _of_folder(
        self, folder: Path, name: PurePosixPath, troubles: list[str]
    ) -> Mapping[str, str]:
        if folder not in self._folders:
            place = folder / FOLDER_SIDECAR
            self._folders[folder] = _read(place, str(name / FOLDER_SIDECAR), troubles)
        return self._folders[folder]


def _read(path: Path, name: str, troubles: list[str]) -> Mapping[str, str]:
    """Return the facts of a sidecar; none, and a line about it, when it cannot be used."""
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        troubles.append(f"{name}: cannot be read ({error.strerror or error}); check the file")
        return {}
    try:
        facts = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        troubles.append(f"{name}: byte {error.start} is not valid UTF-8; save it as UTF-8")
        return {}
    except (ValueError, RecursionError) as error:
        troubles.append(f"{name}: is no JSON ({error}); repair it or remove it")
        return {}
    if not isinstance(facts, dict):
        troubles.append(f'{name}: is no JSON object; write one with strings: {{"newspaper": …}}')
        return {}
    wrong = [key for key, value in facts.items() if not isinstance(value, str)]
    if wrong:
        troubles.append(f"{name}: the value of {wrong[0]!r} is no string; write it in quotes")
        return {}
    return facts
