"""Where a line of Chinese may break (GB/T 15834), and what happens when it is too long."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.media.drawing.lettering import NO_END, NO_START, balance, font, without_tofu, wrap


def measure(text):
    """Ten units a Chinese character, five a Latin one."""
    return sum(5 if char.isascii() else 10 for char in text)


def test_chinese_breaks_anywhere():
    assert wrap("春夏秋冬又一春", 40, 3, measure) == ["春夏秋冬", "又一春"]


def test_no_line_begins_with_a_comma_or_ends_with_a_bracket():
    assert wrap("春夏秋冬，又一春", 40, 3, measure) == ["春夏秋", "冬，又一", "春"]
    assert wrap("春夏秋（冬）", 40, 2, measure) == ["春夏秋", "（冬）"]


def test_words_and_numbers_stay_whole():
    assert wrap("全棉浴巾Egypt80s", 60, 2, measure) == ["全棉浴巾", "Egypt80s"]
    assert wrap("绿茶酥 200克", 40, 2, measure) == ["绿茶酥", "200克"]


def test_a_word_longer_than_a_line_is_broken_by_force():
    assert wrap("abcdefghijkl", 30, 3, measure) == ["abcdef", "ghijkl"]


def test_what_does_not_fit_ends_in_an_ellipsis():
    assert wrap("春夏秋冬又一春", 40, 1, measure) == ["春夏秋…"]
    assert wrap("春夏，秋冬又一春", 40, 1, measure) == ["春夏…"]


def test_a_title_breaks_where_a_reader_pauses():
    assert balance("一日三餐，用心的厨房", 70, 2, measure) == ["一日三餐，", "用心的厨房"]
    assert balance("罗马假日 永生花", 70, 2, measure) == ["罗马假日", "永生花"]


def test_no_lonely_last_character():
    assert balance("春夏秋冬又一春", 60, 2, measure) == ["春夏秋冬", "又一春"]


def test_what_fits_stays_on_one_line():
    assert balance("罗马假日 永生花", 80, 2, measure) == ["罗马假日 永生花"]


def test_what_the_font_cannot_draw_is_left_out():
    assert without_tofu("喜庆😀  礼盒❤️\u200b\n套装") == "喜庆 礼盒 套装"


def test_the_font_draws_every_character_it_claims():
    for is_bold in (False, True):
        face = font(20, is_bold=is_bold)
        empty = bytes(face.getmask("\U0010ffff"))
        assert all(bytes(face.getmask(char)) != empty for char in "囍鑫淼喆锅被枕＋（）「」￥①Ａé°")


@settings(max_examples=100)
@given(st.text(alphabet="春夏秋冬，。（）「」a1b2 ￥%…", max_size=60), st.integers(20, 200), st.integers(1, 3))
def test_lines_never_overflow_and_lose_nothing_but_what_is_cut(text, width, lines):
    text = " ".join(text.split())

    made = wrap(text, width, lines, measure)

    assert len(made) <= lines
    assert all(measure(line) <= width for line in made)
    if made and not made[-1].endswith("…"):
        assert "".join(made).replace(" ", "") == text.replace(" ", "")


@settings(max_examples=100)
@given(st.text(alphabet="春夏秋冬，。（）「」", max_size=40))
def test_marks_stand_where_they_may_unless_there_is_nowhere_else(text):
    made = wrap(text, 100, 20, measure)

    for before, after in pairwise(made):
        forced = len(before) == 10 and all(a in NO_END or b in NO_START for a, b in pairwise(before))
        assert forced or (after[0] not in NO_START and before[-1] not in NO_END)
