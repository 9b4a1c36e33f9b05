"""HTML pages: their article as text, through trafilatura."""

from __future__ import annotations

from itertools import pairwise

import regex

from newslint.sources.decode import Decoded, Undecodable, decode

_DECLARED = regex.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:-]{2,40})""", regex.IGNORECASE
)
_HEAD = 4096
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
_GROUPED = ("|", "- ")


def decode_html(data: bytes, encoding: str | None = None) -> Decoded | Undecodable:
    """Return the markup of a page: in UTF-8, else as it declares itself, else as it is found."""
    if encoding is None:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            declared = _DECLARED.search(data[:_HEAD])
            if declared is not None:
                name = declared[1].decode("ascii").lower()
                for codec in (name, _SUPERSETS.get(name, name)):
                    try:
                        return Decoded(data.decode(codec), codec, b"", exact=False)
                    except (UnicodeDecodeError, LookupError):
                        continue
    return decode(data, encoding)


def article_of(markup: str) -> str | None:
    """Return the article of a page, a blank line between paragraphs; None when it has none.

    The page's title stands first, as a heading, unless the article starts with it.
    """
    import trafilatura

    found = trafilatura.extract(
        markup, output_format="txt", include_comments=False, include_tables=True
    )
    if not found or not found.strip():
        return None
    paragraphs = [line.strip() for line in found.splitlines() if line.strip()]
    meta = trafilatura.extract_metadata(markup)
    title = " ".join((meta.title or "").split()) if meta is not None else ""
    if title and paragraphs[0].lstrip("# ") == title:
        paragraphs[0] = f"# {title}"
    elif title:
        paragraphs.insert(0, f"# {title}")
    text: str = paragraphs[0]
    for before, after in pairwise(paragraphs):
        together = any(before.startswith(mark) and after.startswith(mark) for mark in _GROUPED)
        text += ("\n" if together else "\n\n") + after
    return text + "\n"
