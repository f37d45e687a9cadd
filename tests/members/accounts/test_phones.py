"""Phone numbers have one written form, whatever was typed."""

import pytest

from members.accounts import phones


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("010-65529988", "01065529988"),
        ("+1 (415) 555-0100", "+14155550100"),
    ],
)
def test_numbers_have_one_form(typed, kept):
    assert phones.normal(typed) == kept


@pytest.mark.parametrize("typed", ["", "abc", "1", "138001380001380013800", "13800138000;ext=5"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError, match="not a"):
        phones.normal(typed)

    assert phones.is_valid(typed) is False


def test_a_number_nobody_could_have_is_not_valid():
    assert phones.is_valid("12800138000") is False
    assert phones.is_valid("19900139000") is True


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13800138000", "138****8000"), ("01065529988", "010****9988"), ("65529", "*****"), ("", "")],
)
def test_the_middle_is_hidden(phone, shown):
    assert phones.masked(phone) == shown


def test_the_same_number_has_the_same_digest_however_typed():
    assert phones.digest("+8613800138000") == phones.digest("138 0013 8000")
    assert phones.digest("13800138000") != phones.digest("13800138001")
