"""What each kind of WeChat field takes, and what is cut or refused (protocols 3.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.messages.hours import quiet_until
from members.messages.wechat_fields import KINDS, Unfit, fitted
from simulators.wechat.message_fields import is_fit
from tests.members.messages.conftest import NOON


@pytest.mark.parametrize(
    ("key", "value", "fit"),
    [
        ("thing1", "青瓷杯", "青瓷杯"),
        ("thing1", "字" * 20, "字" * 20),
        ("thing1", "字" * 21, "字" * 19 + "…"),
        ("number2", "-12.5", "-12.5"),
        ("letter1", "Abc", "Abc"),
        ("symbol1", "￥", "￥"),
        ("character_string3", "SF-123_4", "SF-123_4"),
        ("time4", "2026年11月21日 08:05", "2026年11月21日 08:05"),
        ("time4", "08:05~09:00", "08:05~09:00"),
        ("date5", "2026年11月21日", "2026年11月21日"),
        ("amount6", "¥1,234.56", "¥1234.56"),
        ("amount6", "12元", "12元"),
        ("phone_number7", "+86-13800138000", "+86-13800138000"),
        ("car_number8", "浙A12345", "浙A12345"),
        ("name9", "欧阳" * 8, "欧阳" * 5),
        ("name9", "Alexandrina" * 3, ("Alexandrina" * 3)[:20]),
        ("phrase10", "已经发货了呀", "已经发货了"),
        ("phrase10", "已发货！", "已发货"),
    ],
)
def test_a_value_is_taken_or_cut(key, value, fit):
    assert fitted(key, value) == fit


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thing1", ""),
        ("number2", "1" * 33),
        ("number2", "12 个"),
        ("letter1", "订单"),
        ("character_string3", "单号1"),
        ("character_string3", "1" * 33),
        ("time4", "明天"),
        ("time4", "25:00"),
        ("date5", "11-21"),
        ("amount6", "12345678901"),
        ("amount6", "十元"),
        ("phone_number7", "1" * 18),
        ("phrase10", "OK"),
        ("nonsense1", "x"),
        ("thing", "没有编号"),
    ],
)
def test_a_value_that_would_become_another_one_is_refused(key, value):
    with pytest.raises(Unfit):
        fitted(key, value)


def test_an_enum_takes_one_of_its_choices():
    assert fitted("enum1", "处理中", choices=["处理中", "已完成"]) == "处理中"
    with pytest.raises(Unfit, match="处理中、已完成"):
        fitted("enum1", "别的", choices=["处理中", "已完成"])


@given(st.sampled_from(sorted(KINDS.keys() - {"enum"})), st.text(max_size=60))
def test_what_fits_here_fits_at_wechat(kind, text):
    value = " ".join(text.split())
    try:
        fit = fitted(f"{kind}1", value)
    except Unfit:
        return

    assert is_fit(f"{kind}1", fit)


@pytest.mark.parametrize(("begins", "ends"), [(0, 0), (22, 8), (12, 13)])
def test_quiet_hours_end_ahead_or_are_none(begins, ends):
    end = quiet_until(NOON, begins=begins, ends=ends)

    assert (end is not None) == (begins == 12)
    if end:
        assert (end.hour, end > NOON) == (13, True)
