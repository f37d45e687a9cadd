"""Port `messages.kinds`: what a room has to say to members. Each room declares its kinds in its `notices.py`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

# What a member may mute, by code.
GROUPS: Final[dict[str, str]] = {
    "order": "订单与物流",
    "points": "积分",
    "tier": "会员等级",
    "wallet": "钱包与退款",
    "system": "系统通知",
}
_CODE = re.compile(r"[a-z][a-z0-9_.]{1,59}")
_HOLE = re.compile(r"\{([^{}]*)\}")
GROUP_CHOICES: Final = list(GROUPS.items())


def holes(text: str) -> list[str]:
    """Return the names that stand in braces in a text."""
    return _HOLE.findall(text)


@dataclass(frozen=True)
class MessageKind:
    """One thing to say. `{name}` in title, body and page stands for a variable; `variables` gives their labels.

    `samples` are shown in previews. Optional kinds may be muted and are capped a day; urgent ones pass the quiet hours.
    """

    code: str
    label: str
    variables: Mapping[str, str]
    title: str
    body: str
    page: str = ""
    group: str = "system"
    is_optional: bool = True
    is_urgent: bool = False
    samples: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"{self.code!r} is no code of a message kind")
        if self.group not in GROUPS:
            raise ValueError(f"{self.code}: no group {self.group!r}")
        unknown = {*holes(self.title + self.body + self.page), *self.samples} - set(self.variables)
        if unknown:
            raise ValueError(f"{self.code}: no variables {sorted(unknown)}")

    def sample_values(self) -> dict[str, str]:
        """Return a value for every variable: the declared sample, or its label."""
        return {name: self.samples.get(name, label) for name, label in self.variables.items()}


class UnknownKind(LookupError):
    """No room has registered this kind: a mistake of the code, or a message of a room that is gone."""


_kinds: dict[str, MessageKind] = {}


def register_kind(kind: MessageKind) -> None:
    """Put a kind behind the port; another one under the same code is a mistake.

    :raises ValueError: the code is taken by something else.
    """
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"{kind.code} is a kind of message already")


def kinds() -> Iterator[MessageKind]:
    """Return every registered kind, in the order of registration."""
    return iter(tuple(_kinds.values()))


def find_kind(code: str) -> MessageKind | None:
    """Return a registered kind."""
    return _kinds.get(code)


def get_kind(code: str) -> MessageKind:
    """Return a registered kind.

    :raises UnknownKind: nobody registered it.
    """
    kind = _kinds.get(code)
    if kind is None:
        raise UnknownKind(code)
    return kind
