"""ENC002 mojibake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import regex

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Codes, Offsets
from newslint.text.contract import Recode
from newslint.text.edit import Safety
from newslint.text.recode import (
    CHARACTERISTIC,
    FILLERS,
    LATIN_SPECIALS,
    UTF8_AS_BIG5,
    UTF8_AS_GBK,
    WEB_LATIN,
)
from newslint.text.span import Span
from newslint_rules.encoding._lost import lost_bytes
from newslint_rules.encoding._misread import (
    CROSSED,
    Misread,
    crossed,
    latin_run,
    letters_only,
    read_as_chinese,
    read_as_latin,
    ruined,
    run_beyond_ascii,
)

_FILLED = regex.compile(r"(?:锟斤拷){1,40}锟?斤?|(?:锟斤){2,40}|[烫]{3,200}|[屯]{3,200}")
_NAMES: Final = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5": "Big5", "latin-1": "Latin-1",
                 "cp1252": "Windows-1252", WEB_LATIN: "Windows-1252"}  # fmt: skip
_TYPOGRAPHIC: Final = frozenset("“”‘’–—…•·\u00a0")
_CODES = np.array(sorted(map(ord, CHARACTERISTIC)), dtype=np.uint32)
_SPECIAL_CODES = np.array(sorted(map(ord, LATIN_SPECIALS)), dtype=np.uint32)
_LATIN_1 = regex.compile(r"[\u0080-\u00FF]")
_HAN = regex.compile(r"\p{Han}")


def misread_places(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return places where misread text may start.

    They are Latin-1 characters followed by another (or by one of Windows-1252), U+FFFD beside a
    letter of the two-byte range of UTF-8, and characteristic ideographs.
    """
    at = batch.at(Class.ODD)
    codes: Codes = batch.codes[at]
    following: Codes = batch.codes[np.minimum(at + 1, len(batch.codes) - 1)]
    latin = (codes >= 0xA1) & (codes <= 0xFF)
    high = ((following >= 0x40) & (following <= 0xFF)) | np.isin(following, _SPECIAL_CODES)
    lost = (codes == 0xFFFD) & (following >= 0x80) & (following <= 0x7FF)
    chosen = (latin & high) | lost | np.isin(codes, _CODES)
    places: Offsets = at[chosen]
    return places, places + 1


@rule(
    code="ENC002",
    name="mojibake",
    level=Level.ERROR,
    stage=Stage.BYTES,
    trigger=Places(misread_places),
    contract="recode",
)
def mojibake(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Text whose bytes were read with the wrong codec.

    What it finds
    -------------
    UTF-8 read as Latin-1, Windows-1252, GB18030 or Big5; GB18030 or Big5 read as Latin-1 or as
    each other; and what is left when bytes were lost: 锟斤拷, 烫烫烫, U+FFFD between letters.

        录取通知来自⟦å¤§å\xad¦→大学⟧招生办。
        横幅上写着⟦浣犲ソ涓栫晫→你好世界⟧。
        落款是⟦ÖÐ¹úÈËÃñ→中国人民⟧四字。
        表格里只剩下⟦锟斤拷锟斤拷⟧和⟦烫烫烫烫⟧。
        附言是⟦�й���⟧。

    Why it matters
    --------------
    Nobody can read it, and every rule after this one would repair the wrong characters: a soft
    hyphen or a control character in it is a byte of an ideograph.

    When the fix is safe
    --------------------
    When encoding the repaired text and reading it wrongly gives exactly what stands there, it
    holds at least two characters and replaces four, and its characters are commoner than those
    it replaces by a margin that no clean text reaches. All else is shown.

    What it leaves alone
    --------------------
    Letters that happen to be the bytes of one another, foreign words, runs of marks, rare
    ideographs, Traditional text.

        ⟦毛⟧和⟦茂⟧先生、⟦陆毛⟧女士去了⟦Citroën⟧，喝了⟦café⟧，住在⟦Zoë Müller⟧家。
        评分是⟦½·¼⟧，密码是⟦····⟧，气温⟦±°⟧，序号⟦××××⟧，她说水⟦烫⟧，连说⟦烫烫⟧。
        ⟦盱眙、亳州、濮阳、渚淇涓⟧各有地方志，⟦妫姝娅⟧是三个名字。

    Source
    ------
    Exact round trips through Python's codecs; the sets of characteristic characters are computed
    from the bytes of UTF-8 in `newslint.text.recode`. Measured on news in `_misread.MARGIN`.
    """
    text = page.text
    search = _Search(text)
    done = 0
    for place in places:
        at = place.start
        if at < done:
            continue
        found = search.at(at)
        if isinstance(found, Misread):
            done = found.span.end
            yield _finding(page, found)
        elif found is not None:
            done = found.span.end
            yield page.finding(found.span, found.message)


@dataclass(frozen=True, slots=True)
class _Lost:
    """Text that cannot be put back, and what is said of it."""

    span: Span
    message: str


@dataclass(slots=True)
class _Search:
    """Looks at places in order; what was tried of a run is not tried again from inside it."""

    text: str
    tries: int = 0
    tried_latin: int = 0
    tried_crossed: int = 0

    def at(self, at: int) -> Misread | _Lost | None:
        """Return what stands at a place."""
        text = self.text
        if text[at] == "\ufffd":
            lost = lost_bytes(text, at)
            return _Lost(lost, "GB18030 text read as UTF-8; its bytes are lost") if lost else None
        filled = _FILLED.match(text, at) if text[at] in FILLERS else None
        if filled:
            return _Lost(Span(*filled.span()), f"{filled[0][:3]} stands where text was lost")
        found = self._latin(at) if text[at] <= "\xff" else self._chinese(at)
        if found is not None and (found.proven or _plain(text, found)):
            return found
        ruin = letters_only(text, at) if text[at] <= "\xff" else ruined(text, at)
        return _Lost(ruin, "text read with the wrong codec; bytes are lost") if ruin else None

    def _latin(self, at: int) -> Misread | None:
        if at >= self.tried_latin:
            self.tries = 0
            self.tried_latin = latin_run(self.text, at).end
        self.tries += 1
        return read_as_latin(self.text, at) if self.tries <= _MOST_TRIES else None

    def _chinese(self, at: int) -> Misread | None:
        found = None
        if self.text[at] in UTF8_AS_GBK or self.text[at] in UTF8_AS_BIG5:
            found = read_as_chinese(self.text, at)
        if (found and found.proven) or self.text[at] not in CROSSED or at < self.tried_crossed:
            return found
        run = run_beyond_ascii(self.text, at, self.tried_crossed)
        self.tried_crossed = run.end
        return crossed(self.text, run) or found


_MOST_TRIES: Final = 4
"""Places of one run of Latin-1 from which a reading is tried."""


def _plain(text: str, found: Misread) -> bool:
    """Tell whether a short round trip is worth showing: Latin-1 letters and signs that are Han."""
    old = found.span.of(text)
    return (
        found.decoder not in ("gb18030", "big5")
        and bool(_HAN.search(found.reading))
        and not _TYPOGRAPHIC & set(old)
        and not _LATIN_1.match(text, found.span.end)
        and not (found.span.start and _LATIN_1.match(text, found.span.start - 1))
    )


def _finding(page: Page, found: Misread) -> Finding:
    encoder, decoder = _NAMES[found.encoder], _NAMES[found.decoder]
    message = f"{encoder} text read as {decoder}"
    evidence = [Evidence("gain in fluency", f"{found.gain:.2f}")]
    if not found.proven:
        candidates = [found.reading]
        return page.finding(found.span, message, candidates=candidates, evidence=evidence)
    edits = [page.edit(span, new) for span, new in zip(found.spans, found.readings, strict=True)]
    fix = page.fix(*edits, safety=Safety.SAFE, contract=Recode(found.encoder, found.decoder))
    return page.finding(found.span, message, fix=fix, evidence=evidence)
