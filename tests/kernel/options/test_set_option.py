"""Setting an option: checked by its kind, in the audit log, seen by the next read."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import DjangoCaptureOnCommitCallbacks

from kernel.audit.models import AuditEntry
from kernel.options import store
from kernel.options.kinds import OptionInvalid
from kernel.options.models import StoredOption
from kernel.options.services import OptionUnknown, reset_option, set_option

pytestmark = pytest.mark.django_db


def test_the_next_read_sees_it(shop: SimpleNamespace) -> None:
    shop.minutes.get()

    set_option(name="mall.orders.pay_minutes", value=15, operator_id=7)

    assert shop.minutes.get() == 15


def test_what_was_loaded_before_the_commit_is_forgotten(
    shop: SimpleNamespace, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_option(name="mall.orders.pay_minutes", value=15, operator_id=7)
        cache.set(store.KEY, {"mall.orders.pay_minutes": 30})

    assert shop.minutes.get() == 15


def test_the_audit_log_says_who_and_from_what_to_what(shop: SimpleNamespace) -> None:
    set_option(name="mall.orders.free_from", value=5000, operator_id=7)

    entry = AuditEntry.objects.get()
    assert (entry.actor_kind, entry.actor_id, entry.label) == ("operator", 7, "修改设置：包邮门槛")
    assert (entry.before, entry.after) == ({"value": 9900}, {"value": 5000})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mall.orders.pay_minutes", 0),
        ("mall.orders.pay_minutes", 1441),
        ("mall.orders.pay_minutes", 1.5),
        ("mall.orders.pay_minutes", True),
        ("mall.orders.pay_minutes", "30"),
        ("mall.orders.reviews", 1),
        ("mall.catalog.notice", "十一个字就超过了上限啊啊"),
        ("mall.catalog.notice", 5),
        ("mall.catalog.sort", "price"),
        ("mall.orders.free_from", -1),
        ("mall.orders.free_from", 100_001),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_changes(shop: SimpleNamespace, name: str, value: Any) -> None:
    with pytest.raises(OptionInvalid):
        set_option(name=name, value=value, operator_id=7)

    assert not StoredOption.objects.exists()
    assert not AuditEntry.objects.exists()


def test_an_unknown_option_is_refused(shop: SimpleNamespace) -> None:
    with pytest.raises(OptionUnknown):
        set_option(name="mall.orders.nothing", value=1, operator_id=7)

    assert not StoredOption.objects.exists()


def test_a_reset_option_has_its_default_again(shop: SimpleNamespace) -> None:
    set_option(name="mall.orders.reviews", value=True, operator_id=7)

    reset_option(name="mall.orders.reviews", operator_id=8)

    assert shop.reviews.get() is False
    assert AuditEntry.objects.filter(actor_id=8, after={"value": False}).count() == 1


def test_resetting_what_was_never_set_does_nothing(shop: SimpleNamespace) -> None:
    reset_option(name="mall.orders.reviews", operator_id=8)

    assert shop.reviews.get() is False
    assert not AuditEntry.objects.exists()
