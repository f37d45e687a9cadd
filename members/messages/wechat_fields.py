"""The kinds of fields in a WeChat subscription template and what each takes (protocols 3.1).

What may be shortened is shortened before sending; a number, an amount or a time that does not fit is refused, because
a part of it would be another one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

_KEY = re.compile(r"([a-z_]+?)([0-9]+)")
_AMOUNT = re.compile(r"[¥￥$€£]?[0-9]{1,10}(\.[0-9]{1,2})?元?")
_TIME = r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
_DAY = r"[0-9]{4}(年|-|/)(1[0-2]|0?[1-9])(月|-|/)(3[01]|[12][0-9]|0?[1-9])日?"
_DATE = re.compile(rf"{_DAY}( ?{_TIME})?")
_MOMENT = re.compile(rf"({_DAY} ?)?{_TIME}(~({_DAY} ?)?{_TIME})?|{_DAY}(~{_DAY})?")
_HAN = re.compile(r"[^\u4e00-\u9fff]")
ELLIPSIS = "…"


class Unfit(ValueError):
    """A value that a field does not take."""


@dataclass(frozen=True)
class FieldKind:
    """A kind of field: what operators read of it, and what it makes of a value."""

    code: str
    label: str
    fit: Callable[[str], str]


def _cut(longest: int) -> Callable[[str], str]:
    return lambda value: value if len(value) <= longest else value[: longest - 1] + ELLIPSIS


def _only(pattern: re.Pattern[str], expected: str) -> Callable[[str], str]:
    def fit(value: str) -> str:
        if not pattern.fullmatch(value):
            raise Unfit(f"应为{expected}")
        return value

    return fit


def _amount(value: str) -> str:
    return _only(_AMOUNT, "金额，如 ¥12.50")(value.replace(",", ""))


def _phrase(value: str) -> str:
    han = _HAN.sub("", value)
    if not han:
        raise Unfit("应为汉字")
    return han[:5]


def _name(value: str) -> str:
    return value[:20] if re.fullmatch(r"[A-Za-z .]+", value) else value[:10]


KINDS: Final[dict[str, FieldKind]] = {
    kind.code: kind
    for kind in (
        FieldKind("thing", "事物，20 字以内", _cut(20)),
        FieldKind("number", "数字，32 位以内", _only(re.compile(r"(?=.{1,32}\Z)-?[0-9]+(\.[0-9]+)?"), "数字")),
        FieldKind("letter", "字母，32 位以内", _only(re.compile(r"[A-Za-z]{1,32}"), "字母")),
        FieldKind("symbol", "符号，5 位以内", _only(re.compile(r"[^\w\s]{1,5}"), "符号")),
        FieldKind(
            "character_string",
            "字母、数字、符号，32 位以内",
            _only(re.compile(r"[\x21-\x7e]{1,32}"), "32 位以内的字母、数字、符号"),
        ),
        FieldKind("time", "时间，如 15:01 或 2019年10月1日 15:01", _only(_MOMENT, "时间")),
        FieldKind("date", "日期，如 2019年10月1日", _only(_DATE, "日期")),
        FieldKind("amount", "金额，如 ¥12.50", _amount),
        FieldKind("phone_number", "电话，17 位以内", _only(re.compile(r"[0-9+\-]{1,17}"), "电话号码")),
        FieldKind("car_number", "车牌，8 位以内", _only(re.compile(r".{1,8}"), "车牌号")),
        FieldKind("name", "姓名，10 个汉字或 20 个字母以内", _name),
        FieldKind("phrase", "汉字，5 个以内", _phrase),
        FieldKind("enum", "模板规定的选项", str),
    )
}


def kind_of(key: str) -> FieldKind | None:
    """Return the kind of a field by its key: `thing1` is a thing."""
    found = _KEY.fullmatch(key)
    return KINDS.get(found.group(1)) if found else None


def fitted(key: str, value: str, *, choices: Sequence[str] = ()) -> str:
    """Return a value as the field takes it, shortened where that keeps its sense.

    :raises Unfit: it has no such form, is empty, or is none of the template's choices.
    """
    kind = kind_of(key)
    if kind is None:
        raise Unfit("不认识的字段类型")
    if not value:
        raise Unfit("不能为空")
    if choices and value not in choices:
        raise Unfit(f"应为：{'、'.join(choices)}")
    return kind.fit(value)
