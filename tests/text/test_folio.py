"""The furniture of a page says its label, section, paper and date, or nothing."""

from __future__ import annotations

import datetime

import pytest

from newslint.testing import document
from newslint.text.folio import Folio, folio_of, label_value

BODY = "\n\n# 河口渔港复工\n\n三十条渔船昨天清晨陆续出海，码头上的冷库也开了机。\n"
DAY = datetime.date(2025, 3, 18)


@pytest.mark.parametrize(
    ("head", "folio"),
    [
        ("南溪日报　2025年3月18日　星期二　第2版　要闻", ("第2版", "要闻", "南溪日报", DAY)),
        ("A06　民生　　南溪日报", ("A06", "民生", "南溪日报", None)),
        ("第 二 版　体育", ("第二版", "体育", None, None)),
        ("江州晚报　2025年3月18日　星期二　今日16版", (None, None, "江州晚报", DAY)),
        ("江州晚报　头版", ("头版", None, "江州晚报", None)),
        ("— 6 —", ("6", None, None, None)),
    ],
)
def test_a_page_says_what_its_head_says(
    head: str, folio: tuple[str | None, str | None, str | None, datetime.date | None]
) -> None:
    page = document(head + BODY)
    assert folio_of(page.text, page.blocks) == Folio(*folio)


@pytest.mark.parametrize("text", [BODY, "", "\n", "# 第3版的故事" + BODY])
def test_a_page_without_furniture_says_nothing(text: str) -> None:
    page = document(text)
    assert folio_of(page.text, page.blocks) == Folio()


def test_what_is_said_twice_is_not_believed() -> None:
    page = document("第2版　要闻" + BODY + "\n第3版　体育\n")
    assert folio_of(page.text, page.blocks) == Folio()


@pytest.mark.parametrize(
    ("label", "value"),
    [("第二版", "2"), ("02版", "2"), ("A02", "A2"), ("头版", "1"), ("十二版", "12"), ("版", "")],
)
def test_labels_can_be_compared(label: str, value: str) -> None:
    assert label_value(label) == value
