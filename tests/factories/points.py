"""Points to test with: given by the services, as everybody else gets them."""

from datetime import datetime, timedelta
from itertools import count

from kernel import clock
from members.ledger.selectors import balance
from members.points import accounts, invariants, services
from members.points.models import Lot

_keys = count(1)


def give(member_id: int, points: int, *, days_left: int | None = None, at: datetime | None = None) -> Lot:
    """Grant a lot; with `days_left` it ends so many days from now."""
    key = f"gift:{next(_keys)}"
    services.grant(member_id=member_id, points=points, kind="campaign", key=key, reference="R1", at=at or clock.now())
    lot = Lot.objects.get(earning__key=key)
    if days_left is not None:
        lot.ends_at = clock.now() + timedelta(days=days_left)
        lot.save(update_fields=["ends_at"])
    return lot


def keep(member_id: int, points: int, *, key: str = "order:1") -> None:
    services.hold_points(member_id=member_id, points=points, key=key, reference="R1", at=clock.now())


def spend(member_id: int, points: int, *, key: str = "order:1") -> None:
    """Hold and pay."""
    keep(member_id, points, key=key)
    services.spend_held(key=key, reference="R1", at=clock.now())


def figures(member_id: int) -> dict[str, int]:
    """Return main, held, pending and debt of a member."""
    main = balance(accounts.of_member(member_id, accounts.MAIN))
    return {
        "main": main.balance,
        "held": main.held,
        "pending": balance(accounts.of_member(member_id, accounts.PENDING)).balance,
        "debt": balance(accounts.of_member(member_id, accounts.DEBT)).balance,
    }


def has(member_id: int, **expected: int) -> bool:
    """Tell whether a member has exactly this; what is not named is 0."""
    assert figures(member_id) == {"main": 0, "held": 0, "pending": 0, "debt": 0} | expected
    return True


def lots(member_id: int) -> list[int]:
    """Return what is left in the lots, in spending order."""
    return list(Lot.objects.owned_by(member_id).in_spending_order().values_list("remaining", flat=True))


def broken() -> list[str]:
    """Return what the room's invariants say."""
    return [row for _title, find in invariants.CHECKS for row in find()]
