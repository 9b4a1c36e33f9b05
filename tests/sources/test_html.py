"""HTML pages are read as their articles; undo gives the articles."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from newslint.sources.html import article_of, decode_html
from newslint.sources.item import Page
from sources.round_trip import content, given_back, items, stored

pytest.importorskip("trafilatura")

PARAGRAPHS = [
    "码头上午恢复作业,三十条渔船陆续出海，港口的人们都说这是一个好年。",
    "气象台说，未来三天风力不大，近海的船只可以照常作业，远海的船只要等通知。",
    "渔业部门提醒船主检查救生设备，出海以前报告人数，回港以后登记渔获。",
]


def page(charset: str = "utf-8", title: str = "渔港复工") -> str:
    body = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    return (
        f'<html><head><meta charset="{charset}"><title>{title}</title></head><body>'
        f'<nav><a href="/">首页</a> <a href="/a">要闻</a></nav><article><h1>{title}</h1>{body}'
        "</article><footer>版权所有</footer></body></html>"
    )


def test_the_article_has_its_title_first_and_a_blank_line_between_paragraphs() -> None:
    assert article_of(page()) == "\n\n".join(["# 渔港复工", *PARAGRAPHS]) + "\n"


def test_a_page_without_text_has_no_article(tmp_path: Path) -> None:
    path = stored(tmp_path / "page.html", b"<html><body></body></html>")
    pages, [reject], back = given_back(path, tmp_path)
    assert not pages
    assert "no article" in reject.reason
    assert (back / "page.html").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("name", ["page.html", "page.htm"])
def test_undo_gives_the_article(name: str, suffix: str, tmp_path: Path) -> None:
    path = stored(tmp_path / (name + suffix), page().encode())
    [one], rejects, back = given_back(path, tmp_path)
    assert not rejects
    assert one.changed
    source = one.page.document.source
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert content(back / f"{name}.txt{suffix}").decode() == article_of(page())


@pytest.mark.parametrize(
    ("charset", "codec"), [("gb2312", "gb2312"), ("gbk", "gbk"), ("big5", "big5")]
)
def test_a_page_is_read_as_it_declares_itself(charset: str, codec: str) -> None:
    text = page(charset) if charset != "big5" else "<meta charset=big5><p>碼頭恢復作業"
    decoded = decode_html(text.encode(codec))
    assert getattr(decoded, "text", None) == text


def test_utf_8_wins_over_what_a_page_declares(tmp_path: Path) -> None:
    path = stored(tmp_path / "page.html", page("gb2312").encode())
    [one] = items(path)
    assert isinstance(one, Page)
    assert one.document.source.codec == "utf-8"
    assert "渔港复工" in one.decoded
