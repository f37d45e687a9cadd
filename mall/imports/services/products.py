"""A line of products.jsonl becomes a `ProductIn`; what is wrong with it becomes reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mall.catalog.shapes import MAX_STOCK, ProductIn, SkuIn
from mall.imports.services.cells import Cells, RowRefused

COLUMNS = [
    *("code", "name", "category_code", "brand_code", "subtitle", "keywords", "unit", "is_new", "is_hot"),
    *("list_price", "price", "attributes", "option_names", "skus"),
]
SKU_COLUMNS = ["code", "options", "price", "stock"]
MOST_SKUS, MOST_OPTIONS, MOST_ATTRIBUTES, MOST_KEYWORDS = 200, 4, 60, 20


@dataclass(kw_only=True)
class Known:
    """What rows may refer to: ids by code, and the lines on which codes of this file were seen first."""

    categories: dict[str, int]
    brands: dict[str, int]
    lines: dict[str, int] = field(default_factory=dict)

    def category(self, cells: Cells, name: str) -> int:
        code = cells.code(name)
        if code and code not in self.categories:
            cells.refuse(f"分类 {code} 不存在")
        return self.categories.get(code, 0)

    def brand(self, cells: Cells, name: str) -> int | None:
        code = cells.code(name, required=False)
        if code and code not in self.brands:
            cells.refuse(f"品牌 {code} 不存在")
        return self.brands.get(code)

    def refuse_repeated(self, cells: Cells, kind: str, code: str) -> None:
        """Refuse a code that an earlier line of the file has brought in."""
        if first := self.lines.get(f"{kind} {code}"):
            cells.refuse(f"{kind} {code} 在第 {first} 行已出现")

    def note(self, product: ProductIn, line: int) -> None:
        """Remember the codes of a line that is in."""
        self.lines[f"商品编码 {product.code}"] = line
        self.lines.update({f"SKU 编码 {sku.code}": line for sku in product.skus})


def product_of(row: Mapping[str, Any], known: Known) -> ProductIn:
    """Return the product of a line.

    :raises RowRefused: with every reason found.
    """
    cells = Cells(row)
    cells.only(COLUMNS)
    names = cells.items("option_names", _text_of(20), MOST_OPTIONS)
    if len(set(names)) < len(names):
        cells.refuse("option_names 有重复的规格名")
    price, list_price = cells.price("price"), cells.price("list_price", required=False)
    if price and list_price and list_price < price:
        cells.refuse("list_price 划线价低于 price 售价")
    product = ProductIn(
        code=cells.code("code"),
        name=cells.text("name", 80),
        category_id=known.category(cells, "category_code"),
        brand_id=known.brand(cells, "brand_code"),
        subtitle=cells.text("subtitle", 120, required=False),
        unit=cells.text("unit", 10),
        keywords=cells.items("keywords", _text_of(40), MOST_KEYWORDS),
        tags=_tags(cells),
        attributes=cells.items("attributes", _attribute, MOST_ATTRIBUTES),
        skus=cells.items("skus", lambda item: _sku(item, names, list_price), MOST_SKUS),
        is_on_shelf=True,
    )
    _check_whole(cells, product, known)
    cells.done()
    return product


def _check_whole(cells: Cells, product: ProductIn, known: Known) -> None:
    if not product.skus and cells.cells.get("skus") == []:
        cells.refuse("skus 至少要有一项")
    if product.code:
        known.refuse_repeated(cells, "商品编码", product.code)
    codes = [sku.code for sku in product.skus]
    for code in dict.fromkeys(codes):
        known.refuse_repeated(cells, "SKU 编码", code)
        if codes.count(code) > 1:
            cells.refuse(f"SKU 编码 {code} 在本商品中重复")
    combinations = [sku.options for sku in product.skus]
    if len(set(combinations)) < len(combinations):
        cells.refuse("两个 SKU 的规格组合相同")


def _tags(cells: Cells) -> tuple[str, ...]:
    flags = (("is_new", "新品"), ("is_hot", "热卖"))
    return tuple(tag for name, tag in flags if cells.flag(name))


def _text_of(most: int) -> Any:
    def read(item: Any) -> str:
        cells = Cells({"文本": item})
        value = cells.text("文本", most)
        cells.done()
        return value

    return read


def _attribute(item: Any) -> tuple[str, str]:
    cells = _object(item, ["name", "value"])
    pair = (cells.text("name", 40), cells.text("value", 2000))
    cells.done()
    return pair


def _sku(item: Any, names: tuple[str, ...], list_price_fen: int | None) -> SkuIn:
    cells = _object(item, SKU_COLUMNS)
    values = cells.items("options", _text_of(60), MOST_OPTIONS)
    if len(values) != len(names):
        cells.refuse(f"options 应有 {len(names)} 个规格值，实际 {len(values)} 个")
    price = cells.price("price") or 0
    sku = SkuIn(
        code=cells.code("code"),
        options=tuple(zip(names, values, strict=False)),
        price_fen=price,
        # One list price stands for all SKUs of a product; a dearer SKU goes without.
        list_price_fen=list_price_fen if list_price_fen and list_price_fen >= price else None,
        stock=cells.whole("stock", MAX_STOCK),
    )
    cells.done()
    return sku


def _object(item: Any, names: list[str]) -> Cells:
    if not isinstance(item, dict):
        raise RowRefused("应为对象")
    cells = Cells(item)
    cells.only(names)
    return cells
