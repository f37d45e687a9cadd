"""What messages have of a member moves, comes back, is exported, is erased."""

import pytest

from members.accounts.ports import parts
from members.messages import services
from members.messages.models import Delivery, Message, MessageSettings, Subscription, SubscriptionAnswer
from members.messages.parts import MessagesPart
from tests.factories.messages import DeliveryFactory, MessageFactory, SubscriptionFactory
from tests.members.messages.conftest import NOON

part = MessagesPart()


@pytest.fixture
def both(alice, bob, template):
    """Alice and bob have messages, quotas and settings; alice is found to be bob."""
    MessageFactory.create_batch(2, member=alice)
    MessageFactory(member=bob)
    SubscriptionFactory(member=alice, template_id="template-1", remaining=2, accepted=3, rejected=1)
    SubscriptionFactory(member=alice, template_id="other", remaining=1)
    SubscriptionFactory(member=bob, template_id="template-1", remaining=4, accepted=5)
    services.set_muted_groups(member_id=alice.pk, groups=["points"])
    services.set_muted_groups(member_id=bob.pk, groups=["tier"])
    for member, name in ((alice, "same"), (bob, "same"), (alice, "own")):
        SubscriptionAnswer.objects.create(member=member, answer_id=name, at=NOON)
    return alice, bob


def owned(member):
    rows = Subscription.objects.owned_by(member.pk).order_by("template_id")
    settings = MessageSettings.objects.filter(member=member).first()
    return (
        Message.objects.owned_by(member.pk).count(),
        [(row.template_id, row.remaining, row.accepted, row.rejected) for row in rows],
        settings.muted if settings else None,
    )


def test_the_room_stands_behind_the_port():
    assert "members.messages" in {each.name for each in parts()}


def test_everything_changes_hands_and_adds_up(both):
    alice, bob = both

    preview = part.preview(source_id=alice.pk, target_id=bob.pk)
    part.move(source_id=alice.pk, target_id=bob.pk, at=NOON)

    assert preview == {"站内信": 2, "订阅次数": 2, "消息设置": 1, "订阅答复": 2}
    assert owned(alice) == (0, [], None)
    assert owned(bob) == (3, [("other", 1, 1, 0), ("template-1", 6, 8, 1)], ["points", "tier"])
    assert set(part.preview(source_id=alice.pk, target_id=bob.pk).values()) == {0}
    assert sorted(SubscriptionAnswer.objects.filter(member=bob).values_list("answer_id", flat=True)) == ["own", "same"]


def test_undoing_puts_both_back(both):
    alice, bob = both
    before = owned(alice), owned(bob)

    journal = part.move(source_id=alice.pk, target_id=bob.pk, at=NOON)
    part.undo(journal=journal, at=NOON)

    assert owned(alice) == before[0]
    count, quotas, muted = owned(bob)
    assert (count, muted) == (before[1][0], before[1][2])
    assert [row for row in quotas if row[2]] == before[1][1]


def test_what_was_used_up_meanwhile_is_gone_and_what_came_stays(both, template):
    alice, bob = both
    journal = part.move(source_id=alice.pk, target_id=bob.pk, at=NOON)
    for _ in range(5):
        services.take_quota(member_id=bob.pk, template=template.wechat_template)
    MessageFactory(member=bob)
    services.set_muted_groups(member_id=bob.pk, groups=["order"])

    part.undo(journal=journal, at=NOON)

    assert [row for row in owned(alice)[1] if row[0] == "template-1"] == [("template-1", 1, 3, 1)]
    assert owned(bob)[0] == 2
    assert owned(bob)[2] == ["order"]
    assert not Subscription.objects.filter(remaining__lt=0).exists()


def test_moving_again_takes_what_came_late(both):
    alice, bob = both
    part.move(source_id=alice.pk, target_id=bob.pk, at=NOON)
    late = MessageFactory(member=alice)

    journal = part.move(source_id=alice.pk, target_id=bob.pk, at=NOON)

    assert journal["messages"] == [late.pk]
    assert owned(alice) == (0, [], None)


def test_an_empty_journal_undoes_nothing(both):
    part.undo(journal={}, at=NOON)

    assert owned(both[0])[0] == 2


def test_the_export_holds_what_was_said_and_allowed(both):
    told = part.export(member_id=both[0].pk)

    assert len(told["站内信"]) == 2
    assert told["站内信"][0]["标题"] == "林晓送您一份礼物"
    assert told["订阅"][0] == {"模板": "template-1", "剩余次数": 2, "最近答复": "同意"}
    assert told["已关闭的分组"] == ["points"]


def test_erasing_leaves_nothing_of_the_member_and_all_of_others(both):
    alice, bob = both
    DeliveryFactory(message=Message.objects.owned_by(alice.pk).first())
    kept = DeliveryFactory(message__member=bob)

    part.erase(member_id=alice.pk, at=NOON)

    assert owned(alice) == (0, [], None)
    assert not SubscriptionAnswer.objects.filter(member=alice).exists()
    assert list(Delivery.objects.all()) == [kept]
    assert owned(bob)[0] == 2


def test_nothing_stands_against_it(both):
    assert part.blocks(member_id=both[0].pk) == []
