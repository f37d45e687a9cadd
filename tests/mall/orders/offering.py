"""An offer that remembers what the port asked it."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from kernel.errors import Conflict
from mall.orders.ports import OfferClaim
from mall.pricing.shapes import OfferTerms


class OfferOver(Conflict):
    code, title = "offer_over", "活动已结束"


class OfferUsedUp(Conflict):
    code, title = "offer_used_up", "权益已使用，不能退款"


@dataclass
class FakeOffer:
    """A price for one SKU; `waits` holds paid orders back for a group."""

    kind: str = "flash_sale"
    pay_within_minutes: int = 5
    unit_price_fen: int = 300
    waits: bool = False
    is_over: bool = False
    is_used_up: bool = False
    most_fen: int | None = None
    terms: dict[str, object] = field(default_factory=dict)
    told: list[tuple[object, ...]] = field(default_factory=list)

    def lock(self, claim: OfferClaim) -> None:
        self.told.append(("lock", claim.sku_id, claim.quantity))

    def resolve(self, claim: OfferClaim) -> OfferTerms:
        self.told.append(("resolve", claim.choice.choice.get("item_id")))
        if self.is_over:
            raise OfferOver
        terms = OfferTerms(source=f"{self.kind}:7", label="限时秒杀", unit_price_fen=self.unit_price_fen)
        return replace(terms, **self.terms)  # type: ignore[arg-type] # a test names its fields

    def take(self, claim: OfferClaim, *, order_id: int) -> None:
        self.told.append(("take", order_id))

    def release(self, *, order_id: int, at: datetime) -> None:
        self.told.append(("release", order_id))

    def lock_for(self, *, order_id: int) -> None:
        self.told.append(("lock_for", order_id))

    def confirm(self, *, order_id: int, at: datetime) -> bool:
        self.told.append(("confirm", order_id))
        return not self.waits

    def refundable_fen(self, *, order_id: int, at: datetime) -> int | None:
        return self.most_fen

    def refund(self, *, order_id: int, pieces: int, amount_fen: int, key: str, at: datetime) -> None:
        self.told.append(("refund", order_id, pieces, amount_fen, key))
        if self.is_used_up:
            raise OfferUsedUp

    def words(self) -> list[object]:
        """Return the questions in the order they were asked."""
        return [told[0] for told in self.told]
