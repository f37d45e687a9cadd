"""Public numbers and codes."""

import re
from datetime import date

import pytest

from kernel.numbers import ALPHABET, new_code, new_number


@pytest.mark.rule("1.4")
def test_a_number_is_the_date_and_twelve_random_digits() -> None:
    numbers = {new_number(date(2026, 11, 21)) for _ in range(1000)}

    assert len(numbers) == 1000
    assert all(re.fullmatch(r"20261121\d{12}", number) for number in numbers)


def test_codes_have_no_look_alikes() -> None:
    assert set(new_code(2000)) <= set(ALPHABET)
    assert not set("0O1lI") & set(ALPHABET)
