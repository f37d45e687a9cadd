"""What happened, in the past tense: frozen dataclasses of ids, integers and opaque codes (rules 12.3)."""

import re
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Base of every fact. `aggregate` names the field that holds the id of the row locked while publishing (rules 12.2)."""

    aggregate: ClassVar[str]

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
