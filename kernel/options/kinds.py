"""The kinds of operator settings: what a value may be, and how operators see and type it."""

from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

import structlog
from django import forms

from kernel import money
from kernel.errors import Invalid
from kernel.options import store

Value = TypeVar("Value")
log = structlog.get_logger(__name__)


class OptionInvalid(Invalid):
    """A value of the wrong type or out of bounds."""

    code, title = "option_invalid", "设置的值不符合要求"


@dataclass(frozen=True, kw_only=True)
class Option(Generic[Value]):
    """One setting. `name` is `layer.room.name`; the default holds until an operator sets something else."""

    kind: ClassVar[str]
    name: str
    label: str
    default: Value
    help: str = ""

    def get(self) -> Value:
        """Return the present value: from the cache, no query when it is warm."""
        stored = store.overrides().get(self.name, self.default)
        try:
            return self.check(stored)
        except OptionInvalid:
            # Bounds may have been narrowed since it was stored: the shop goes on with the default.
            log.error("option_stored_value_invalid", option=self.name)
            return self.default

    @property
    def room(self) -> str:
        """Return the label of the room that declares it: `mall.orders.x` -> `mall_orders`."""
        return "_".join(self.name.split(".")[:2])

    def check(self, value: Any) -> Value:
        """Return the value if it may be stored.

        :raises OptionInvalid: wrong type or out of bounds.
        """
        raise NotImplementedError

    def show(self, value: Value) -> str:
        """Return a value for people."""
        return str(value)

    def field(self) -> forms.Field:
        """Return the form field that operators type it into."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Whole(Option[int]):
    kind = "整数"
    minimum: int
    maximum: int

    def check(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise OptionInvalid("请输入整数。")
        if not self.minimum <= value <= self.maximum:
            raise OptionInvalid(f"应在 {self.minimum} 与 {self.maximum} 之间。")
        return value

    def field(self) -> forms.Field:
        return forms.IntegerField(min_value=self.minimum, max_value=self.maximum)


@dataclass(frozen=True, kw_only=True)
class Fen(Whole):
    kind = "金额"

    def show(self, value: int) -> str:
        return money.display(value)

    def field(self) -> forms.Field:
        # Options load before the models do, the admin's machinery only after.
        from kernel.audit.desk import FenField

        return FenField(minimum=self.minimum, maximum=self.maximum)


@dataclass(frozen=True, kw_only=True)
class Flag(Option[bool]):
    kind = "开关"

    def check(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise OptionInvalid("请选择开启或关闭。")
        return value

    def show(self, value: bool) -> str:
        return "开启" if value else "关闭"

    def field(self) -> forms.Field:
        return forms.BooleanField(required=False)


@dataclass(frozen=True, kw_only=True)
class Text(Option[str]):
    kind = "文字"
    maximum: int

    def check(self, value: Any) -> str:
        if not isinstance(value, str) or "\x00" in value:
            raise OptionInvalid("请输入文字。")
        if len(value) > self.maximum:
            raise OptionInvalid(f"最多 {self.maximum} 个字。")
        return value

    def field(self) -> forms.Field:
        return forms.CharField(required=False, max_length=self.maximum)


@dataclass(frozen=True, kw_only=True)
class Choice(Option[str]):
    kind = "选项"
    choices: tuple[tuple[str, str], ...]

    def check(self, value: Any) -> str:
        if value not in dict(self.choices):
            raise OptionInvalid("请从列表中选择。")
        return str(value)

    def show(self, value: str) -> str:
        return dict(self.choices).get(value, value)

    def field(self) -> forms.Field:
        return forms.ChoiceField(choices=self.choices)
