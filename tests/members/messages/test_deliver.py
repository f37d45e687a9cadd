"""Send a delivery: claimed, handed over outside the transaction, its answer recorded once."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel import clock
from kernel.crypto import encrypt
from members.accounts.models import Identity, Member
from members.accounts.phones import digest
from members.messages import services, tasks
from members.messages.gateways import Result
from members.messages.models import Delivery, Subscription
from members.messages.options import DAILY_CAP
from members.messages.services import DeliveryNotFound, DeliveryNotResendable
from members.messages.services.moving import IllegalMove, move
from members.messages.states import DELIVERY_TRANSITIONS, DeliveryState
from tests.factories.messages import DeliveryFactory, SubscriptionFactory, TemplateFactory
from tests.members.messages.conftest import NOON, VALUES, ended, only_delivery, tell

S = DeliveryState


def left(member: Member) -> int:
    return Subscription.objects.get(member=member).remaining


def bind_phone(member: Member, phone: str = "13800138001") -> None:
    Member.objects.filter(pk=member.pk).update(phone_cipher=encrypt(phone), phone_digest=digest(phone))


def test_a_message_goes_out_by_wechat_and_takes_one_of_the_quota(allowed, channel, deliver_pending):
    tell(allowed)

    deliver_pending()

    (message,) = channel.wechat
    assert (message.openid, message.template_id) == ("openid-of-alice", "template-1")
    assert message.fields == {"thing1": "林晓", "amount2": "¥12.00"}
    assert message.page == "pages/gift/index?number=42"
    delivery = only_delivery()
    assert (delivery.state, delivery.channel_id, delivery.attempts) == ("sent", "msg-1", 1)
    assert delivery.ended_at == NOON
    assert left(allowed) == 0


def test_the_channel_is_asked_outside_the_transaction(allowed, channel):
    tell(allowed)

    services.deliver(delivery_id=only_delivery().pk, at=clock.now())

    assert channel.in_transaction == [False]


def test_delivering_twice_is_delivering_once(allowed, channel):
    Subscription.objects.update(remaining=5)
    tell(allowed)

    for _ in range(3):
        services.deliver(delivery_id=only_delivery().pk, at=clock.now())

    assert len(channel.wechat) == 1
    assert left(allowed) == 4


def test_without_quota_nothing_is_sent(allowed, channel):
    Subscription.objects.update(remaining=0)
    tell(allowed)

    services.deliver(delivery_id=only_delivery().pk, at=clock.now())

    assert channel.wechat == []
    assert ended(only_delivery()) == ("skipped", "no_quota")
    assert left(allowed) == 0


def test_43101_empties_the_quota(allowed, channel):
    Subscription.objects.update(remaining=7)
    channel.says(Result.NO_QUOTA)
    tell(allowed)

    services.deliver(delivery_id=only_delivery().pk, at=clock.now())

    assert ended(only_delivery()) == ("skipped", "no_quota")
    assert left(allowed) == 0
    assert Subscription.objects.get().last_result == "accept"


def test_43101_ends_a_long_term_subscription(allowed, template, channel):
    template.wechat_template.is_long_term = True
    template.wechat_template.save(update_fields=["is_long_term"])
    channel.says(Result.NO_QUOTA)
    for number in range(2):
        tell(allowed, key=f"gift:{number}")

    tasks.send_due_deliveries()

    assert set(Delivery.objects.values_list("state", "reason")) == {("skipped", "no_quota")}
    assert len(channel.wechat) == 1


def test_a_refusal_gives_the_quota_back(allowed, channel):
    channel.says(Result.REFUSED)
    tell(allowed)

    services.deliver(delivery_id=only_delivery().pk, at=clock.now())

    assert ended(only_delivery()) == ("failed", "refused")
    assert only_delivery().error == "refused"
    assert left(allowed) == 1


def test_a_busy_channel_is_tried_again_with_growing_pauses(allowed, channel):
    channel.says(*[Result.BUSY] * 2)
    tell(allowed)
    delivery = only_delivery()

    services.deliver(delivery_id=delivery.pk, at=NOON)
    assert ended(delivery) == ("queued", "busy")
    assert (delivery.next_attempt_at, left(allowed)) == (NOON + timedelta(seconds=30), 1)
    services.deliver(delivery_id=delivery.pk, at=NOON + timedelta(seconds=29))
    assert len(channel.wechat) == 1

    services.deliver(delivery_id=delivery.pk, at=NOON + timedelta(seconds=30))
    delivery.refresh_from_db()
    assert delivery.next_attempt_at == NOON + timedelta(seconds=90)
    services.deliver(delivery_id=delivery.pk, at=NOON + timedelta(seconds=90))

    assert ended(delivery) == ("sent", "")
    assert (len(channel.wechat), left(allowed)) == (3, 0)


def test_after_six_attempts_it_has_failed(allowed, channel):
    channel.says(*[Result.BUSY] * 9)
    tell(allowed)

    for hours in range(9):
        services.deliver(delivery_id=only_delivery().pk, at=NOON + timedelta(hours=hours))

    assert ended(only_delivery()) == ("failed", "refused")
    assert len(channel.wechat) == 6
    assert left(allowed) == 1


def test_an_unknown_answer_of_wechat_is_not_doubled(allowed, channel):
    channel.says(Result.UNKNOWN)
    tell(allowed)

    services.deliver(delivery_id=only_delivery().pk, at=NOON)
    with clock.at(NOON + timedelta(hours=1)):
        tasks.send_due_deliveries()

    assert ended(only_delivery()) == ("failed", "unknown")
    assert len(channel.wechat) == 1
    assert left(allowed) == 0  # it may be used up at WeChat


def test_an_unknown_answer_of_the_sms_gateway_is_asked_again_with_the_same_number(alice, by_sms, channel):
    bind_phone(alice)
    channel.says(Result.UNKNOWN)
    tell(alice)

    services.deliver(delivery_id=only_delivery().pk, at=NOON)
    with clock.at(NOON + timedelta(minutes=1)):
        tasks.send_due_deliveries()

    first, second = channel.sms
    assert first == second
    assert (first["phone"], first["text"]) == ("13800138001", "林晓送您¥12.00")
    assert only_delivery().state == "sent"


def test_nobody_pretends_to_be_another_sender_of_sms(alice, by_sms, channel):
    bind_phone(alice)
    tell(alice, values=VALUES | {"giver": "【银行】"})

    services.deliver(delivery_id=only_delivery().pk, at=NOON)

    assert channel.sms[0]["text"] == "(银行)送您¥12.00"


def test_without_a_phone_there_is_no_sms(alice, by_sms, channel):
    tell(alice)

    services.deliver(delivery_id=only_delivery().pk, at=NOON)

    assert ended(only_delivery()) == ("skipped", "no_phone")


def test_a_shop_without_an_sms_gateway_sends_none(alice, by_sms, channel, settings):
    settings.SMS_GATEWAY = ""
    bind_phone(alice)
    tell(alice)

    services.deliver(delivery_id=only_delivery().pk, at=NOON)

    assert ended(only_delivery()) == ("skipped", "channel_off")


def test_without_an_openid_there_is_no_wechat(allowed, channel):
    Identity.objects.filter(member=allowed).delete()
    tell(allowed)

    services.deliver(delivery_id=only_delivery().pk, at=NOON)

    assert ended(only_delivery()) == ("skipped", "no_openid")


def test_a_channel_turned_off_meanwhile_sends_nothing(allowed, template, channel):
    tell(allowed)
    template.uses_wechat = False
    template.save(update_fields=["uses_wechat"])

    services.deliver(delivery_id=only_delivery().pk, at=NOON)

    assert ended(only_delivery()) == ("skipped", "channel_off")
    assert left(allowed) == 1


def test_a_banned_member_gets_nothing(allowed, channel):
    tell(allowed)
    Member.objects.filter(pk=allowed.pk).update(state=Member.State.BANNED, banned_at=NOON)

    services.deliver(delivery_id=only_delivery().pk, at=NOON)

    assert ended(only_delivery()) == ("skipped", "member_gone")


def test_a_value_that_does_not_fit_is_named_and_costs_nothing(allowed, channel):
    tell(allowed, values=VALUES | {"amount": "很多"})

    services.deliver(delivery_id=only_delivery().pk, at=NOON)

    delivery = only_delivery()
    assert ended(delivery) == ("failed", "unfit")
    assert "amount2" in delivery.error
    assert left(allowed) == 1
    assert channel.wechat == []


def test_a_muted_group_is_not_pushed(allowed, channel):
    services.set_muted_groups(member_id=allowed.pk, groups=["system"])
    tell(allowed)

    services.deliver(delivery_id=only_delivery().pk, at=NOON)

    assert ended(only_delivery()) == ("skipped", "muted")
    assert only_delivery().message.is_in_inbox
    assert left(allowed) == 1


@pytest.mark.parametrize(
    ("hour", "until"),
    [(22, (22, 8)), (23, (22, 8)), (3, (21, 8)), (7, (21, 8)), (8, None), (21, None)],
)
def test_the_quiet_hours_put_off(allowed, channel, hour, until):
    at = datetime(2026, 11, 21, hour, 30, tzinfo=clock.SHANGHAI).astimezone(UTC)
    tell(allowed, at=at)

    services.deliver(delivery_id=only_delivery().pk, at=at)

    delivery = only_delivery()
    if until is None:
        assert delivery.state == "sent"
        return
    day, morning = until
    assert (delivery.state, delivery.reason) == ("queued", "quiet")
    assert delivery.next_attempt_at == datetime(2026, 11, day, morning, tzinfo=clock.SHANGHAI)
    assert (channel.wechat, left(allowed)) == ([], 1)
    with clock.at(delivery.next_attempt_at):
        assert tasks.send_due_deliveries() == 1
    assert only_delivery().state == "sent"


def test_an_urgent_kind_passes_the_quiet_hours(allowed, channel, gift, monkeypatch):
    monkeypatch.setitem(gift.__dict__, "is_urgent", True)
    at = datetime(2026, 11, 21, 23, 0, tzinfo=clock.SHANGHAI)
    tell(allowed, at=at)

    services.deliver(delivery_id=only_delivery().pk, at=at)

    assert only_delivery().state == "sent"


def test_optional_messages_are_capped_a_day(allowed, channel):
    Subscription.objects.update(remaining=50)
    cap = DAILY_CAP.get()
    for number in range(cap + 2):
        tell(allowed, key=f"gift:{number}")

    tasks.send_due_deliveries()

    assert len(channel.wechat) == cap
    assert Delivery.objects.filter(state=S.SKIPPED, reason="daily_cap").count() == 2
    assert left(allowed) == 50 - cap
    with clock.at(NOON + timedelta(days=1)):
        tell(allowed, key="tomorrow")
        tasks.send_due_deliveries()
    assert len(channel.wechat) == cap + 1


def test_kinds_that_are_not_optional_are_neither_muted_nor_capped(allowed, channel, gift, monkeypatch):
    monkeypatch.setitem(gift.__dict__, "is_optional", False)
    Subscription.objects.update(remaining=50)
    services.set_muted_groups(member_id=allowed.pk, groups=["system"])
    for number in range(8):
        tell(allowed, key=f"gift:{number}")

    tasks.send_due_deliveries()

    assert len(channel.wechat) == 8


def test_what_is_skipped_for_lack_of_quota_does_not_count_against_the_cap(allowed, channel):
    Subscription.objects.update(remaining=0)
    for number in range(9):
        tell(allowed, key=f"gift:{number}")
    tasks.send_due_deliveries()
    Subscription.objects.update(remaining=1)

    tell(allowed, key="last")
    tasks.send_due_deliveries()

    assert len(channel.wechat) == 1


def test_a_long_term_template_is_not_used_up(allowed, template, channel):
    template.wechat_template.is_long_term = True
    template.wechat_template.save(update_fields=["is_long_term"])
    for number in range(3):
        tell(allowed, key=f"gift:{number}")

    tasks.send_due_deliveries()

    assert (len(channel.wechat), left(allowed)) == (3, 1)


def test_a_sender_that_is_gone_leaves_an_unknown_end(allowed, channel):
    tell(allowed)
    delivery = only_delivery()
    services.claim(delivery_id=delivery.pk, at=NOON)

    with clock.at(NOON + timedelta(minutes=9)):
        assert tasks.free_stuck_deliveries() == 0
    with clock.at(NOON + timedelta(minutes=10)):
        assert tasks.free_stuck_deliveries() == 1

    assert ended(delivery) == ("failed", "unknown")
    assert channel.wechat == []


def test_an_sms_whose_sender_is_gone_is_sent_again(alice, by_sms, channel):
    bind_phone(alice)
    tell(alice)
    services.claim(delivery_id=only_delivery().pk, at=NOON)

    with clock.at(NOON + timedelta(minutes=10)):
        tasks.free_stuck_deliveries()
    with clock.at(NOON + timedelta(minutes=11)):
        tasks.send_due_deliveries()

    assert (only_delivery().state, len(channel.sms)) == ("sent", 1)


def test_a_late_answer_changes_nothing_any_more(allowed, channel):
    tell(allowed)
    job = services.claim(delivery_id=only_delivery().pk, at=NOON)
    services.free_stuck(delivery_id=job.delivery.pk, at=NOON + timedelta(minutes=10))

    assert not move(job.delivery, S.SENT, at=NOON + timedelta(minutes=11))

    assert ended(only_delivery()) == ("failed", "unknown")


def test_an_operator_sends_again_what_failed(allowed, channel, deliver_pending):
    channel.says(Result.REFUSED)
    tell(allowed)
    deliver_pending()
    delivery = only_delivery()
    assert delivery.state == "failed"

    again = services.resend(delivery_id=delivery.pk, at=NOON)
    assert (again.state, again.reason, again.attempts) == ("queued", "", 0)
    deliver_pending()

    assert ended(delivery) == ("sent", "")
    assert len(channel.wechat) == 2
    assert left(allowed) == 0


def test_what_was_sent_is_not_sent_again(allowed, channel):
    tell(allowed)
    delivery = only_delivery()
    services.deliver(delivery_id=delivery.pk, at=NOON)

    with pytest.raises(DeliveryNotResendable):
        services.resend(delivery_id=delivery.pk, at=NOON)
    with pytest.raises(DeliveryNotFound):
        services.resend(delivery_id=0, at=NOON)

    assert len(channel.wechat) == 1


@pytest.mark.parametrize("state", DeliveryState)
@pytest.mark.parametrize("to", DeliveryState)
def test_only_moves_of_the_table_exist(db, state, to):
    delivery = DeliveryFactory()
    delivery.state = state

    if to in DELIVERY_TRANSITIONS[state]:
        move(delivery, to, at=NOON, reason="refused")
    else:
        with pytest.raises(IllegalMove):
            move(delivery, to, at=NOON)


def test_the_clock_sends_what_the_relay_left(allowed, channel):
    SubscriptionFactory(template_id="other")
    TemplateFactory(kind="test.other")
    tell(allowed)

    assert tasks.send_due_deliveries() == 1
    assert tasks.send_due_deliveries() == 0
