"""FUR: the tags of a whole page, and that they are no defects."""

from newslint.pipeline.clean import Cleaner
from newslint.rule import Level, load_packs
from newslint.text.document import Document, Source
from newslint.text.newlines import fold

FURNITURE = [rule for rule in load_packs() if rule.family == "FUR"]
PAGE = """南山晚报　2024年3月12日　星期二　第2版

（上接第一版）

# 茶园里的无人机

本报记者 林一舟

茶园上空的嗡嗡声代替了背篓里的喘息，采茶的人说，腰不疼了，嗓门倒大了。

图为无人机在吊运鲜叶。

本报记者 白鹿摄

据新华社

本版责编：周晓　美编：童谣

扫码看视频

版权所有，未经授权不得转载

点击进入专题
"""


def findings(text: str) -> list[tuple[str, str]]:
    folded, newlines = fold(text)
    document = Document(Source("a.txt", "utf-8", b"", "", 0), folded, newlines)
    [outcome] = Cleaner(FURNITURE).run([document])
    return [(one.finding.rule, one.finding.span.of(text)) for one in outcome.reports]


def test_every_piece_of_furniture_is_tagged() -> None:
    assert findings(PAGE) == [
        ("FUR001", "南山晚报　2024年3月12日　星期二　第2版"),
        ("FUR002", "（上接第一版）"),
        ("FUR003", "本报记者 林一舟"),
        ("FUR005", "图为无人机在吊运鲜叶。"),
        ("FUR005", "本报记者 白鹿摄"),
        ("FUR004", "据新华社"),
        ("FUR006", "本版责编：周晓　美编：童谣"),
        ("FUR007", "扫码看视频"),
        ("FUR008", "版权所有，未经授权不得转载"),
        ("FUR009", "点击进入专题"),
    ]


def test_tags_are_notes_and_never_fix() -> None:
    assert [rule.code for rule in FURNITURE] == [f"FUR{number:03}" for number in range(1, 10)]
    for rule in FURNITURE:
        assert rule.tags
        assert rule.level is Level.INFO
        assert not rule.contract


def test_running_text_is_not_tagged() -> None:
    for text in (
        "昨天是6月4日星期二，第3版刊登了通知。\n",
        "记者在现场看到，编辑部的灯还亮着。\n",
        "他把二维码贴在摊位上，顾客扫码付款。\n",
        "版权所有人起诉了这家网站，索赔十万元。\n",
        "",
        "\n\n\n",
        "。",
    ):
        assert findings(text) == []
