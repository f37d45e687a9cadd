"""An offer that remembers what the port asked it."""

from dataclasses import dataclass, field
from datetime import datetime

from kernel.errors import Conflict
from mall.orders.ports import OfferClaim
from mall.pricing.shapes import OfferTerms


class OfferOver(Conflict):
    code, title = "offer_over", "活动已结束"


@dataclass
class FakeOffer:
    """A price for one SKU; `waits` holds paid orders back for a group."""

    kind: str = "flash_sale"
    pay_within_minutes: int = 5
    unit_price_fen: int = 300
    waits: bool = False
    is_over: bool = False
    told: list[tuple[object, ...]] = field(default_factory=list)

    def lock(self, claim: OfferClaim) -> None:
        self.told.append(("lock", claim.sku_id, claim.quantity))

    def resolve(self, claim: OfferClaim) -> OfferTerms:
        self.told.append(("resolve", claim.choice.choice.get("item_id")))
        if self.is_over:
            raise OfferOver
        return OfferTerms(source="flash_sale:7", label="限时秒杀", unit_price_fen=self.unit_price_fen)

    def take(self, claim: OfferClaim, *, order_id: int) -> None:
        self.told.append(("take", order_id))

    def release(self, *, order_id: int, at: datetime) -> None:
        self.told.append(("release", order_id))

    def lock_for(self, *, order_id: int) -> None:
        self.told.append(("lock_for", order_id))

    def confirm(self, *, order_id: int, at: datetime) -> bool:
        self.told.append(("confirm", order_id))
        return not self.waits

    def words(self) -> list[object]:
        """Return the questions in the order they were asked."""
        return [told[0] for told in self.told]
