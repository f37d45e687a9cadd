"""The category tree, read in one query."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from mall.catalog.files import public_url
from mall.catalog.models import Category


@dataclass(frozen=True, kw_only=True)
class CategoryNode:
    id: int
    name: str
    icon_url: str
    children: "tuple[CategoryNode, ...]"


def category_tree() -> tuple[CategoryNode, ...]:
    """Return the visible categories as a tree; what hangs below a hidden one is hidden with it."""
    below: dict[int | None, list[Category]] = defaultdict(list)
    for category in Category.objects.visible().order_by("position", "id"):
        below[category.parent_id].append(category)

    def nodes(parent_id: int | None) -> tuple[CategoryNode, ...]:
        return tuple(
            CategoryNode(id=each.pk, name=each.name, icon_url=public_url(each.icon), children=nodes(each.pk))
            for each in below[parent_id]
        )

    return nodes(None)


def branch_ids(category_id: int) -> Sequence[int]:
    """Return the category and all below it, visible or not; an unknown one has nothing below it."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent_id in Category.objects.order_by().values_list("id", "parent_id"):
        below[parent_id].append(pk)
    found = [category_id]
    for each in found:  # grows while it is walked: breadth first
        found.extend(below[each])
    return found
