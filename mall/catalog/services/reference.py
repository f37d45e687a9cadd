"""Categories and brands as an import names them: create, bring up to date, or find nothing to do."""

from collections.abc import Mapping

from django.db import transaction

from mall.catalog.models import Brand, Category
from mall.catalog.services.categories import check_place
from mall.catalog.services.saving import Outcome
from mall.catalog.shapes import BrandIn, CategoryIn


@transaction.atomic
def save_category(*, category: CategoryIn) -> tuple[int, Outcome]:
    """Create the category with this code, or make it what is asked; return its id and what came of it.

    :raises CategoryInLoop: the parent lies below it.
    :raises CategoryTooDeep: the tree would have more than three levels.
    """
    tree: dict[int, Category] = {each.pk: each for each in Category.objects.select_for_update().order_by("id")}
    known = next((each for each in tree.values() if each.code == category.code), None)
    check_place(tree, category_id=known.pk if known else None, parent_id=category.parent_id)
    fields = {
        "parent_id": category.parent_id,
        "name": category.name,
        "description": category.description,
        "position": category.position,
    }
    return _save(known or Category(code=category.code), fields)


@transaction.atomic
def save_brand(*, brand: BrandIn) -> tuple[int, Outcome]:
    """Create the brand with this code, or make it what is asked; return its id and what came of it."""
    known = Brand.objects.select_for_update().filter(code=brand.code).first() or Brand(code=brand.code)
    return _save(known, {"name": brand.name, "description": brand.description})


def _save(row: Category | Brand, fields: Mapping[str, object]) -> tuple[int, Outcome]:
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    if row.pk and not changed:
        return row.pk, Outcome.UNCHANGED
    is_new = row.pk is None
    for name in changed:
        setattr(row, name, fields[name])
    row.save()
    return row.pk, Outcome.CREATED if is_new else Outcome.UPDATED
