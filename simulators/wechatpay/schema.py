"""Strict bodies: every field has a rule, and a field without one is refused (protocols.md 4.1)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from simulators.web import Request
from simulators.wechatpay.errors import (
    EXTRA_PARAMETER,
    ILLEGAL,
    OUT_OF_RANGE,
    TOO_LONG,
    TOO_SHORT,
    PayRefusal,
)


@dataclass(frozen=True)
class Text:
    """A string; ``missing`` is the numeric error when a required one is left out."""

    longest: int
    shortest: int = 1
    pattern: str = ""
    choices: tuple[str, ...] = ()
    missing: int = ILLEGAL

    def check(self, value: Any, at: str) -> None:
        if not isinstance(value, str):
            _refuse(at, value, "必须是字符串", ILLEGAL)
        if len(value) > self.longest:
            _refuse(at, value, f"长度不能超过{self.longest}", TOO_LONG)
        if len(value) < self.shortest:
            _refuse(at, value, f"长度不能小于{self.shortest}", TOO_SHORT)
        if self.pattern and not re.fullmatch(self.pattern, value):
            _refuse(at, value, "格式有误", ILLEGAL)
        if self.choices and value not in self.choices:
            _refuse(at, value, "取值必须是" + "、".join(self.choices), ILLEGAL)


@dataclass(frozen=True)
class Whole:
    """An integer: no float, no string, no boolean."""

    least: int = 1
    most: int = 10**11
    missing: int = ILLEGAL

    def check(self, value: Any, at: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            _refuse(at, value, "必须是整数", ILLEGAL)
        if not self.least <= value <= self.most:
            _refuse(at, value, f"必须在{self.least}与{self.most}之间", OUT_OF_RANGE)


@dataclass(frozen=True)
class Flag:
    missing: int = ILLEGAL

    def check(self, value: Any, at: str) -> None:
        if not isinstance(value, bool):
            _refuse(at, value, "必须是布尔值", ILLEGAL)


@dataclass(frozen=True)
class Listing:
    item: Any
    longest: int
    missing: int = ILLEGAL

    def check(self, value: Any, at: str) -> None:
        if not isinstance(value, list):
            _refuse(at, value, "必须是数组", ILLEGAL)
        if not 1 <= len(value) <= self.longest:
            _refuse(at, value, f"必须有1到{self.longest}项", OUT_OF_RANGE)
        for index, entry in enumerate(value):
            self.item.check(entry, f"{at}/{index}")


@dataclass(frozen=True)
class Shape:
    """An object: all required fields, some optional ones, and nothing else."""

    required: Mapping[str, Any] = field(default_factory=dict)
    optional: Mapping[str, Any] = field(default_factory=dict)
    missing: int = ILLEGAL

    def check(self, value: Any, at: str) -> None:
        if not isinstance(value, dict):
            _refuse(at, value, "必须是对象", ILLEGAL)
        for name, rule in self.required.items():
            if name not in value:
                _refuse(f"{at}/{name}", None, "缺少必填参数", rule.missing)
        rules = {**self.required, **self.optional}
        for name, entry in value.items():
            if name not in rules:
                _refuse(f"{at}/{name}", entry, "参数中含有非法的额外参数", EXTRA_PARAMETER)
            rules[name].check(entry, f"{at}/{name}")


def read_body(request: Request, shape: Shape) -> dict[str, Any]:
    """Return the body if it is JSON of the given shape.

    :raises PayRefusal: PARAM_ERROR naming the first field that is wrong.
    """
    try:
        body = request.json()
    except ValueError:
        raise PayRefusal("PARAM_ERROR", "请求体不是合法的JSON", ILLEGAL) from None
    shape.check(body, "/body")
    return dict(body)


def fingerprint(body: Mapping[str, Any]) -> str:
    """Return a text that is equal for equal parameters, whatever their order."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False)


def _refuse(at: str, value: Any, issue: str, number: int) -> NoReturn:
    detail = {"field": at, "value": value, "issue": issue, "location": "body"}
    raise PayRefusal("PARAM_ERROR", f"{at} {issue}", number, detail)
