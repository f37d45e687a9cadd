"""The category tree: at most three levels, never a loop."""

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.audit.services import record, target_of
from kernel.errors import Conflict, NotFound
from mall.catalog.models import Category

MAX_LEVELS = 3


class CategoryNotFound(NotFound):
    code, title = "category_not_found", "分类不存在"


class CategoryTooDeep(Conflict):
    code, title = "category_too_deep", f"分类最多 {MAX_LEVELS} 级"


class CategoryInLoop(Conflict):
    code, title = "category_in_loop", "不能把分类移到它自己或它的下级之下"


def move_category(*, category_id: int, parent_id: int | None, position: int, actor: Actor) -> Category:
    """Hang a category, with all below it, under another one (None: to the top), at a place among its new siblings.

    :raises CategoryNotFound: one of them does not exist.
    :raises CategoryInLoop: the new parent lies below the category.
    :raises CategoryTooDeep: the tree would have more than three levels.
    """
    with transaction.atomic():
        # All rows, by id: two moves at once could otherwise close a loop that neither of them sees.
        tree: dict[int, Category] = {each.pk: each for each in Category.objects.select_for_update().order_by("id")}
        if category_id not in tree or (parent_id is not None and parent_id not in tree):
            raise CategoryNotFound
        check_place(tree, category_id=category_id, parent_id=parent_id)
        category = tree[category_id]
        before = {"parent_id": category.parent_id, "position": category.position}
        after = {"parent_id": parent_id, "position": position}
        if before != after:
            category.parent_id, category.position = parent_id, position
            category.save(update_fields=["parent", "position"])
            _record(category, actor, before, after)
    return category


def check_place(tree: dict[int, Category], *, category_id: int | None, parent_id: int | None) -> None:
    """Check that a category, new ones have no id, may hang under a parent.

    :raises CategoryInLoop: the parent lies below the category.
    :raises CategoryTooDeep: the tree would have more than three levels.
    """
    above = _above(tree, parent_id)
    if category_id is not None and category_id in above:
        raise CategoryInLoop
    if len(above) + _height(tree, category_id) > MAX_LEVELS:
        raise CategoryTooDeep


def _above(tree: dict[int, Category], category_id: int | None) -> list[int]:
    found: list[int] = []
    while category_id is not None:
        found.append(category_id)
        category_id = tree[category_id].parent_id
    return found


def _height(tree: dict[int, Category], category_id: int | None) -> int:
    if category_id is None:
        return 1
    return 1 + max((_height(tree, each.pk) for each in tree.values() if each.parent_id == category_id), default=0)


def _record(category: Category, actor: Actor, before: dict[str, int | None], after: dict[str, int | None]) -> None:
    record(
        actor=actor,
        action="mall.catalog.move_category",
        label="移动分类",
        target=target_of(category),
        before=before,
        after=after,
    )
