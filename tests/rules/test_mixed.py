"""Characters and words of another script, what only looks so, and rules that meet at one place."""

import numpy as np
import pytest

from newslint.pipeline.clean import Cleaner
from newslint.rule import Batch, Places, load_packs, parse_example
from newslint.testing import check, document, found, run, sure
from newslint.text.charclass import classify, encode

FAMILY_CODES = ("MIX001", "MIX002", "MIX003", "MIX004", "MIX005")
EVERY = sure(load_packs())
FAMILY = tuple(one for one in EVERY if one.code in FAMILY_CODES)

SIMPLE = "这份报纸还说，乡镇学校开课后，师生们将轮流参观纪念馆，讲解员会给孩子们讲抢险的过程。"
LONG = SIMPLE + (
    "当时连续几个月缺粮，运输队顶着风沙翻过两座雪岭，护送药品与种子，终于赶在春耕以前抵达。"
    "馆内陈列着驼铃、马灯、账册和补丁层层的军装，还有战士们写给亲属却没来得及寄出的书简。"
)
TRADITIONAL = "這份報紙還說，鄉鎮學校開課時，師生們將輪流參觀紀念館，講解員會給孩子們講搶險的過程。"


DEFECTS = [
    ("MIX001", "山里的气候⟦ and →和⟧土壤都适合种茶。"),
    ("MIX001", "桥梁专家赞扬工程的质量⟦ with →与⟧速度。"),
    ("MIX001", "车队⟦ through ⇢通过⟧隧道只要三分钟。"),
    ("MIX001", "木雕艺人⟦ from ⇢从⟧浙江赶来布展。"),
    ("MIX002", "祠堂前的石狮子 ⟦guarding⟧ 整座院落。"),
    ("MIX002", "渔民说今年的⟦harvest⟧比往年好。"),
    ("MIX002", "气象台⟦predict⟧后天有小雪。"),
    ("MIX002", "合唱比赛的评委⟦unanimously agreed⟧推荐他们。"),
    ("MIX002", "灯塔的守望⟦l⟧已经换了三代。"),
    ("MIX002", "竹筏漂到江心，⟦passengers⟧ 都站了起来。"),
    ("MIX002", "主任鞠躬致谢，⟦thank you all for coming to this small village⟧ 然后走下台去。"),
    ("MIX002", "窗外下着大雨，⟦Это было очень давно⟧，她放下书沉默了很久。"),
    ("MIX002", "𠮷先生的⟦umbrella⟧丢在码头。"),
    ("MIX003", "苹果园的老⟦闆⇢板⟧正在装箱。"),
    ("MIX003", "寒流南下，山⟦東⇢东⟧沿海起了大风。"),
    ("MIX003", "钟楼的维修⟦費→费⟧用由街坊分摊。"),
    ("MIX003", "暴雨⟦過→过⟧去，低洼处的积水排干了。"),
    ("MIX003", "新来的医生很受⟦歡→欢⟧迎。"),
    ("MIX003", "码头装卸⟦設備→设备⟧换成电动的。"),
    ("MIX003", "社区图书室增⟦開⇢开⟧夜场。"),
    ("MIX003", "果农们忙着采摘，⟦還→还⟧要赶去市集。"),
    ("MIX003", "他至今记得当年的⟦選舉→选举⟧。"),
    ("MIX003", "检修完毕⟦後⇢后⟧渡轮复航。"),
    ("MIX003", "茶山的清晨⟦乾⇢干⟧净极了。"),
    ("MIX003", "梧桐是这条街的象⟦徵⇢征⟧。"),
    ("MIX003", "两国商人讨论⟦貿→贸⟧易往来。"),
    ("MIX003", "𠮷田先生走进⟦辦→办⟧公楼。"),
    ("MIX003", "碑上刻着昔⟦時構亭臨風與賓⟧客往来的经过。"),
    ("MIX004", "農民把收成的玉米⟦运⇢運⟧輸到集市。"),
    ("MIX004", "這場雪讓山區⟦电⇢電⟧力中斷。"),
    ("MIX004", "委員會通過⟦预⇢預⟧算案。"),
    ("MIX004", "她在車站等候⟦亲⇢親⟧人。"),
    ("MIX004", "工地的鷹架⟦们⇢們⟧已拆除。"),
    ("MIX004", "外科醫生完成⟦实验⇢實驗⟧報告。"),
    ("MIX005", "廟裡的香爐很舊，廟裡的鐘樓也舊，井⟦裏⟧還有水。"),
    ("MIX005", "颱風撲向台北，平台上的攤販收攤，電⟦臺⟧整夜播報。"),
    ("MIX005", "漁群靠岸，人群歡呼，⟦羣⟧山迴響。"),
]

LOOK_ALIKES = [
    ("MIX001", "乐队痛仰 and 新裤子同台演出。"),
    ("MIX001", "歌单里有“Salt and Pepper”和老歌联唱。"),
    ("MIX001", "他们把店名定为Bread and Butter面包房。"),
    ("MIX001", "《Gone with the Wind》在礼堂放映。"),
    ("MIX001", "这首歌叫《live for today》，传唱至今。"),
    ("MIX002", "学生们用vivo手机交作业，老师在app上批改。"),
    ("MIX002", "每亩施肥五kg左右，水渠宽两cm。"),
    ("MIX002", "主队vs客队的门票早已卖光。"),
    ("MIX002", "年轻人爱拍vlog，也爱逛City Walk路线。"),
    ("MIX002", "这款车支持Type-C充电与5G网络，续航以GWh级电池厂为靠山。"),
    ("MIX002", "请把附件report_final.docx发到news@example.org备查。"),
    ("MIX002", "声母b和韵母ang拼读为bang音，老师领读三遍。"),
    ("MIX002", "导游用英语说：“welcome to the oldest bridge of our town”，众人笑了。"),
    ("MIX002", "酵母菌（saccharomyces）让面团发起来。"),
    ("MIX002", "她的网名叫moonlight，粉丝不少。"),
    ("MIX002", "溶液pH值偏低，加入少量的NaOH即可。"),
    ("MIX002", "R&D经费增长，H&M门店减少，C2驾照更抢手。"),
    ("MIX002", "网友晒出hangzhou字样的路牌。"),
    ("MIX002", "甲板上的capstan生锈了，老水手说capstan要常上油。"),
    ("MIX002", "第i个样本与第j个样本互换位置。"),
    ("MIX002", "《the long way home》首映。"),
    ("MIX002", "The lighthouse was built by three brothers in a single winter."),
    ("MIX003", "乾隆年间的乾清宫匾额与乾坤二字。"),
    ("MIX003", "毕昇、哪吒和干将的塑像立在馆前。"),
    ("MIX003", "球员拚搏到底，夥同队友庆祝，反覆观看录像。"),
    ("MIX003", "细雨濛濛，皇后的仪仗穿过瞭望台。"),
    ("MIX003", "公司名萬科，招牌写作滙豐，酒名五糧液。"),
    ("MIX003", "扇面题着“開門見山”，落款是「歲寒三友」。"),
    ("MIX003", "《經史百家雜鈔》和《廣韻》影印出版。"),
    ("MIX003", "作曲家王建國、画家李東陽的旧作同展。"),
    ("MIX003", "余秋与于谦同桌，么妹端来茶水，二噁英含量达标。"),
    ("MIX004", "台中的果农说法不一，万家灯火、里民齐聚。"),
    ("MIX004", "牌匾寫著「为人民服务」五字。"),
    ("MIX004", "書名是《图书馆学概论》，封面已殘。"),
    ("MIX005", "名著改編的戲，演員跟着導演走位。"),
    ("MIX005", "颱風轉向，台風穩健的歌手登上臺灣。"),
    ("MIX005", "他把那首“爲誰辛苦爲誰甜”唱了兩遍，因為好聽。"),
]


def page_of(code: str, case: str) -> str:
    """Return the case with a paragraph that decides the script of its document."""
    body = {"MIX003": LONG, "MIX004": TRADITIONAL, "MIX005": TRADITIONAL}.get(code)
    return f"{case}⏎⏎{body}⏎" if body else f"{case}⏎"


@pytest.mark.parametrize(("code", "case"), DEFECTS)
def test_a_defect_is_found_where_it_stands(code: str, case: str) -> None:
    outcome = check(FAMILY, page_of(code, case))
    assert {report.finding.rule for report in outcome.reports} == {code}


@pytest.mark.parametrize(("code", "case"), LOOK_ALIKES)
def test_what_only_looks_like_a_defect_stays_silent(code: str, case: str) -> None:
    text = parse_example(page_of(code, case)).text
    assert found(run(FAMILY, text)) == []


@pytest.mark.parametrize(
    "case",
    [
        SIMPLE + "⏎⏎" + TRADITIONAL,
        TRADITIONAL + "⏎⏎" + SIMPLE + SIMPLE,
        TRADITIONAL,
        "天氣好",
        "天气後",
    ],
)
def test_a_page_in_both_scripts_or_with_too_little_evidence_is_left_alone(case: str) -> None:
    text = parse_example(case + "⏎").text
    assert found(run(FAMILY, text)) == []


def test_each_document_of_a_batch_has_its_own_script() -> None:
    pages = [
        f"山里的經济在变。\n\n{SIMPLE}\n",
        f"山裡的经濟在變。\n\n{TRADITIONAL}\n",
        f"{TRADITIONAL}\n",
        f"{SIMPLE}\n",
    ]
    documents = [document(text, name=f"{at}.txt") for at, text in enumerate(pages)]
    outcomes = list(Cleaner(FAMILY).run(documents))
    assert [[report.finding.rule for report in one.reports] for one in outcomes] == [
        ["MIX003"],
        ["MIX004"],
        [],
        [],
    ]


PAIRS = [
    pytest.param(
        f"县里的客运 and 物流都好，“經濟”二字写在墙上。\n\n{SIMPLE}\n",
        f"县里的客运和物流都好，“經濟”二字写在墙上。\n\n{SIMPLE}\n",
        id="traditional words in quotes beside an English connective",
    ),
    pytest.param(
        f'他把那份"設備"清单烧了，设备还在。\n\n{SIMPLE}\n',
        f"他把那份“設備”清单烧了，设备还在。\n\n{SIMPLE}\n",
        id="traditional words and straight quotes",
    ),
    pytest.param(
        f"渡口的新 華 社报栏坏了。\n\n{SIMPLE}\n",
        f"渡口的新 華 社报栏坏了。\n\n{SIMPLE}\n",
        id="letters set apart, one of them Traditional: the lexicon knows neither form",
    ),
    pytest.param(
        f"民宿的人住率上升，費用不变,游客很多。\n\n{SIMPLE}\n",
        f"民宿的入住率上升，费用不变，游客很多。\n\n{SIMPLE}\n",
        id="a confused word, a Traditional one and a half-width comma",
    ),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_rules_that_meet_agree(text: str, expected: str) -> None:
    outcome = run(EVERY, text)
    assert outcome.cleaned.text == expected
    again = run(EVERY, outcome.cleaned.text)
    assert again.cleaned.text == expected


@pytest.mark.parametrize("code", FAMILY_CODES)
@pytest.mark.parametrize(
    "text",
    ["", "\n", "a", "後", "and", "\ud800後\udfff", "𠮷and𠮷", " 後 ", "l" * 99, "я" * 99, "。" * 9],
)
def test_no_text_makes_a_rule_fail(code: str, text: str) -> None:
    for page in (text, text + SIMPLE, TRADITIONAL + text, text.join((SIMPLE, TRADITIONAL))):
        run([one for one in FAMILY if one.code == code], page)


@pytest.mark.parametrize("code", FAMILY_CODES)
def test_clean_text_has_hardly_any_candidates(code: str) -> None:
    text = (SIMPLE + "\n\n") * 200
    codes = encode(text)
    batch = Batch(text, codes, classify(codes), (document(text),), np.zeros(1, dtype=np.int64))
    [rule] = [one for one in FAMILY if one.code == code]
    assert isinstance(rule.trigger, Places)
    starts, ends = rule.trigger.find(batch)
    assert len(starts) == len(ends) == 0
