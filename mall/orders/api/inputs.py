"""What clients send to price and place orders. There is no field for a price, so that one is refused (rules 2.8)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.web.inputs import FlagField, IdField, Input, TextField, WholeField
from mall.orders.ports import OfferChoice
from mall.orders.shapes import Basket

MAX_LINES = 100
MAX_QUANTITY = 9_999
MAX_POINTS = 10**9


class BasketLineInput(Input):
    sku_id = IdField()
    quantity = WholeField(min_value=1, max_value=MAX_QUANTITY)


class OfferInput(Input):
    """A campaign's price: the kind, and the ids that belong to it."""

    kind = TextField(max_length=20)
    item_id = IdField(required=False)
    campaign_id = IdField(required=False)
    group_number = TextField(max_length=20, required=False)
    bargain_number = TextField(max_length=20, required=False)


@extend_schema_field({"oneOf": [{"const": "best"}, {"type": "array", "maxItems": 2, "items": {"type": "string"}}]})
class CouponChoiceField(serializers.Field[Any, Any, Any, Any]):
    """The coupons to use: ids, or "best" for the best ones the member has (rules 2.3)."""

    default_error_messages = {"invalid": 'coupon_ids 须为优惠券编号列表或 "best"', "unknown": "优惠券不存在"}

    def to_internal_value(self, data: Any) -> Any:
        if data not in ("best", []):
            # No coupon can be anybody's before the coupon room opens.
            self.fail("unknown" if isinstance(data, list) else "invalid")
        return data


@extend_schema_field({"oneOf": [{"type": "boolean"}, {"type": "integer", "minimum": 0, "maximum": MAX_POINTS}]})
class PointsChoiceField(serializers.Field[Any, Any, Any, Any]):
    """The points to use: true for as many as possible, or at most so many. Capped, never refused (rules 2, lane 6)."""

    default_error_messages = {"invalid": "use_points 须为 true、false 或不小于 0 的整数"}

    def to_internal_value(self, data: Any) -> int | None:
        if isinstance(data, bool):
            return None if data else 0
        if not isinstance(data, int) or not 0 <= data <= MAX_POINTS:
            self.fail("invalid")
        return data


class QuoteInput(Input):
    lines = serializers.ListField(child=BasketLineInput(), required=False, min_length=1, max_length=MAX_LINES)
    from_cart = FlagField(required=False)
    address_id = IdField(required=False)
    coupon_ids = CouponChoiceField(required=False)
    use_points = PointsChoiceField(
        required=False, help_text="true 为尽量多用，整数为最多使用的积分；超出可用的部分不抵扣"
    )
    offer = OfferInput(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs.get("lines")) == bool(attrs.get("from_cart")):
            raise serializers.ValidationError("lines 与 from_cart 须二选一", "lines_or_cart")
        return attrs


class PlaceOrderInput(QuoteInput):
    expected_payable_fen = WholeField(min_value=0, max_value=10**13, required=False)
    remark = TextField(max_length=200, required=False, allow_blank=True)


class StartPaymentInput(Input):
    channel = serializers.ChoiceField(choices=["wechat", "wallet"])
    use_wallet = FlagField(required=False, help_text="先用余额，不足部分由渠道支付；余额足够时全部用余额")


class CancelOrderInput(Input):
    reason = TextField(max_length=80, required=False, allow_blank=True)


class NothingInput(Input):
    """An action without a body: `{}` or nothing."""


def basket_of(member_id: int, data: dict[str, Any]) -> Basket:
    """Return the basket of a validated quote or order body."""
    offer = dict(data["offer"]) if data.get("offer") else None
    return Basket(
        member_id=member_id,
        lines=tuple((line["sku_id"], line["quantity"]) for line in data.get("lines", ())),
        from_cart=data.get("from_cart", False),
        address_id=data.get("address_id"),
        offer=OfferChoice(kind=offer.pop("kind"), choice=offer) if offer else None,
        points_wanted=data.get("use_points", 0),
    )
