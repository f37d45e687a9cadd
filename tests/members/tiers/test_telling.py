"""What members hear of their tier and card."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kernel import clock
from kernel.outbox.models import StoredFact
from members.accounts.models import Member
from members.messages.models import Message
from members.tiers import tasks
from members.tiers.services import add_savings, open_membership
from tests.factories.tiers import grow, moment

pytestmark = pytest.mark.django_db
JUNE = moment("2025-06-01")
DAY = timedelta(days=1)


def told(member: Member) -> list[tuple[str, str]]:
    return list(Message.objects.filter(member=member).order_by("pk").values_list("title", "body"))


def test_up_the_notice_and_down_are_told(alice: Member, deliver_pending: Callable[[], int]) -> None:
    for at, amount in ((JUNE, 1_200), (JUNE + 365 * DAY, 0), (JUNE + 395 * DAY, 0)):
        with clock.at(at):
            grow(alice, amount, at)
            tasks.review_tiers()
            deliver_pending()

    assert told(alice) == [
        ("恭喜升级为银卡", "您的会员等级已提升为银卡：近 365 天成长值 1,200，达到“银卡”所需 1,000。"),
        ("您的银卡等级即将到期", "再获得 1,000 成长值即可保留银卡；2026-07-01 前未达到将调整等级。"),
        ("您的会员等级已调整为普通会员", "成长值不足以保留银卡，等级已调整为普通会员。达到后立即恢复。"),
    ]


def test_a_notice_that_is_overtaken_is_not_sent(alice: Member, deliver_pending: Callable[[], int]) -> None:
    grow(alice, 1_200, JUNE)
    later = JUNE + 365 * DAY
    with clock.at(later):
        tasks.review_tiers()
        grow(alice, 2_000, later)
        deliver_pending()

    assert [title for title, _body in told(alice)] == ["恭喜升级为银卡"]


def test_the_end_of_the_last_card_is_announced_once(alice: Member) -> None:
    for key, days in (("o1", 30), ("o2", 30)):
        ends_at = JUNE + days * DAY
        open_membership(member_id=alice.pk, plan_code="p", starts_at=JUNE, ends_at=ends_at, key=key, at=JUNE)
    add_savings(member_id=alice.pk, amount_fen=8_650, key="order:1", at=JUNE)
    counts = []
    for later in (25, 52, 53, 54):
        with clock.at(JUNE + later * DAY):
            counts.append(tasks.remind_of_ending_memberships())

    assert counts == [0, 0, 1, 0]
    assert told(alice) == [
        (
            "您的付费会员即将到期",
            "付费会员将于 2025-07-31 到期，已为您节省 ¥86.50。续费后从到期日起顺延。",
        )
    ]


def test_a_card_that_ran_out_is_told_to_the_house_once(alice: Member) -> None:
    ends_at = JUNE + 30 * DAY
    open_membership(member_id=alice.pk, plan_code="p", starts_at=JUNE, ends_at=ends_at, key="o1", at=JUNE)
    counts = []
    for later in (29, 30, 31):
        with clock.at(JUNE + later * DAY):
            counts.append(tasks.close_memberships())

    assert counts == [0, 1, 0]
    assert StoredFact.objects.filter(name="members.tiers.membership_ended").count() == 1
