"""The points mall behind the offers port of orders (rules 2.7)."""

from datetime import datetime

from mall.orders.ports import OfferClaim
from mall.pointsmall import services
from mall.pointsmall.models import PointsItem
from mall.pointsmall.options import PAY_WITHIN_MINUTES
from mall.pricing.shapes import OfferTerms

LABEL = "积分兑换"


class PointsMallOffer:
    """Points and the money beside them; no coupon, no other points, no reward."""

    kind = "points_mall"

    @property
    def pay_within_minutes(self) -> int:
        return PAY_WITHIN_MINUTES.get()

    def lock(self, claim: OfferClaim) -> None:
        services.lock_item(item_id=services.item_id_of(claim.choice.choice))

    def resolve(self, claim: OfferClaim) -> OfferTerms:
        item = PointsItem.objects.filter(pk=services.item_id_of(claim.choice.choice)).first()
        if item is None or item.sku_id != claim.sku_id:
            raise services.PointsItemUnknown
        services.check_open(item, at=claim.at)
        services.check_left(item, member_id=claim.member_id, quantity=claim.quantity)
        return OfferTerms(
            source=f"points_mall:{item.pk}",
            label=LABEL,
            unit_price_fen=item.price_fen,
            points_due=item.points * claim.quantity,
            takes_coupons=False,
            takes_points=False,
            earns_rewards=False,
        )

    def take(self, claim: OfferClaim, *, order_id: int) -> None:
        services.take(
            item_id=services.item_id_of(claim.choice.choice),
            member_id=claim.member_id,
            quantity=claim.quantity,
            order_id=order_id,
            at=claim.at,
        )

    def release(self, *, order_id: int, at: datetime) -> None:
        services.give_back(order_id=order_id, at=at)

    def lock_for(self, *, order_id: int) -> None:
        services.lock_redemption(order_id=order_id)

    def confirm(self, *, order_id: int, at: datetime) -> bool:
        services.use(order_id=order_id, at=at)
        return True

    def refundable_fen(self, *, order_id: int, at: datetime) -> int | None:
        """The lines decide."""
        return None

    def refund(self, *, order_id: int, pieces: int, amount_fen: int, key: str, at: datetime) -> None:
        services.return_pieces(order_id=order_id, pieces=pieces, key=key, at=at)
