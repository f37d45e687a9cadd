"""What happened, in the past tense: frozen dataclasses of ids, integers and opaque codes (rules 12.3)."""

import re
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Self

_WORD = re.compile(r"(?<!^)(?=[A-Z])")
_by_name: dict[str, type["Fact"]] = {}


class UnknownFact(LookupError):
    """A stored fact has a name that no class of this code answers to: renamed, removed, or newer than this process."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Base of every fact. `aggregate` names the field with the id of the row locked while publishing (rules 12.2)."""

    aggregate: ClassVar[str]
    # What operators read; the wire name is for machines.
    label: ClassVar[str] = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _by_name[cls.wire_name()] = cls

    @classmethod
    def room(cls) -> str:
        """Return the room that tells it, from its module: `mall.orders.facts` -> `mall.orders`."""
        return cls.__module__.removesuffix(".facts")

    @classmethod
    def wire_name(cls) -> str:
        """Return the stable name it is stored under: `mall.orders.order_confirmed`."""
        return f"{cls.room()}.{_WORD.sub('_', cls.__name__).lower()}"

    def aggregate_key(self) -> str:
        """Return what order is kept by: `order_id:42`."""
        return f"{self.aggregate}:{getattr(self, self.aggregate)}"

    def payload(self) -> dict[str, Any]:
        """Return the fields as JSON values."""
        return asdict(self)

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """Return the fact as published: JSON lists become tuples, fields the class no longer has are left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: _frozen(value) for name, value in payload.items() if name in known})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def known_names() -> frozenset[str]:
    """Return the wire names of every fact class this process has loaded."""
    return frozenset(_by_name)


def decode(name: str, payload: dict[str, Any]) -> Fact:
    """Return the fact stored under `name`.

    :raises UnknownFact: no class has that name.
    """
    kind = _by_name.get(name)
    if kind is None:
        raise UnknownFact(name)
    return kind.from_payload(payload)


def label_of(name: str) -> str:
    """Return what operators read of a fact; its wire name where no code knows it any more."""
    kind = _by_name.get(name)
    return kind.label if kind is not None and kind.label else name
