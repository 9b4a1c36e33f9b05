"""LAY001 on sentences of its own: what is one sentence, and what only looks like it."""

from collections.abc import Iterator

import pytest

from newslint.model.joins import reads_on
from newslint.rule import Finding, load_packs
from newslint.testing import run
from newslint.text.edit import Safety

[RULE] = [rule for rule in load_packs() if rule.code == "LAY001"]

BLANK = "\n\n"

CUT = [
    # inside a word
    ("县农业农村局组织技术人员走进田间地头，指导农户抓住晴好天气抢收早", "稻，确保颗粒归仓。"),
    ("这座建成四十多年的水库完成除险加固，灌区两万多亩农田的用水有了保", "障，下游群众也更安心。"),
    ("社区把闲置的锅炉房改成了图书室，孩子们放学以后多了一个读书写作", "业的好去处。"),
    ("沿江公园的步道昨天全部贯通，市民可以从老码头一直走到新建的体", "育中心。"),
    ("据介绍，该镇今年种植的油菜面积达到一万二千亩，油菜花节期间共接", "待游客八万人次。"),
    # between words of one clause
    ("经过三个月的紧张施工，连接两岸的人行天桥终于建成并", "投入使用，学生上学不用再绕行。"),
    (
        "这家企业把每年销售收入的百分之六用于研发，先后攻克了十多项",
        "技术难题，产品远销二十多个国家。",
    ),
    # a short half
    ("展厅里陈列着粮票、布票、", "缝纫机和老式收音机等物品，吸引了许多市民驻足观看。"),
    ("参加比赛的2", "00多名选手来自全省各地，年龄最大的七十三岁，最小的只有九岁。"),
    ("老人种了一辈子果树，村里人都叫他“树博士”，说起剪枝他有讲不完的", "话。"),
    # after a comma
    (
        "为了方便老人就餐，社区食堂每天早上六点就开门，还推出了软烂少盐的老年套餐，",
        "受到居民们的欢迎。",
    ),
    ("县里为返乡创业的年轻人准备了免费的办公场地，提供注册、记账、", "法律咨询等服务。"),
    ("为了让学生吃上热饭，学校新建了食堂，", "并请家长代表轮流监督。"),
    # inside a number or quantity
    ("前十个月，全市外贸进出口总额达到328.", "6亿元，比上年同期增长9.4%，规模创历史新高。"),
    ("这条高速公路全长1", "36公里，设计时速一百公里，预计明年年底建成通车。"),
    ("全区新增就业岗位3.2", "万个，城镇登记失业率控制在百分之三以内。"),
    ("项目占地120", "亩，全部投产后每年可以处理秸秆十万吨。"),
    ("气象台预计，12月", "15日到17日，我市将出现一次明显的降温过程。"),
    # quotes and brackets open over the break
    ("站长笑着说：“以前修路靠人背肩扛，现在有了机械，", "一天能干完过去一个月的活。”"),
    ("他把这套做法叫作“门前", "三件事”，每天出门前都要对照着做一遍。"),
    ("参赛队伍来自五个国家（其中", "有两个是第一次参赛），比赛将持续到周日。"),
    ("这本《山乡", "纪事》收录了他三十年来写下的两百多篇日记，下个月正式出版。"),
    # with other defects
    ("公司负责人表示,新生产线投产后,每天可以加工鲜奶", "50吨,带动周边三百多户养殖户增收。"),
    ("小区加装电梯的事情商量了两年, 居民们终于达成一", "致意见。工程下月动工。"),
]
"""Halves of one sentence that are joined safely."""

DOUBTFUL = [
    ("过去村民买一趟东西要走十几里山路，现在超市开到了家门口，", "而且价格和县城一样。"),
    # the left half could be a headline
    ("医院为行动不便的老人开通了绿色通道，由志愿者", "全程陪同就诊，平均等候时间缩短了一半。"),
    (
        "质监部门对市场上销售的电动自行车进行了抽查，对不合格的产品",
        "依法予以下架。消费者可以凭票退货。",
    ),
    ("渔政人员在巡查中发现，非法捕捞的行为比去年同期", "明显减少，江里的鱼也多了起来。"),
    (
        "经过改造的老街保留了青砖黛瓦的风貌,吸引了不少年轻人前来",
        "创业,街上新开了二十多家小店.周末的客流量比平时增加了两倍。",
    ),
]
"""Halves whose evidence is too weak either way: a person is asked."""

SEPARATE = [
    # headlines without a mark over their paragraphs
    (
        "全省春季植树造林工作现场会在云川举行部署今年造林绿化任务",
        "昨天，全省春季植树造林工作现场会在云川举行，会议部署了今年的造林绿化任务。",
    ),
    (
        "【走进乡村看变化】小小草莓种出大产业带富一方百姓",
        "清晨六点，青岩镇的草莓大棚里已经是一片忙碌，工人们正在采摘装箱。",
    ),
    (
        "市卫生健康委：今冬流感疫苗接种工作全面启动",
        "记者昨天从市卫生健康委了解到，今年冬季的流感疫苗接种工作已经全面启动。",
    ),
    (
        "我省三项工程获评国家优质工程奖 数量居全国前列",
        "12月5日，国家优质工程奖名单公布，我省共有三项工程榜上有名。",
    ),
    (
        "张明远在柳河调研时强调坚定不移把粮食生产抓紧抓好",
        "10月11日至12日，市长张明远到柳河县调研秋粮生产，走访了多个村庄。",
    ),
    (
        "东坪县召开重点项目推进会，要求年底前全部开工建设",
        "本周一，东坪县召开重点项目推进会，对二十三个项目的进度逐一进行了通报。",
    ),
    (
        "《云岭区城市更新三年行动方案》印发实施明确十项重点任务",
        "近日，云岭区印发《云岭区城市更新三年行动方案》，提出了十项重点任务。",
    ),
    (
        "外地游客：这里的冬天比想象中更有味道",
        "外地游客陈女士说，她是第一次来这里看雾凇，感觉比想象中更有味道。",
    ),
    ("夜班公交开进工业园", "从本月起，三条夜班公交线路延伸到城东工业园，末班车延长到零点。"),
    (
        "“小茶叶”变成“金叶子” 白沙湾茶农迎来丰收季",
        "眼下正是秋茶采摘的时节，走进白沙湾的茶园，处处都是茶农忙碌的身影。",
    ),
    # the final mark was lost or misread, and a paragraph starts
    (
        "这条路通车以后，山里的蜜桃两个小时就能运到省城，果农们的收入翻了一番*",
        "近日，记者来到这个村采访，看到家家户户都盖起了新房。",
    ),
    (
        "今年以来，全区共改造老旧小区四十六个，惠及居民一万八千多户.",
        "下一步，该区将继续推进加装电梯等工作。",
    ),
    (
        "博物馆还为孩子们准备了陶艺体验课，受到家长们的热烈欢迎。·",
        "据悉，展览将持续到明年三月，市民可以免费参观。",
    ),
    (
        "他表示，要进一步完善政策措施，推动各项工作取得新的更大成效",
        "今天上午，代表们还参观了新落成的科技馆。",
    ),
    (
        "活动现场还发放了宣传资料五千多份，解答群众咨询三百多人次°",
        "李建国指出，各部门要加强协作，形成工作合力。",
    ),
    (
        "今年第三季度，全市规模以上工业企业实现利润八十六亿元，同比增长7.2%",
        "12月3日，市统计局公布了前十一个月的主要经济指标。",
    ),
    (
        "工作人员提醒，雨天路滑，市民出行要注意安全",
        "据了解，这次降雨过程将持续到本周五，周末天气转好。",
    ),
    (
        "目前，两名受伤的工人已经送往医院救治，没有生命危险",
        "12月3日，事故调查组进驻现场，调查工作正在进行。",
    ),
    # salutations and lead-ins
    ("各位代表，", "我受市人民政府委托，向大会报告工作，请予审议。"),
    ("尊敬的各位来宾、同志们，朋友们", "今天我们在这里举行开工仪式，我代表县委表示祝贺。"),
    ("亲爱的同学们：", "新学期开始了，学校为大家准备了丰富多彩的活动。"),
    ("会议确定了三项重点工作：", "加快水利设施的建设，抓好春耕备耕，办好十件民生实事。"),
    ("一要压实责任；", "二要加强督查；三要严肃问责，确保任务落到实处。"),
    # crossheads without a mark, behind nothing and before a whole sentence
    ("羊群下山之前", "草场上只剩几座空毡房，烧茶的铁炉子已经装上了车。"),
    ("先把账算清", "合作社理事会用三个晚上，把五年来的收支一笔一笔贴到了墙上。"),
    # verse and couplets
    ("小河弯弯向东流，", "两岸稻花香满楼。"),
    ("春风又到旧城墙", "燕子归来话短长。"),
    ("瑞雪迎春千山秀", "红梅报喜万户新。"),
    # questions and answers, lists, numbers
    (
        "答：今年的补贴标准与去年相同，具体以公告为准",
        "问：外地户籍的居民能不能申请？需要准备哪些材料？",
    ),
    (
        "记者：您当初为什么选择回到家乡创业，而不是留在大城市",
        "李小山：我从小在这里长大，对这片土地有感情。",
    ),
    (
        "参加活动的市民需要携带本人身份证，提前一天预约",
        "（二）年满六十五周岁的老人可以免费乘坐接驳车。",
    ),
    ("会议议程包括听取工作报告，审议有关事项", "三、通报上半年的财政收支情况。"),
    ("12", "本周六起，城区两座跨江大桥将实行夜间封闭施工，请过往车辆绕行。"),
    # credits and datelines behind a paragraph
    (
        "村民在晾晒刚刚收获的玉米。本报记者陈一舟摄",
        "入秋以来，山里的天气一直晴好，正是晾晒的好时节。",
    ),
    (
        "两地的列车最快四十分钟到达。（记者孟一川）",
        "新线路开通以后，沿线的县城都开始规划自己的站前商圈。",
    ),
    ("周立言 秦向晚", "昨天下午，第二届社区邻里节在滨河公园开幕，近千名居民参加。"),
    ("本报记者 罗小满", "柳河口的渔港复工以后，每天都有三十多条渔船进出。"),
    # marked headings
    ("# 一条河的新生，和沿岸人家的盼头", "十年前，这条河的水又黑又臭，沿岸的人家都不敢开窗。"),
]
"""Neighbours that are no sentence."""

INDENTED = (
    "村里的老茶厂停产多年，去年被一家公司租下，改造成了集制茶、",
    "参观和住宿为一体的茶庄园。",
)


def findings(text: str) -> Iterator[Finding]:
    yield from (report.finding for report in run([RULE], text).reports)


@pytest.mark.parametrize("gap", [BLANK, "\n", "\r\n\r\n"], ids=["blank line", "line end", "crlf"])
@pytest.mark.parametrize(("left", "right"), CUT)
def test_a_cut_sentence_is_joined(left: str, right: str, gap: str) -> None:
    [finding] = findings(left + gap + right + gap[: len(gap) // 2 or 1])
    assert finding.safety is Safety.SAFE
    assert finding.span.start == len(left)


@pytest.mark.parametrize(("left", "right"), SEPARATE)
def test_what_is_no_cut_sentence_stays_as_it_is(left: str, right: str) -> None:
    assert list(findings(left + BLANK + right + "\n")) == []


@pytest.mark.parametrize(("left", "right"), DOUBTFUL)
def test_where_the_evidence_is_weak_a_person_is_asked(left: str, right: str) -> None:
    [finding] = findings(left + BLANK + right + "\n")
    assert finding.safety is Safety.ASK


@pytest.mark.parametrize("number", ["12", "- 3 -", "第4版"])
def test_a_page_number_between_two_halves_is_not_joined(number: str) -> None:
    left, right = CUT[0]
    assert list(findings(BLANK.join((left, number, right)) + "\n")) == []


def test_an_indented_paragraph_is_joined_only_on_request() -> None:
    left, right = INDENTED
    [finding] = findings(f"　　{left}\n　　{right}\n")
    assert finding.safety is Safety.ASK


def test_a_list_item_and_a_caption_are_joined_with_what_a_column_cut_off() -> None:
    items = ["●城北粮库新添的四座恒温仓昨日装满，", "存粮可供全县吃两年。", "●西山林场封山至霜降。"]
    [finding] = findings(BLANK.join(items) + "\n")
    assert finding.safety is Safety.SAFE
    picture = ["图为放学后的孩子们在新落成的图书", "馆里看书。", "馆舍由旧粮仓改建，每晚开到九点。"]
    [finding] = findings(BLANK.join(picture) + "\n")
    assert finding.safety is Safety.SAFE


def test_speech_behind_a_lost_full_stop_is_no_second_half() -> None:
    text = "老站长把闸门的钥匙交到徒弟手里，自己背着手走下了大堤\n\n“水位你盯着。”他头也没回。\n"
    assert all(finding.safety < Safety.SAFE for finding in findings(text))


def test_two_latin_words_are_joined_only_on_request() -> None:
    text = "这款新软件由一家名为Blue\n\nStone的公司开发，已经在全市三十所学校投入使用。\n"
    assert all(finding.safety < Safety.SAFE for finding in findings(text))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            "这项发明获得了三项国际专利，被同行称为近年来农机领域最实用的成果之",
            "果农们试用以后纷纷下单。",
        ),
        ("全市高标准农田已经超过两百万亩，占耕地总面积的三分之", "城乡供水一体化也在加快。"),
    ],
)
def test_a_lost_numeral_behind_zhi_is_no_cut(left: str, right: str) -> None:
    assert all(one.safety < Safety.SAFE for one in findings(left + BLANK + right + "\n"))


def test_a_short_right_half_that_closes_a_bracket_is_found() -> None:
    page = (
        "桥面的护栏已经装好，晚上八点亮灯。（灯光由市照明协\n\n会设计）\n\n两岸的芦苇已经泛黄。\n"
    )
    assert [finding.safety > Safety.SHOW for finding in findings(page)] == [True]


def test_three_pieces_of_a_sentence_become_one() -> None:
    pieces = (
        "城北的旧厂区闲置多年，今年春天开始改造，设计师保留了烟囱和水",
        "塔，把最大的车间改成了展厅，又在屋顶上种满了花草，市民周末可以来这里看",
        "展览、听音乐，孩子们可以在草坪上放风筝。",
    )
    spans = [finding.span.start for finding in findings(BLANK.join(pieces) + "\n")]
    assert spans == [len(pieces[0]), len(pieces[0]) + 2 + len(pieces[1])]


def test_a_finding_says_how_surely_the_text_reads_on() -> None:
    left, right = CUT[0]
    [finding] = findings(left + BLANK + right + "\n")
    [odds] = [float(one.value) for one in finding.evidence if one.label == "reads on"]
    assert odds == pytest.approx(reads_on(left, right), abs=0.051)


def test_paragraphs_of_a_page_that_lost_its_full_stops_are_not_joined() -> None:
    lost = (
        "近日，柳河县的冬小麦陆续播种完毕。农技人员走村入户，指导农民做好田间管理",
        "据介绍，今年全县推广了五个新品种，亩产有望提高一成。农户们说，这几年种粮的劲头越来越足",
        "目前，县里已经建成高标准农田十八万亩，一半以上用上了滴灌。水价改革也在同步推进",
        "下一步，该县将引进更多的加工企业，延长产业链条，让农民得到更多的实惠",
        "此外，县里还办起了三十多所农民夜校，请专家讲授种植技术，深受群众欢迎",
    )
    found = findings(BLANK.join(lost) + "。\n")
    assert [finding for finding in found if finding.safety is Safety.SAFE] == []


def test_the_odds_do_not_depend_on_what_is_far_from_the_break() -> None:
    left, right = CUT[8]
    padding = "河水清了，鱼也多了。" * 100
    once = reads_on(padding + left, right + padding)
    assert once == reads_on(padding * 3 + left, right + padding * 3)


@pytest.mark.parametrize("side", ["𠮷", "é", "😀", "", "·"])
def test_odds_are_finite_for_characters_outside_the_tables(side: str) -> None:
    assert abs(reads_on("村口" + side, side + "老树。")) < 50
