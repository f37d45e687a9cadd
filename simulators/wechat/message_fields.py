"""What each kind of field in a subscription message takes (protocols.md 3.1), as strictly as the table says it."""

import re

_TIME = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_DAY = r"\d{4}(年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})"
_MOMENT = rf"(({_DAY}\s?)?{_TIME}|{_DAY})"

PATTERNS = {
    "thing": r".{1,20}",
    "number": r"(?=.{1,32}$)-?\d+(\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[\x20-\x7e]{1,32}",
    "time": rf"{_MOMENT}(~{_MOMENT})?",
    "date": rf"{_DAY}(\s?{_TIME})?",
    "amount": r"[¥￥$€£]?\d{1,10}(\.\d+)?元?",
    "phone_number": r"[\d+\- ]{1,17}",
    "car_number": r".{1,8}",
    "name": r"[\u4e00-\u9fff·]{1,10}|[A-Za-z .]{1,20}|.{1,10}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
    "enum": r".{1,20}",
}


def is_fit(key: str, value: str, choices: list[str] | None = None) -> bool:
    """Tell whether a value may stand in the field ``thing1``, ``amount3`` ..."""
    pattern = PATTERNS.get(key.rstrip("0123456789"))
    return bool(pattern and re.fullmatch(pattern, value)) and (not choices or value in choices)
