from newslint.model.symbols import BORDER, symbols_of


def read(text: str) -> str:
    return "".join(map(chr, symbols_of(text).symbols.tolist()))


def test_a_border_stands_before_and_behind_every_line() -> None:
    assert read("江面\n渔火") == "\n江面\n渔火\n"


def test_empty_text_is_borders_only() -> None:
    assert set(read("")) <= {chr(BORDER)}


def test_quotes_and_spaces_are_left_out() -> None:
    assert read("“江面” 　《渔火》") == read("江面渔火")


def test_a_number_is_one_symbol_with_its_marks_inside() -> None:
    assert read("共12,345.6吨") == "\n共0吨\n"
    assert read("共７８９吨") == "\n共0吨\n"


def test_a_mark_between_number_and_character_stays() -> None:
    assert read("第3，江面") == "\n第0，江面\n"


def test_a_latin_word_is_one_symbol() -> None:
    assert read("用ABC泵") == "\n用A泵\n"


def test_width_variants_of_marks_are_the_same() -> None:
    assert read("渔火,江面!") == read("渔火，江面！")


def test_astral_characters_are_one_other_symbol_each_place_kept() -> None:
    stream = symbols_of("𠮷江")
    assert [chr(one) for one in stream.symbols.tolist()] == ["\n", "?", "江", "\n"]
    assert stream.places.tolist() == [-1, 0, 1, 2]


def test_places_point_at_the_first_code_point_of_each_symbol() -> None:
    stream = symbols_of("“江 2024年")
    assert stream.places.tolist() == [-1, 1, 3, 7, 8]
