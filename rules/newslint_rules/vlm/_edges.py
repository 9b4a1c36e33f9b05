"""Tells where a page's own text starts and ends: what a model wrote round it is residue.

Residue are lines of chatter, lines of a code fence, and special tokens, in any order.
"""

from __future__ import annotations

import re

from newslint.text.late import Late
from newslint.text.span import Span

TOKEN = (
    r"(?:<\|im_start\|>(?:system|user|assistant)?"
    r"|<\|start_header_id\|>[a-z]{1,12}<\|end_header_id\|>"
    r"|<\|[A-Za-z0-9_]{1,40}\|>|<｜[^<>｜\s]{1,40}｜>|</?s>|\[/?INST\]|<</?SYS>>"
    r"|<(?:start|end)_of_turn>|</?(?:pad|unk|bos|eos|bop|eop|mask|think)>|\[gMASK\]|<0x[0-9A-F]{2}>"
    r"|</?(?:image|ref|box|quad|img_start|img_end)>)"
)
"""A token that ends a turn, a page or an image in the formats of chat and vision models."""

FENCE = r"(?:`{3,8}|~{3,8})[A-Za-z0-9+.-]{0,16}"
"""A line that opens or closes a code block in Markdown."""

LONGEST_CHATTER = 120
"""Code points of a line that a model says about its task."""

_YES = r"(?:(?:好的?|当然(?:可以)?|没问题|收到|明白了?|可以)[，,！!。. ]{1,2})?"
_TAKEN = rf"{_YES}我(?:已经?|来|将|会)?(?:为|帮)[您你](?:识别|提取|转录|转写|整理)[了好出]?"
_HELLO = rf"(?:{_TAKEN}[，,：: ]{{0,2}}|{_YES})"
_GIVEN = (
    r"(?:(?:您|你|用户)(?:所)?(?:上传|提供|发送|给出|要)的)?"
    r"(?:[这该]?[张幅份页])?该?(?:报纸(?![版页])|新闻|文档(?![版页]))?"
    r"(?:图片|图像|图|照片|截图|扫描[件页图]|(?:报纸|文档)[版页]面|(?<=[的这张幅份页])(?:文件|文档|页面|版面))"
)
_READ = r"(?:OCR|识别|提取|转录|转写|誊录)"
_NOUNS = r"OCR|识别|提取|转录|转写|誊录|文字|文本|内容|信息|正文"
_WORDS = rf"(?:{_NOUNS}|整理|[出到后]?的)+(?:结果)?"
_PART = r"(?:中|里|上|内)?(?:的|所示|所含|包含|显示|呈现|所有|全部|完整|主要|可见|原始|出|到|后)*"
_AS = r"(?:如下|如下所示)?"
_CHATTER = Late(
    rf"{_HELLO}(?:以下|下面|这)(?:就?是|为)我?(?:从|将|对|根据|按照|由)?"
    rf"(?:{_GIVEN}{_PART}{_WORDS}|(?:OCR)?{_READ}(?:出来?|得到|后)?的?(?:文字|文本|内容|结果|正文)+)"
    rf"(?:[（(]?(?:Markdown|纯文本|按原文|原文)(?:格式)?(?:呈现|输出)?[）)]?)?{_AS}(?:[，,](?:已|并|均)?(?:按照?|保留)原[^，。！？：:\n“”]{{1,10}})?[：:。]?"
    rf"|{_TAKEN}{_GIVEN}{_PART}{_WORDS}[：:。]?"
    rf"|(?:这|该|此)?[张幅]?(?:图片|图像|照片|截图)[中里]没有(?:可识别的?|任何|包含)*(?:文字|文本)(?:内容|信息)?[。.]?"
    rf"|{_HELLO}{_GIVEN}{_PART}{_WORDS}(?:如下(?:所示)?|为|是)[：:。]?"
    rf"|{_HELLO}(?:根据|按照|基于){_GIVEN}{_PART}(?:{_WORDS})?[，,]?(?:以下|我)?(?:是|将|为)?"
    rf"(?:整理|{_NOUNS})*(?:如下|的结果)[：:。]?"
    rf"|(?:图片|图像|文字|文本)?{_READ}(?:出的)?(?:结果|内容|文字|文本)(?:如下[：:。]?|[：:])"
    r"|(?:图片|图像|图中|扫描件)?(?:的|部分)?(?:文字|内容|字迹)?(?:过于|较为|太)?(?:模糊|不清[晰楚]?)?[，,]?"
    r"(?:无法|不能|未能|难以)(?:准确|清晰|完整)?(?:识别|辨认|辨识|读取)(?:出?(?:图片|图像|图)?(?:中|里|上)?"
    r"的?(?:文字|内容|文本|信息)?)?[。.]?"
    r"|[（(\[【](?:图片|图像|此处)?(?:文字|内容|字迹)?(?:模糊)?[，,]?(?:无法|难以)(?:识别|辨认|辨识)[）)\]】]"
    r"|(?:很|非常|十分)?(?:抱歉|对不起)[，,]?(?:但)?我(?:目前|暂时)?(?:无法|不能|看不到)"
    r"[^。！？\n“”]{0,24}(?:图片|图像|照片|截图|扫描件)[^。！？\n“”]{0,24}[。！.]?"
    r"|作为(?:一个|一名|一款)?(?:AI|人工智能)?(?:大?型?语言模型|AI助手|人工智能助手)[，,]我[^\n“”]{2,80}"
    r"|(?:希望|愿)(?:这些?|这个|以上|上述)?(?:内容|信息|回答|文字|结果|整理)?(?:能够|能|可以)?对[您你]"
    r"(?:有所帮助|有帮助|有用)[！!。.～~]?"
    r"|如(?:果|有)?[您你]?(?:还|仍)?(?:有|需要)(?:任何|其他|其它|更多|进一步|什么)[^。！？\n“”]{0,20}[，,]"
    r"(?:请|欢迎)?(?:随时)?(?:告诉|告知|联系|问)我(?!们)[^。！？\n“”]{0,8}[。！!.]?"
    r"|以上(?:就?是|为)(?:我)?(?:对|从)?(?:" + _GIVEN + rf"){_PART}{_WORDS}[。！!.]?"
    r"|[（(]?(?:请)?注意?[：:，,](?:由于|因)?(?:原图|图片|图像|扫描件)[^。！？\n“”]{0,20}"
    r"(?:模糊|不清|无法|遮挡|截断|不完整)[^！？\n“”]{0,40}[）)]?"
    r"|(?:(?:Sure|Certainly|Of course|Okay|OK)[,!.] ?)?"
    r"(?:Here(?: is|'s|’s| are)|Below is|The following is) (?:the|a|an|your) [^\n“”]{0,24}"
    r"(?:text|transcription|transcript|OCR|content)s?\b[^\n“”]{0,60}"
    r"|(?:The )?(?:[Ee]xtracted|[Rr]ecognized|[Tt]ranscribed) (?:text|content)[^\n“”]{0,30}:"
    r"|The (?:text|content) (?:in|of|from|on) the (?:image|picture|photo|page)[^\n“”]{0,30}:"
    r"|(?:I(?:'m| am) sorry,? (?:but )?)?"
    r"I(?: cannot|'m unable to|’m unable to| am unable to| can't)"
    r" [^\n“”]{0,40}(?:image|picture|photo)[^\n“”]{0,40}"
    r"|(?:I )?[Hh]ope this helps[!.]?"
    r"|(?:Please )?[Ll]et me know if you[^\n“”]{2,80}"
)
_CHATTER_SIGN = re.compile("[图照扫版页件档识提转誊辨读我你您A-Za-z]")
"""One of these stands in every match of the pattern above."""

_DRESS = Late(r"(?:#{1,6}[ \t]+|>[ \t]*)?(\*\*|__|)(.*?)\1")
_TOKEN = Late(TOKEN)
_LEADING = Late(rf"(?:[^\S\n]*{TOKEN})*+[^\S\n]*")
_FENCE = Late(FENCE)


def is_fence(line: str) -> bool:
    """Tell whether a line without surrounding white space is one of a code fence."""
    return line[:1] in ("`", "~") and len(line) <= 30 and _FENCE.fullmatch(line) is not None


def is_chatter(line: str) -> bool:
    """Tell whether a line without surrounding white space is a model talking about its task."""
    if len(line) > LONGEST_CHATTER or not _CHATTER_SIGN.search(line):
        return False
    dress = _DRESS.fullmatch(line)
    return dress is not None and _CHATTER.fullmatch(dress[2].strip()) is not None


def proper(text: str) -> Span:
    """Return the page without the residue at its two ends; empty when there is nothing else."""
    start = _head(text)
    return Span(start, max(start, _tail(text, start)))


def _head(text: str) -> int:
    at = 0
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        tokens = _LEADING.match(text, at, stop)
        begin = tokens.end() if tokens else at
        bare = text[begin:stop].strip()
        if bare and not is_fence(bare) and not is_chatter(bare):
            return begin
        at = stop + 1
    return len(text)


def _tail(text: str, start: int) -> int:
    end = len(text)
    while end > start:
        begin = max(start, text.rfind("\n", 0, end) + 1)
        line = text[begin:end].rstrip()
        for token in reversed(list(_TOKEN.finditer(line))):
            if line[token.end() :].strip():
                break
            line = line[: token.start()].rstrip()
        bare = line.strip()
        if bare and not is_fence(bare) and not is_chatter(bare):
            return begin + len(line)
        end = begin - 1
    return start
