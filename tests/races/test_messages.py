"""64 senders at the same moment: a cause is told once, a quota of one is used once, a delivery goes out once."""

from datetime import UTC, datetime
from itertools import count

import pytest
from django.db import transaction

from kernel import clock
from kernel.errors import Conflict
from members.accounts.models import Member
from members.messages import invariants, ports, services
from members.messages.gateways import Outcome, Result
from members.messages.models import Delivery, Message, MessageSettings, Subscription
from members.messages.services import delivering
from members.messages.services.settings import count_today
from tests.factories.accounts import IdentityFactory, MemberFactory
from tests.factories.messages import MessageFactory, SubscriptionFactory, TemplateFactory
from tests.members.messages.conftest import GIFT, VALUES
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# Threads do not see a clock that is set, and quiet hours must not decide a race.
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
_serial = count(1)


class ToldBefore(Conflict):
    code = "told_before"


class NoQuota(Conflict):
    code = "no_quota"


@pytest.fixture(autouse=True)
def gift():
    ports.register_kind(GIFT)
    yield GIFT
    ports._kinds.pop(GIFT.code)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reached WeChat."""
    arrived: list[str] = []

    def send_wechat(message) -> Outcome:
        arrived.append(message.openid)
        return Outcome(Result.SENT)

    monkeypatch.setattr(delivering, "send_wechat", send_wechat)
    return arrived


@pytest.fixture
def template():
    return TemplateFactory(wechat_template__template_id="template-1")


def a_member() -> Member:
    member: Member = MemberFactory()
    IdentityFactory(member=member)
    return member


def one_left() -> Subscription:
    row: Subscription = SubscriptionFactory(member=a_member(), template_id="template-1", remaining=1)
    return row


def broken() -> list[str]:
    return [row for _title, check in invariants.CHECKS[:3] for row in check()]


def test_a_naive_look_up_tells_a_cause_many_times() -> None:
    def look_then_tell(member: Member, _number: int) -> None:
        if Message.objects.filter(member=member).exists():
            raise ToldBefore
        pause()
        MessageFactory(member=member, key=f"naive:{next(_serial)}")

    outcome = run(Race("message told twice, naive", a_member, look_then_tell), rounds=3)

    assert outcome.worst_round > 1


def test_a_cause_is_told_once(template) -> None:
    def tell(member: Member, _number: int) -> None:
        services.send(kind=GIFT, member_id=member.pk, key=f"gift:{member.pk}", values=VALUES, at=NOON)

    def told_once(member: Member, allowed: int) -> None:
        messages = Message.objects.filter(member=member)
        queued = Delivery.objects.filter(message__in=messages).count()
        assert (allowed, messages.count(), queued) == (64, 1, 1)

    run(Race("message told twice", a_member, tell, told_once))

    assert broken() == []


def test_a_naive_quota_of_one_is_used_many_times() -> None:
    def read_then_write(row: Subscription, _number: int) -> None:
        with transaction.atomic():
            seen = Subscription.objects.get(pk=row.pk)
            if seen.remaining < 1:
                raise NoQuota
            pause()
            Subscription.objects.filter(pk=row.pk).update(remaining=seen.remaining - 1)

    outcome = run(Race("quota used twice, naive", one_left, read_then_write), rounds=3)

    assert outcome.worst_round > 1


def test_a_quota_of_one_sends_one_of_two_messages(template, sent) -> None:
    """Two messages to one member, each delivered by 32 workers at once."""

    def two_messages() -> tuple[Subscription, list[int]]:
        row = one_left()
        for number in range(2):
            key = f"{row.member_id}:{number}"
            services.send(kind=GIFT, member_id=row.member_id, key=key, values=VALUES, at=NOON)
        deliveries = Delivery.objects.filter(message__member=row.member_id)
        sent.clear()
        return row, list(deliveries.order_by("id").values_list("id", flat=True))

    def deliver(scene: tuple[Subscription, list[int]], number: int) -> None:
        services.deliver(delivery_id=scene[1][number % 2], at=NOON)

    def one_was_sent(scene: tuple[Subscription, list[int]], _allowed: int) -> None:
        row, deliveries = scene
        row.refresh_from_db()
        states = sorted(Delivery.objects.filter(pk__in=deliveries).values_list("state", "reason"))
        assert (row.remaining, len(sent), states) == (0, 1, [("sent", ""), ("skipped", "no_quota")])

    run(Race("quota used twice", two_messages, deliver, one_was_sent))

    assert broken() == []


def test_quota_and_answers_at_once_add_up(template) -> None:
    """Half of the threads take, half of them accept."""

    def take_or_accept(row: Subscription, number: int) -> None:
        if number % 2:
            services.answer_subscription(
                member_id=row.member_id, template_id=row.template_id, result="accept", at=clock.now()
            )
        elif not services.take_quota(member_id=row.member_id, template=template.wechat_template):
            raise NoQuota

    def adds_up(row: Subscription, allowed: int) -> None:
        row.refresh_from_db()
        taken = allowed - 32
        assert (row.accepted, row.remaining) == (33, 33 - taken)
        assert row.remaining >= 0

    run(Race("quota taken and accepted at once", one_left, take_or_accept, adds_up))

    assert broken() == []


def test_one_answer_told_64_times_counts_once(template) -> None:
    def tell_again(member: Member, _number: int) -> None:
        services.answer_subscription(
            member_id=member.pk, template_id="template-1", result="accept", answer_id="a1", at=clock.now()
        )

    def counted_once(member: Member, allowed: int) -> None:
        row = Subscription.objects.get(member=member)
        assert (allowed, row.remaining, row.accepted) == (64, 1, 1)

    run(Race("one answer, 64 times", a_member, tell_again, counted_once))


def test_the_daily_cap_is_exact() -> None:
    def count_one(member: Member, _number: int) -> None:
        if not count_today(member_id=member.pk, day=clock.date_of(NOON), cap=5):
            raise NoQuota

    def five_counted(member: Member, allowed: int) -> None:
        assert (allowed, MessageSettings.objects.get(member=member).count) == (5, 5)

    outcome = run(Race("daily cap", a_member, count_one, five_counted))

    assert (outcome.worst_round, outcome.best_round) == (5, 5)
