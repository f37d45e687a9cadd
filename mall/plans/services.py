"""Sell paid membership and top-ups: bought by an order, delivered when it is paid, taken back when it is refunded."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kernel.errors import Conflict, Invalid, NotFound
from mall.catalog.services import ensure_service_sku
from mall.orders.models import Order, OrderLine
from mall.orders.ports import OfferChoice
from mall.orders.services import place_order
from mall.orders.shapes import Basket, Checkout
from mall.plans.models import Plan, Purchase, TopUpPackage
from mall.plans.selectors import unused_days
from mall.plans.states import PURCHASE_TRANSITIONS, PurchaseState
from members.tiers.services import end_membership, open_membership
from members.wallet.services import take_back_top_up, top_up

VIP_PLAN, TOP_UP = "vip_plan", "top_up"


class PlanUnknown(NotFound):
    code, title = "plan_unknown", "没有这个会员方案"


class PackageUnknown(NotFound):
    code, title = "top_up_unknown", "没有这个充值套餐"


class OneAtATime(Invalid):
    code, title = "plan_one_at_a_time", "会员方案和充值套餐每单限购一份"


class PurchaseOver(Conflict):
    """Refused: the span has run out, or nothing of it is left to take back."""

    code, title = "purchase_over", "该权益已用完或已退回，不能退款"


def find_plan(choice: Mapping[str, Any]) -> Plan:
    """Return the plan on sale that the client chose.

    :raises PlanUnknown:
    """
    plan = Plan.objects.filter(pk=_item_id(choice), is_active=True).first()
    if plan is None:
        raise PlanUnknown
    return plan


def find_package(choice: Mapping[str, Any]) -> TopUpPackage:
    """Return the package on sale that the client chose.

    :raises PackageUnknown:
    """
    package = TopUpPackage.objects.filter(pk=_item_id(choice), is_active=True).first()
    if package is None:
        raise PackageUnknown
    return package


def _item_id(choice: Mapping[str, Any]) -> int:
    item_id = choice.get("item_id")
    return item_id if isinstance(item_id, int) else 0


@transaction.atomic
def sku_of(item: Plan | TopUpPackage, *, at: datetime) -> int:
    """Return the service that stands for a plan or a package in orders, as it is today."""
    return ensure_service_sku(code=item.sku_code, name=item.name, price_fen=item.price_fen, at=at)


@transaction.atomic
def order_plan(*, plan_id: int, member_id: int, at: datetime) -> Order:
    """Place the order for a plan; it opens when the order is paid.

    :raises PlanUnknown: :raises mall.orders.services.NotNewcomer, NewcomerOrderOpen: of the newcomer's half price.
    """
    return _order(VIP_PLAN, find_plan({"item_id": plan_id}), member_id, at)


@transaction.atomic
def order_top_up(*, package_id: int, member_id: int, at: datetime) -> Order:
    """Place the order for a top-up; the wallet is filled when the order is paid.

    :raises PackageUnknown:
    """
    return _order(TOP_UP, find_package({"item_id": package_id}), member_id, at)


def _order(kind: str, item: Plan | TopUpPackage, member_id: int, at: datetime) -> Order:
    choice = OfferChoice(kind=kind, choice={"item_id": item.pk})
    basket = Basket(member_id=member_id, lines=((sku_of(item, at=at), 1),), offer=choice)
    return place_order(checkout=Checkout(basket=basket), at=at)


@transaction.atomic
def record_purchase(*, order_id: int, member_id: int, item: Plan | TopUpPackage, paid_fen: int, at: datetime) -> None:
    """Write down what an order buys, at the terms of now; once per order."""
    of = {"plan": item, "days": item.days} if isinstance(item, Plan) else {"package": item, "bonus_fen": item.bonus_fen}
    Purchase.objects.get_or_create(
        order_id=order_id, defaults={"member_id": member_id, "paid_fen": paid_fen, "placed_at": at, **of}
    )


@transaction.atomic
def deliver(*, order_id: int, at: datetime) -> None:
    """Open the membership or fill the wallet: the order is paid. Again: no error."""
    purchase = lock_purchase(order_id=order_id)
    if purchase.state != PurchaseState.WAITING:
        return
    if purchase.plan is not None:
        open_membership(
            member_id=purchase.member_id,
            plan_code=purchase.plan.code,
            starts_at=at,
            ends_at=at + timedelta(days=purchase.days),
            key=purchase.key,
            at=at,
        )
    else:
        top_up(
            member_id=purchase.member_id,
            principal_fen=purchase.paid_fen,
            bonus_fen=purchase.bonus_fen,
            key=purchase.key,
            reference=Order.objects.values_list("number", flat=True).get(pk=order_id),
            at=at,
        )
    _move(purchase, PurchaseState.DELIVERED, delivered_at=at)


@transaction.atomic
def drop(*, order_id: int, at: datetime) -> None:
    """Close what a cancelled order would have bought. Again: no error."""
    purchase = lock_purchase(order_id=order_id)
    if purchase.state == PurchaseState.WAITING:
        _move(purchase, PurchaseState.DROPPED, ended_at=at)


def refundable_fen(*, order_id: int, at: datetime) -> int:
    """Return what may still go back: of a plan its unused days, of a top-up what was not taken back. In fen."""
    purchase = Purchase.objects.get(order_id=order_id)
    line = OrderLine.objects.get(order_id=order_id)
    if purchase.plan_id is None:
        return line.paid_fen - line.refunded_fen
    unused = line.paid_fen * unused_days(purchase, at=at) // purchase.days
    return max(0, unused - line.refunded_fen)


@transaction.atomic
def take_back(*, order_id: int, pieces: int, amount_fen: int, key: str, at: datetime) -> None:
    """Take back what was delivered, with its refund: the membership ends, or the wallet gives the amount back.

    An amount refunded on a plan without its piece is goodwill: the membership goes on.

    :raises PurchaseOver: nothing of it is left.
    :raises members.wallet.services.NotEnoughWallet: the money has been spent.
    """
    purchase = lock_purchase(order_id=order_id)
    if purchase.state != PurchaseState.DELIVERED:
        raise PurchaseOver
    if purchase.plan_id is None:
        number = Order.objects.values_list("number", flat=True).get(pk=order_id)
        if amount_fen:
            take_back_top_up(key=purchase.key, principal_fen=amount_fen, refund_key=key, reference=number, at=at)
    elif pieces:
        if not amount_fen:
            raise PurchaseOver
        end_membership(key=purchase.key, at=at)
    if pieces:
        _move(purchase, PurchaseState.TAKEN_BACK, ended_at=at)


def lock_purchase(*, order_id: int) -> Purchase:
    """Lock what an order buys, before the order's own row (rules 4.4)."""
    return Purchase.objects.select_for_update(of=("self",)).select_related("plan", "package").get(order_id=order_id)


def _move(purchase: Purchase, to: PurchaseState, **fields: datetime) -> None:
    if to not in PURCHASE_TRANSITIONS[PurchaseState(purchase.state)]:
        raise AssertionError(f"purchase {purchase.pk} cannot go from {purchase.state} to {to}")
    purchase.state = to
    for name, value in fields.items():
        setattr(purchase, name, value)
    purchase.save(update_fields=["state", *fields])
