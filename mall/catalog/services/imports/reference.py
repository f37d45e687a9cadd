"""Rows of categories.csv and brands.csv."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kernel.errors import Refusal
from mall.catalog.models import Brand, Category
from mall.catalog.services.categories import check_place
from mall.catalog.services.imports.cells import Cells, RowRefused
from mall.catalog.services.saving import Outcome

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
    fields = {
        "parent_id": categories.get(parent_code),
        "name": cells.text("name", 40),
        "description": cells.text("description", 200, required=False),
        "position": cells.whole("sort_order", MAX_POSITION),
    }
    cells.done()
    with transaction.atomic():
        tree = {each.pk: each for each in Category.objects.select_for_update().order_by("id")}
        try:
            check_place(tree, category_id=categories.get(code), parent_id=categories.get(parent_code))
        except Refusal as refusal:
            raise RowRefused(refusal.detail) from refusal
        category = next((each for each in tree.values() if each.code == code), Category(code=code))
        outcome = _save(category, fields)
    categories[code] = category.pk
    return outcome


def save_brand(row: Mapping[str, Any], brands: dict[str, int]) -> Outcome:
    """Create or change the brand of a row and note its id under its code.

    :raises RowRefused: with every reason found.
    """
    cells = Cells(row)
    code = cells.code("code")
    fields = {"name": cells.text("name", 60), "description": cells.text("description", 2000, required=False)}
    cells.done()
    with transaction.atomic():
        brand = Brand.objects.select_for_update().filter(code=code).first() or Brand(code=code)
        outcome = _save(brand, fields)
    brands[code] = brand.pk
    return outcome


def _save(row: Category | Brand, fields: Mapping[str, object]) -> Outcome:
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    if row.pk and not changed:
        return Outcome.UNCHANGED
    is_new = row.pk is None
    for name in changed:
        setattr(row, name, fields[name])
    row.save()
    return Outcome.CREATED if is_new else Outcome.UPDATED
