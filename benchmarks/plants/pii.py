"""Plants invented personal data."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import regex

from plants import Plant

_PAUSE = regex.compile(r"(?<=\p{Han})，(?=\p{Han})")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_HIDDEN = "＊"


def phone(line: str, random: Random) -> Plant | None:
    """Insert a mobile or landline number."""
    tail = _digits(random, 4)
    if random.random() < 0.7:
        head = f"1{random.randint(3, 9)}{random.randint(0, 9)}"
        gap = random.choice(["", "", "-", " "])
        number = gap.join((head, _digits(random, 4), tail))
        return _insert(line, random, "电话", number, gap.join((head, _HIDDEN * 4, tail)))
    area = random.choice(["010-", "021-", "0571-", "0755-"])
    number = f"{area}{random.randint(2, 8)}{_digits(random, 3)}{tail}"
    return _insert(line, random, "座机是", number, f"{area}{_HIDDEN * 4}{tail}")


def identity(line: str, random: Random) -> Plant | None:
    """Insert a resident identity number with its check character."""
    region = random.choice(["110101", "310104", "440106", "510107", "620102"])
    birth = f"{random.randint(1940, 2015)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    body = region + birth + _digits(random, 3)
    check = "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, body, strict=True)) % 11]
    number = body + check
    return _insert(line, random, "身份证", number, region + _HIDDEN * 8 + number[-4:])


def card(line: str, random: Random) -> Plant | None:
    """Insert the number of a bank card with its check digit."""
    body = f"62{_digits(random, random.choice([13, 16]))}"
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(body))]
    check = -sum(value // 10 + value % 10 for value in doubled) % 10
    number = f"{body}{check}"
    hidden = number[:6] + _HIDDEN * (len(number) - 10) + number[-4:]
    return _insert(line, random, "打到卡上", number, hidden)


def email(line: str, random: Random) -> Plant | None:
    """Insert an e-mail address."""
    name = "".join(random.choice("abcdefghjkmnpqrstuvwxyz") for _ in range(random.randint(4, 9)))
    name += random.choice(["", "_88", ".cn", "2024"])
    host = random.choice(["example.com", "mail.example.org", "example.net"])
    hidden = name[0] + _HIDDEN * (len(name) - 2) + name[-1]
    return _insert(line, random, "来信寄", f"{name}@{host}", f"{hidden}@{host}")


def plate(line: str, random: Random) -> Plant | None:
    """Insert a number plate."""
    place = random.choice("京津沪渝冀豫辽湘皖鲁苏浙赣鄂桂") + random.choice("ABCDEFGHJK")
    gap = random.choice(["", "", "·"])
    form = random.choice(["ddddd", "dLddd", "dddLd", "Dddddd"])
    pick = {"d": "0123456789", "L": "ABCDEFGHJKLMNPQRSTUVWXYZ", "D": "DF"}
    number = "".join(random.choice(pick[kind]) for kind in form)
    hidden = _HIDDEN * (len(number) - 2) + number[-2:]
    return _insert(line, random, "牌照", place + gap + number, place + gap + hidden)


def address(line: str, random: Random) -> Plant | None:
    """Insert the address of a home."""
    place = random.choice(["柳荫小区", "晨光新村", "滨河家园", "梧桐花园", "双河路18弄"])
    house, unit = str(random.randint(1, 28)), str(random.randint(1, 4))
    room = f"{random.randint(1, 18)}0{random.randint(1, 6)}"
    word = random.choice(["栋", "幢", "号楼"])
    door = f"{house}{word}{unit}单元{room}室"
    hidden = f"{_HIDDEN * len(house)}{word}{_HIDDEN}单元{_HIDDEN * len(room)}室"
    return _insert(line, random, "家住", place + door, place + hidden)


def _digits(random: Random, size: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(size))


def _insert(line: str, random: Random, lead: str, bad: str, good: str) -> Plant | None:
    """Insert a clause with a piece of personal data behind a comma."""
    places = [match.end() for match in _PAUSE.finditer(line)]
    if not places:
        return None
    at = random.choice(places)
    start = at + len(lead)
    return Plant(f"{line[:at]}{lead}{bad}，{line[at:]}", start, start + len(bad), good)


PLANTS: dict[str, Callable[[str, Random], Plant | None]] = {
    "PII001": phone,
    "PII002": identity,
    "PII003": card,
    "PII004": email,
    "PII005": plate,
    "PII006": address,
}
"""A planter for each rule of the family that has fixes."""
