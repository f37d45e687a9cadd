"""A row of the operators' sheet: one SKU with its product, in Chinese columns. Several rows may share a product."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from kernel.audit.actors import Actor
from kernel.errors import Refusal
from mall.catalog.models import Brand, Category
from mall.catalog.optiontext import options_of_text
from mall.catalog.services import Outcome, save_product
from mall.catalog.shapes import MAX_STOCK, ProductIn, SkuIn
from mall.imports.services.cells import Cells, RowRefused
from mall.imports.services.products import Known
from mall.imports.services.report import RowResult

SHEET = "商品表"
SHEET_COLUMNS = [
    *("商品编码", "商品名称", "副标题", "分类编码", "品牌编码", "单位", "关键词", "规格"),
    *("SKU编码", "售价", "划线价", "重量克", "初始库存", "上架"),
]
MOST_ROWS = 2000
MAX_WEIGHT = 10_000_000
_BETWEEN = re.compile(r"[、，,;；|]")


class SheetImport:
    """The import of one sheet: remembers what its rows refer to and which codes came before."""

    def __init__(self, *, actor: Actor, at: datetime) -> None:
        self.actor, self.at = actor, at
        self.known = Known(
            categories=dict(Category.objects.values_list("code", "id")),
            brands=dict(Brand.objects.values_list("code", "id")),
        )
        self.first_rows: dict[str, tuple[int, ProductIn]] = {}

    def save_row(self, row: Mapping[str, Any], line: int) -> RowResult:
        """Save a row in a savepoint of its own and say what became of it."""
        cells = Cells({name: as_text(value) for name, value in row.items()})
        key = str(cells.cells.get("SKU编码", ""))
        try:
            with transaction.atomic():
                outcome = self._save(cells, line)
        except RowRefused as refused:
            return self._refused(line, key, *refused.reasons)
        except Refusal as refusal:
            return self._refused(line, key, refusal.detail)
        except IntegrityError:
            return self._refused(line, key, "与同时进行的其他修改冲突，请重新导入")
        return RowResult(file=SHEET, line=line, key=key, outcome=outcome)

    def _save(self, cells: Cells, line: int) -> Outcome:
        cells.only(SHEET_COLUMNS)
        product = self._product(cells)
        sku_code = product.skus[0].code
        self.known.refuse_repeated(cells, "SKU 编码", sku_code)
        first = self.first_rows.get(product.code)
        if first and _without_skus(first[1]) != _without_skus(product):
            cells.refuse(f"商品 {product.code} 的名称、分类等与第 {first[0]} 行不一致")
        cells.done()
        outcome = save_product(product=product, actor=self.actor, at=self.at)
        self.known.note(product, line)
        self.first_rows.setdefault(product.code, (line, product))
        return outcome

    def _product(self, cells: Cells) -> ProductIn:
        return ProductIn(
            code=cells.code("商品编码"),
            name=cells.text("商品名称", 80),
            category_id=self.known.category(cells, "分类编码"),
            brand_id=self.known.brand(cells, "品牌编码"),
            subtitle=cells.text("副标题", 120, required=False),
            unit=cells.text("单位", 10, required=False) or "件",
            keywords=tuple(filter(None, map(str.strip, _BETWEEN.split(cells.text("关键词", 200, required=False))))),
            skus=(_sku(cells),),
            is_on_shelf=_is_yes(cells, "上架"),
        )

    def _refused(self, line: int, key: str, *reasons: str) -> RowResult:
        return RowResult(file=SHEET, line=line, key=key, outcome=Outcome.REFUSED, reasons=reasons)


def as_text(value: Any) -> str:
    """Return a cell as typed: a spreadsheet hands numbers over as numbers, whole ones with a `.0`."""
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else str(value).removesuffix(".0")


def _sku(cells: Cells) -> SkuIn:
    options: tuple[tuple[str, str], ...] = ()
    try:
        options = options_of_text(cells.text("规格", 300, required=False))
    except ValueError as wrong:
        cells.refuse(str(wrong))
    price, list_price = cells.price("售价"), cells.price("划线价", required=False)
    if price and list_price and list_price < price:
        cells.refuse("划线价低于售价")
    return SkuIn(
        code=cells.code("SKU编码"),
        options=options,
        price_fen=price or 0,
        list_price_fen=list_price,
        weight_grams=_whole_or_none(cells, "重量克", MAX_WEIGHT),
        stock=_whole_or_none(cells, "初始库存", MAX_STOCK),
    )


def _whole_or_none(cells: Cells, name: str, most: int) -> int | None:
    return cells.whole(name, most) if cells.cells.get(name) else None


def _is_yes(cells: Cells, name: str) -> bool:
    value = cells.cells.get(name, "")
    if value not in ("", "是", "否"):
        cells.refuse(f"{name}「{value}」应为 是 或 否")
    return bool(value == "是")


def _without_skus(product: ProductIn) -> tuple[object, ...]:
    return (product.name, product.subtitle, product.category_id, product.brand_id, product.unit, product.keywords)
