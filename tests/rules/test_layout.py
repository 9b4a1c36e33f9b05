"""The layout rules on lines of their own: what they find, and what only looks like it."""

from random import Random

import pytest

from newslint.rule import load_packs
from newslint.testing import check, run, sure
from newslint.text.edit import Safety

LAYOUT = {rule.code: rule for rule in sure(load_packs()) if rule.code.startswith("LAY")}
JOINING = [LAYOUT[code] for code in ("LAY001", "LAY002", "LAY003", "LAY004", "LAY007", "LAY008")]

WRAPPED = [
    "市图书馆的流动书车昨天第一次开进东岭山区，孩子们早早等在操场边，一人捧着一本新书舍不得放下。"
    "馆长告诉大家，书车以后每月来两趟，借书不收押金，也不限册数。",
    "这条从前坑坑洼洼的机耕路，如今铺上了平整的沥青，两旁种满月季。收割机可以直接开到田头，"
    "运粮的卡车再也不会陷在泥里，庄稼人省下了大半天的工夫。",
    "渔政码头上，三艘新造的巡护艇整装待发。它们装有夜视设备，最高时速六十公里，"
    "能够在浅滩和芦苇荡之间自由穿行，守护水鸟过冬的家园。",
]

FOUND = [
    # LAY002: lines of one width
    "LAY002|秋分过后，坝上草原转成一片金黄，⟦⏎牧民赶着羊群往低处转场。打草机日⏎夜不停，草捆整整齐齐码在道路旁，⏎等待装车运往各个冬季牧场。今年雨⏎→牧民赶着羊群往低处转场。打草机日夜不停，草捆整整齐齐码在道路旁，等待装车运往各个冬季牧场。今年雨⟧水足，储草比往年多了三成。⏎",
    "LAY002|老街的豆腐坊凌晨三点亮灯，石磨转⟦⏎⏎动的声音传出很远。掌柜的说，豆子⏎⏎要泡足八个钟头，磨出的浆才细滑；⏎⏎卤水一点一点加，急了就会发苦。来⏎⏎→动的声音传出很远。掌柜的说，豆子要泡足八个钟头，磨出的浆才细滑；卤水一点一点加，急了就会发苦。来⟧买的人排成长队，天亮前就卖空。⏎",
    "LAY002|铁路部门介绍，今年暑期加开的旅游⟦⏎专列从本周起陆续上线，车厢里设有⏎儿童乐园、观景座位和餐吧，沿途停⏎靠七个古镇，游客下车即可乘坐景区⏎→专列从本周起陆续上线，车厢里设有儿童乐园、观景座位和餐吧，沿途停靠七个古镇，游客下车即可乘坐景区⟧接驳巴士。⏎",
    "LAY002|这款名为Spring␠Boat的帆船由两名大⟦⏎学生设计，重量只有四十公斤，可以⏎拆开装进汽车后备箱。在上月举行的⏎湖区挑战赛中，它跑赢了许多比自己⏎→学生设计，重量只有四十公斤，可以拆开装进汽车后备箱。在上月举行的湖区挑战赛中，它跑赢了许多比自己⟧大得多的对手。⏎",
    # LAY003: something between two halves
    "LAY003|今年的灯会规模不小。⏎⏎艺人们用竹篾扎骨架，糊上宣纸，再一笔一笔描出花⟦⏎⏎图为艺人正在描画。⏎⏎纹，最大的一盏高达九米。⇢纹，最大的一盏高达九米。⏎⏎图为艺人正在描画。⟧⏎",
    "LAY003|苗木基地里一片繁忙。⏎⏎工人把起好的树苗打上土球、裹上草绳，再用吊车送上卡⟦⏎⏎新华社记者␠林向北␠摄⏎⏎车，当天就能运到造林工地。⇢车，当天就能运到造林工地。⏎⏎新华社记者␠林向北␠摄⟧⏎",
    "LAY003|调解室设在居委会二楼。⏎⏎两家为了一堵墙吵了十几年，老主任上门劝了四⟦⏎⏎第5版⏎⏎十多次，终于让他们坐到一张桌子前。⇢十多次，终于让他们坐到一张桌子前。⏎⏎第5版⟧⏎",
    "LAY003|海岛上只有一位邮递员。⏎⏎他每天乘头班渡轮出发，挨家挨户送报纸和包裹，风雨无⟦⏎本报记者␠沈一帆⏎阻地走了二十六年。⇢阻地走了二十六年。⏎本报记者␠沈一帆⟧⏎",
    "LAY003|窑址的发掘还在继续。⏎⏎考古人员在窑床底部清理出成摞的碗碟，“釉色青润，胎质细⟦⏎⏎图为出土的青瓷碗。⏎⏎密，是难得的精品”。⇢密，是难得的精品”。⏎⏎图为出土的青瓷碗。⟧⏎",
    # LAY004: run together
    "LAY004|环城绿道的最后一段昨天贯通。⟦本报讯（记者⟧␠江小舟）气象台发布大风预警，提醒出海渔船回港避风。⏎",
    "LAY004|两国代表团将于下周再次会面。⟦新华社内罗毕3月4日电（⟧记者周远）当地一所职业学校迎来首批毕业生。⏎",
    "LAY004|两座水厂完成了深度处理改造。⟦本报讯　记者⟧ 从教育部门获悉，寒假从下月十日开始。⏎",
    "LAY004|专家建议，雨天进山要走大路。⟦本报记者 丁小满⟧⏎",
    "LAY004|合唱团的老人们唱完最后一首歌，台下响起掌声。⟦新华社记者 孟秋白 罗一宁⟧⏎",
    "LAY004|一、做好清淤工作。各街道要在月底前疏通雨水口。⟦二、⟧检修排涝泵站。电工和钳工要两班值守。⏎",
    "LAY004|一、报名时间。即日起至二十日截止。⟦二、⟧参赛办法。以家庭为单位组队。⟦三、⟧奖项设置。共设十个名次，均有证书。⏎",
    "LAY004|⟦##⟧␠果园里的新学问␠往年靠天吃饭的桃农，如今看着手机浇水。传感器埋在树下，湿度一低就会提醒。今年全村的用水省了四成，桃子的个头反而大了一圈，收购商早早就来订货。⏎",
    # LAY007: the end is missing
    "LAY007|抢修人员踩着齐膝的泥水架设线杆，沿线九个村庄的供电有望在今夜⟦和⟧⏎",
    "LAY007|志愿者把热粥送到环卫工人手中，还为他们准备了手套和护膝⟦、⟧⏎",
    "LAY007|大桥合龙的那一刻，两岸的工人挥动安全帽欢呼起来，桥面上彩旗飘扬⟦，⟧⏎",
    "LAY007|老船长收起缆绳，回头望了望码头，笑着对徒弟说：“记住，出海先看⟦云⟧⏎",
    "LAY007|调查显示，受访家庭平均每周有三天在社区食堂用餐，最常去的几家都开⟦在⟧⏎",
    # LAY008: levels
    "LAY008|#␠古井重新出水⏎干涸多年的古井上月重新出水。⏎本报记者␠白小川⏎#␠夜市搬进新址⏎夜市的摊位全部搬进室内。⏎本报记者␠于北辰⏎⟦###⇢#⟧␠雪后梅岭⏎雪后梅岭的山道与茶亭宛如画卷(1月9日摄)。⏎本报记者␠钟原摄⏎",
    "LAY008|#␠菜农用上云秤⏎每一笔交易都能在手机上查到。⏎新华社记者␠齐远山⏎#␠书院开讲农事⏎第一课讲的是如何辨认虫害。⏎新华社记者␠蒋小鱼⏎⟦##⇢#⟧␠春到芦荡⏎春到芦荡，成群的白鹭在浅滩觅食(4月2日摄)。⏎新华社记者␠杜若摄⏎",
]
"""A rule, and a page with what it must find in it."""

SILENT = [
    # verse, couplets, names, tables, questions: lines of one width that are no wrapped prose
    "山村的早晨有薄雾，⏎河边的石阶有露珠，⏎屋后的老树有鸟巢，⏎檐下的木凳有温度。⏎",
    "云开远岫千峰出，⏎雨过平湖一镜开。⏎渡口斜阳催客去，⏎篱边黄菊待君来。⏎",
    "获奖名单⏎王　强␠李小明␠赵　磊␠周大海⏎钱　进␠孙一鸣␠吴　涛␠郑小冬⏎"
    "冯　远␠陈小雨␠褚　亮␠卫东来⏎蒋　山␠沈小云␠韩　松␠杨柳青⏎",
    "|␠队名␠|␠胜␠|␠负␠|⏎|␠青龙队␠|␠9␠|␠1␠|⏎|␠白虎队␠|␠8␠|␠2␠|⏎|␠朱雀队␠|␠6␠|␠4␠|⏎|␠玄武队␠|␠5␠|␠5␠|⏎",
    "问：冬天能不能给果树浇水？⏎答：可以，但是要选晴天中午。⏎问：浇多少才算合适呢？⏎答：浇透根部，地面不积水就行。⏎",
    "地址：滨河路十八号⏎电话：八六二二一一七⏎邮编：三二四〇〇〇⏎时间：上午九时开始⏎",
    "开幕式九时开始⏎嘉宾致辞十分钟⏎代表发言一刻钟⏎合影留念到结束⏎",
    # titles, kickers, bylines
    "#␠茶山上的年轻人⏎⏎##␠他们带回了什么⏎⏎清明前后，茶山上多了一群背着电脑的年轻人。⏎⏎本报记者␠程楠␠梁军⏎",
    "首提“海上粮仓”␠让更多渔民吃上旅游饭⏎⏎昨天召开的渔业大会提出建设海上粮仓，并为休闲渔业留出岸线。⏎",
    "各位代表，⏎⏎我受筹备组委托，向大家说明章程的修改情况。⏎",
    "炊烟升起来了，⏎牛羊回圈了，⏎灯一盏盏亮了，⏎妈妈在门口等我。⏎",
    "会场设在体育馆。⏎⏎7⏎⏎市民凭票入场，学生免费。⏎",
    "谢谢大家！⏎⏎二〇二四年冬 于青石镇⏎",
    # LAY003: whole paragraphs round what stands between
    "果农把熟透的枇杷装进竹筐，码在三轮车上。⏎⏎图为果农采摘枇杷。⏎⏎合作社的冷库就建在村口。⏎",
    "码头上的仓库改成了画廊和咖啡馆，周末游人如织⏎⏎图为改造后的仓库。⏎⏎据了解，二期工程将在明年开工，新增停车位六百个。⏎",
    "比赛进行到下半场，主队连进三球锁定胜局⏎⏎本报记者␠俞小江⏎⏎昨天下午，市民中心举行了首场公益讲座，座无虚席。⏎",
    "她把奖杯捧在怀里：⏎⏎图为颁奖现场。⏎⏎“这是全队一起赢来的。”⏎",
    # LAY004: in their own places
    "本报讯（记者 卢一苇）自行车道今天划线，雨停以后就能通行。⏎",
    "新华社长沙5月8日电（记者 蔡潇）一批旧电影拷贝在仓库里被发现。⏎",
    "这条消息最早见于本报讯（记者）栏目的读者来信。⏎",
    "通知提出三条：一、进山不带火种；二、上坟改献鲜花；三、发现烟点立即报告。⏎",
    "孩子们在冰面上抽陀螺，笑声传得很远。新华社记者 傅小雪摄⏎",
    "新展厅的灯光可以随展品变换，参观者赞不绝口。（记者 潘一舟）⏎",
    "## 一座水库的三次搬迁。人和水终于安顿下来⏎⏎水库建成那年，全村第一次搬家。⏎",
    "一、活动安排⏎⏎上午走访敬老院，下午清扫河堤。⏎",
    # LAY007: ends that are whole, or go on elsewhere
    "巡线工每天要走十八公里，检查每一颗螺丝和每一段护网。⏎",
    "冬捕开始后的第一网，就打上来六万多斤鲜鱼，岸上响起一片欢呼声⏎",
    "志愿队成立五年来，共救助受伤候鸟三百一十只，其中国家保护动物⏎（下转第六版）⏎",
    "参加义诊的医生来自六家医院，最远的一位凌晨就出发赶路⏎本报记者 柯小帆⏎",
    "需要准备的材料如下，请在报名之前一并带齐，缺一不可：⏎",
    "主办：市文联⏎承办：各区文化馆⏎协办：沿江书店、青年剧社、⏎",
    "窗外的雨还没有停，⏎我数着檐下的水滴，⏎想起你走的那天，⏎也是这样的⏎",
    # LAY008: levels that agree
    "# 江城晚报⏎## 缆车恢复运行⏎检修持续了两周。⏎## 剧院上演新戏⏎首场演出一票难求。⏎",
    "#␠渠水进村⏎##␠——一条灌渠的十年⏎渠成那天，老人们放了鞭炮。⏎###␠从头说起⏎最早提议修渠的是小学校长。⏎###␠众人出力⏎全村三百口人都下过工地。⏎",
    "### 冬泳队迎新⏎三十名新队员昨天下水。⏎### 棋院开新馆⏎新馆可以同时坐下二百人。⏎",
    "# 一\n",
    "\n\n\n",
]
"""Pages in which the layout rules that join, part or level find nothing."""


@pytest.mark.parametrize("case", FOUND)
def test_a_defect_of_layout_is_found(case: str) -> None:
    code, _, line = case.partition("|")
    check([LAYOUT[code]], line)


@pytest.mark.parametrize("line", SILENT)
def test_what_only_looks_like_a_defect_is_left_alone(line: str) -> None:
    check(JOINING, line)


def wrap(paragraph: str, width: int) -> str:
    return "\n".join(paragraph[at : at + width] for at in range(0, len(paragraph), width))


@pytest.mark.parametrize("gap", ["\n\n", "\n　　"], ids=["blank line", "indent"])
@pytest.mark.parametrize("width", [13, 17, 22])
def test_wrapped_paragraphs_come_back_as_they_were(width: int, gap: str) -> None:
    indent = gap.strip("\n")
    page = gap.join(wrap(paragraph, width) for paragraph in WRAPPED)
    outcome = run([LAYOUT["LAY001"], LAYOUT["LAY002"]], f"{indent}{page}\n")
    assert outcome.cleaned.text == f"{indent}{gap.join(WRAPPED)}\n"
    assert not outcome.deferred


def test_nothing_is_left_to_find_when_wrapped_lines_are_joined() -> None:
    page = "\n\n".join(wrap(paragraph, 15) for paragraph in WRAPPED) + "\n"
    once = run(JOINING, page).cleaned.text
    assert run(JOINING, once).reports == ()


def test_two_latin_words_of_a_wrapped_line_keep_a_space() -> None:
    lines = (
        "他们给自己的乐队起名叫作Northern",
        "Lights，成员都是船厂的焊工和钳工。",
        "下班以后，他们在仓库里排练到深夜，",
        "歌里唱的是潮水、钢板和回家的夜路。",
        "上个月的演出来了四百多人，门票全部",
        "捐给了海员的孩子，用来买书和乐器。",
        "乐队说，明年春天还要再办一场，地点",
        "就选在刚刚下水的新船甲板上。",
    )
    assert "Northern Lights" in run([LAYOUT["LAY002"]], "\n".join(lines) + "\n").cleaned.text


def test_a_moved_caption_stands_behind_the_rejoined_paragraph() -> None:
    halves = "他把祖传的木雕手艺教给聋哑学", "生，十年间带出了六十多名徒弟。"
    page = f"开头一段。\n\n{halves[0]}\n\n图为课堂。\n\n{halves[1]}\n"
    outcome = run([LAYOUT["LAY003"]], page)
    [report] = outcome.reports
    assert report.finding.safety is Safety.ASK
    [edit] = report.edits
    assert edit.new == f"{halves[1]}\n\n图为课堂。"


@pytest.mark.parametrize("lines", [1, 10, 60])
def test_many_short_lines_settle_in_time(lines: int) -> None:
    random = Random(lines)
    words = "沿江的村庄修好了码头和凉亭老人孩子都来乘凉看船"
    page = "\n".join("".join(random.sample(words, 9)) for _ in range(lines)) + "。\n"
    assert run(JOINING, page).error is None


@pytest.mark.parametrize(
    "text", ["", "\n", "，", "“\n“\n", "#", "# \n#\n", "𠮷\n𠮷，\n𠮷𠮷。\n", "\n" * 999]
)
def test_pages_without_text_have_no_finding(text: str) -> None:
    assert run(JOINING, text).error is None
