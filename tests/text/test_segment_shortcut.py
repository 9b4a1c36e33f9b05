"""Plain paragraphs take a short cut through segmentation; it must lead to the same blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.text import blocks, lines
from newslint.text.block import Block
from newslint.text.lines import Line

LINES = st.sampled_from(
    (
        "",
        "# 河口灯塔换了新灯",
        "秋汛过后的渡口",
        "本报记者 陆子谦 通讯员 唐以宁",
        "本报讯（记者 周立言）山里的柿子红了，合作社连夜装车。",
        "图为村民在晾晒红薯干。",
        "许松涛 摄",
        "村民在老井边打水。郭望舒 摄",
        "（下转第三版）",
        "责任编辑：罗小满",
        "联系电话：0571-2233445，地址：长堤街道九号",
        "特此公告。",
        "雨停了。",
        "一、修好村口的桥",
        "• 秋粮入库",
        "问：鱼苗什么时候放？",
        "“" + "船靠岸的时候天已经亮了，" * 6 + "大家都松了一口气。”",
        "招" + "募护林员的消息传开以后，" * 8 + "报名的人排到了路口。",
        "清早的集市上" + "人来人往，" * 30 + "直到日头偏西。",
        "工人们把最后一节钢轨" + "稳稳地推上路基，" * 9 + "电焊的火花照亮了夜空",
        "江边新立的碑上刻着" + "历年水位，" * 16 + "版面有限，不再一一列出。",
    )
)


def slow_way(patch: pytest.MonkeyPatch, text: str) -> tuple[Block, ...]:
    """Return the blocks of a text when nothing takes the short cut."""

    def paragraph(self: blocks._Reader, line: Line) -> None:
        self._paragraph(next(at for at, one in enumerate(self._lines) if one is line), line)

    with patch.context() as inner:
        inner.setattr(blocks._Reader, "_running", paragraph)
        inner.setattr(lines, "_is_prose", lambda text: False)
        return blocks.segment(text)


@given(st.lists(LINES, max_size=14), st.sampled_from(("\n", "\n\n", " \n　")))
def test_the_short_cut_finds_the_blocks_of_the_long_way(chosen: list[str], by: str) -> None:
    text = by.join(chosen)
    with pytest.MonkeyPatch.context() as patch:
        assert blocks.segment(text) == slow_way(patch, text)


def test_most_paragraphs_of_a_plain_page_take_the_short_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[str] = []
    running = blocks._Reader._running

    def told(self: blocks._Reader, line: Line) -> None:
        taken.append(line.text)
        running(self, line)

    monkeypatch.setattr(blocks._Reader, "_running", told)
    bodies = [
        f"第{number}天，" + "船队沿着江岸慢慢上行，" * 7 + "两岸都是稻田。" for number in range(5)
    ]
    found = blocks.segment("\n\n".join(["# 船队上行", *bodies]))
    assert taken == bodies
    assert len(found) == 6
