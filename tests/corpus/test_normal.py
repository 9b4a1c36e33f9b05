"""How texts are compared: nothing but letters and figures, and every unit knows its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.corpus.normal import compared_as, joined, normalise

TEXTS = st.lists(
    st.text(
        st.sampled_from(
            "江河橋桥湖ＡａÀ０１٣.．-－−,，。 \n\r\t　㎡①½…é\u0301𠮷𝟏\ud800\udc00\ufeff\ue001"
        ),
        max_size=30,
    ),
    max_size=6,
)


def compared(text: str) -> str:
    return normalise([text]).units.tobytes().decode("utf-16-le", "surrogatepass")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新橋長１２８０米", "新桥长1280米"),
        ("Ａ股 ＡＢＣ", "a股abc"),
        ("「老街」，\r\n　　路灯…", "老街路灯"),
        ("裡面臺灣後來著", "里面台湾后来着"),
        ("面积35㎡", "面积35m2"),
        ("１,２３４.５", "1234.5"),
        ("增长3.\n5", "增长3.5"),
        ("cafe\u0301", "café"),
        ("第①条", "第1条"),
        ("\ufeff豈\u200b有", "岂有"),
    ],
)
def test_these_are_compared_as_the_same(one: str, other: str) -> None:
    assert compared(one) == compared(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("31.5度", "315度"),
        ("最低-5度", "最低5度"),
        ("最低－５度", "最低5度"),
        ("最低−5度", "最低5度"),
        ("增长3.5", "增长5.3"),
        ("𠮷野", "吉野"),
        ("百分之七", "百分之八"),
    ],
)
def test_these_are_not(one: str, other: str) -> None:
    assert compared(one) != compared(other)


@pytest.mark.parametrize("text", ["", " \n\t　", "，。！？…", "■▲★", "\u200b\ufeff", "\ud800"])
def test_a_text_without_letter_or_figure_is_empty(text: str) -> None:
    assert compared(text) == ""


def test_a_point_or_hyphen_that_is_of_no_figure_is_left_out() -> None:
    assert compared("3. 河. 2024-05-01 a-1 -河 -") == "3河20240501a1河"


@given(TEXTS)
def test_documents_are_compared_as_each_would_be_alone(texts: list[str]) -> None:
    together = normalise(texts, places=True)
    for number, text in enumerate(texts):
        alone = normalise([text], places=True)
        assert together.of(number).tolist() == alone.of(0).tolist()
        assert together.places_of(number).tolist() == alone.places_of(0).tolist()


@given(TEXTS)
def test_every_unit_comes_from_the_character_at_its_place(texts: list[str]) -> None:
    whole = normalise(texts, places=True)
    for number, text in enumerate(texts):
        places = whole.places_of(number).tolist()
        assert places == sorted(places)
        kept = "".join(compared_as(text[place]) for place in dict.fromkeys(places))
        if "\ud800\udc00" not in text:  # two lone surrogates that UTF-16 takes for one character
            units = whole.of(number).tobytes().decode("utf-16-le", "surrogatepass")
            assert units == kept


@given(TEXTS)
def test_the_places_of_texts_that_are_joined_are_right(texts: list[str]) -> None:
    data, starts = joined(texts)
    for number, text in enumerate(texts):
        mine = data[2 * starts[number] : 2 * starts[number + 1] - 2]
        assert mine == text.encode("utf-16-le", "surrogatepass")
