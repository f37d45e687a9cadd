"""What the member page tells at a glance, gathered from every room: a fixed number of queries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from kernel import money
from kernel.audit.models import AuditEntry
from kernel.audit.services import target_of
from mall.orders.models import Order
from mall.orders.states import Status
from mall.reviews.models import Review
from members.accounts.models import Member
from members.audiences.models import Audience
from members.audiences.selectors import audience_ids_of
from members.points.kinds import label_of as points_label
from members.points.selectors import PointsSummary, points_summary
from members.points.selectors import statement_of as points_statement
from members.tasks.models import TaskProgress
from members.tiers.models import TierEvent
from members.tiers.selectors import Standing, saved_fen, standing_of
from members.wallet.kinds import label_of as wallet_label
from members.wallet.selectors import statement_of as wallet_statement
from members.wallet.selectors import wallet_of
from members.wallet.shapes import WalletFigures

TIMELINE_LENGTH, RECENT_ORDERS = 20, 5


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    at: datetime
    what: str
    note: str = ""
    icon: str = "circle"
    link: str = ""


@dataclass(frozen=True)
class Orders:
    """What a member has bought. Amounts in fen, net of refunds."""

    count: int
    net_fen: int
    last_at: datetime | None
    recent: list[Order]


@dataclass(frozen=True)
class MemberPage:
    """Everything the panels of the page show; a panel whose figures are None is not for this operator."""

    standing: Standing | None
    saved_fen: int
    points: PointsSummary | None
    wallet: WalletFigures | None
    orders: Orders | None
    reviews: int
    tasks_done: int
    audiences: list[str]
    timeline: list[Happening]

    @property
    def growth_percent(self) -> int:
        """Return how far the member is on the way to the next tier, 0-100."""
        if self.standing is None or not self.standing.next_threshold:
            return 100
        return min(100, self.standing.growth * 100 // self.standing.next_threshold)


def member_page(member: Member, *, may_view: Mapping[str, bool], at: datetime) -> MemberPage:
    """Gather what an operator may see: `may_view` says it for orders, points, wallet, tiers, audit."""
    reviews = Review.objects.filter(member_id=member.pk).count()
    audiences = Audience.objects.filter(pk__in=audience_ids_of(member.pk))
    done = TaskProgress.objects.filter(member_id=member.pk, completed_at__isnull=False).count()
    return MemberPage(
        standing=standing_of(member.pk, at=at) if may_view["tiers"] else None,
        saved_fen=saved_fen(member.pk) if may_view["tiers"] else 0,
        points=points_summary(member.pk, at=at) if may_view["points"] else None,
        wallet=wallet_of(member.pk) if may_view["wallet"] else None,
        orders=_orders(member) if may_view["orders"] else None,
        reviews=reviews,
        tasks_done=done,
        audiences=list(audiences.order_by("name").values_list("name", flat=True)),
        timeline=nlargest(TIMELINE_LENGTH, _happenings(member, may_view), key=lambda each: each.at),
    )


def _orders(member: Member) -> Orders:
    paid = Q(paid_at__isnull=False)
    sums = Order.objects.filter(member=member).aggregate(
        count=Count("pk", filter=paid),
        paid=Sum("payable_fen", filter=paid, default=0),
        back=Sum("refunded_fen", filter=paid, default=0),
    )
    recent = list(Order.objects.filter(member=member).order_by("-placed_at", "-id")[:RECENT_ORDERS])
    last = recent[0].placed_at if recent else None
    return Orders(sums["count"], sums["paid"] - sums["back"], last, recent)


def _happenings(member: Member, may_view: Mapping[str, bool]) -> Iterator[Happening]:
    yield Happening(member.joined_at, "加入会员", member.first_scene, "person_add")
    if may_view["orders"]:
        yield from (_of_order(order) for order in _latest(Order.objects.filter(member=member), "-placed_at"))
    if may_view["points"]:
        yield from _of_points(member)
    if may_view["wallet"]:
        yield from _of_wallet(member)
    if may_view["tiers"]:
        yield from (
            Happening(event.at, event.get_kind_display(), event.reason, "military_tech")
            for event in _latest(TierEvent.objects.filter(member=member), "-at")
        )
    if may_view["audit"]:
        yield from (
            Happening(entry.at, f"员工操作：{entry.label}", "", "badge")
            for entry in _latest(AuditEntry.objects.filter(target=target_of(member)), "-sequence")
        )


def _latest(rows: QuerySet[Any], order: str) -> QuerySet[Any]:
    return rows.order_by(order)[:TIMELINE_LENGTH]


def _of_order(order: Order) -> Happening:
    amount = money.display(order.payable_fen)
    link = reverse("admin:mall_orders_order_change", args=[order.pk])
    return Happening(order.placed_at, f"下单 {amount}", Status(order.status).label, "receipt_long", link)


def _of_points(member: Member) -> Iterator[Happening]:
    for entry in points_statement(member.pk)[:TIMELINE_LENGTH]:
        where = f"{entry.account.bucket_label()} {entry.amount:+,}"
        yield Happening(entry.transaction.at, points_label(entry.transaction.kind), where, "loyalty")


def _of_wallet(member: Member) -> Iterator[Happening]:
    for posting in wallet_statement(member.pk).order_by("-pk")[:TIMELINE_LENGTH]:
        amount = money.display(posting.principal_fen + posting.bonus_fen)  # type: ignore[attr-defined] # annotated
        yield Happening(posting.at, wallet_label(posting.kind), f"余额 {amount}", "account_balance_wallet")
