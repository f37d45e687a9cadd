"""A channel in memory, and an order of alice's to pay."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kernel import clock
from mall.payments import services
from mall.payments.gateways import GATEWAYS
from mall.payments.models import Payment, Refund
from mall.payments.shapes import PayableOrder
from tests.mall.payments.channel import FakeChannel

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


@pytest.fixture
def channel(monkeypatch, db) -> FakeChannel:
    fake = FakeChannel()
    monkeypatch.setitem(GATEWAYS, "wechat", lambda: fake)
    return fake


@pytest.fixture
def order(alice) -> PayableOrder:
    return PayableOrder(
        order_id=7,
        number="20261121000000000007",
        member_id=alice.pk,
        amount_fen=9900,
        description="青瓷杯",
        expires_at=NOW + timedelta(minutes=30),
        openid="openid-of-alice",
    )


@pytest.fixture
def opened(channel, order) -> Payment:
    """Recorded, the channel not asked yet."""
    return services.open_payment(order=order, channel="wechat", at=NOW)


@pytest.fixture
def pending(opened) -> Payment:
    """The channel has answered; alice has not paid yet."""
    prepay_id = services.ask_prepay(payment_id=opened.pk, at=NOW)
    return services.record_prepay(payment_id=opened.pk, prepay_id=prepay_id, at=NOW)


@pytest.fixture
def paid(channel, pending) -> Payment:
    """Alice has paid exactly what was asked."""
    return services.settle(number=pending.number, evidence=channel.pays(pending.number), at=NOW)


@pytest.fixture
def refund_of(paid) -> Callable[..., Refund]:
    def create(amount_fen: int = 3000, order_refund_id: int = 5) -> Refund:
        return services.create_refund(
            payment_id=paid.pk, amount_fen=amount_fen, reason="少发一件", order_refund_id=order_refund_id, at=NOW
        )

    return create


@pytest.fixture
def cash() -> Callable[[str], int]:
    """Return what a cash account of the shop holds, in fen."""
    from members.ledger.selectors import balance
    from members.ledger.services import SHOP, AccountRef

    return lambda bucket: balance(AccountRef(SHOP, "cash", bucket)).balance


@pytest.fixture
def facts() -> Callable[[str], list[dict]]:
    """Return the payloads of a fact told so far."""
    from kernel.outbox.models import StoredFact

    return lambda name: list(
        StoredFact.objects.filter(name=f"mall.payments.{name}").order_by("pk").values_list("payload", flat=True)
    )
