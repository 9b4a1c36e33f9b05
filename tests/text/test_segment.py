"""Kinds of blocks and starts of articles on pages of many shapes (notation of tests/pages)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.text.articles import stories
from newslint.text.blocks import Kind, segment
from pages import parse

SHAPES = {
    "title and body": """
title*|晒秋节把山村晒成了调色盘
body|昨天，篁坞村的晒秋节开幕，家家户户的屋顶上铺满了辣椒和玉米，引来两千多名摄影爱好者。
body|村里的老人说，晒秋晒的是收成，也是日子。
""",
    "ended by an agency": """
title*|高原上建起第一座光热电站
body|镜子跟着太阳转，盐罐里存着夜里要用的热，这座电站一年能发两亿度电。
credit|据新华社
title*|三峡库区试种脐橙新品种获得丰收
body|近日，库区的脐橙开始采摘，新品种比老品种早熟半个月，果农多卖了三成的价钱。
""",
    "ended by a byline": """
title*|老茶馆换了新主人
body|说书的换成了年轻人，茶价没有涨，老茶客们照旧一坐就是半天，听的还是那几段旧书。
byline|本报记者 温如初 通讯员 谷雨田
title*|雪线巡护队年终清点物种记录
body|昨日，巡护队公布年终清点结果，红外相机今年拍到雪豹四十一次，比去年多。
""",
    "byline under the headline": """
title*|一列绿皮火车的最后一站
byline|□本报记者　石　楠
body|上午十点，列车员老罗最后一次关上车门，站台上有人挥手，也有人只是站着看。
""",
    "kicker, headline and subtitle": """
kicker*|聚焦城市更新
title|老厂房里住进了乐队
subtitle|——机床厂片区改造一年间
body|从前的翻砂车间如今是排练房，隔音墙里填的是本地的稻草板，成本只有进口材料的三成。
""",
    "headline of two parts": """
title*|“夜校”报名三分钟抢空 年轻人为何爱上课
body|记者从市文化馆获悉，本季夜校开设的六十门课程在三分钟内被抢空，剪纸最受欢迎。
""",
    "dateline with reporters": """
title*|跨海电缆全线贯通
dateline|新华社舟山11月20日电（记者 柳长青）‖body|连接七座海岛的电缆昨天贯通，岛上告别了柴油机。
""",
    "titleless briefs of one paper": """
title*|城乡客运线路本月调整
dateline|本报讯（记者 贺兰）‖body|客运公司宣布，十二条线路本月起延长到村口，票价不变。
dateline*|本报讯（通讯员 佟小川）‖body|区图书馆把还书箱装进了地铁站，读者下班路上就能还书。
""",
    "signed at the end, after an article signed at its head": """
title*|山顶气象站的四个冬天
byline|本报记者 柳　青
body|风最大的那一夜，测风塔的拉索断了一根，值班员把自己绑在栏杆上，用钳子一圈一圈地拧。
body|站里的日历是自己画的，一天一格，格子里记着温度，也记着谁的生日。
subhead|雪埋到窗台
body|推开门要先挖一条沟，挖到一半，沟又满了，几个人轮流歇，轮流骂天，骂完了接着挖。
title*|果园装上防霜扇
body|三百亩梨园近日立起十二台大风扇，气温一降就自己转，把高处的暖气搅下来。‖byline|（柳　青）
""",
    "notice signed by an institution": """
title*|关于冬季停航检修的通告
body|因船闸检修，自本月十日起停航二十天，往来船只请提前安排。
body|特此通告。
body|青溪航道管理站
title*|寻物
body|本人昨天在轮渡码头遗失帆布工具袋一只，内有旧卷尺，拾到者请送候船室。
""",
    "winners below the name of a prize": """
title*|邻里厨艺赛获奖名单
subhead|一等组
list|一等奖：严　冰　唐小米
list|二等奖：罗　丹　何　欢
subhead|最佳组织奖
list|北关社区食堂
list|城南老年大学
list|铁道新村业委会
body|以上名单公示三天，有异议的可到评委会反映。
""",
    "photographs of one credit, then others": """
title*|冰上的年
caption|①放假第一天，孩子们把爬犁拖上了河面。
caption|②卖糖葫芦的老人在岸边支起炉子。
credit|本组图片均由 林　海 摄
caption*|上图：码头工人给缆绳除冰，等着今年的第一艘船。　港务公司 供图
""",
    "headline on two lines": """
title*|百年灯会移到了水上
title|首次向夜游船开放
dateline|本报讯（记者 卜　凡）‖body|沿河两岸今晚亮灯，灯会第一次从街上搬到水面，六条游船同时开行。
""",
    "letterspaced crosshead": """
title*|冷 门 专 业 的 热 心 人
byline|本报记者 苗　壮
body|选修这门课的只有四个学生，老师照样每次提前半个钟头到教室，把标本一件件摆好。
body|他常说，冷板凳坐久了，自己会热。
subhead|一 封 来 信
body|毕业的学生寄来一封来信，说自己在沙漠边上种活了八百棵树。
""",
    "section above the date of the page": """
furniture|本市要闻
furniture|2版　2016年4月20日　星期三　责任编辑：龚　力
title*|古城墙下的菜市场今起搬家
body|记者昨天从市场管理处获悉，城墙根的菜市场今起搬进新楼，摊位费头三年不变。
""",
    "questions under a crosshead": """
title*|“我的徒弟比我手稳”
byline|记者 颜　青
body|修复古琴四十年，他带出了十一个徒弟，最小的今年十九岁。记者走进他的作坊，和他聊了一个下午。
body|记者：收徒弟先看什么？
body|先生：看他肯不肯等。漆要干，人急不得，急了就起皱，起皱就要全部刮掉重来。
subhead|一张琴要修多久
body|记者：最长的一张修了多久？
body|先生：七年。
body|缺的那块木头，找了五年才找到同一年份的。
""",
    "pen name under a headline": """
title*|在旧书摊遇见自己
byline|沐川
body|那本书的扉页上写着我的名字，字是二十年前的字，墨水已经褪成了茶色，旁边还压着一张车票。
""",
    "name and task in brackets": """
title*|我在边境线上修电台
body|山上没有信号，能和外面说话的只有那部电台，坏了就得连夜背着零件上去，一走四个钟头。
byline|（佟铁山　口述）
""",
    "subheads without marks": """
title*|一条河的三次改道
body|河的名字没有变，河床却换了三次，每一次都改变了两岸人的生计和脾气，也改变了地图。
subhead|洪水冲出的新渠
body|第一次改道是天灾，一夜之间，渡口离水面远了四里地，船工们扛着桨去找河，走了整整一个上午。
subhead|铁锹挖出的直道
body|第二次改道靠人力，三万民工在冬天里挖了一百天，工地上的号子传出十几里，至今还有人会唱。
""",
    "enumerated subheads": """
title*|春耕备耕工作要点发布
body|文件要求各乡镇提前清点农资库存，把种子和化肥送到田头，保证不误农时，不让一块地撂荒。
subhead|一、抓好农资供应
body|供销社要提前下摆货源，偏远山村由流动服务车每周送一次，价格与县城门店保持一致。
subhead|二、修好田间渠道
body|水利站要赶在放水之前把塌了的渠段补齐，责任到人，逐段验收，验收结果张榜公布。
""",
    "marked headings": """
title*|# 海上牧场的冬天
subtitle|## ——来自深远海养殖平台的报告
body|平台离岸四十海里，风浪大的时候补给船靠不上来，工人们要靠冻柜里的菜过一个星期。
subhead|### 会报数的鱼
body|水下摄像机每小时给鱼群点一次数，误差不到百分之二，投料机按数下料，一粒也不浪费。
byline|新华社记者 景行
title*|# 县剧团的新戏开排
body|剧团二十年没有排过新戏了，这次的本子写的是修水库的故事，老演员们都抢着要角色。
""",
    "all headings of one level": """
title*|### 渔港清淤工程通过验收
dateline|本报讯（记者 白鹿鸣）‖body|清淤之后的渔港水深增加了一米半，大吨位渔船不必再候潮进港。
title*|### 夜间门诊延长到晚上九点
dateline|本报讯（记者 麦青）‖body|下班以后也能看病，市中医院的夜间门诊昨天起延长了两个小时。
""",
    "headings in bold only": """
title*|**沙漠边缘种出了西红柿**
body|记者从治沙站获悉，大棚里的西红柿用的是微咸水，口感偏甜，第一批已经运到省城的超市。
byline|本报记者 赛里木
title*|**牧区第一所足球学校开学**
body|昨天，六十名牧民的孩子领到了新球鞋，他们的教练来自退役的省队后卫，说话声音很大。
""",
    "headline without mark beside marked ones": """
title*|# 盐湖提锂产量创下新高
body|企业改用吸附法之后，每吨卤水的提取时间从十八个月缩短到两天，淡水用量也少了一半。
byline|本报记者 车前子
title*|高铁站前的共享菜园开张
body|昨天，站前的空地被分成八十块小菜园，周边居民凭身份证可以免费认领一块，种满一年。
""",
    "question for a headline": """
title*|水费为什么突然涨了？
body|近日，不少居民发现水费单上的数字变大了，自来水公司解释说，抄表周期从两个月改成了三个月。
""",
    "editorial and the story after it": """
title*|让好政策多走几步路
body|政策写在纸上只有几行，走到群众门口却要翻山越岭，这段路不能省。
body|多走几步，步步都是民心。
title*|农技员的手机二十四小时开机
dateline|本报讯（记者 商陆）‖body|县里的农技员把电话号码印在了化肥袋上，农民打来问得最多的是虫害。
""",
    "interview": """
title*|“把博物馆搬进课堂”
subtitle|——访省博物馆副馆长舒望
body|记者：文物不能出库房，孩子们怎么上手摸？
body|舒望：我们做了一比一的复制品，连重量都一样，摔坏了就再做一件，不心疼。
body|问：老师们会讲吗？
body|答：先培训老师，再培训孩子，讲得好的孩子又去教老师。
""",
    "results of a contest": """
title*|全市青少年龙舟赛成绩
table|名次　队伍　成绩
table|1　东湖中学　2分13秒
table|2　城南小学　2分19秒
table|3　渔村联队　2分27秒
""",
    "list of winners": """
title*|“我和水库”征文获奖名单
list|一等奖：程　颐　方百里
list|二等奖：盛夏　戴　月　苗得雨
list|三等奖：齐鲁　童　谣　窦　娥　秦少游
""",
    "poem": """
title*|磨刀人
byline|孟　冬
body|他把一条街的钝
body|磨成一句吆喝
body|火星落在围裙上
body|像去年的雪
body|又轻又亮
""",
    "briefs with bullets": """
title*|一句话新闻
list|▲县医院的远程会诊室昨天启用，山里的病人不出乡就能看上省城的专家。
list|▲环城绿道补种的三千棵银杏全部成活，最粗的一棵要两个孩子合抱才行。
list|▲长途汽车站的老钟停摆三年之后修好了，敲钟的声音和从前一模一样。
""",
    "briefs each with a title": """
title*|社区食堂推出半份菜
body|昨天起，社区食堂的每道菜都可以买半份，独居老人不再为吃不完发愁，剩菜少了四成。
title*|滨河公园延长夏季开放时间
body|近日，公园管理处把闭园时间推迟到夜里十一点，增加了三十盏路灯和两个饮水点。
""",
    "masthead and folio": """
furniture|青江日报
furniture|2023年9月12日　星期二　农历癸卯年七月廿八　第3版
furniture|要闻
title*|山里的信号塔通上了电
body|最后一座信号塔昨天通了电，守塔人老魏第一次在山顶上和孙女视频，说了整整一个钟头。
furniture|本版责编：阮小鱼　美编：凌霄
furniture|— 3 —
""",
    "jump at the end and at the head": """
furniture|（上接第一版）
body*|船到江心，雾散了，对岸的厂房露出了红色的屋顶，船上的人都站了起来，说不出话。
title*|村口的图书角有了管理员
body|近日，八十岁的退休教师主动当起了管理员，借书的孩子要先给他讲一讲上一本书里的故事。
furniture|（下转第六版）
""",
    "jump in brackets behind a paragraph": """
title*|十万亩湿地迎来候鸟
body|观鸟屋的望远镜排起了队，孩子们数到第七百只就数不清了，干脆改成画画，一人画一只。‖furniture|（下转第二版）
""",
    "photo story with a title": """
title*|冰雪大集开市
body|近日，松江边的冰雪大集开市，冻梨、冻柿子和黏豆包摆成了长龙。‖caption|图为摊主给顾客装冻梨。
credit|新华社发
""",
    "caption above a photo credit": """
title*|梯田灌水季
body|云海散去，梯田像一面面镜子嵌在山腰，从清早到傍晚，每个钟点都有人守着三脚架。
caption|村民在田埂上修补水口。
credit|本报记者 岳西摄
""",
    "numbered captions": """
title*|造纸村的一天
caption|图①：纸匠在抄纸，一张纸要抄两遍。
caption|图②：刚揭下的湿纸贴在火墙上烘干。
credit|本报记者 阿依古丽摄
""",
    "advertisement below the story": """
title*|老城区燃气管道更换完成
body|记者从燃气公司获悉，更换后的管道可以用三十年，沿街商铺的停气时间比预计少了两天。
furniture|出租　沿街商铺两间，面积八十平方米，水电齐全，中介勿扰
furniture|招聘　因扩大经营，招收面点师两名，包吃住，待遇面议
""",
    "notice of a lost document": """
title*|候车亭装上了雨量计
body|昨日，气象局在三十个候车亭顶上装了雨量计，等车的人抬头就能看到过去一小时下了多少雨。
furniture|遗失声明
furniture|柳河镇大众修理部遗失公章一枚，声明作废。
""",
    "prompt and copyright": """
title*|非遗工坊里的绣娘团队
body|绣娘们把方言绣进了手帕，外地客人看不懂，就买回去猜，猜中的人多半还会再来一趟。
furniture|扫码看视频
furniture|版权声明：本报所有图文未经许可不得转载
""",
    "related links": """
title*|冬捕节头鱼拍出高价
body|昨天，头鱼拍出了九十九万元，鱼把头说，钱要拿来给湖里放鱼苗，一分也不往家里带。
furniture|相关链接
furniture|往届冬捕节回顾
furniture|查干湖渔猎文化小史
""",
    "column cut in a word": """
title*|戈壁滩上的育种棚
body|棚里的温度常年二十五度，育种员老乔每天记录三次，今年一共筛出了一百七
body|十二个耐旱的品系，其中九个已经送到南方加代，来年春天就能种进大田。
""",
    "name and place under a letter": """
title*|盼修好门前的路
body|编辑同志：
body|我们巷口的路坑洼了三年，一下雨就积水，老人和孩子出门都要绕行，希望有关部门来看看。
byline|读者　甘草
""",
    "author behind the text": """
title*|读书与走路
byline|伍月
body|走路的时候想书里的话，读书的时候想路上的人，两样都做过了，才知道自己住的地方有多大。
byline|（作者系桐溪县中学语文教师）
""",
    "signed in brackets": """
title*|旧书市集重新开张
body|下雨天也有人来，撑着伞蹲在地上翻，老板们把塑料布让给书，自己站在檐下。‖byline|（本报记者 林渡）
title*|码头集装箱吞吐量创新高
body|昨日，港务局公布数字，上月吞吐量同比增长一成二，冷链货物占到了三分之一。
""",
    "source behind the text": """
title*|科考船完成首航归来
body|船上的冷库装满了海底的泥样，够实验室分析三年，船员们已经瘦了一圈。‖credit|（据新华社）
title*|小学生发明的防滑井盖上街试用
body|近日，五年级学生设计的防滑井盖装上了三条街道，纹路是从轮胎上学来的，雨天不打滑。
""",
    "table in bars": """
title*|# 各区空气质量排名
table|| 区 | 优良天数 | 排名 |
table||---|---|---|
table|| 河东 | 27 | 1 |
table|| 河西 | 25 | 2 |
""",
    "fenced page": """
furniture|```text
title*|峡谷漂流暂停营业
body|受上游来水影响，景区昨天起暂停漂流项目，已经购票的游客可以全额退款，也可以改期。
furniture|```
""",
    "traditional page": """
title*|老街戲院重新點燈
dateline|〔記者陳秋水／南城報導〕‖body|停業二十年的戲院昨晚重新開幕，第一場放的是當年最後一場沒放完的片子。
""",
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_page_is_cut_as_labelled(name: str) -> None:
    page = parse(SHAPES[name].strip("\n") + "\n", name)
    found = segment(page.text)
    shown = [(block.kind.value, block.content.of(page.text)) for block in found]
    marks = "#* "
    assert [(kind, text) for kind, text in shown] == [
        (block.kind.value, block.span.of(page.text).lstrip(marks).rstrip("*"))
        for block in page.blocks
    ]
    starts = [
        story.blocks[1 if story.blocks[0].kind is Kind.FURNITURE else 0].content.start
        for story in stories(page.text, found)
    ]
    text = page.text
    assert starts == [
        block.span.start
        + len(text[block.span.start :])
        - len(text[block.span.start :].lstrip(marks))
        for block in page.blocks
        if block.opens
    ]


@pytest.mark.parametrize("name", SHAPES)
def test_blank_lines_say_nothing(name: str) -> None:
    text = parse(SHAPES[name].strip("\n") + "\n", name).text
    cut = [(block.kind, block.content.of(text), block.opens) for block in segment(text)]
    for wide in (text.replace("\n", "\n\n"), text.replace("\n", "\n\n\n\n"), "\n\n" + text):
        assert [(b.kind, b.content.of(wide), b.opens) for b in segment(wide)] == cut


PIECES = st.sampled_from([
    "# ", "### ", "**", "本报讯", "（记者 甲乙）", "新华社发", "图为", "摄", "第3版", "（",
    "）", "。", "，", "\n", "\n\n", "一、", "▲", "①", "问：", "标题很短", "记者", "　", " ",
    "1 2 3", "电话：010", "下转第二版", "2024年1月1日 星期一", "这是一个不长不短的句子，",
    "\u2028", "𠮷", "|a|b|", "\t", "《", "》", "相关链接", "扫码看视频", "——", "声明作废",
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_blocks_tile_any_page_and_stories_hold_all_but_furniture(text: str) -> None:
    blocks = segment(text)
    assert "".join(block.span.of(text) for block in blocks) == text
    for block in blocks:
        assert block.span.contains(block.content)
        assert block.why
    held = [block for story in stories(text, blocks) for block in story.blocks]
    assert [block for block in blocks if block.kind is not Kind.FURNITURE] == [
        block for block in held if block.kind is not Kind.FURNITURE
    ]
    [*whole] = stories(text, blocks, "page")
    assert len(whole) <= 1


@pytest.mark.parametrize(
    "page",
    ["\n" * 100_000, "一\n\n" * 10_000, "短句没有标点\n" * 10_000, "# 标\n" * 10_000,
     "• 条\n" * 10_000, "（" * 300_000, "记者 " + "王五、" * 20_000, "赛 3 2\n" * 10_000,
     "图为" * 50_000, "本报讯（记者" * 20_000],
    ids=range(10),
)  # fmt: skip
def test_pages_of_one_thing_are_cut(page: str) -> None:
    blocks = segment(page)
    assert sum(len(block.span) for block in blocks) == len(page)
