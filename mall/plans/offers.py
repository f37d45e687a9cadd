"""Plans and top-ups behind the offers port of orders (rules 2.7)."""

from datetime import datetime
from typing import TypeVar

from mall.catalog.models import Sku
from mall.orders.ports import OfferClaim, OfferUnknown
from mall.plans import services
from mall.plans.models import Plan, TopUpPackage
from mall.plans.options import PAY_WITHIN_MINUTES
from mall.plans.selectors import price_of
from mall.pricing.shapes import OfferTerms
from members.accounts.models import Member

Item = TypeVar("Item", Plan, TopUpPackage)


class _Purchases:
    """What plans and top-ups have in common: one piece, bought by the order, delivered when it is paid."""

    @property
    def pay_within_minutes(self) -> int:
        return PAY_WITHIN_MINUTES.get()

    def lock(self, claim: OfferClaim) -> None:
        """Nothing is scarce: there is nothing to lock."""

    def release(self, *, order_id: int, at: datetime) -> None:
        services.drop(order_id=order_id, at=at)

    def lock_for(self, *, order_id: int) -> None:
        services.lock_purchase(order_id=order_id)

    def confirm(self, *, order_id: int, at: datetime) -> bool:
        services.deliver(order_id=order_id, at=at)
        return True

    def refundable_fen(self, *, order_id: int, at: datetime) -> int | None:
        return services.refundable_fen(order_id=order_id, at=at)

    def refund(self, *, order_id: int, pieces: int, amount_fen: int, key: str, at: datetime) -> None:
        services.take_back(order_id=order_id, pieces=pieces, amount_fen=amount_fen, key=key, at=at)


class VipPlanOffer(_Purchases):
    """Paid membership: the wallet may pay for it; no coupon, no points, no reward."""

    kind = services.VIP_PLAN

    def resolve(self, claim: OfferClaim) -> OfferTerms:
        plan = _checked(services.find_plan(claim.choice.choice), claim)
        is_newcomer = Member.objects.get(pk=claim.member_id).is_newcomer
        price = price_of(plan, is_newcomer=is_newcomer, at=claim.at)
        return OfferTerms(
            source=f"vip_plan:{plan.pk}:{price.source}",
            label=price.label,
            unit_price_fen=price.price_fen,
            takes_coupons=False,
            takes_points=False,
            earns_rewards=False,
            is_for_newcomers=price.is_for_newcomers,
        )

    def take(self, claim: OfferClaim, *, order_id: int) -> None:
        plan, terms = services.find_plan(claim.choice.choice), self.resolve(claim)
        services.record_purchase(
            order_id=order_id, member_id=claim.member_id, item=plan, paid_fen=terms.unit_price_fen, at=claim.at
        )


class TopUpOffer(_Purchases):
    """Money for the wallet: not from the wallet, no coupon, no points, no reward."""

    kind = services.TOP_UP

    def resolve(self, claim: OfferClaim) -> OfferTerms:
        package = _checked(services.find_package(claim.choice.choice), claim)
        return OfferTerms(
            source=f"top_up:{package.pk}",
            label="充值",
            unit_price_fen=package.price_fen,
            takes_coupons=False,
            takes_points=False,
            takes_wallet=False,
            earns_rewards=False,
        )

    def take(self, claim: OfferClaim, *, order_id: int) -> None:
        package = services.find_package(claim.choice.choice)
        services.record_purchase(
            order_id=order_id, member_id=claim.member_id, item=package, paid_fen=package.price_fen, at=claim.at
        )


def _checked(item: Item, claim: OfferClaim) -> Item:
    """Refuse more than one piece, or the SKU of something else.

    :raises mall.plans.services.OneAtATime, mall.orders.ports.OfferUnknown:
    """
    if claim.quantity != 1:
        raise services.OneAtATime
    if not Sku.objects.filter(pk=claim.sku_id, code=item.sku_code).exists():
        raise OfferUnknown
    return item
