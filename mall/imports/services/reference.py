"""Rows of categories.csv and brands.csv."""

from collections.abc import Mapping
from typing import Any

from kernel.errors import Refusal
from mall.catalog import services
from mall.catalog.services import Outcome
from mall.catalog.shapes import BrandIn, CategoryIn
from mall.imports.services.cells import Cells, RowRefused

CATEGORY_COLUMNS = ["code", "parent_code", "name", "description", "sort_order"]
BRAND_COLUMNS = ["code", "name", "description"]
MAX_POSITION = 1_000_000


def save_category(row: Mapping[str, Any], categories: dict[str, int]) -> Outcome:
    """Create or change the category of a row and note its id under its code.

    :raises RowRefused: with every reason found.
    """
    cells = Cells(row)
    code, parent_code = cells.code("code"), cells.code("parent_code", required=False)
    if parent_code and parent_code not in categories:
        cells.refuse(f"上级分类 {parent_code} 不存在")
    category = CategoryIn(
        code=code,
        parent_id=categories.get(parent_code),
        name=cells.text("name", 40),
        description=cells.text("description", 200, required=False),
        position=cells.whole("sort_order", MAX_POSITION) or 0,
    )
    cells.done()
    try:
        categories[code], outcome = services.save_category(category=category)
    except Refusal as refusal:
        raise RowRefused(refusal.detail) from refusal
    return outcome


def save_brand(row: Mapping[str, Any], brands: dict[str, int]) -> Outcome:
    """Create or change the brand of a row and note its id under its code.

    :raises RowRefused: with every reason found.
    """
    cells = Cells(row)
    code = cells.code("code")
    brand = BrandIn(code=code, name=cells.text("name", 60), description=cells.text("description", 2000, required=False))
    cells.done()
    brands[code], outcome = services.save_brand(brand=brand)
    return outcome
