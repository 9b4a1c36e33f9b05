"""Patterns for what bylines, credits and datelines are made of: agencies, roles, names."""

from __future__ import annotations

import re
from typing import Final

import regex

SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎"
    "鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆"
    "萧肖尹姚邵湛汪祁毛禹狄米贝臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛"
    "林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢"
    "裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧车侯宓蓬全郗班仰秋仲伊宫宁仇栾甘钭厉戎祖"
    "武符刘景詹束龙叶司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥苍双闻莘党翟谭贡劳逄姬申扶堵"
    "冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎闫充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步都"
    "耿满弘匡寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰关蒯相查后荆红"
    "游竺权逯盖益桓仝付代覃佟冼岳苟原招战揭税亓仉牟佘修栗楚谌粟苑隋公上司令皇诸端独南明平和时水山国文商漆展楼银沐佴亢墨哈铁禚綦郄衷邝肇朴冼苌郏弋谯笪郄郤亶亢佘钮逄揣晋门麦操檀种帅琚呙蹇隗眭鍾陳張劉黃吳趙楊許鄭謝馮葉蘇鄧蔣盧賴羅孫馬"
)
"""First characters of family names, compound ones included."""

COMMON_SURNAMES: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎闫余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔"
    "贺赖龚樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦柳邢岳齐梅莫庄辛管祝涂谷祁耿牟卜詹凌费"
    "靳盛童欧甄项曲阳裴席卫查屈鲍覃霍翁隋植甘景薄单包柏宁柯阮桂闵解柴华车冉房边饶瞿戚池米滕晋苑邬臧畅宫"
    "褚廉简娄盖符奚穆燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟佟栗匡宗巫桑荆谌粟岑习蔺纪舒"
)
"""Surnames that a line of nothing but names must start with."""

AGENCY: Final = (
    r"(?:新华社|中新社|中新网|人民网|新华网|央视网|央广网|光明网|央视新闻(?:客户端)?|本报|本刊"
    r"|本网|本台"
    r"|[\p{Han}]{2,8}(?:日报|晚报|早报|晨报|时报|商报|都市报|青年报|导报|周报|通讯社|电视台"
    r"|广播电台"
    r"|融媒体中心|融媒体?|客户端|杂志|网|报|社))"
)
"""A news agency, paper or station."""

_RANK = r"(?:全媒体|融媒体?|特约|特邀|特派|见习|实习|首席|高级|学生|校园|小|驻\p{Han}{2,4})?"
ROLE: Final = (
    rf"(?:{_RANK}(?:记者|記者|通讯员|通訊員|特派员|评论员|撰稿人?|作者|编译|摄影师|摄影|攝影"
    rf"|实习生|實習生|报道员|撰文|采写|执笔|译者|口述|主讲"
    r"|文[/／·、]?图|图[/／·、]?文|文并摄|供图|供稿|文字整理|整理|文字|文|图片|图))"
)
"""What a person of a byline did."""

EDITORS: Final = (
    r"(?:(?:本版|本期|责任|值班|值班主任|今日|执行|视觉|图片|美术|版面|文字|首席)?"
    r"(?:责编|责任编辑|责任校对|编辑|主编|值班总编|副总编|总编|编审|校对|校检|检校|审校|美编"
    r"|美术编辑|版式设计|版式|排版|组版|制图"
    r"|绘图|视觉|视觉设计|设计|统筹|策划|监制|终审|值班编委|值班主任|见习编辑|实习编辑|邮箱"
    r"|新闻热线))"
)
"""What a person of an editor line did."""

NAME: Final = (
    r"(?:\p{Han}[ 　]\p{Han}[ 　]\p{Han}(?!\p{Han}|[ 　]\p{Han}(?!\p{Han}))"
    r"|\p{Han}[ 　]{1,2}\p{Han}(?![\p{Han}])"
    r"|\p{Han}{1,6}(?:[·•‧]\p{Han}{1,6}){1,3}|\p{Han}{2,4})"
)
"""A name, a padded one of two characters or a transliterated one."""

NAMES: Final = rf"{NAME}(?:[ 　、，,/／]{{1,3}}{NAME}){{0,9}}"
TASK: Final = (
    r"(?:摄影报道|图文报道|综合报道|文[/／]图|图[/／]文|文图|图文|整理|编译|报道|撰稿|采写|撰文|文)"
)
"""What stands behind the names of a byline."""

_BARE_NAME = regex.compile(rf"{NAME}")
_NAMES_ONLY = regex.compile(
    r"\p{Han}{2,3}(?:[ 　、]{1,3}\p{Han}{2,3}){0,5}|\p{Han}[ 　]{1,2}\p{Han}"
    r"|[欧司上诸东皇尉公慕令独南夏端宇长钟闻]\p{Han}{3}"
)


_NO_NAME_END: Final = frozenset("组奖队部版市县区省院会局路节日报们场站校厂社处所村镇乡店")
"""Ends of words that start like names: groups, prizes, offices, places."""


_NO_NAMES: Final = frozenset(
    {
        "简讯",
        "简报",
        "简介",
        "时评",
        "时讯",
        "时事",
        "时政",
        "要闻",
        "国际",
        "国内",
        "文苑",
        "通知",
        "通告",
        "童话",
        "漫画",
    }
    | {
        "云平台",
        "小贴士",
        "单位",
        "安排",
        "成绩",
        "成绩榜",
        "水情",
        "农时",
        "路况",
        "项目",
        "寻物",
        "常识",
        "车讯",
        "史话",
    }
)
"""Heads of columns and tables that start like names."""


_SIMPLE = str.maketrans(
    "報訊網記電導綜聞廣類誠轉讓熱線責編輯義務關獨專參圖攝養責號總第機構廠頭條濟經際國內務體藝",
    "报讯网记电导综闻广类诚转让热线责编辑义务关独专参图摄养责号总第机构厂头条济经际国内务体艺",
)
_TRADITIONAL = re.compile("[報訊網記電導綜聞廣類誠轉讓熱線責編輯號總國內圖攝]")


def simplified(text: str) -> str:
    """Return a text with the traditional characters of furniture and datelines made simplified."""
    return text.translate(_SIMPLE) if _TRADITIONAL.search(text) else text


def has_surname(name: str) -> bool:
    """Tell whether a name starts like a Chinese one or is a transliterated one."""
    return name[0] in SURNAMES or any(dot in name for dot in "·•‧")


def only_names(text: str, *, loosely: bool = False) -> bool:
    """Tell whether a text is nothing but Chinese names.

    All must have common surnames, or any surname when `loosely`, where the place of the line
    already speaks for names; a name of two characters padded with a space needs none.
    """
    if len(text) > 24 or not _NAMES_ONLY.fullmatch(text):
        return False
    if text[-1] in _NO_NAME_END or text in _NO_NAMES:
        return False
    if text[1] in " 　":
        return loosely or text[0] in COMMON_SURNAMES
    allowed = SURNAMES if loosely else COMMON_SURNAMES
    return all(name[0] in allowed for name in regex.split(r"[ 　、]+", text))
