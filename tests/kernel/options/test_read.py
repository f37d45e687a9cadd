"""Reading an option: the default, what was set, from the cache, and without one."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from redis.exceptions import ConnectionError as RedisDown

from kernel import clock
from kernel.options import registry, store
from kernel.options.models import StoredOption
from kernel.options.services import set_option

pytestmark = pytest.mark.django_db


class DeadCache:
    """A cache whose server is away."""

    def get(self, *_: Any) -> None:
        raise RedisDown("away")

    set = delete = get


@pytest.fixture
def dead_cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(store, "cache", DeadCache())
        yield


def test_an_option_nobody_set_has_its_default(shop: SimpleNamespace) -> None:
    assert shop.minutes.get() == 30
    assert shop.reviews.get() is False
    assert shop.notice.get() == ""
    assert shop.sort.get() == "new"
    assert shop.free_from.get() == 9900


def test_a_warm_read_costs_no_query(shop: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    shop.minutes.get()

    with django_assert_num_queries(0):
        assert (shop.minutes.get(), shop.free_from.get()) == (30, 9900)


def test_a_cold_read_of_any_number_costs_one_query(
    shop: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    captured: CaptureQueriesContext
    with django_assert_num_queries(1) as captured:
        values = [shop.minutes.get(), shop.reviews.get(), shop.notice.get()]

    assert values == [30, False, ""]
    assert "kernel_options_storedoption" in captured[0]["sql"]


def test_a_dead_cache_is_gone_round(shop: SimpleNamespace, dead_cache: None) -> None:
    set_option(name="mall.orders.pay_minutes", value=45, operator_id=1)

    assert shop.minutes.get() == 45


def test_a_stored_value_out_of_bounds_gives_the_default(shop: SimpleNamespace) -> None:
    StoredOption.objects.create(name="mall.orders.pay_minutes", value=99_999, changed_at=clock.now(), changed_by_id=1)

    assert shop.minutes.get() == 30


def test_an_option_cannot_be_declared_twice(shop: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="declared twice"):
        registry.flag("mall.orders.reviews", "再来一次", default=True)

    assert registry.find("mall.orders.reviews") is shop.reviews
