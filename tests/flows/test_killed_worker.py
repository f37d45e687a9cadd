"""The worker dies between the answer to a notification and the facts: every handler runs once (rules 12.1)."""

from datetime import timedelta

import pytest
from django.conf import settings

from kernel import clock
from kernel.outbox.models import Delivery, StoredFact
from mall.catalog.models import Product
from mall.orders.models import Order
from mall.orders.services import confirming
from mall.payments.services import settling
from members.ledger.models import Transaction

pytestmark = pytest.mark.rule("12.1")


class KilledError(BaseException):
    """What no handler of errors sees: the process is gone."""


@pytest.fixture
def paid(shop, walker):
    """Alice has paid; the notification was stored and answered, and nothing after it has happened."""
    alice = walker("alice")
    alice.sign_in()
    alice.add_address()
    alice.pay(alice.order(shop.sku_id)["number"])
    alice.simulator.run_due()
    return alice


def killed(*args, **kwargs):
    raise KilledError


def everything_happened_once():
    order = Order.objects.get()
    assert (order.status, order.events.filter(after="to_ship").count()) == ("to_ship", 1)
    assert StoredFact.objects.filter(name="mall.orders.order_confirmed").count() == 1
    assert Transaction.objects.filter(key__startswith="payment:").count() == 1
    assert Product.objects.get().sales == 1
    assert not Delivery.objects.exclude(state="done").exists()


def test_before_anything_was_done(paid, deliver_pending):
    assert Order.objects.get().status == "pending_payment"

    deliver_pending()

    everything_happened_once()


@pytest.mark.parametrize(("module", "name"), [(settling, "book_payment"), (confirming, "mark_first_paid")])
def test_in_the_middle_of_a_handler(paid, deliver_pending, monkeypatch, module, name):
    with monkeypatch.context() as patched:
        patched.setattr(module, name, killed)
        with pytest.raises(KilledError):
            deliver_pending()
    assert Order.objects.get().status == "pending_payment"

    with clock.at(clock.now() + timedelta(seconds=settings.OUTBOX_CLAIM_SECONDS + 1)):
        deliver_pending()

    everything_happened_once()


def test_the_relay_that_comes_again_finds_it_done(paid, deliver_pending):
    deliver_pending()

    assert deliver_pending() == 0
    everything_happened_once()
