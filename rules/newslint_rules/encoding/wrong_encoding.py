"""ENC001 wrong-encoding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import regex

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.span import Span

_ESCAPES = regex.compile(
    r"(?:\\x[0-9A-Fa-f]{2}){4,120}|(?:\\[2-3][0-7]{2}){4,120}|(?:\\u[0-9A-Fa-f]{4}){2,120}"
)
_LONGEST_ESCAPE = 6
_HAN = regex.compile(r"[\p{Han}，。、；：？！“”《》]")


def starts_and_escapes(batch: Batch) -> tuple[Offsets, Offsets]:
    r"""Return the first code point of each text not in UTF-8, and each \ far from the last one."""
    starts = [
        start
        for document, start in zip(batch.documents, batch.starts.tolist(), strict=True)
        if document.source.codec != "utf-8" and start >= 0 and document.text
    ]
    slash = np.flatnonzero(batch.codes == ord("\\"))
    if len(slash):
        gap = np.diff(slash, prepend=np.int64(-9))
        slash = slash[(gap > _LONGEST_ESCAPE) & (slash + 1 < len(batch.codes))]
    places = np.union1d(np.array(starts, dtype=np.int64), slash)
    return places, places + 1


@rule(
    code="ENC001",
    name="wrong-encoding",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(starts_and_escapes),
)
def wrong_encoding(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    r"""A file that is not UTF-8, or bytes of Chinese that nobody decoded.

    What it finds
    -------------
    A file stored as GB18030, Big5 or UTF-16 (level info, at the start of the text), and runs of
    written-out bytes or code units in it that stand for Chinese.

        展厅门口的牌子上写着⟦\xe6\xac\xa2\xe8\xbf\x8e⟧四个大字。
        学校的校名是⟦\u5927\u5b66⟧，报名已经截止。
        压缩包里的文件叫做⟦\347\205\247\347\211\207⟧，谁也打不开。

    Why it matters
    --------------
    A corpus holds one encoding. A file in another one is read correctly here, but not by the
    next tool, and bytes that were printed instead of decoded are lost as text.

    When the fix is safe
    --------------------
    There is none: the codec is a fact of the file, so no character of the text changes. What is
    written by newslint is UTF-8. A file that cannot be decoded is rejected with the byte named.

    What it leaves alone
    --------------------
    Escapes that stand for no Chinese, and paths.

        换行在程序里写作⟦\x0d\x0a\x0d\x0a⟧，路径是⟦C:\u200files\x86⟧。

    Source
    ------
    RFC 3629; GB 18030-2022; the order of codecs is that of `newslint.sources.decode`.
    """
    source = page.document.source
    text = page.text
    for span in places:
        if span.start == 0 and source.codec != "utf-8":
            finding = page.finding(
                Span(0, 0),
                f"the file is stored as {source.codec}, not as UTF-8",
                evidence=[Evidence("codec", source.codec)],
            )
            yield replace(finding, level=Level.INFO)
        if text[span.start] != "\\":
            continue
        escapes = _ESCAPES.match(text, span.start)
        reading = _reading(escapes[0]) if escapes else ""
        if escapes and len(_HAN.findall(reading)) >= 2:
            yield page.finding(
                Span(*escapes.span()),
                "bytes of Chinese that were not decoded",
                candidates=[reading],
            )


def _reading(escapes: str) -> str:
    """Return what escapes stand for, empty when they stand for no text."""
    try:
        raw = escapes.encode("ascii").decode("unicode_escape")
        if escapes[1] == "u":
            return raw.encode("utf-16", "surrogatepass").decode("utf-16")
        data = raw.encode("latin-1")
    except UnicodeError:
        return ""
    for codec in ("utf-8", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return ""
