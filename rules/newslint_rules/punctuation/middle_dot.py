"""PUN010 middle-dot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Listed
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.punctuation._places import unclassed

_LOOKALIKES = "•・．‧∙⋅･"
_FORMS = frozenset((char, "·") for char in _LOOKALIKES)
_OF_NAMES: Final = frozenset(
    "阿埃艾爱安昂奥澳巴柏拜班邦包保鲍贝本比彼毕别宾波玻伯勃博卜布采蔡查察昌彻茨慈次达戴丹当道德登邓迪狄蒂丁东杜"
    "顿多俄厄恩尔法凡范方菲斐费芬丰冯佛夫弗福富盖甘冈高戈哥歌格葛根古瓜圭哈海汉豪赫黑亨洪侯胡华怀霍基吉加贾简杰"
    "金津京久卡凯坎康考柯科克肯孔库夸奎昆拉莱赖兰朗劳勒雷蕾黎李里理利莉力丽连列烈林琳龙隆娄卢鲁路伦罗洛吕马玛麦"
    "曼芒毛梅门蒙孟米密明缪莫默姆木穆拿那娜纳乃奈南瑙内尼妮涅聂宁纽农努诺欧帕潘庞培佩彭皮平珀普奇契齐恰乔切琴丘让热"
    "仁日荣茹瑞若撒萨塞赛桑瑟森沙莎山珊尚绍舍申圣施什史舒斯丝苏索塔泰坦汤唐陶特腾提廷图托瓦万旺威韦维魏温文翁沃"
    "乌吾武西希锡夏先香肖谢辛欣休许逊雅亚延扬耶叶伊易因英尤犹于约赞泽扎詹湛珍芝治朱卓孜宗祖佐"
)
"""Characters that write foreign names, from the tables of Xinhua's translation of names."""

_HAN = regex.compile(r"\p{Han}")
_BULLETED = regex.compile(rf"[{_LOOKALIKES}]")


def dots_between_han(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the look-alikes of the middle dot with Han on both sides."""
    places = unclassed(batch, _LOOKALIKES)
    places = places[(places > 0) & (places + 1 < len(batch.codes))]
    han = batch.has(Class.HAN)
    places = places[han[places - 1] & han[places + 1]]
    return places, places + 1


@rule(
    code="PUN010",
    name="middle-dot",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(dots_between_han),
    contract="listed",
)
def middle_dot(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A look-alike of the middle dot between the parts of a name.

    What it finds
    -------------
    A bullet, a katakana dot, a full-width stop or another dot between Han characters where the
    dot of a foreign name or of a title stands.

        钢琴家弗拉基米尔⟦•→·⟧阿什肯纳齐登台。
        译者重读了查尔斯⟦．→·⟧狄更斯的早期作品。
        摄影展“乡愁⟦・⇢·⟧河流”周六结束。

    Why it matters
    --------------
    One name becomes several tokens and is not found by search; the bullet also looks like the
    start of a list item.

    When the fix is safe
    --------------------
    When the characters on both sides, and one more beside them, are those that write foreign
    names. Other dots ask; a full-width stop is then left alone.

    What it leaves alone
    --------------------
    Bullets of lists, numbering, the right dot.

        ⟦•⟧苹果⟦•⟧香蕉⟦•⟧雪梨
        第一章⟦．⟧总则分为三节，作者是约翰⟦·⟧史密斯。

    Source
    ------
    GB/T 15834-2011, clauses 4.14 (separation dot) and 5.1.
    """
    text = page.text
    for span in places:
        at = span.start
        foreign = _is_foreign_name(text, at)
        if not foreign and (text[at] in "．∙⋅" or _is_bullet(text, at)):
            continue
        safety = Safety.SAFE if foreign else Safety.ASK
        fix = page.fix(page.edit(span, "·"), safety=safety, contract=Listed(_FORMS))
        yield page.finding(span, f"{text[at]} for the middle dot ·", fix=fix)


def _is_foreign_name(text: str, at: int) -> bool:
    """Tell whether characters of foreign names stand on both sides, three of them at least."""
    left, right = text[max(0, at - 2) : at], text[at + 1 : at + 3]
    if left[-1] not in _OF_NAMES or right[0] not in _OF_NAMES:
        return False
    return (len(left) == 2 and left[0] in _OF_NAMES) or (len(right) == 2 and right[1] in _OF_NAMES)


def _is_bullet(text: str, at: int) -> bool:
    """Tell whether the line starts with a dot, or dots stand close by on both sides."""
    start = text.rfind("\n", max(0, at - 60), at) + 1
    if start and _BULLETED.match(text[start : start + 4].strip()[:1]):
        return True
    if not start and at < 60 and _BULLETED.match(text[:1]):
        return True
    near = text[max(0, at - 12) : at] + text[at + 1 : at + 13]
    return sum(char in _LOOKALIKES for char in near) > 1
