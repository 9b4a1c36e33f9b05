"""Reads names, roles and places out of bylines, credits and datelines."""

from __future__ import annotations

from dataclasses import dataclass

import regex


@dataclass(frozen=True, slots=True)
class Person:
    """A name of a byline with what the person did and for whom; empty when it is not said."""

    name: str
    role: str
    agency: str


_SIGNATURE = regex.compile(
    r"(?P<agency>[\p{Han}]*?)(?P<role>(?:全媒体|特约|见习|实习|首席|融媒体)?"
    r"(?:记者|通讯员|特派员|评论员|编译|撰稿|撰文|作者|摄影师|摄影|供图|文|图))[ 　:：]*"
)
_TASK = regex.compile(
    r"[ 　/]*(?:摄影报道|综合报道|文/图|图/文|整理|编译|报道|撰稿|供图|摄影|摄|文)$"
)
_PADDED = regex.compile(r"(?<![\p{Han}])(\p{Han})[ 　]+(\p{Han})(?![\p{Han}])")
_NAME = regex.compile(r"\p{Han}{2,4}|\p{Han}{1,6}(?:·\p{Han}{1,6})+")


def people(line: str) -> tuple[Person, ...]:
    """Return the names of a byline or photo credit in order, each with the role before it."""
    line = line.strip("□■◎●○（()） 　")
    signatures = list(_SIGNATURE.finditer(line))
    found: list[Person] = []
    agency = ""
    for number, signature in enumerate(signatures):
        end = signatures[number + 1].start() if number + 1 < len(signatures) else len(line)
        agency = signature["agency"] or agency
        names = _TASK.sub("", line[signature.end() : end])
        names = _PADDED.sub(r"\1\2", names)
        found += [Person(name, signature["role"], agency) for name in _NAME.findall(names)]
    return tuple(found)
