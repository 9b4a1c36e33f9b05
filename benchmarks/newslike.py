"""Makes news-like Chinese text of any size in which every paragraph is unique.

Clauses are put together from word lists with a seeded generator; figures, names and the order
of clauses differ from paragraph to paragraph. One variant is clean, one has defects planted at
a given rate. The text says nothing and quotes nobody: it is for timing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

PLACES = (
    "青岩镇",
    "柳河口",
    "东坪县",
    "云岭区",
    "白沙湾",
    "石桥乡",
    "临江市",
    "北麓新区",
    "南浦港",
    "沙洲岛",
    "双河工业园",
    "长堤街道",
    "清泉水库",
    "凤山林场",
    "海门渔港",
    "丰乐村",
)
DOERS = (
    "水务局",
    "农技站",
    "渔业合作社",
    "新能源车间",
    "图书馆",
    "气象台",
    "社区食堂",
    "交警大队",
    "人民医院",
    "职业学校",
    "供电公司",
    "养老服务中心",
    "博物馆",
    "轨道交通集团",
    "乡镇企业",
    "物流园区",
)
DEEDS = (
    "新修了{n}座泵站",
    "把{n}间旧厂房改成了展厅",
    "开通了{n}条夜班公交线",
    "请来了{n}位果树专家",
    "把检测周期缩短到{n}小时",
    "给{n}公里河道装上了水位计",
    "办起了{n}所乡村夜校",
    "添置了{n}台烘干机",
    "完成了{n}项技术改造",
    "发放了{n}万元助学金",
    "整治了{n}处积水路段",
    "培训了{n}名护理员",
)
RESULTS = (
    "灌溉面积扩大到原来的{d}倍",
    "来访的游客同比增长{d}%",
    "居民出行的时间少了{d}成",
    "粮食的损耗下降了{d}个百分点",
    "年轻人愿意留下来创业",
    "汛期的警报提前了{n}分钟",
    "群众的满意度达到{n}.{d}%",
    "出口额突破{n}亿元",
    "老人看病不用再跑远路",
    "新增就业岗位{n}个",
    "河水比往年清了许多",
    "企业的融资成本明显降低",
)
LINKS = (
    "与此同时",
    "近年来",
    "据介绍",
    "不仅如此",
    "从去年起",
    "在各方支持下",
    "针对这些问题",
    "按照规划",
)
NAMES = ("周立言", "秦向晚", "孟一川", "罗小满", "郭望舒", "陆子谦", "唐以宁", "许松涛")
TITLES = ("负责人", "技术员", "站长", "村民", "车间主任", "校长", "护士长", "驾驶员")

DEFECTS: tuple[Callable[[str, Random], str], ...] = (
    lambda text, random: text.replace("，", ",", 1),
    lambda text, random: text.replace("（", "(", 1).replace("）", ")", 1),
    lambda text, random: text.replace("和", " and ", 1),
    lambda text, random: text[: len(text) // 2] + "\n\n" + text[len(text) // 2 :],
    lambda text, random: text.replace("的", "的的", 1),
    lambda text, random: text.replace("。", "。。", 1),
    lambda text, random: text.replace("“", '"').replace("”", '"'),
    lambda text, random: text[:30] + "\u200b" + text[30:],
    lambda text, random: text[:20] + "&nbsp;" + text[20:],
    lambda text, random: text.replace("已经", "己经").replace("自己", "自已"),
    lambda text, random: "**" + text[:8] + "**" + text[8:],
    lambda text, random: text[:40] + "\ufffd" + text[41:],
)
"""Ways to damage a paragraph, one defect each."""


def clause(random: Random) -> str:
    """Return a clause with its figures filled in."""
    pattern = random.choice(random.choice((DEEDS, RESULTS)))
    return pattern.format(n=random.randint(11, 9899), d=random.randint(1, 9))


def paragraph(random: Random) -> str:
    """Return a paragraph of three to six sentences, some with speech, brackets or a book title."""
    sentences = []
    for _ in range(random.randint(3, 6)):
        place, doer = random.choice(PLACES), random.choice(DOERS)
        year = random.randint(1990, 2024)
        kind = random.random()
        if kind < 0.2:
            name, title = random.choice(NAMES), random.choice(TITLES)
            sentences.append(f"“自己的家乡变了，{clause(random)}。”{place}{doer}{title}{name}说。")
        elif kind < 0.35:
            sentences.append(
                f"根据《{place}{year}年发展规划》，{doer}（{random.randint(2, 9)}个科室）已经"
                f"{clause(random)}，{clause(random)}；{clause(random)}。"
            )
        else:
            sentences.append(
                f"{random.choice(LINKS)}，{place}{doer}和{random.choice(DOERS)}的合作在{year}年"
                f"{clause(random)}，{clause(random)}，{clause(random)}。"
            )
    return "".join(sentences)


def paragraphs(seed: int, size: int, rate: float = 0.0) -> Iterator[str]:
    """Yield paragraphs until they make `size` bytes of UTF-8, blank lines counted.

    Args:
        rate: defects in 10,000 characters.
    """
    random = Random(seed)
    written = 0
    debt = 0.0
    while written < size:
        text = paragraph(random)
        debt += len(text) * rate / 10_000
        while debt >= 1:
            text = random.choice(DEFECTS)(text, random)
            debt -= 1
        yield text
        written += len(text.encode()) + 2


def text_of(seed: int, size: int, rate: float = 0.0) -> str:
    """Return one text of about `size` bytes, paragraphs set off by blank lines."""
    return "\n\n".join(paragraphs(seed, size, rate)) + "\n"


def page(random: Random) -> str:
    """Return a page of three to seven short stories with headings, bylines and captions."""
    lines = []
    for _ in range(random.randint(3, 7)):
        lines.append(f"# {random.choice(PLACES)}{clause(random)}")
        if random.random() < 0.3:
            lines.append(f"——{clause(random)}")
        lines.append(f"本报记者 {random.choice(NAMES)} 通讯员 {random.choice(NAMES)}")
        for _ in range(random.randint(1, 4)):
            text = paragraph(random)
            end = text.find("。", random.randint(60, 160))
            lines.append(text[: end + 1] if end > 0 else text)
        if random.random() < 0.3:
            lines += [f"图为{clause(random)}。", f"新华社记者 {random.choice(NAMES)} 摄"]
    lines.append(f"责任编辑：{random.choice(NAMES)}")
    return "\n\n".join(lines) + "\n"


def pages_of(seed: int, size: int) -> Iterator[str]:
    """Yield pages until they make `size` bytes of UTF-8."""
    random = Random(seed)
    written = 0
    while written < size:
        text = page(random)
        yield text
        written += len(text.encode())
