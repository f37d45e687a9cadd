"""Addresses of two members become one book and two again; whoever has any has one default."""

from collections.abc import Mapping
from typing import Any

from members.accounts.models import Address


def move(source_id: int, target_id: int) -> dict[str, Any]:
    """Put the source's addresses into the target's book. The target's default stays; none is dropped, however many."""
    mine = Address.objects.owned_by(source_id)
    ids = list(mine.order_by("id").values_list("pk", flat=True))
    default = mine.filter(is_default=True).values_list("pk", flat=True).first()
    if Address.objects.owned_by(target_id).filter(is_default=True).exists():
        mine.filter(is_default=True).update(is_default=False)
    mine.update(member_id=target_id)
    return {"ids": ids, "default": default}


def undo(journal: Mapping[str, Any], *, source_id: int, target_id: int) -> None:
    """Take back those that still exist."""
    moved = Address.objects.owned_by(target_id).filter(pk__in=journal["ids"])
    moved.filter(is_default=True).update(is_default=False)
    moved.update(member_id=source_id)
    _see_to_default(source_id, journal["default"])
    _see_to_default(target_id, None)


def _see_to_default(member_id: int, wanted: int | None) -> None:
    book = Address.objects.owned_by(member_id)
    if book.filter(is_default=True).exists():
        return
    mine = book.filter(pk=wanted).first() if wanted is not None else None
    chosen = mine or book.order_by("-id").first()
    if chosen is not None:
        Address.objects.filter(pk=chosen.pk).update(is_default=True)
