"""DUP004 repeated-word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import DeleteCopy
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.duplicate._doubling import LONGEST_UNIT, slip, table


def doubled_units(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of Han that are exactly two copies of up to eight characters.

    A run may be longer than two copies by less than one: the unit may start anywhere in it.
    Of single characters only the function characters of the table are looked for.
    """
    han = batch.has(Class.HAN)
    functional = [ord(char) for char in table().characters]
    begins: list[Offsets] = []
    ends: list[Offsets] = []
    for size in range(1, LONGEST_UNIT + 1):
        same = np.flatnonzero((batch.codes[size:] == batch.codes[:-size]) & han[:-size])
        if size == 1:
            same = same[np.isin(batch.codes[same], functional)]
        if not len(same):
            continue
        cuts = np.flatnonzero(np.diff(same) != 1)
        first, last = np.concatenate(([0], cuts + 1)), np.append(cuts, len(same) - 1)
        length = last - first + 1
        twice = (length >= size) & (length < 2 * size)
        start = same[first[twice]]
        begins.append(start)
        ends.append(start + length[twice] + size)
    if not begins:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    starts, stops = np.concatenate(begins), np.concatenate(ends)
    order = np.lexsort((stops, starts))
    return starts[order], stops[order]


@rule(
    code="DUP004",
    name="repeated-word",
    level=Level.WARNING,
    stage=Stage.REPETITION,
    trigger=Places(doubled_units),
    contract="delete-copy",
)
def repeated_word(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A word or function character written twice running.

    What it finds
    -------------
    A word of two to eight characters that stands twice where neither usage nor the words round
    it explain it, and a doubled 的, 在, 是, 和 or another of 32 function characters.

        这座县城成了山区高质量发展⟦发展⇢⟧的排头兵。
        双方签署了关于加强港口合作⟦合作⇢⟧的备忘录。
        雨后的梯田露出了美丽的⟦的⇢⟧轮廓。
        首届茶商大会在⟦在⇢⟧云岭县开幕。
        老站长说，防汛物资储备⟦防汛物资储备⇢⟧已经到位。

    Why it matters
    --------------
    Engines write a word twice where the ends of two lines or image tiles overlap, generating
    models where they lose their place. Clean news holds some 17 such slips in a million
    characters, and a spelling checker accepts each copy.

    When the fix is safe
    --------------------
    Never: the second copy may stand for another word that was lost. The fix deletes it and asks.

    What it leaves alone
    --------------------
    Words that end and start with the same character, words inside longer ones, verbs, states,
    measures and sounds that are doubled by right, names, and three copies or more.

        这趟改造⟦目的的实现⟧，靠的是⟦现在在北京⟧上学的村里娃，⟦其中中国队⟧出身的就有两位。
        会议要求⟦所有有关部门⟧到场，⟦参与与会⟧代表的讨论；乱倒垃圾的⟦行为为⟧村规所不容。
        他实在⟦受不了了⟧，只盼一家人⟦和和美美⟧，有事坐下来⟦研究研究⟧，跟邻居⟦商量商量⟧。
        村民们⟦一个个⟧笑开了花，⟦天天⟧有活干，⟦家家户户⟧有余粮，⟦实实在在⟧尝到了甜头。
        ⟦科学院院士⟧和⟦市市长⟧走进⟦一座座煤矿矿井⟧，看到产量⟦近年年均⟧增长一成。
        孩子们⟦哈哈哈哈⟧笑成一团，老师说：“⟦重要的事情说三遍⟧。”
        ⟦委员会委员会见⟧了⟦大学生学生会⟧的代表，⟦公司司机⟧把⟦学生学生证⟧送回了家。
        队长喊着⟦加油加油⟧，大家⟦一步一步⟧登上山顶，再⟦坚持坚持⟧，就看见日出了。
        展墙上写着⟦英雄的城市城市的英雄⟧。
        (miss) 会议决定⟦任命李为为⟧副秘书长。

    Source
    ------
    Seed 003, line 199 (发展发展). `repeated_word.tsv` and the tests round it come from reading
    all that 76 million characters of edited news repeat.
    """
    text = page.text
    done = 0
    for place in places:
        if place.start < done:
            continue
        first = slip(text, place)
        if first is None:
            continue
        second = first.shifted(len(first))
        done = second.end
        fix = page.fix(page.edit(second, ""), safety=Safety.ASK, contract=DeleteCopy(first))
        yield page.finding(
            second,
            f"{first.of(text)} stands twice running",
            fix=fix,
            evidence=[Evidence("first copy", first.of(text), first)],
        )
