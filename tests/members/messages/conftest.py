"""A kind of message that only tests know."""

from collections.abc import Iterator

import pytest

from members.messages import ports
from members.messages.ports import MessageKind

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


@pytest.fixture(autouse=True)
def gift() -> Iterator[MessageKind]:
    ports.register_kind(GIFT)
    yield GIFT
    ports._kinds.pop(GIFT.code)
