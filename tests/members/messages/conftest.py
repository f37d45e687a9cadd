"""A kind of message that only tests know, noon, and channels that answer as they are told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from kernel import clock
from members.accounts.models import Member
from members.messages import ports, services
from members.messages.gateways import Outcome, Result, WechatMessage
from members.messages.models import Delivery, Template
from members.messages.ports import MessageKind
from members.messages.services import delivering
from tests.factories.messages import SubscriptionFactory, TemplateFactory

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
VALUES = {"giver": "林晓", "amount": "¥12.00", "number": "42"}
GIFT = MessageKind(
    code="test.gift",
    label="收到礼物",
    variables={"giver": "赠送人", "amount": "金额", "number": "单号"},
    title="{giver}送您一份礼物",
    body="{giver}送您 {amount}，单号 {number}。",
    page="pages/gift/index?number={number}",
    group="system",
    samples={"giver": "林晓", "amount": "¥12.00", "number": "20261121000000000042"},
)


def tell(member: Member, **changes: Any) -> None:
    """Send the message that only tests know."""
    told = {"kind": "test.gift", "member_id": member.pk, "key": "gift:1", "values": VALUES, "at": clock.now()}
    services.send(**told | changes)


@pytest.fixture(autouse=True)
def gift() -> Iterator[MessageKind]:
    ports.register_kind(GIFT)
    yield GIFT
    ports._kinds.pop(GIFT.code)


@pytest.fixture(autouse=True)
def _noon(request: pytest.FixtureRequest) -> Iterator[None]:
    """Noon in Shanghai, outside the quiet hours."""
    with clock.at(NOON):
        yield


@dataclass
class Channel:
    """Both channels: answers what is scripted, then `SENT`; remembers what it was given."""

    answers: list[Outcome] = field(default_factory=list)
    wechat: list[WechatMessage] = field(default_factory=list)
    sms: list[dict[str, str]] = field(default_factory=list)
    in_transaction: list[bool] = field(default_factory=list)

    def says(self, *results: Result) -> None:
        self.answers += [Outcome(result, result.value) for result in results]

    def send_wechat(self, message: WechatMessage) -> Outcome:
        self.wechat.append(message)
        return self._answer()

    def send(self, *, request_id: str, phone: str, text: str) -> Outcome:
        self.sms.append({"request_id": request_id, "phone": phone, "text": text})
        return self._answer()

    def _answer(self) -> Outcome:
        # The test itself is one transaction, and what claims is a savepoint in it.
        self.in_transaction.append(len(connection.savepoint_ids) > 0)
        return self.answers.pop(0) if self.answers else Outcome(Result.SENT, channel_id="msg-1")


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Channel:
    fake = Channel()
    monkeypatch.setattr(delivering, "send_wechat", fake.send_wechat)
    monkeypatch.setattr(delivering, "sms_gateway", lambda: fake)
    return fake


@pytest.fixture
def template(db: None) -> Template:
    """The gift goes out by WeChat."""
    made: Template = TemplateFactory(wechat_template__template_id="template-1")
    return made


@pytest.fixture
def by_sms(db: None) -> Template:
    """The gift goes out by SMS only."""
    made: Template = TemplateFactory(
        uses_wechat=False, wechat_template=None, wechat_fields={}, uses_sms=True, sms_text="{giver}送您{amount}"
    )
    return made


@pytest.fixture
def allowed(alice: Member, template: Template) -> Member:
    """Alice has accepted the template once."""
    SubscriptionFactory(member=alice, template_id="template-1", remaining=1)
    return alice


def only_delivery() -> Delivery:
    return Delivery.objects.select_related("message").get()


def ended(delivery: Delivery) -> tuple[str, str]:
    delivery.refresh_from_db()
    return delivery.state, delivery.reason
