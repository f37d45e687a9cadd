"""Place an order: everything held and written in one transaction (rules 4, first line)."""

from datetime import datetime, timedelta

from django.db import transaction

from kernel import clock, crypto
from kernel.audit.actors import Actor
from kernel.errors import Conflict, Invalid
from kernel.numbers import new_number
from kernel.outbox.services import publish
from mall.carts.services import drop_lines
from mall.inventory.services import hold_stock
from mall.orders import statements
from mall.orders.facts import OrderPlaced
from mall.orders.models import Order, OrderLine
from mall.orders.options import PAY_WITHIN_MINUTES
from mall.orders.ports import get_offer
from mall.orders.services.confirming import confirm_free_order
from mall.orders.services.newcomers import check_newcomer
from mall.orders.services.points import keep_points
from mall.orders.shapes import Checkout
from mall.orders.states import Status
from mall.pricing.services import quote
from mall.pricing.shapes import Quote
from mall.quotes.services import Gathered, gather, price_basket
from members.accounts.services import lock_member


class AddressRequired(Invalid):
    code, title = "address_required", "请先选择收货地址"


class PriceChanged(Conflict):
    """The payable amount is not the expected one; `quote` carries the new one (rules 2.8)."""

    code, title = "price_changed", "价格有变动，请确认后再提交"


@transaction.atomic
def place_order(*, checkout: Checkout, at: datetime) -> Order:
    """Place an order: stock and points held, offer taken, lines written, cart emptied of them. Amounts in fen.

    :raises SkuUnavailable, EmptyBasket, OfferTakesOneLine, AddressRequired, PriceChanged:
    :raises mall.pricing.lanes.NotDelivered, mall.inventory.services.NotEnoughStock:
    :raises members.points.services.NotEnoughPoints: fewer than the offer costs.
    :raises NotNewcomer, NewcomerOrderOpen:
    """
    basket = checkout.basket
    member = lock_member(member_id=basket.member_id)
    gathered = gather(basket, at=at, lock=True)
    check_newcomer(member, is_for_newcomers=gathered.is_for_newcomers)
    priced = quote(gathered.request)
    if not priced.is_freight_known:
        raise AddressRequired
    if checkout.expected_payable_fen not in (None, priced.payable_fen):
        raise PriceChanged(quote=price_basket(basket=basket, at=at))
    order = statements.insert_order(_order(checkout, gathered, priced, at))
    if gathered.claim:
        get_offer(order.offer_kind).take(gathered.claim, order_id=order.pk)
    stocked = {line.sku_id: line.quantity for line in priced.lines if gathered.is_stocked(line.sku_id)}
    if stocked:
        hold_stock(order_id=order.pk, pieces=stocked, reference=order.number, at=at)
    _insert_lines(order, gathered, priced)
    statements.insert_event(
        order.pk, kind="placed", before="", after=order.status, actor=Actor.member(basket.member_id), at=at
    )
    publish(OrderPlaced(order_id=order.pk, member_id=order.member_id))
    if basket.from_cart:
        drop_lines(member_id=basket.member_id, sku_ids=[line.sku_id for line in priced.lines])
    keep_points(order, at=at)
    if not order.payable_fen:
        confirm_free_order(order=order, at=at)
    return order


def _order(checkout: Checkout, gathered: Gathered, priced: Quote, at: datetime) -> Order:
    choice, terms, address = checkout.basket.offer, gathered.request.offer, gathered.address
    minutes = get_offer(choice.kind).pay_within_minutes if choice else PAY_WITHIN_MINUTES.get()
    order = Order(
        number=new_number(clock.date_of(at)),
        member_id=checkout.basket.member_id,
        status=Status.PENDING_PAYMENT,
        goods_fen=priced.goods_fen,
        discount_fen=priced.discount_fen,
        freight_fen=priced.freight_fen,
        payable_fen=priced.payable_fen,
        points_used=priced.points.used,
        takes_wallet=terms is None or terms.takes_wallet,
        earns_rewards=terms is None or terms.earns_rewards,
        is_for_newcomers=gathered.is_for_newcomers,
        offer_kind=choice.kind if choice else "",
        offer=dict(choice.choice) if choice else {},
        remark=checkout.remark,
        placed_at=at,
        expires_at=at + timedelta(minutes=minutes),
    )
    if address is not None and any(line.is_physical for line in gathered.request.lines):
        order.receiver_name = address.name
        order.receiver_phone_cipher = crypto.encrypt(address.phone)
        order.region_code = address.region_code
        order.region_names = list(address.region_names)
        order.address_detail = address.detail
    return order


def _insert_lines(order: Order, gathered: Gathered, priced: Quote) -> None:
    skus = gathered.skus
    lines = statements.insert_lines(
        [
            OrderLine(
                order_id=order.pk,
                sku_id=line.sku_id,
                product_id=line.product_id,
                name=skus[line.sku_id].product_name,
                options=skus[line.sku_id].options,
                cover_url=skus[line.sku_id].cover_url,
                is_physical=skus[line.sku_id].product_kind == "physical",
                is_stocked=gathered.is_stocked(line.sku_id),
                quantity=line.quantity,
                unit_price_fen=line.unit_price_fen,
                paid_fen=line.paid_fen,
                freight_fen=line.freight_fen,
                points_used=line.points_used,
            )
            for line in priced.lines
        ]
    )
    statements.insert_adjustments(order.pk, priced, {line.sku_id: line.pk for line in lines})
