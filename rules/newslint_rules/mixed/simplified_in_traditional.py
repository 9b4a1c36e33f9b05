"""MIX004 simplified-in-traditional."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import Script as SameInBoth
from newslint.text.edit import Safety
from newslint.text.script import Script
from newslint.text.span import Span
from newslint_rules.mixed._script import (
    document_of,
    is_common,
    is_quoted,
    lookup,
    read,
    runs,
    traditional_documents,
)
from newslint_rules.mixed._variants import variants

_ALONE = frozenset("這們個爲為從對說説會來時還過給讓沒將據並後嗎與於當應內内開問動進發")
"""Traditional characters that are words by themselves and rarely stand in names."""


def simplified_characters(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the Simplified characters of the documents that are clearly Traditional."""
    kinds = lookup(batch)
    found = [np.zeros(0, dtype=np.int64)]
    for owner in traditional_documents(batch, kinds):
        own = document_of(batch, owner)
        found.append(np.flatnonzero(kinds[own] == Script.SIMPLE) + own.start)
    places = np.concatenate(found)
    return places, places + 1


@rule(
    code="MIX004",
    name="simplified-in-traditional",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(simplified_characters),
    contract="script",
)
def simplified_in_traditional(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A Simplified character in a text that is written in Traditional ones.

    What it finds
    -------------
    Simplified characters in a document with at least twenty characters that exist in one script
    only, nine in ten of them Traditional: those of a common word, and function words by
    themselves. The form written is the one that the document uses elsewhere (為 or 爲).

        市政府發言人昨天證實，新車站將於明年啟用，沿線農業區的經⟦济⇢濟⟧發展會更快，鄉鎮學校師生也盼望這條鐵路早點開通。
        市政府發言人昨天證實，新車站將於明年啟用，沿線農業區的發展會更快，鄉鎮學校⟦师⇢師⟧生也盼望這條鐵路早點開通。

    Why it matters
    --------------
    Models that read both scripts fall out of one into the other. A conversion to Simplified hides
    the slip, one to Traditional may make it worse.

    When the fix is safe
    --------------------
    Never: one Simplified character often stands for several Traditional ones (发 for 發 and 髮),
    and the phrase table that chooses between them does not know every phrase.

    What it leaves alone
    --------------------
    Characters that Big5 holds as well (台, 万, 床), names, quotations, titles, and documents that
    are wholly or partly in Simplified characters.

        市政府發言人昨天證實，⟦台⟧中新車站將於明年啟用，沿線農業區的經濟發展會更快，師生也盼望“⟦为人民服务⟧”的標語留著。
        ⟦市政府发言人昨天证实，新车站将于明年启用，沿线农业区的经济发展会更快，乡镇学校师生也盼望这条铁路早点开通。⟧

    Source
    ------
    OpenCC, phrases of Simplified to Traditional; Big5.
    """
    text = page.text
    used: dict[str, str] = {}
    for run in runs(places):
        reading = None if is_quoted(text, run) else read(text, run, "s2t")
        if reading is None:
            continue
        known = bool(reading.words) and all(is_common(word) for word in reading.words)
        if not known and not (len(run) == 1 and reading.converted in _ALONE):
            continue
        for char in set(reading.converted) - used.keys():
            used[char] = _as_used(text, char)
        new = "".join(used[char] for char in reading.converted)
        if new == run.of(text):
            continue
        fix = page.fix(page.edit(run, new), safety=Safety.ASK, contract=SameInBoth())
        yield page.finding(
            run,
            f"Simplified {run.of(text)} in a Traditional text",
            fix=fix,
            evidence=[Evidence("word", f"{word.text} ({word.classes})") for word in reading.words],
        )


def _as_used(text: str, char: str) -> str:
    """Return the regional form of a character that the text has, the common one if neither."""
    pair = variants().get(char)
    if pair is None:
        return char
    return pair.other if pair.other in text and pair.common not in text else pair.common
