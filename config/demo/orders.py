"""Orders in every state over the last two weeks, each made by the services and paid through the simulators."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle

from config.demo.people import PEOPLE
from config.demo.simulators import DemoSimulators
from kernel import clock
from kernel.audit.actors import Actor
from kernel.outbox.relay import deliver_pending
from mall.catalog.models import Sku
from mall.fulfilment.services import NewParcel, ship_parcel
from mall.orders import services
from mall.orders.models import Order
from mall.orders.shapes import Basket, Checkout, RefundRequest
from mall.payments.gateways import gateway_of
from mall.payments.models import Refund
from mall.payments.services import settle, settle_refund
from members.accounts.models import Member
from members.points.services import grant
from members.wallet.services import top_up
from members.wallet.services.days import count_days

# (how far the order goes, days ago it was placed)
PLAN = (
    ("completed", 14), ("completed", 13), ("completed", 13), ("completed", 12), ("completed", 12), ("completed", 11),
    ("completed", 11), ("completed", 10), ("refunded", 10), ("completed", 10), ("cancelled", 9), ("received", 9),
    ("received", 8), ("received", 7), ("received", 6), ("received", 6), ("received", 5), ("part_refunded", 5),
    ("received", 4), ("shipped", 4), ("shipped", 4), ("shipped", 3), ("cancelled", 3), ("shipped", 3), ("shipped", 2),
    ("partly_shipped", 2), ("shipped", 2), ("partly_shipped", 1), ("to_ship", 1), ("to_ship", 1), ("refunded", 1),
    ("to_ship", 1), ("to_ship", 0), ("to_ship", 0), ("to_ship", 0), ("pending_payment", 0), ("pending_payment", 0),
)  # fmt: skip
# (uses points, uses the wallet), order by order
WAYS = ((False, False), (True, False), (False, True), (True, True), (False, False))
# Days ago that the wallet opened: within what the nightly count of wallets looks at again.
WALLET_SINCE = 5
CARRIERS = ("sf", "yto", "zto")


@dataclass(frozen=True)
class _Stage:
    """One order on its way: whose, when it was placed, and who plays WeChat."""

    order: Order
    openid: str
    at: datetime
    simulators: DemoSimulators
    uses_wallet: bool

    def later(self, **delta: float) -> datetime:
        return min(self.at + timedelta(**delta), clock.now())


def seed_orders(members: Mapping[str, Member], simulators: DemoSimulators) -> int:
    """Play the plan, unless the shop has orders; return how many there are."""
    if not Order.objects.exists():
        people, skus, sizes, ways = cycle(PEOPLE), _skus(), cycle((1, 2, 1, 3)), cycle(WAYS)
        _fill_purses(members)
        for number, (end, days) in enumerate(PLAN):
            person = next(people)
            left = len(PLAN) - number
            # Today's came in the last half hour, so that what is unpaid may still be paid.
            at = clock.now() - (
                timedelta(days=days, hours=left % 7, minutes=left) if days else timedelta(minutes=left * 3)
            )
            # A part of an order needs an order of several parts.
            size = 2 if end.startswith("part") else next(sizes)
            lines = tuple((next(skus), 1 + each % 2) for each in range(size))
            uses_points, uses_wallet = next(ways)
            order = _place(members[person.key], lines, at, uses_points=uses_points)
            stage = _Stage(order, person.openid, at, simulators, uses_wallet and days < WALLET_SINCE)
            _play(end, stage, number)
        # What the last night would have done.
        count_days(at=clock.now())
    deliver_pending()
    return Order.objects.count()


@dataclass(frozen=True)
class Purchase:
    """Who buys what, (SKU, pieces), when; and under which openid they pay."""

    member: Member
    openid: str
    lines: tuple[tuple[int, int], ...]
    at: datetime


def play(purchase: Purchase, *, end: str, number: int, simulators: DemoSimulators) -> None:
    """Place one more order and take it as far as `end`; `number` tells its parcel from others."""
    order = _place(purchase.member, purchase.lines, purchase.at, uses_points=False)
    _play(end, _Stage(order, purchase.openid, purchase.at, simulators, uses_wallet=False), number)
    deliver_pending()


def _skus() -> Iterator[int]:
    """Yield what is bought, never what is scarce."""
    enough = Sku.objects.filter(is_active=True, product__is_on_shelf=True, stock__on_hand__gte=50)
    return cycle(list(enough.order_by("price_fen").values_list("id", flat=True)[20:160:3]))


def _fill_purses(members: Mapping[str, Member]) -> None:
    """Give every other member points before the first order, and money a few days ago."""
    begun = max(days for _, days in PLAN) + 1
    for key, member in list(members.items())[::2]:
        opening, moment = f"demo:opening:{key}", clock.now() - timedelta(days=begun)
        grant(member_id=member.pk, points=1200, kind="campaign", key=opening, reference="开业赠送", at=moment)
        moment = clock.now() - timedelta(days=WALLET_SINCE)
        top_up(member_id=member.pk, principal_fen=20_000, bonus_fen=2_000, key=opening, reference="开业充值", at=moment)
    deliver_pending()


def _place(member: Member, lines: tuple[tuple[int, int], ...], at: datetime, *, uses_points: bool) -> Order:
    with clock.at(at):
        basket = Basket(member_id=member.pk, lines=lines, points_wanted=None if uses_points else 0)
        order = services.place_order(checkout=Checkout(basket), at=at)
        deliver_pending()
    return order


def _play(end: str, stage: _Stage, number: int) -> None:
    """Take an order as far as the plan says."""
    if end == "pending_payment":
        return
    if end == "cancelled":
        with clock.at(stage.later(minutes=30)):
            services.cancel_order(order_id=stage.order.pk, actor=Actor.clock(), at=clock.now(), note="超时未付款")
        return
    _pay(stage)
    if end == "refunded":
        _refund(stage, whole=True)
    if end in ("partly_shipped", "shipped", "received", "completed", "part_refunded"):
        _ship(stage, number, partly=end == "partly_shipped")
    if end in ("received", "completed", "part_refunded"):
        with clock.at(stage.later(days=3)):
            services.receive_order(order_id=stage.order.pk, actor=Actor.member(stage.order.member_id), at=clock.now())
    if end == "part_refunded":
        _refund(stage, whole=False)
    if end == "completed":
        _complete(stage)


def _pay(stage: _Stage) -> None:
    """Pay, from the wallet as far as the plan says, the rest at the simulator.

    The shop is not up yet, so it asks; the evidence carries the plan's clock.
    """
    with clock.at(stage.later(minutes=2)):
        started = services.start_payment(
            order_id=stage.order.pk, channel="wechat", use_wallet=stage.uses_wallet, at=clock.now()
        )
        opened = services.finish_payment(started=started, at=clock.now())
        if opened.client_params is not None:
            stage.simulators.pay(opened.client_params, stage.openid)
            evidence = gateway_of("wechat").query(opened.number)
            settle(number=opened.number, evidence=replace(evidence, paid_at=clock.now()), at=clock.now())
        deliver_pending()


def _ship(stage: _Stage, number: int, *, partly: bool) -> None:
    carrier = CARRIERS[number % 3]
    pieces = {stage.order.lines.order_by("id")[0].pk: 1} if partly else None
    parcel = NewParcel(
        order_id=stage.order.pk,
        carrier_code=carrier,
        tracking_no=f"{carrier.upper()}{20261100 + number}",
        pieces=pieces,
    )
    with clock.at(stage.later(hours=20)):
        ship_parcel(parcel=parcel, actor=Actor.system(), at=clock.now())


def _refund(stage: _Stage, *, whole: bool) -> None:
    with clock.at(stage.later(days=3, hours=1)):
        if whole:
            services.cancel_order(
                order_id=stage.order.pk, actor=Actor.member(stage.order.member_id), at=clock.now(), note="不想要了"
            )
        else:
            line = stage.order.lines.order_by("id")[0]
            wanted = RefundRequest(order_id=stage.order.pk, reason="包装破损", pieces={line.pk: 1})
            services.refund_order(request=wanted, actor=Actor.system(), at=clock.now())
        deliver_pending()
        for refund in Refund.objects.filter(payment__order_id=stage.order.pk, payment__channel="wechat"):
            stage.simulators.settle_refund(refund.number)
            result = gateway_of("wechat").query_refund(refund.number)
            settle_refund(number=refund.number, result=replace(result, succeeded_at=clock.now()), at=clock.now())
        deliver_pending()


def _complete(stage: _Stage) -> None:
    with clock.at(stage.later(days=10, minutes=5)):
        services.complete_order(order_id=stage.order.pk, at=clock.now())
        deliver_pending()
