"""Bytes and code points: defects, look-alikes, and rules that meet at one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newslint.pipeline.clean import Cleaner
from newslint.rule import Level, Rule, load_packs, parse_example
from newslint.testing import check, document, run, sure
from newslint.text.blocks import Kind
from newslint.text.contract import Listed, Recode, Unescape
from newslint.text.edit import Edit, Fix, Safety
from newslint.text.log import EditLog
from newslint.text.recode import (
    BIG5_AS_GBK,
    COMMON,
    GBK_AS_BIG5,
    WEB_LATIN,
    common_share,
    fluency,
)
from newslint.text.span import Span
from newslint_rules.encoding.radical_for_character import characters

RULES = sure(load_packs())
FAMILY = [rule for rule in RULES if rule.family == "ENC"]
EVERY = [rule for rule in RULES if rule.default]


def misread(text: str, codec: str, reader: str) -> str:
    """Return a text as it looks when its bytes are read with the wrong codec."""
    return text.encode(codec).decode(reader)


def settled(text: str, rules: Sequence[Rule]) -> str:
    """Return a cleaned text, which a second run must leave as it is."""
    once = run(rules, text)
    again = run(rules, once.cleaned.text)
    assert again.cleaned.text == once.cleaned.text
    assert again.cleaned.blocks == once.cleaned.blocks
    return once.cleaned.text


def pair(text: str, codec: str, reader: str) -> str:
    return f"⟦{misread(text, codec, reader)}→{text}⟧"


DEFECTS = (
    f"石匾上刻的是{pair('积善之家', 'utf-8', 'latin-1')}。",
    f"门票背面印了{pair('节约用水', 'utf-8', 'cp1252')}，没人看懂。",
    f"邮件标题写着{pair('不，个案', 'utf-8', WEB_LATIN)}两遍。",
    f"短信开头{pair('防汛值班通知', 'utf-8', 'gb18030')}",
    f"字幕末行为{pair('谢谢收看', 'utf-8', 'gb18030')}",
    f"光盘目录{pair('老照片与老唱片', 'gb18030', 'latin-1')}",
    f"档案封面{pair('縣誌稿本，第三卷', 'big5', 'latin-1')}",
    f"航标灯{pair('盱眙', 'utf-8', 'latin-1')}段",
    "网址栏目⟦å¤§⟧只剩一字",
    "油印件里⟦锟斤拷锟斤拷锟⟧连成一片",
    "内存里⟦屯屯屯屯屯⟧打满了屏",
    "旧库导出⟦�й�����⟧便成这样",
    "他姓⟦�⟧，名字查不到",
    "磁带末尾⟦����⟧，录音中断",
    "账本第九页⟦\x00\x01→⟧有涂改",
    "终端日志⟦\x1b[1;32m→⟧通过⟦\x1b[0m→⟧验收",
    "上篇完。⟦\x0c→\n⟧下篇另起",
    "分栏处\n⟦\x0c→⟧第二栏开头",
    "房号3⟦\x7f⇢⟧07空着",
    "菜场里⟦\u200b\u200d→⟧鱼虾满筐",
    "⟦\u200e→⟧右手边是邮局",
    "雨伞⟦\ufe0f→⟧架摆在门口",
    "电梯间⟦\u00ad→⟧贴了告示",
    "三轮车\u00b7⟦\u2060→⟧老城记忆",
    "口令为x⟦\u200b⇢⟧y，请牢记",
    "赛龙舟⟦\u00a0\u2009→  ⟧敲锣鼓",
    "⟦\u2003\u2003→　　⟧编者按：本期谈桥",
    "散场了。⟦\u2028→\n⟧灯光渐暗",
    "灯笼⟦\u2029⇢\n⟧高挂檐下",
    "货架编码⟦\ue000\ue001⟧无法显示",
    "未定字⟦\U000e0fff⟧待考",
    "孤码⟦\ud83d⟧丢了一半",
    "乡⟦⻓→长⟧推开⟦⻔→门⟧，请客⟦⼾→户⟧进屋",
    "茶館裏開會，記下每⟦⼾→戶⟧姓名",
    "合作社养⟦⽜→牛⟧和⟦⽺→羊⟧",
    "⟦⼆⇢二⟧、清理河道淤泥",
    "亭子⟦\uf90a→金⟧属构件生锈",
    "剧目《⟦\ufa19⇢神⟧⟦\ufa1b⇢福⟧》首演",
    "小店招牌Cr⟦e\u0300→è⟧me",
    "片假名⟦ハ\u309a→パ⟧褪色",
    "韩文⟦\u1112\u1161\u11ab→한⟧字",
    "重量为五⟦\u212a→K⟧",
    "老人说&ldquo;不急&rdquo;".replace("&ldquo;", "⟦&ldquo;→“⟧").replace("&rdquo;", "⟦&rdquo;→”⟧"),
    "票价⟦&yen;→¥⟧十五",
    "山歌⟦&#x5531;&#x54CD;→唱响⟧草甸",
    "棉纺厂⟦&zwnj;→⟧旧址",
    "钟楼AT⟦&amp;→&⟧T大屏",
    "冬至⟦&hellip;&hellip;→……⟧饺子",
    "竹林⟦&#38750;&#36951;→非遗⟧馆",
    "试卷⟦&lt;→<⟧上册⟦&gt;→>⟧",
    "灶台⟦&#13;⟧旁",
    r"牌坊⟦\u4fdd\u62a4⟧碑文",
)

SILENT = (
    "毛茂林与陆毛妮同去毕节",
    "Zoë、François和Jürgen是同事",
    "她点了crème brûlée，配café au lait",
    "½杯糖、¼杯奶、±2度、×3份",
    "□□□□处字迹漫漶，〓处缺字",
    "“á à ǎ ā”四声要念准",
    "水太烫，烫伤了手；屯田三年",
    "浙江淳安、江苏溧阳、山西洪洞、河北涞源",
    "妫水河畔，姝、娅、娓三姐妹浣纱",
    "繁體字報紙：國會開議，臺灣來賓發言",
    "氨、氰、氦、锂、铍、镓、锗、砷",
    "馆藏《泷冈阡表》《瀛涯胜览》《渑水燕谈》",
    "Đặng Thị Ngọc教授来访",
    "ÆØÅ三个字母排在末尾",
    "俄文标语Привет, мир挂在墙上",
    "希腊字母αβγ表示夹角",
    "👨‍👩‍👧‍👦全家福与👩🏽‍🚀",
    "❤️爱心、1️⃣首站、☎︎电话",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f旗帜",
    "辻\U000e0100村与葛\U000e0101饰区",
    "می‌خواهم这个词中有连接符",
    "שלום\u200f词尾方向",
    "Donau\u00addampfschiff一词很长",
    "路程约10\u00a0km，用时9\u202f460\u202fs",
    "张　伟　李　娜　王　芳",
    "部首“⺮”与“⺡”，偏旁⻌",
    "查字典：先找⼥旁，再数笔画",
    "﨑、﨎、﨏、﨓、﨔、﨟、﨡、﨣、﨤、﨧、﨨、﨩",
    "𠮷野家、𬭎、𰻝面、㐂多",
    "m̀与ê̄没有合成字形",
    "R&D占比、AT&T、P&G、Q&A;环节",
    "https://a.example/?x=1&copy=2&reg;=3",
    "写法为`&nbsp;`的转义",
    "取址运算p=&sum;与&foo;",
    "a && b，x & y",
    "℃、№、㎡、㈱、①、Ⅳ、〇",
    r"路径D:\new\x12与正则\d+\s*",
    "竖排﹁引号﹂和︵括号︶",
    "か゛和´单独出现",
    "　　首行缩进两格，\t制表符一个",
)


@pytest.mark.parametrize("case", DEFECTS)
def test_a_defect_is_found_where_it_stands(case: str) -> None:
    check(FAMILY, case)


@pytest.mark.parametrize("text", SILENT)
def test_a_look_alike_stays_silent(text: str) -> None:
    assert run(FAMILY, text).reports == ()


@pytest.mark.parametrize("case", DEFECTS)
def test_a_second_run_of_all_rules_changes_nothing(case: str) -> None:
    settled(parse_example(case).text, EVERY)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        # entities and tags
        ("公告说&lt;b&gt;停水&lt;/b&gt;两天。\n", "公告说&lt;b&gt;停水&lt;/b&gt;两天。\n"),
        ("公告说&amp;lt;br&amp;gt;停水。\n", "公告说&lt;br&gt;停水。\n"),
        ("水务局称&amp;ldquo;已修好&amp;rdquo;。\n", "水务局称“已修好”。\n"),
        ("船长&amp;#8203;挥手。\n", "船长挥手。\n"),
        ("走廊&nbsp;&nbsp;尽头有灯。\n", "走廊  尽头有灯。\n"),
        # references, invisible characters and spaces
        ("渔船&#65279;回港了。\n", "渔船回港了。\n"),
        ("年产\u00a03\u00a0500吨，增幅很大。\n", "年产 3\u00a0500吨，增幅很大。\n"),
        # invisible characters and English connectives
        ("这里资源\u200b and \u200b动力都有改善。\n", "这里资源和动力都有改善。\n"),
        ("这里资源\u00a0and\u00a0动力都有改善。\n", "这里资源和动力都有改善。\n"),
        # radicals, entities and zero-width characters inside listed confusions
        ("旅馆的⼈住率上升，客源稳定。\n", "旅馆的入住率上升，客源稳定。\n"),
        ("旅馆的人\u200b住率上升，客源稳定。\n", "旅馆的入住率上升，客源稳定。\n"),
        ("旅馆的&#20154;住率上升，客源稳定。\n", "旅馆的入住率上升，客源稳定。\n"),
        # mojibake and what it is made of
        (f"落款{misread('个不中国，', 'utf-8', 'latin-1')}已认出。\n", "落款个不中国，已认出。\n"),
        (
            f"旅馆的{misread('人住率上升', 'utf-8', 'latin-1')}。\n",
            "旅馆的入住率上升。\n",
        ),
    ],
)
def test_rules_that_meet_come_to_one_text(text: str, cleaned: str) -> None:
    assert settled(text, EVERY) == cleaned


@pytest.mark.parametrize("unseen", ["\ufeff", "\u200b", "\u200b\ufeff"])
def test_an_invisible_character_before_a_heading_does_not_hide_it(unseen: str) -> None:
    text = f"# 夜班公交\n\n首班车今晚发出，乘客不少。\n\n{unseen}## 沿线商铺\n\n店主都说好。\n"
    outcome = run(EVERY, text)
    assert outcome.cleaned.text == text.replace(unseen, "")
    assert [block.kind for block in outcome.cleaned.blocks].count(Kind.SUBHEAD) == 1


def test_a_file_in_another_codec_is_named_at_the_start() -> None:
    [report] = run(FAMILY, "港口今晨开放。\n", codec="gb18030").reports
    assert report.finding.rule == "ENC001"
    assert report.finding.level is Level.INFO
    assert report.span == Span(0, 0)
    assert "gb18030" in report.finding.message
    assert report.finding.fix is None


def test_bytes_of_misread_text_are_not_deleted_as_controls_or_hyphens() -> None:
    half = misread("学", "utf-8", "latin-1")[:2] + "x" + misread("的", "utf-8", "latin-1")[:2]
    outcome = run(FAMILY, f"残片{half}")
    assert outcome.cleaned.text == f"残片{half}"


def test_a_long_page_of_mojibake_is_repaired_whole() -> None:
    page = "".join(f"第{n}号渔船回到港口，卸下鱼虾。" for n in range(400))
    for codec, reader in (("utf-8", "latin-1"), ("utf-8", WEB_LATIN), ("gb18030", "latin-1")):
        lines = "\n".join(page[at : at + 90] for at in range(0, len(page), 90)) + "\n"
        assert run(FAMILY, misread(lines, codec, reader)).cleaned.text == lines


def test_gb18030_and_big5_read_as_each_other_are_repaired() -> None:
    simple = "他和我在中国有一个家，也有一个和大家一样的心"
    crossed = misread(simple, "gb18030", "big5")
    assert run(FAMILY, crossed).cleaned.text == simple


def test_the_characteristic_characters_are_what_the_codecs_make_of_common_ones() -> None:
    for codec, reader, listed, chars in (
        ("gb18030", "big5", GBK_AS_BIG5, "的国在中一人是有不为和了年大这对会他上个"),
        ("big5", "gb18030", BIG5_AS_GBK, "的國在中一人是有不為和了年大這對會他上個"),
    ):
        made = {char.encode(codec).decode(reader, "ignore") for char in chars}
        assert set(listed) <= made


def test_news_is_fluent_and_misread_news_is_not() -> None:
    text = "全国人大代表在北京参加会议，对经济发展提出建议。"
    share = common_share(text)
    assert share is not None
    assert share > 0.7
    assert fluency(text) > 2
    for codec, reader in (("utf-8", "latin-1"), ("utf-8", WEB_LATIN), ("gb18030", "latin-1")):
        assert fluency(misread(text, codec, reader)) < 0.5
    assert fluency("") == fluency("abc") == 0
    assert common_share("一二三") is None
    assert len(COMMON) > 500


def test_the_browsers_codec_reads_every_byte_and_writes_it_back() -> None:
    data = bytes(range(256))
    assert data.decode(WEB_LATIN).encode(WEB_LATIN) == data
    with pytest.raises(UnicodeEncodeError):
        "中".encode(WEB_LATIN)


def test_every_radical_stands_for_one_other_character() -> None:
    assert len(characters()) > 240
    for radical, character in characters().items():
        assert "\u2e80" <= radical <= "\u2fd5"
        assert len(character) == 1
        assert character not in characters()


@pytest.mark.parametrize(
    ("contract", "old", "new"),
    [
        (Recode("utf-8", WEB_LATIN), misread("大学", "utf-8", "latin-1"), "大字"),
        (Unescape(), "&ldquo;", "”"),
        (Listed({("⼈", "人")}), "⼈", "入"),
    ],
)
def test_a_wrong_fix_is_refused(contract: Recode | Unescape | Listed, old: str, new: str) -> None:
    class Scene:
        text = old

        def born(self, span: Span) -> bool:
            return EditLog(old).born(span)

        def untouched(self, span: Span) -> bool:
            return True

    fix = Fix((Edit(Span(0, len(old)), old, new),), Safety.SAFE, 1.0, contract)
    assert contract.broken(fix, Scene()) is not None


PIECES = st.sampled_from(
    [
        *"中国的人大学港口，。“”# \nabé0",
        *"\u200b\u200d\ufeff\u00a0\u2003\u00ad\ufe0f\u2028\x0c\x00\x85\ufffd\ue000⼈⻓\uf967\u0301",
        *"锟烫屯浣犲ソå¤§",
        "&nbsp;", "&amp;", "&lt;", "&gt;", "&#8203;", "&#20013;", "amp;", "&#38;", "&shy;",
        "❤️", "👩‍🚀", "葛\U000e0100", "**", "<b>", "\ud800", "\U0010ffff",
        misread("中国人", "utf-8", "latin-1"), misread("中国人民", "utf-8", "gb18030"),
        misread("中国人民", "gb18030", "latin-1"),
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=24).map("".join))
@example("&amp;" * 12 + "nbsp;中")
@example("&" + "amp;" * 40 + "#8203;中")
@example("中\u200b\u00a0" * 50)
@example("é" * 40 + "中")
@settings(max_examples=300, deadline=None)
def test_any_mixture_settles_in_one_run(text: str) -> None:
    settled(text, FAMILY)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    settled(text, FAMILY)


@pytest.mark.parametrize(
    "unit",
    ["\u200b", "å¤§", "涓", "涓浗", "锟", "烫", "é", "&amp;", "&", "e\u0301", "\u0301", "⼈",
     "\uf967", "\ufffd", "й\ufffd", "\x00", "\\", "\\xe5", "笢", "Ö", "\u1112\u1161", "“é"],
)  # fmt: skip
def test_work_grows_linearly(unit: str, counting: Callable[[Callable[[], object]], int]) -> None:
    cleaner = Cleaner(FAMILY)

    def work(size: int) -> int:
        return counting(lambda: list(cleaner.run([document(unit * (size // len(unit)))])))

    work(200)
    assert work(4_000) < 4 * 1.3 * work(1_000) + 500
