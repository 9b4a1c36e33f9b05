"""The language and script of a text are told by characters that exist in one script only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.text.script import tongue_of


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("渔船陆续出海，旅馆的住宿率上升。", ("zh", "Hans")),
        ("漁船陸續出海，旅館的住宿率上升。", ("zh", "Hant")),
        ("漁船陸續出海，旅館裡很熱鬧。东边两条马路开通，车队进村。", ("zh", "mixed")),
        ("山水之中有人家", ("zh", None)),
        ("山中一漁人", ("zh", "Hant")),
        ("渔漁", ("zh", None)),
        ("用APP和OpenStreetMap查路线的人越来越多", ("zh", "Hans")),
        ("これは昨日の新聞に載った話です。", ("ja", None)),
        ("어제 강가에서 축제가 열렸다.", ("ko", None)),
        ("The ferry was back in town by the end of that week.", ("en", None)),
        ("Le bateau est revenu au port pendant la semaine.", ("und", None)),
        ("Корабль вернулся в порт.", ("und", None)),
        ("3.5%，120亿", ("zh", "Hans")),
        ("12:30", ("und", None)),
        ("", ("und", None)),
    ],
)
def test_a_text_tells_its_language_and_script(text: str, told: tuple[str, str | None]) -> None:
    assert tongue_of(text) == told


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    language, script = tongue_of(text)
    assert script is None or language == "zh"
