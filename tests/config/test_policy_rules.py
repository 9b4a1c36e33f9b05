"""The two policy rules on pages of news: stable, undoable, linear, and silent on look-alikes."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from newslint.config.apply import settle
from newslint.config.load import Loaded
from newslint.config.model import Config, Policies
from newslint.config.read import Place
from newslint.config.selection import Selection
from newslint.pipeline.clean import Cleaner, Outcome
from newslint.rule import load_packs
from newslint.text.contract import without_space
from newslint.text.document import Document
from planting import page_of, planted_page

SPACE = Policies(spacing="space", indent="strip")
NONE = Policies(spacing="none", indent="strip")
LATIN = (
    " VR ",
    "AI",
    " Citywalk",
    "C919 ",
    "5G",
    " T恤",
    "10km",
    "https://example.org/a ",
    "2024年",
)


def cleaner(policies: Policies, select: tuple[str, ...] | None = None) -> Cleaner:
    loaded = Loaded(Config(policies=policies), Place("test"), Path())
    return Cleaner(settle(loaded, load_packs(), Selection(select)).rules)


def document(text: str) -> Document:
    return page_of(text).document


def clean(text: str, by: Cleaner) -> Outcome:
    [outcome] = by.run([document(text)])
    assert outcome.error is None
    return outcome


def worded(seed: int) -> str:
    """Return a planted page with Latin words and indents put in."""
    random = Random(seed)
    lines = planted_page(seed).text.split("\n")
    for _ in range(20):
        at = random.randrange(len(lines))
        if len(lines[at]) > 8 and not lines[at].startswith("#"):
            place = random.randrange(1, len(lines[at]))
            lines[at] = lines[at][:place] + random.choice(LATIN) + lines[at][place:]
            if random.random() < 0.5:
                lines[at] = "　　" + lines[at]
    return "\n".join(lines)


@pytest.mark.parametrize("policies", [SPACE, NONE], ids=["space", "none"])
def test_a_page_cleaned_by_policy_stays_as_it_is(policies: Policies) -> None:
    by = cleaner(policies)
    alone = cleaner(policies, ("MIX006", "LAY009"))
    edited = 0
    for seed in range(60):
        text = worded(seed)
        once = clean(text, by)
        edited += any(report.finding.rule in ("MIX006", "LAY009") for report in once.reports)
        assert once.log.undo() == once.document.text
        assert clean(once.cleaned.text, by).cleaned.text == once.cleaned.text
        only = clean(text, alone)
        assert without_space(only.cleaned.text) == without_space(text)
    assert edited >= 48


@pytest.mark.parametrize(
    ("text", "policies", "wanted"),
    [
        ("他用iPhone拍了照片，发到朋友圈里。", SPACE, "他用 iPhone 拍了照片，发到朋友圈里。"),
        ("参加COVID-19疫苗研究的有三个团队。", SPACE, "参加 COVID-19 疫苗研究的有三个团队。"),
        ("R&D投入占比超过了十个百分点。", SPACE, "R&D 投入占比超过了十个百分点。"),
        ("新区已建成5G基站三百座以上。", SPACE, "新区已建成 5G 基站三百座以上。"),
        ("这家店卖 iPhone 手机和配件多年。", NONE, "这家店卖iPhone手机和配件多年。"),
        ("新区已建成 5G 基站三百座以上。", NONE, "新区已建成5G基站三百座以上。"),
        ("用 AI\u00a0技术修复的老照片展出了。", NONE, "用AI技术修复的老照片展出了。"),
    ],
)
def test_spacing_between_han_and_latin(text: str, policies: Policies, wanted: str) -> None:
    assert clean(text + "\n", cleaner(policies, ("MIX006",))).cleaned.text == wanted + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "全年出口3万辆，增长12%左右，均价20万元。",
        "赛道全长10km以上，最高限速80km/h每圈。",
        "A股三大指数收高，B超检查和X光检查免费。",
        "请登录www.example.com查询，或致电010-6307咨询。",
        "邮箱为news@example.com请写明姓名和地址。",
        "记者 Tom Smith",
        "| 项目 | GDP增速 | 备注 |",
        "项目说明   VR   设备数量如下表所示。",
        "<b>要闻</b>刊登在头版的位置上。",
        "纯粹的中文句子没有任何外文单词。",
    ],
)
@pytest.mark.parametrize("policies", [SPACE, NONE], ids=["space", "none"])
def test_look_alikes_of_spacing_stay(text: str, policies: Policies) -> None:
    assert not clean(text + "\n", cleaner(policies, ("MIX006",))).reports


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("　　第一段说的是渔港恢复作业的经过。\n", "第一段说的是渔港恢复作业的经过。\n"),
        ("标题一行\n　　正文从这里开始，说的是渔港恢复作业的经过。\n",
         "标题一行\n\n正文从这里开始，说的是渔港恢复作业的经过。\n"),
        ("前段结束。\n\n　　后段说的是渔港恢复作业的经过和结果。\n",
         "前段结束。\n\n后段说的是渔港恢复作业的经过和结果。\n"),
        ("前段结束。\n　 后段的缩进是两种空格混合起来的样子。\n",
         "前段结束。\n\n后段的缩进是两种空格混合起来的样子。\n"),
    ],
)  # fmt: skip
def test_indents_are_stripped(text: str, wanted: str) -> None:
    assert clean(text, cleaner(NONE, ("LAY009",))).cleaned.text == wanted


@pytest.mark.parametrize(
    "text",
    [
        "　　　　　　　　渔港复工\n",
        "　　床前明月光，\n　　疑是地上霜。\n　　举头望明月，\n　　低头思故乡。\n",
        "前段结束。\n　　\n后段开始。\n",
        "段内的　　空格不是缩进。\n",
        "    四个半角空格的缩进也不是。\n",
    ],
)
def test_look_alikes_of_indents_stay(text: str) -> None:
    assert not clean(text, cleaner(NONE, ("LAY009",))).reports


@pytest.mark.parametrize("unit", ["中A", "中AB ", "中AB", "　　中\n", "aaaa.bbbb中", "1.1.1m中"])
def test_work_is_linear(unit: str, counting: Callable[[Callable[[], object]], int]) -> None:
    by = cleaner(SPACE, ("MIX006", "LAY009"))

    def work(times: int) -> int:
        return counting(lambda: list(by.run([document(unit * times)])))

    work(100)
    assert work(2_000) < 4 * 1.3 * work(500) + 500
