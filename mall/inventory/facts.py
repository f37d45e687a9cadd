"""What the shelves tell. Kept in order per product: the reaction looks at all SKUs of the product."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SkuSoldOut(Fact):
    """The last available piece of a SKU was taken."""

    aggregate: ClassVar[str] = "product_id"
    label: ClassVar[str] = "规格售罄"
    sku_id: int
    product_id: int


@dataclass(frozen=True, kw_only=True)
class SkuRestocked(Fact):
    """A SKU that had nothing available has something again."""

    aggregate: ClassVar[str] = "product_id"
    label: ClassVar[str] = "规格补货"
    sku_id: int
    product_id: int
