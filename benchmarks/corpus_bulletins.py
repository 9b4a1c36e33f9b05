"""Bulletins that are alike but for their figures and dates, for benchmarks/corpus_text.py.

Two bulletins of a series are different news however near their texts are: the weather of two days,
the prices of two markets, two rounds of a league.
"""

from __future__ import annotations

import datetime
import re
from random import Random

import corpus_words as words

STATIONS = 12
"""Places that have a series of each kind."""

_TEMPLATES = (
    """
{a}天气预报（第{serial}期）
{a}气象台{date}<5-9>时发布：今天白天到夜间多云转阴，有零星小雨，偏北风<2-4>级，阵风<5-7>级，
\\最高气温<8-34>摄氏度，最低气温<1-7>摄氏度，相对湿度<35-95>%。
{b}最高气温<8-34>摄氏度，最低气温<1-7>摄氏度，降水概率<5-95>%；{c}最高气温<8-34>摄氏度，
\\最低气温<1-7>摄氏度，降水概率<5-95>%。
空气质量指数预计为<20-180>，紫外线指数<1-9>级，穿衣指数<1-8>级。气象台提醒：早晚温差约<6-15>摄氏度，
\\请注意添加衣物，出海船只注意避风。
""",
    """
{a}农产品批发市场行情（第{serial}期）
{date}，{a}农产品批发市场成交<800-9000>吨，成交额<300-4000>万元，比前一日上涨<0-9.>%。
白菜每公斤<2-9.>元，比前一日上涨<0-3.>元，成交<10-900>吨；萝卜每公斤<2-9.>元，成交<10-900>吨。
土豆每公斤<2-9.>元，比前一日上涨<0-3.>元，成交<10-900>吨；黄瓜每公斤<2-9.>元，成交<10-900>吨。
鸡蛋每公斤<6-12.>元，比前一日上涨<0-3.>元，成交<10-900>吨；猪肉每公斤<16-40.>元，成交<10-900>吨。
带鱼每公斤<20-60.>元，比前一日上涨<0-3.>元，成交<10-900>吨；苹果每公斤<6-20.>元，成交<10-900>吨。
市场管理方预计，<2-6>天内蔬菜价格波动幅度在<1-8.>%以内，货源充足，价格总体平稳。
""",
    """
{a}经济运行情况（第{serial}期）
{a}统计局{date}公布，前<2-11>个月全区生产总值<100-900.>亿元，同比增长<1-9.>%。其中第一产业增加值
\\<5-60.>亿元，增长<1-6.>%；第二产业增加值<50-400.>亿元，增长<1-9.>%；第三产业增加值<50-400.>亿元，
\\增长<1-9.>%。
规模以上工业增加值同比增长<1-12.>%，固定资产投资增长<1-15.>%，社会消费品零售总额<30-300.>亿元，
\\增长<1-9.>%，进出口总额<10-200.>亿元，增长<1-20.>%。
居民人均可支配收入<9000-60000>元，同比增长<2-8.>%；居民消费价格上涨<0-3.>%，城镇新增就业<900-30000>人，
\\一般公共预算收入<5-90.>亿元，增长<1-9.>%。
""",
    """
{paper}杯篮球联赛积分榜（第{serial}期）
截至{date}，联赛第<2-40>轮全部结束，现场观众<800-9000>人，积分榜如下：
{a}队：<0-30>胜<0-30>负，得<900-4000>分，失<900-4000>分，积<10-70>分。
{b}队：<0-30>胜<0-30>负，得<900-4000>分，失<900-4000>分，积<10-70>分。
{c}队：<0-30>胜<0-30>负，得<900-4000>分，失<900-4000>分，积<10-70>分。
{d}队：<0-30>胜<0-30>负，得<900-4000>分，失<900-4000>分，积<10-70>分。
{e}队：<0-30>胜<0-30>负，得<900-4000>分，失<900-4000>分，积<10-70>分。
{f}队：<0-30>胜<0-30>负，得<900-4000>分，失<900-4000>分，积<10-70>分。
下一轮比赛将于{day}<14-20>时开始，门票每张<20-180>元，赛程见本报第<2-16>版。
""",
    """
{a}供水公司停水通知（第{serial}期）
因主干管道检修，供水公司定于{date}<8-12>时起对{b}和{c}部分地段暂停供水，请停水范围内的单位和居民提前做好储水准备，
\\恢复供水时可能出现短时间水质浑浊，属于正常现象，放水<3-9>分钟后即可正常使用。
停水期间将安排送水车到各小区门口，有需要的居民可以带上干净容器按次序取水，行动不便的老人可以拨打热线
\\<600000-699999>预约上门送水。
高层住户请关闭水泵，以免空转损坏，检修如遇大雨等特殊天气将顺延，由此带来的不便敬请谅解。工程编号<1000-9999>，
\\施工单位为{a}市政工程队，现场设有围挡和夜间警示灯，请过往车辆减速慢行，绕行路线见现场公告牌。
""",
)
"""<low-high> stands for a number, <low-high.> for one with a decimal; \\ goes on with a line."""

_FIGURE = re.compile(r"<(\d+)-(\d+)(\.?)>")


def bulletin(random: Random, serial: int, day: datetime.date) -> tuple[str, ...]:
    """Return the lines of a bulletin: its series and figures are drawn, its serial is its own.

    Of some bulletins half or most figures are those that are usual in the series.
    """
    station = random.randrange(STATIONS)
    names = words.places()[station * 6 : station * 6 + 6]
    text = random.choice(_TEMPLATES).strip("\n").replace("\n\\", "")
    usual = Random(station)
    usually = random.choice((0.0, 0.5, 0.9))

    def figure(found: re.Match[str]) -> str:
        drawn = [
            f"{one.randint(int(found[1]), int(found[2]))}{f'.{one.randint(0, 9)}' * bool(found[3])}"
            for one in (random, usual)
        ]
        return drawn[random.random() < usually]

    filled = _FIGURE.sub(figure, text).format(
        serial=serial,
        date=f"{day.year}年{day.month}月{day.day}日",
        day=f"{day.month}月{day.day}日",
        paper=words.papers()[station],
        **dict(zip("abcdef", names, strict=True)),
    )
    return tuple(filled.split("\n"))
