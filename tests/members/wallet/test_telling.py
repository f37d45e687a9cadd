"""Members are told when their balance changes, once, as who they are today."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel.outbox.models import StoredFact
from members.accounts.models import Member
from members.messages.models import Message
from members.wallet import handlers
from members.wallet.facts import WalletChanged
from tests.factories.wallet import card_codes, guessed, spent, topped_up

pytestmark = pytest.mark.django_db


def test_every_change_is_told_once(alice: Member, deliver_pending: Callable[[], int]) -> None:
    topped_up(alice.pk, 10000, 1000)
    spent(alice.pk, 3500)

    deliver_pending()

    told = list(Message.objects.filter(member=alice, kind="wallet.changed").order_by("pk"))
    assert [message.title for message in told] == ["余额变动：+¥110.00", "余额变动：-¥35.00"]
    assert "消费，余额变动 -¥35.00，可用余额 ¥75.00" in told[1].body
    for stored in StoredFact.objects.filter(name=WalletChanged.wire_name()):
        handlers.tell_wallet_changed(WalletChanged.from_payload(stored.payload))
    assert Message.objects.count() == 2


def test_a_gift_card_has_a_message_of_its_own(alice: Member, stella: Any, deliver_pending: Callable[[], int]) -> None:
    guessed(alice.pk, card_codes(stella.pk)[0])

    deliver_pending()

    told = Message.objects.get(member=alice)
    assert (told.kind, told.title) == ("wallet.gift_card_redeemed", "礼品卡兑换成功")
    assert "¥100.00" in told.body


def test_who_was_merged_is_told_as_who_they_are(alice: Member, bob: Member, deliver_pending: Callable[[], int]) -> None:
    topped_up(alice.pk, 100)
    Member.objects.filter(pk=alice.pk).update(state="merged", merged_into=bob)

    deliver_pending()

    assert Message.objects.get().member_id == bob.pk
