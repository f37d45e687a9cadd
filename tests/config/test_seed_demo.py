"""`manage.py seed_demo` in small: every kind of order, a scarce SKU, a laid-out home page; twice is once."""

import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from config.demo import orders, reviews, shop
from kernel.outbox.models import Delivery
from kernel.staff.models import Operator
from mall.catalog.models import Product
from mall.catalog.selectors import sellable_skus
from mall.inventory.models import StockItem
from mall.orders.models import Order
from mall.reviews.models import Review
from mall.storefront.models import Section
from members.accounts.models import Member
from simulators.server import Simulators

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = (
    ("completed", 14), ("refunded", 10), ("cancelled", 9), ("received", 6), ("part_refunded", 5), ("shipped", 4),
    ("partly_shipped", 2), ("to_ship", 1), ("pending_payment", 0),
)  # fmt: skip


def drawn(**_: object) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def small_shop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Forty products instead of 239, one order of each kind, plain squares for pictures."""
    data = tmp_path / "catalog"
    shutil.copytree(shop.DATA, data)
    products = (data / "products.jsonl").read_text().splitlines(keepends=True)
    (data / "products.jsonl").write_text("".join(products[:40]))
    monkeypatch.setattr(shop, "DATA", data)
    monkeypatch.setattr(shop, "ProcessPoolExecutor", ThreadPoolExecutor)
    monkeypatch.setattr(shop, "draw_cover", drawn)
    monkeypatch.setattr(shop, "draw_banner", drawn)
    monkeypatch.setattr(orders, "PLAN", PLAN)
    monkeypatch.setattr(reviews, "draw_cover", drawn)


def counts() -> tuple[int, ...]:
    goods, *others = Product.objects.goods(), Order, Member, Operator, Section, Review, Delivery
    return goods.count(), *(kind.objects.count() for kind in others)


def test_the_shop_lives_and_a_second_seeding_changes_nothing(small_shop: None, simulator: Simulators) -> None:
    call_command("seed_demo", simulators=simulator.url, stdout=io.StringIO())
    first = counts()
    states = Order.objects.order_by("placed_at").values_list("status", "payment_state", "fulfilment_state")
    scarce = StockItem.objects.get(sku__code=shop.SCARCE_SKU)

    assert first[:4] == (40, 13, 7, 6)
    assert list(states) == [
        *[("completed", "paid", "all")] * 4,
        ("completed", "paid", "all"), ("closed", "refunded", "none"), ("cancelled", "unpaid", "none"),
        ("received", "paid", "all"), ("received", "part_refunded", "all"), ("shipped", "paid", "all"),
        ("to_ship", "paid", "partial"), ("to_ship", "paid", "none"), ("pending_payment", "unpaid", "none"),
    ]  # fmt: skip
    assert (scarce.on_hand, scarce.held) == (2, 0)
    assert sellable_skus([scarce.sku_id])[scarce.sku_id].is_buyable
    assert {"published", "manual", "rejected", "pending"} <= set(Review.objects.values_list("state", flat=True))
    assert not Product.objects.goods().filter(cover="").exists()
    assert not Delivery.objects.exclude(state="done").exists()
    call_command("verify", stdout=io.StringIO())

    call_command("seed_demo", simulators=simulator.url, stdout=io.StringIO())

    assert counts() == first


def test_production_is_never_seeded(settings: object) -> None:
    settings.IS_PRODUCTION = True  # type: ignore[attr-defined] # pytest-django's settings take any

    with pytest.raises(CommandError):
        call_command("seed_demo", simulators="http://127.0.0.1:1")

    assert not Operator.objects.exists()
