"""What happened in the catalogue."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SkuListed(Fact):
    """A SKU exists from now on; it has no stock yet."""

    aggregate: ClassVar[str] = "product_id"
    label: ClassVar[str] = "新增规格"
    product_id: int
    sku_id: int


@dataclass(frozen=True, kw_only=True)
class StockDeclared(Fact):
    """An import or a form said how many pieces of a new SKU there are; the stock room counts them in."""

    aggregate: ClassVar[str] = "product_id"
    label: ClassVar[str] = "导入期初库存"
    product_id: int
    sku_id: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class PriceChanged(Fact):
    aggregate: ClassVar[str] = "product_id"
    label: ClassVar[str] = "商品改价"
    product_id: int
    sku_id: int
    old_fen: int
    new_fen: int
