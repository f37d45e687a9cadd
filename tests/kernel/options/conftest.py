"""Options of a shop that exists only in these tests."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.cache import cache

from kernel.options import registry
from kernel.options.registry import choice, fen, flag, text, whole


@pytest.fixture(autouse=True)
def _cold_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Declare one option of each kind, forgotten after the test."""
    monkeypatch.setattr(registry, "_registry", {})
    return SimpleNamespace(
        minutes=whole("mall.orders.pay_minutes", "付款时限（分钟）", default=30, minimum=1, maximum=1440),
        reviews=flag("mall.orders.reviews", "开放评价", default=False, help="关闭后会员不能评价"),
        notice=text("mall.catalog.notice", "店铺公告", maximum=10),
        sort=choice("mall.catalog.sort", "默认排序", default="new", choices=[("new", "新品"), ("sales", "销量")]),
        free_from=fen("mall.orders.free_from", "包邮门槛", default=9900, maximum=100_000),
    )
