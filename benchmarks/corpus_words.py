"""The word lists and sentence patterns that benchmarks/corpus_text.py makes documents of.

People, places and papers are put together from syllables and stand for nobody. A pattern is a
text in which a letter in braces stands for one word of a list.
"""

from __future__ import annotations

from itertools import product
from random import Random


def _listed(text: str) -> tuple[str, ...]:
    """Return the words of a text, set off by white space."""
    return tuple(text.split())


SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方"
GIVEN = "远舟清禾若谷望舒景行思齐明川书墨知秋云帆子衿怀瑾乐山安澜向晚一川小满长庚青岚以宁松涛"
FIRST = "青柳东云白石临北南沙双长清凤海丰金梅竹松龙虎上下西河溪桃杏榆桐槐枫荷莲兰蒲苇"
SECOND = "岩河坪岭湾桥江麓浦洲港堤泉山门乐溪塘沟坡湖滩垭寨屯田坝洼崖岗"
PLACE_ENDS = ("镇", "县", "区", "市", "乡", "村", "街道", "新区", "开发区", "岛")
PAPERS = ("日报", "晚报", "时报", "商报", "新闻网", "都市报", "青年报", "农村报")

ORGANISATIONS = _listed("""
水务局 农技站 气象台 供电所 图书馆 博物馆 文化馆 卫生院 养老院 福利院 消防站 派出所 交警大队
城管中队 渔业合作社 蔬菜合作社 果品公司 轻纺厂 机械厂 化肥厂 造船厂 食品厂 玻璃厂 陶瓷厂 服装厂
印刷厂 电子厂 职业学校 实验小学 中心小学 第二中学 师范学院 农业大学 科技馆 少年宫 体育馆 文工团
剧团 电视台 广播站 轨道集团 公交公司 物流园 港务局 渔港 林场 农场 牧场 茶场 盐场 水库 电站 泵站
粮库 税务所 工商联 商会 社区食堂 社区医院 妇幼院 疾控中心 血站 急救中心 慈善会 志愿者协会
律师协会 侨联 残联 妇联 团委 工会 档案馆 规划院 设计院 研究所 检测中心 环保局 住建局 财政局
民政局 教育局 交通局 商务局 应急局 统计局
""")
ROLES = _listed("""
负责人 技术员 站长 村民 车间主任 校长 护士长 驾驶员 工程师 书记 主任 队长 店主 教师 学生 厂长
经理 志愿者 船长 农户 社区干部 研究员 馆长 医生 调度员 值班员 讲解员 检测员 带头人 合伙人
""")
VERBS = _listed("""
改造 新建 修缮 推广 引进 整治 扩建 升级 启用 检修 研发 培育 采购 捐赠 清理 加固 规划 试行 普及
租用 展出 更换 维护 盘活 回收 登记 抽查 开发 验收 移交 添置 保护 测试 共享 优化 调整 资助 评选
发布 公示 储备 调拨 销售 出口 种植 养护 拆除 迁移 接管 承包 订购 设计 制造 组装 修复 翻新 美化
绿化 监测 巡查 统计 宣传 讲解 研究 探索 筹建 收购 托管 补贴 减免 发放 抢修 转运 储存 加工 包装
运送 检验 认证 命名 复建 扩大 压缩 清点
""")
MODIFIERS = _listed("""
老旧 智能 便民 节能 数字 露天 移动 环保 简易 闲置 沿街 地下 高架 临时 自助 共享 特色 乡村 社区
校园 海上 沿江 山区 高原 冷链 光伏 风力 生态 有机 优质 进口 国产 新型 传统 手工 民间 公共 专用
大型 小型 中型 微型 低碳 高效 无人 远程 夜间 早间 冬季 夏季 汛期 节日 流动 固定 标准 示范 重点
骨干 配套 附属 联合 跨区 城郊 近海 远洋 内河 山地 平原 林下 水上 室内 室外 集中 分散 立体 循环
密闭 开放 自动 半自动 精密 普通 应急 备用
""")
OBJECTS = _listed("""
泵站 厂房 展厅 线路 果园 河道 水位计 夜校 烘干机 积水路段 食堂 公园 步道 车站 停车场 充电桩 仓库
码头 渔船 大棚 茶园 粮仓 水渠 桥梁 隧道 路灯 管网 电梯 锅炉 变电站 机房 基站 平台 系统 软件 设备
仪器 生产线 实验室 图书 档案 文物 古树 祠堂 戏台 民居 院落 课堂 教材 食谱 药品 病房 手术室
救护车 消防车 校车 公交车 出租车 自行车 无人机 农机 收割机 插秧机 种子 苗木 化肥 农药 饲料 水产
蔬菜 水果 茶叶 粮食 棉花 药材 花卉 菌菇 蜂箱 鱼塘 盐田 牧草 羊圈 猪舍 鸡舍 加工点 直销店 集市
夜市 商铺 酒店 民宿 景区 栈道 营地 球场 泳池 健身器材 课程 讲座 展览 演出 比赛 论坛 培训班
合作项目 服务点 窗口 热线 微信群 网站 数据库 地图 指南 手册 标准 规程 合同 订单 贷款 基金 保险
补助 证照 专利 商标 品牌 技术 工艺 配方 模型 算法 传感器 摄像头 广播 标牌 护栏
""")
UNITS = _listed("座 间 条 台 处 所 套 项 个 批 户 亩 吨 公里 万元 平方米 人次 件 份 次")
ADVERBS = _listed("""
陆续 集中 率先 已经 及时 分批 全面 逐步 主动 联合 提前 如期 重新 连续 自费 免费 持续 尝试 抓紧
统一 认真 大力 稳妥 按时 积极 反复 优先 就近 定期 同步 独立 首次 再次 专门
""")
LINKS = _listed("""
与此同时 近年来 据介绍 不仅如此 从去年起 在各方支持下 针对这些问题 按照规划 进入汛期 今年以来
入冬后 开春后 此前 随后 目前 一方面 另一方面 为此 值得一提的是 过去几年 到了晚上 当地人说 在现场
下一步 未来三年 最近 这段时间 从数据看 事实上 相比之下 春节前后 据统计 收入稳定后 居民入住后
有了投入 学校开学后 天气转晴后
""")
MATTERS = _listed("""
产量 销量 客流 收入 支出 用电量 用水量 发病率 就业率 合格率 入住率 出勤率 投诉量 订单数 库存
运价 单价 成本 税收 利润 投入 产值 面积 里程 密度 温度 浓度 满意度 参保人数 在校人数 床位数
馆藏量 借阅量 货运量
""")
FEELINGS = _listed("""
方便 安心 热闹 干净 宽敞 省力 划算 踏实 准时 安静 明亮 暖和 稳当 体面 有奔头 好打理 看得见
摸得着 用得上 省时间 不堵车 不积水 不断电 有保障
""")
CHANGES = _listed("增长 下降 上升 减少 提高 回落 扩大 收窄 改善 反弹")
PLANS = _listed("规划 方案 办法 条例 意见 指南 清单 公约")

CLAUSES = _listed("""
{a}{v}{m}{o}
{v}{m}{o}{n}{u}
{a}{v}{n}{u}{m}{o}
把{n}{u}{m}{o}交给{g}{v}
请{g}{a}{v}{o}
用{m}{o}{v}{m}{o}
{a}{v}{o}和{m}{o}
在{p}{v}{n}{u}{o}
让{m}{o}{f}了许多
{v}后的{m}{o}{a}投用
从{p}{v}了{m}{o}
与{g}{v}{m}{o}
{m}{o}{a}{v}到{p}
{q}{c}{d}%
{q}比上年{c}{d}个百分点
{m}{o}的{q}达到{n}{u}
{q}{a}{c}
{v}{o}的{q}只有{d}成
{m}{o}{f}，{q}也{c}了
拿出{n}万元{v}{o}
为{n}户居民{v}{m}{o}
{o}由{n}{u}{c}到{n}{u}
把{v}{o}写进{m}{k}
{a}为{r}{v}{o}
{r}们{a}{v}{m}{o}
{h}带着{r}{v}{o}
{h}{a}到{p}{v}{m}{o}
""")
SPEECHES = _listed("""
我们{a}{v}了{m}{o}
现在的{m}{o}比过去{f}
今年打算{v}{n}{u}{o}
自己家也{v}了{m}{o}
{o}{f}，{q}才会{c}
没想到{m}{o}这么{f}
{v}{m}{o}花了{n}天
大家都盼着{v}{o}
有了{m}{o}，{q}{c}了{d}成
{p}的{o}最{f}
""")
SENTENCES = _listed("""
{l}，{g}{1}，{1}，{1}。
{l}，{g}和{g}{1}，{1}。
“{2}，{2}。”{g}{r}{h}说。
{h}说：“{2}，{2}，{2}。”
{t}，{g}{1}；{1}。
根据《{p}{m}{o}{k}》，{g}{1}，{1}，{1}。
{h}是{p}的{r}，{1}，{1}。
记者在{p}看到，{1}，{1}。
截至{t}，{g}累计{1}，{1}。
{g}（{n}名{r}参加）{1}，{1}。
为了{v}{m}{o}，{g}{1}，{1}，{1}。
{g}{r}{h}介绍，{1}，{1}。
不少{r}担心{q}{c}，{g}便{1}，{1}。
{t}至{t}，{p}{1}，{1}，{1}。
{1}，{1}，{1}，{g}{1}。
从{p}到{p}，{1}，{1}。
“{2}，{2}？”{r}{h}问。
{l}，{1}、{1}，{q}{c}{d}%。
这些{m}{o}{f}，{g}还{1}，{1}。
{h}和{h}{1}，{1}，{l}{1}。
""")
TITLES = _listed("""
{p}{v}{m}{o}
{g}{a}{v}{o}
{m}{o}{f}了
{p}{q}{c}{d}%
{n}{u}{o}在{p}{v}
{h}：{v}{m}{o}的人
{p}：{m}{o}{a}{v}
""")


def names() -> tuple[str, ...]:
    """Return some ten thousand names of people."""
    given = [*GIVEN, *(first + second for first, second in product(GIVEN, GIVEN[::2]))]
    return _drawn([surname + name for surname in SURNAMES for name in given], 10_000)


def places() -> tuple[str, ...]:
    """Return some five thousand names of places."""
    return _drawn(["".join(parts) for parts in product(FIRST, SECOND, PLACE_ENDS)], 5_000)


def papers() -> tuple[str, ...]:
    """Return the names of forty papers."""
    return _drawn(["".join(parts) for parts in product(FIRST, SECOND, PAPERS)], 40)


def figures() -> tuple[str, ...]:
    """Return numbers that news counts with."""
    random = Random(3)
    small = [str(random.randint(11, 999)) for _ in range(900)]
    return (*small, *(str(random.randint(1_000, 39_999)) for _ in range(600)))


def _drawn(words: list[str], count: int) -> tuple[str, ...]:
    return tuple(Random(len(words)).sample(words, min(count, len(words))))
