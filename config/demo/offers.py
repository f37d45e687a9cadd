"""What the demo sells otherwise than from the shelf: paid cards, top-ups, goods for points."""

from datetime import timedelta
from typing import Any

from kernel import clock
from mall.catalog.models import Sku
from mall.plans.models import Plan, TopUpPackage
from mall.plans.services import sku_of
from mall.pointsmall.models import PointsItem

PLANS: tuple[tuple[str, str, int, int, dict[str, Any]], ...] = (
    ("month", "月卡", 30, 2_500, {}),
    ("season", "季卡", 92, 6_800, {}),
    ("year", "年卡", 365, 19_800, {"early_price_fen": 15_800, "has_newcomer_half": True}),
)
TOP_UPS = ((10_000, 1_000), (50_000, 8_000), (100_000, 20_000))
# Points, money beside them in fen, how many in all.
ITEMS = ((800, 0, 50), (1_500, 990, 30), (3_000, 1_990, 20), (300, 0, 100))


def seed_offers() -> int:
    """Put plans, packages and points items on sale; return how many there are. Twice is once."""
    at = clock.now()
    for place, (code, name, days, price_fen, more) in enumerate(PLANS):
        until = {"early_until": at + timedelta(days=14)} if "early_price_fen" in more else {}
        values = {"name": name, "days": days, "price_fen": price_fen, "position": place, **more, **until}
        plan, _ = Plan.objects.get_or_create(code=code, defaults=values)
        sku_of(plan, at=at)
    for place, (price_fen, bonus_fen) in enumerate(TOP_UPS):
        name = f"充 {price_fen // 100} 送 {bonus_fen // 100}"
        values = {"price_fen": price_fen, "bonus_fen": bonus_fen, "position": place}
        package, _ = TopUpPackage.objects.get_or_create(name=name, defaults=values)
        sku_of(package, at=at)
    _seed_items()
    return Plan.objects.count() + TopUpPackage.objects.count() + PointsItem.objects.count()


def _seed_items() -> None:
    if PointsItem.objects.exists():
        return
    enough = Sku.objects.filter(is_active=True, product__is_on_shelf=True, stock__on_hand__gte=50)
    one_each = {sku.product_id: sku for sku in enough.order_by("-price_fen", "id")}
    chosen = sorted(one_each.values(), key=lambda sku: sku.price_fen)[: len(ITEMS)]
    for place, (sku, (points, price_fen, quota)) in enumerate(zip(chosen, ITEMS, strict=False)):
        PointsItem.objects.create(
            sku=sku, points=points, price_fen=price_fen, quota=quota, limit_per_member=2, position=place
        )
