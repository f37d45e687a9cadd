"""Points of the demo's members: lots of a year, one about to end, something pending, something to approve."""

from collections.abc import Mapping
from datetime import timedelta

from kernel import clock
from kernel.staff.models import Operator
from members.accounts.models import Member
from members.points import services
from members.points.models import Adjustment, GrantImport, Lot

# (whose, points, what for, days ago); a lot of a year ago ends with this month.
GRANTS = (
    ("alice", 320, "campaign", 365), ("alice", 150, "birthday", 120), ("alice", 35, "check_in", 3),
    ("bob", 80, "referral", 365), ("bob", 260, "task", 60), ("carol", 500, "campaign", 200), ("dave", 20, "review", 9),
)  # fmt: skip
PENDING = (("alice", 128, 2), ("carol", 459, 1))


def seed_points(members: Mapping[str, Member]) -> int:
    """Give, spend, announce; return how many lots there are. Twice is once."""
    for number, (name, points, kind, days) in enumerate(GRANTS):
        services.grant(
            member_id=members[name].pk,
            points=points,
            kind=kind,
            key=f"demo:grant:{number}",
            reference="",
            at=clock.now() - timedelta(days=days),
        )
    for name, points, days in PENDING:
        at = clock.now() - timedelta(days=days)
        key = f"demo:pending:{name}"
        services.earn_pending(member_id=members[name].pk, points=points, kind="purchase", key=key, reference="", at=at)
    services.deduct(
        member_id=members["bob"].pk,
        points=100,
        kind="lottery",
        key="demo:lottery",
        reference="",
        at=clock.now() - timedelta(days=5),
    )
    _by_hand(members)
    services.announce_ending(at=clock.now())
    return Lot.objects.count()


def _by_hand(members: Mapping[str, Member]) -> None:
    """Something for operators to decide: a large gift that waits, a file that was looked at."""
    operator = Operator.objects.order_by("pk").first()
    if operator is None:
        return
    if not Adjustment.objects.exists():
        services.propose_adjustment(
            member_id=members["dave"].pk, points=8000, reason="年度活动补发", operator_id=operator.pk, at=clock.now()
        )
    if not GrantImport.objects.exists():
        lines = [f"{member.number},{points}" for member, points in zip(members.values(), (50, 60, 70, 80), strict=True)]
        content = "\n".join(["会员号或手机号,积分", *lines, "99999999,10"])
        services.upload_grants(
            file_name="双十二预热.csv",
            content=content.encode(),
            reason="双十二预热",
            operator_id=operator.pk,
            at=clock.now(),
        )
