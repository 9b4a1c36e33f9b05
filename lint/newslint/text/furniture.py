"""Recognises page furniture: mastheads, page labels, jump, editor and copyright lines, adverts."""

from __future__ import annotations

import re
from string import ascii_letters, digits
from typing import Final

import regex

from newslint.text.block import Kind, Role
from newslint.text.late import Late
from newslint.text.names import EDITORS, NAMES, has_surname, simplified
from newslint.text.notes import Note

LONGEST_FURNITURE: Final = 120
"""A line of furniture has at most this many code points."""

_NUMBER = r"(?:[A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})"
_PAGE = Late(
    rf"第?[ 　]*{_NUMBER}[ 　]*[-—～~至]?[ 　]*(?:\d{{1,3}})?[ 　]*版(?:面)?"
    r"(?:[ 　:：·|｜/]{1,3}[\p{Han} 　]{2,12})?"
    rf"|[\p{{Han}}]{{2,6}}[ 　:：·|｜]{{1,3}}第?[ 　]*{_NUMBER}[ 　]*版"
    r"|[A-Z]\d{1,2}(?:[ 　·|｜]{1,3}[\p{Han}]{2,8})?|[A-Z]\d{1,2}[-—－～/][A-Z]?\d{1,2}"
    r"|0\d(?:[ 　·|｜]{1,3}[\p{Han}]{2,6})?"
    r"|[-—·－〔\[(（第]?[ 　]?\d{1,3}[ 　]?(?:[-—·－〕\])）]|页)?"
    r"|[-—·][ ]?[一二三四五六七八九十]{1,3}[ ]?[-—·]"
    r"|第[ 　]?\d{1,3}[ 　]?页(?:[ 　,，/]*共[ 　]?\d{1,3}[ 　]?页)?|(?:Page|P\.?)[ ]?\d{1,3}"
)
JUMP = (
    rf"(?:上接|紧接|接|下转|转|详见|见|详细报道见|相关报道见|更多报道见|全文见|更多内容见)"
    rf"(?:本报|今日)?第?[ 　]?{_NUMBER}[ 　]*版"
)
_TO_BE_CONTINUED = Late(
    r"[（(](?:未完待续|待续|连载|上期[^（）()]{0,16}版|(?:详|全文)见[^（）()]{2,16}版)[)）]"
)
_JUMP = Late(rf"[（(▲▼★►▶◆●→]*[ 　]*{JUMP}[^。]{{0,24}}[）)]?[◀►▶]*")
JUMP_HEAD = Late(
    rf"[（(▲▼★►▶]*[ 　]*(?:上接|紧接)第?[ 　]?{_NUMBER}[ 　]*版[^）)。\n]{{0,20}}[）)]"
)
JUMP_TAIL = Late(
    rf"[（(▲▼★►▶][ 　]*(?:下转|转|详见|见)(?:本报|今日)?第?[ 　]?{_NUMBER}[ 　]*版[^。\n]{{0,16}}$"
    r"|[（(](?:未完待续|待续)[)）]$"
)
_EDITOR = Late(
    rf"[■□●◆（(【]?[ 　]*(?:{EDITORS}[ 　]*[:：/／|｜][ 　]*\S.{{1,70}}"
    rf"|{EDITORS}(?:[ 　]*[、和][ 　]*{EDITORS})?[ 　]*(?P<names>{NAMES})"
    rf"(?:[ 　、，,/／|｜]+{EDITORS}[ 　:：/]*{NAMES}){{0,5}}[)）】]?)"
    rf"|本[版期刊报]{EDITORS}[ 　].{{2,60}}"
    rf"|{EDITORS}[ 　]+{NAMES}[ 　|｜]+(?:电话|热线|邮箱|电邮|信箱|微信).{{4,40}}"
    r"|(?:题图|题字|题花|插画|插图"
    rf"|刊头)[:：/／][ 　]*{NAMES}(?:[ 　|｜，、]+\p{{Han}}{{2,4}}[:：/／][ 　]*{NAMES}){{0,3}}"
)
_SUBMIT = Late(
    r"(?:欢迎(?:投稿|来稿|赐稿)|来稿请|投稿请|(?:投稿|来稿|征稿)(?:信箱|邮箱|热线|电话|地址)?[:：])"
)
_REACHED_BY = Late(
    r"\p{Han}{2,8}[ 　]+(?:本版|投稿|编辑部?)(?:邮箱|信箱|热线|电话)[ 　:：]*"
    r"[A-Za-z0-9@._－—-]{5,40}"
)
_CHATTER = Late(
    r"(?:以下|下面)(?:是|为)?[^。]{0,12}(?:图片|图中|图像|页面|版面|报纸|扫描件)[^。]{0,12}(?:文字|内容"
    r"|文本)[^。]{0,8}[：:]"
    r"|[（(]注：[^（）()]{0,60}(?:告诉我|辨认|识别)[^（）()]{0,20}[)）]"
)
_ROLE_OF_REPORT = Late(r"记者|通讯员|撰稿|[文图][ 　]*[:：/]")
_WEEKDAY = r"(?:星期|周|礼拜)[一二三四五六日天]"
_DAY = (
    r"(?:\d{4}[年.\-/]\d{1,2}[月.\-/]\d{1,2}日?"
    r"|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
)
_SLASHED = r"\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}"
_STRONG = Late(
    rf"{_DAY}|{_SLASHED}|农历\p{{Han}}{{2,}}|总第[ 　]*\d{{1,6}}[ 　]*[期号]"
    rf"|第[ 　]*\d{{1,6}}[ 　]*期|CN[ ]?\d{{2}}|国内统一"
    r"|邮发代号|今日\p{Han}{0,4}\d{1,3}版|每周\p{Han}{1,4}出版|零售价|中華民國\d+年"
    rf"|(?<=[ 　]){EDITORS}[:：/／]|(?<![^ 　])第?{_NUMBER}[ 　]*版(?![^ 　])"
    rf"|(?<![^ 　])(?:[A-Z]\d{{1,2}}|0\d|头版)(?![^ 　])"
)
_TOKEN = Late(
    rf"{_DAY}|{_SLASHED}|\d{{1,2}}月\d{{1,2}}日|{_WEEKDAY}|农历\p{{Han}}{{2,12}}"
    rf"|中華民國\d+年\d+月\d+日"
    rf"|第?[ 　]*{_NUMBER}[ 　]*版|{_NUMBER}|总?第[ 　]*\d{{1,6}}[ 　]*[期号]"
    rf"|今日\p{{Han}}{{0,4}}\d{{1,3}}版"
    rf"|\p{{Han}}{{1,9}}|[A-Za-z.:/\-]{{2,40}}|\d{{1,5}}|[:：,，。]|{EDITORS}[:：/／].{{2,12}}"
    r"|(?:电话|热线|电邮|邮箱|投稿邮箱)[:：]?.{2,30}|投稿邮箱\p{Han}{2,10}|T\d{1,2}"
    r"|[A-Z]?\d{1,3}[-—－～][A-Z]?\d{1,3}版?"
)
_STRONG_SIGN = re.compile(r"\d|农历|统一|邮发|出版|零售|[版日:：/／]")
_SPLIT = re.compile(r"[ 　\t|｜·•丨()（）【】\[\]*]+")
_PAPER = Late(
    r"《?\p{Han}{2,8}(?:日报|晚报|早报|晨报|时报|商报|都市报|青年报|导报|周报|周刊|农民报|工人报"
    r"|法治报|法制报)》?"
)
_PINYIN = Late(r"(?:[A-Z]{2,}[ ]?){1,5}(?:RIBAO|WANBAO|DAILY|NEWS|TIMES|BAO)")
_ISSUE = Late(
    r"\p{Han}{4,16}(?:主办|主管|主管主办|出版)|(?:国内统一(?:连续出版物|刊)号|国内统一刊号"
    r"|邮发代号|CN[ ]?\d{2}|ISSN|总第[ 　]?\d|第[ 　]?\d{3,6}[ 　]?期|今日\p{Han}{0,4}\d{1,3}版"
    r"|\p{Han}{2,8}(?:报社|杂志社|编辑部)[ 　]+(?:地址|社址)[:：]"
    r"|本报(?:地址|社址|电话|网址|邮箱)|社址[:：]|(?:新闻|读者|投诉|报料|爆料)热线[:：]).{0,90}"
)
_ISSUE_SIGN = re.compile(r"主办|主管|出版|统一|邮发|CN|ISSN|[第址]|今日|本报|热线")
_SECTION = Late(
    r"(?:本市|本地|本省|今日|都市|县区|城市)?(?:要闻|综合|国际|国内|国内国际|时政|经济|财经|文化|体育|文体|社会|民生|广告|副刊|理论|评论|教育"
    r"|健康|科技|本地|本市|县区|区县"
    r"|气象|读者来信|影像|人物|深读|头版|城事|县域|商业|军事|论坛|金融|房产|汽车|法治|生活|旅游"
    r"|理论与实践|思想|\p{Han}{2}之声|三农|农业|天下|中国|世界|视觉|专题|专版|特刊|读者|文艺|文娱|娱乐|周末|关注|热点)"
    r"(?:新闻|周刊|版|专版|综合|生活|天地|在线|纵横)?"
)
_COPYRIGHT = Late(
    r".{0,24}(?:版权所有(?!人|者|权)|版权声明|著作权|未经\p{Han}{0,12}(?:授权|许可|同意"
    r"|允许)[^。]{0,24}(?:转载|使用|复制|摘编)"
    r"|(?:谢绝|不得|请勿|严禁|禁止)(?:擅自|任意|随意)?转载|©|Copyright|All [Rr]ights [Rr]eserved"
    r"|本报法律顾问).{0,90}"
    r"|(?:本版|本报|本刊|以上|文中)?(?:内容|信息|观点|数据|文章)[^。]{0,12}(?:仅供参考|不构成)[^。]{0,30}。?",
    regex.IGNORECASE,
)
_RELATED = Late(
    r"[■□●◆▶►>【\[(（#]*[ 　]*(?:相关(?:链接|阅读|新闻|报道|推荐|文章)|延伸阅读|推荐阅读|更多阅读"
    r"|阅读原文|原文链接|查看(?:更多|原文|全文)"
    r"|点击(?:进入|查看|阅读|这里|下载|链接)|上一篇|下一篇|热门推荐|猜你喜欢|返回(?:首页|目录"
    r"|顶部))"
    r"[ 　]*[】\])）>]?[^。]{0,48}"
)
RELATED_BOX = Late(
    r"[■□●◆▶►【\[(（]*[ 　]*(?:相关链接|延伸阅读|新闻链接|相关新闻|相关报道)[ 　:：]*[】\])）]?"
)
_LINK = Late(r"(?:https?://|www\.)\S{3,200}")
_PROMPT = Late(
    r"[■□●◆▶►▲↑↓(（【]*[ 　]*(?:请)?(?:用?微信)?(?:扫码|扫一扫|扫描|扫(?:下方|上方|左侧|右侧|此)"
    r"|长按|识别|关注)"
    r"[^。]{0,40}(?:二维码|公众号|视频|更多|详情|客户端|全文|阅读|收听|收看|观看|关注|图中|码"
    r"|报道|内容|下载|进群|我们|直播)[^。]{0,20}[。！]?"
    r"|(?:更多|想看|欲知)[\p{Han}]{0,8}[，,]?请(?:登录|登陆|下载|关注|扫码|扫描|浏览)[^。]{2,20}"
    r"|扫(?:一扫|码|描)[，, 　]*[看听读][^。，]{2,20}"
    r"|[^，。]{0,16}(?:微信公众号|官方微信|官方微博|抖音号|视频号|客户端)[ 　]*(?:二维码)?"
    r"|扫码[\p{Han}]{1,8}(?:[:：].{2,24})?|扫描?二维码.{0,20}"
)
_RULE = Late(r"(?:[-*_=—–─━]{3,}|(?:[*＊·•] ?){3,5}|[~～]{3,}|[◇◆○●☆★]{3,})")
_FENCE = Late(r"(?:`{3,8}|~{3,8})[A-Za-z0-9+.-]{0,16}")
_IMAGE = Late(
    r"!\[[^\]\n]{0,100}\]\([^)\n]{0,200}\)|[\[【(（<](?:图片?|照片|插图|image|img"
    r"|figure)[ ]?\d{0,3}[\]】)）>]|<img[^>\n]{0,200}>",
    regex.IGNORECASE,
)
_AD_WORD = Late(
    r"[■□●◆【\[(（]*[ 　]*(?:广告|公益广告|分类广告|便民信息|分类信息|商业广告|广告信息|信息广场"
    r"|广告热线)"
    r"(?:[】\])）]*[ 　·:：].{0,60})?[】\])）]*"
)
_CLASSIFIED = Late(
    r"[■□●◆【\[(（]*(?:遗失(?:声明|启事)?|挂失(?:声明)?|拍卖公告|招聘(?:启事|信息)?|诚聘|招租"
    r"|出租|出售|转让|求购|注销公告|减资公告|清算公告)[】\])）]*"
    r"[ 　:：]+.{8,180}"
)
_LOST = Late(r"[^。]{6,80}(?:声明|特此|现|登报)(?:声明)?作废。?")
_CONTACT = regex.compile(
    r"(?:(?:咨询|联系|报名|订购|招聘|服务|预约|加盟|订票|售后|举报|看房|招商|客服|拍卖"
    r"|监督)?(?:电话|热线)|联系人|手机|传真|邮编|网址|QQ|微信号?"
    r"|(?:公司|单位|门店|店|项目|报名|联系|拍卖|详细|售楼部|看房)?地址|地点|乘车路线"
    r"|邮箱)[ 　]*[:：][ 　]*(?:[0-9－—-]{5,14}|(?=\S))|(?:电话|热线"
    r"|[。，！]电)[ 　]*[0-9－—-]{5,14}"
    r"|(?<![\d-])\d{3}-\d{3}-\d{4}(?![\d-])"
    r"|(?<!\d)(?:0\d{2,3}[-—－ ]?\d{7,8}|1[3-9]\d{9}|[48]00[-—－]?\d{3}[-—－]?\d{4})(?!\d)"
)
_CONTACT_SIGN = re.compile(r"电|热线|联系人|手机|传真|邮编|网址|QQ|微信|地址|地点|路线|邮箱|\d{4}")
_NOTICE = Late(
    r"[■□●◆▲★【\[(（]*[ 　]*(?:遗失(?:声明|启事)|挂失声明|声明|招聘(?:启事|信息)?|诚聘|招租|转让"
    r"|出租|出售|求购)[】\])）]?"
)
_DISCLAIM = Late(
    r"(?:声明|特此)作废|特此(?:声明|公告|通告|启事)|作废[。！]?$|^(?:遗失|丢失)|不慎(?:遗失|丢失)"
)

_PROMPT_SIGN = re.compile(r"扫|长按|识别|关注|微信|微博|抖音|视频号|客户端|更多")
_RELATED_SIGN = re.compile(r"相关|延伸|推荐|更多|阅读|链接|查看|点击|上一篇|下一篇|猜你|返回")
_COPYRIGHT_SIGN = re.compile(
    r"仅供参考|不构成|版权|著作权|转载|未经|©|opyright|OPYRIGHT|eserved|法律顾问"
)
_DIGIT = re.compile(r"[0-9一二三四五六七八九十]")
_REACHED_ENDS = frozenset(f"{ascii_letters}{digits}@._－—-")
_EDITOR_SIGN = re.compile(r"[题插刊编校审版设图监热主策统绘排制视邮组]")
_MARKUP_SIGNS = frozenset("`~-*_=—–─━·•＊～◇◆○●☆★![【(（<")


_SIGN = re.compile(
    r"[0-9版报期年责校编]|^[`~*_=—–─━·•＊～◇◆○●☆★!\[【(（<-]|主|统筹|策划|设计|制图|美|排|视觉"
    r"|监制|终审|值班|审|绘|热线|农历"
    r"|扫|关注|长按|识别|公众号|官方|抖音|视频号|客户端|更多|相关|延伸|推荐|阅读|原文|查看|点击"
    r"|上一篇|下一篇|猜你|返回|http|www|邮|投稿|来稿"
    r"|权|转载|参考|构成|题[图字花]|插[画图]|刊头|报|©|opyright|[Rr]eserved|法律顾问|图[片中像]|页面|广告|便民|分类|信息|遗失|挂失|拍卖"
    r"|聘|租|出售|转让|求购|注销|减资|清算|作废|[A-Z]{4}|Page|P\."
    r"|星期|第.{0,4}[页期]|社址|出版|电话|热线|网[址站]|传真|内部|刊|办|[一二三四五六七八九十]"
)


def furniture_of(text: str) -> Note | None:
    """Return which furniture a line is, None when it is none.

    Lines that are furniture only beside other furniture (section names, adverts without a telephone
    number) are left to those who see their neighbours.
    """
    if text[0] == ">":
        text = text.lstrip("> ") or text
    text = simplified(text)
    if not _SIGN.search(text):
        return None
    if text[0] in _MARKUP_SIGNS:
        if _FENCE.fullmatch(text):
            return _furniture(Role.MARKUP, "fence of a code block")
        if _RULE.fullmatch(text) and text not in ("……", "………"):
            return _furniture(Role.MARKUP, "rule between parts")
        if _IMAGE.fullmatch(text):
            return _furniture(Role.MARKUP, "placeholder of an image")
    if len(text) <= 24 and (_DIGIT.search(text) or "版" in text) and _PAGE.fullmatch(text):
        return _furniture(Role.PAGE, "page number or label")
    if "版" in text and len(text) <= 48 and _JUMP.fullmatch(text):
        return _furniture(Role.JUMP, "names the page where the story is continued")
    if text[0] in "（(" and _TO_BE_CONTINUED.fullmatch(text):
        return _furniture(Role.JUMP, "says that the story goes on elsewhere")
    if len(text) <= 80 and (
        (text[0] in "欢来投征" and _SUBMIT.match(text))
        or (text[-1] in _REACHED_ENDS and _REACHED_BY.fullmatch(text))
    ):
        return _furniture(Role.EDITOR, "asks for contributions")
    if text[0] in "以下（(" and _CHATTER.fullmatch(text):
        return _furniture(Role.MARKUP, "words of the engine that read the page")
    editor = _EDITOR.fullmatch(text) if len(text) <= 80 and _EDITOR_SIGN.search(text[:8]) else None
    named = editor and (
        not editor["names"] or has_surname(editor["names"]) or text.startswith(("本版", "责"))
    )
    if named and not _ROLE_OF_REPORT.search(text):
        return _furniture(Role.EDITOR, "editor's role and names")
    if masthead(text):
        return _furniture(Role.MASTHEAD, "name of the paper, date or issue")
    if len(text) <= 48 and _PROMPT_SIGN.search(text) and _PROMPT.fullmatch(text):
        return _furniture(Role.PROMPT, "asks to scan a code or follow an account")
    if (_RELATED_SIGN.search(text) and _RELATED.fullmatch(text)) or (
        text[0] in "hw" and _LINK.fullmatch(text)
    ):
        return _furniture(Role.RELATED, "leads to other texts")
    if _COPYRIGHT_SIGN.search(text) and _COPYRIGHT.fullmatch(text) and text[-1] not in "”":
        return _furniture(Role.COPYRIGHT, "says who may reprint")
    if 8 <= len(text) <= 48 and text[-1] in _INDEX_ENDS and _INDEXED.fullmatch(text):
        return _furniture(Role.RELATED, "headline with the page where its text stands")
    if len(text) <= 48 and _HEAD_SIGN.search(text) and _HEAD_LINE.fullmatch(text):
        return _furniture(Role.MASTHEAD, "weekday, issue, publisher or how to reach the paper")
    if ("广告" in text or "信息" in text) and _AD_WORD.fullmatch(text):
        return _furniture(Role.ADVERTISEMENT, "heads advertisements")
    if _CLASSIFIED.fullmatch(text) or ("作废" in text and _LOST.fullmatch(text)):
        return _furniture(Role.ADVERTISEMENT, "classified advertisement or public notice")
    return None


_HEAD_SIGN = re.compile(r"[星周礼期]|出版|[主承协]办|主管|内部|电话|热线|网|邮|传真|mail|刊$|版$")
_HEAD_LINE = Late(
    rf"{_WEEKDAY}|第[ 　]?\d{{1,6}}[ 　]?期|(?:本期|今日|本报今日)(?:共"
    rf"|出)?[ 　]?{_NUMBER}版|出版日期[:：][ 　]*{_DAY}"
    r"|(?:\p{Han}{4,18}(?:主办|承办|协办|主管|主管主办|出版)[ 　]*){1,4}|内部(?:资料"
    r"|刊物)[ 　，,]*\p{Han}{0,8}"
    r"|(?:\p{Han}{0,4}(?:电话|热线|热线电话|网址|网站|邮箱|电邮|传真)"
    r"|E-?mail)[:： 　]+[A-Za-z0-9@._:/－—-]{3,40}"
    r"|\p{Han}{2,6}(?:特刊|专版|周刊|副刊|专刊)"
)
_INDEX_ENDS = frozenset("版0123456789）)")
_INDEXED = Late(
    rf"[^。]{{4,40}}(?:[ 　.…·—]{{1,12}}|[（(])(?:见|第|详见"
    rf"|[A-Z](?=\d))?[ 　]*{_NUMBER}[ 　]*版[）)]?"
)


def _furniture(role: Role, why: str) -> Note:
    return Note(Kind.FURNITURE, why, role)


def masthead(text: str) -> bool:
    """Tell whether a line is the head of a page: paper, date with weekday, issue number."""
    if len(text) > 90:
        return False
    if (
        (text[-1] in "报刊》" and _PAPER.fullmatch(text))
        or (_ISSUE_SIGN.search(text) and _ISSUE.fullmatch(text))
        or ("A" <= text[0] <= "Z" and _PINYIN.fullmatch(text))
    ):
        return True
    if not _SPLIT.search(text):
        return ("星期" in text or "农历" in text) and bool(
            _DATED.fullmatch(text) and _STRONG.search(text)
        )
    if not (_STRONG_SIGN.search(text) and _STRONG.search(text)):
        return False
    tokens = [token for token in _SPLIT.split(text) if token]
    if len(tokens) == 1:
        return bool(_DATED.fullmatch(text)) and ("星期" in text or "农历" in text)
    return all(_is_token(token) for token in tokens)


_DATED = Late(rf"(?:{_DAY})?(?:{_WEEKDAY})?(?:农历\p{{Han}}{{2,12}})?")


_GAPS = regex.compile(r"[ 　\t]*[|｜·•丨][ 　\t]*|[ 　\t]+")
_HEAD_PART = Late(
    rf"{_DAY}(?:{_WEEKDAY})?|{_SLASHED}|{_WEEKDAY}|\d{{4}}年第\d{{1,4}}期|总?第\d{{1,6}}期|第?{_NUMBER}版"
    rf"|[A-Z]\d{{1,2}}|\d{{1,2}}|{EDITORS}[:：/／].{{0,8}}|{_PAPER.pattern}"
    r"|\p{Han}{0,4}(?:副刊|周刊|专版|特刊|专刊|月刊|版面)"
)
_NO_HEAD = Late(r"[，。！？；、“”《》—]|记者|通讯员|作者")


def head_of_page(text: str) -> bool:
    """Tell whether a line at the top of a page is its head: parts apart, one of them telling.

    Telling are a date, weekday, issue, page, editor, the name of a paper, or a word for one.
    """
    if len(text) > 60 or _NO_HEAD.search(text):
        return False
    found = [part for part in _GAPS.split(text) if part]
    return len(found) > 1 and any(map(_HEAD_PART.fullmatch, found))


def _is_token(token: str) -> bool:
    return bool(_TOKEN.fullmatch(token) or _DATED.fullmatch(token) or _PAPER.fullmatch(token))


def section_name(text: str) -> bool:
    """Tell whether a line is the name of a section of a paper."""
    return len(text) <= 10 and all(map(_SECTION.fullmatch, regex.split(r"[ 　·•]+", text)))


def classified(text: str) -> bool:
    """Tell whether a line is a classified advertisement of one line, its heading at its start."""
    return bool(_CLASSIFIED.fullmatch(simplified(text)))


def contacts(text: str) -> int:
    """Return how many telephone numbers, addresses and the like a line gives."""
    return len(_CONTACT.findall(text)) if _CONTACT_SIGN.search(text) else 0


def notice_head(text: str) -> bool:
    """Tell whether a line is the head of a notice or classified advertisement."""
    return len(text) <= 12 and bool(_NOTICE.fullmatch(text))


def disclaims(text: str) -> bool:
    """Tell whether a line is the text of a public notice, such as of a lost document."""
    return len(text) <= 200 and bool(_DISCLAIM.search(text))
