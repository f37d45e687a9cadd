"""Tell a member something: once, in the inbox, with values that stay values."""

from datetime import timedelta

import pytest

from kernel import clock
from members.accounts.models import Member
from members.messages.models import Delivery, Message
from members.messages.ports import MessageKind, UnknownKind, register_kind
from members.messages.wording import UnknownVariable
from tests.factories.accounts import MemberFactory
from tests.factories.messages import TemplateFactory
from tests.members.messages.conftest import VALUES, tell


def test_a_message_stands_in_the_inbox(alice):
    at = clock.now()

    tell(alice, at=at)

    message = Message.objects.get()
    assert (message.member_id, message.kind, message.key, message.group) == (alice.pk, "test.gift", "gift:1", "system")
    assert (message.title, message.body) == ("林晓送您一份礼物", "林晓送您 ¥12.00，单号 42。")
    assert message.page == "pages/gift/index?number=42"
    assert (message.is_in_inbox, message.sent_at, message.read_at) == (True, at, None)


def test_the_same_key_is_the_same_message(alice):
    tell(alice)
    tell(alice, values=VALUES | {"amount": "¥99.00"}, at=clock.now() + timedelta(days=1))

    assert Message.objects.get().body == "林晓送您 ¥12.00，单号 42。"


def test_another_key_is_another_message(alice):
    tell(alice)
    tell(alice, key="gift:2")

    assert Message.objects.count() == 2


def test_a_kind_may_be_given_itself(alice, gift):
    tell(alice, kind=gift)

    assert Message.objects.get().kind == "test.gift"


def test_a_nickname_is_no_template(alice):
    tell(alice, values=VALUES | {"giver": "{number}{amount.__class__}"})

    assert Message.objects.get().title == "{number}{amount.__class__}送您一份礼物"


def test_a_nickname_adds_no_lines_and_turns_no_text_around(alice):
    tell(alice, values=VALUES | {"giver": "林\n晓\u202e\x00 \t官方"})

    assert Message.objects.get().title == "林 晓 官方送您一份礼物"


def test_a_value_adds_no_parameter_to_the_page(alice):
    tell(alice, values=VALUES | {"number": "42&pay=1#/x"})

    assert Message.objects.get().page == "pages/gift/index?number=42%26pay%3D1%23%2Fx"


def test_long_values_are_cut(alice):
    tell(alice, values=VALUES | {"giver": "林" * 500})

    assert len(Message.objects.get().title) == 64


def test_a_missing_value_is_a_mistake_and_tells_nothing(alice):
    with pytest.raises(UnknownVariable):
        tell(alice, values={"giver": "林晓"})

    assert not Message.objects.exists()


def test_an_unknown_kind_is_a_mistake(alice):
    with pytest.raises(UnknownKind):
        tell(alice, kind="test.unknown")


def test_an_erased_member_is_told_nothing(alice):
    Member.objects.filter(pk=alice.pk).update(state=Member.State.ERASED)

    tell(alice)

    assert not Message.objects.exists()


def test_a_code_is_taken_once(gift):
    register_kind(gift)

    with pytest.raises(ValueError, match="already"):
        register_kind(MessageKind(code="test.gift", label="另一个", variables={}, title="一", body="二"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"body": "{missing}"}, "no variables"),
        ({"page": "p?x={missing}"}, "no variables"),
        ({"samples": {"other": "x"}}, "no variables"),
        ({"group": "nowhere"}, "no group"),
        ({"code": "Bad Code"}, "no code"),
    ],
)
def test_a_kind_fits_together(changes, said):
    with pytest.raises(ValueError, match=said):
        MessageKind(
            **{"code": "test.x", "label": "一", "variables": {"a": "甲"}, "title": "一", "body": "{a}"} | changes
        )


def test_who_was_merged_away_is_told_as_who_they_are_today(alice, bob):
    Member.objects.filter(pk=alice.pk).update(merged_into=bob, state=Member.State.MERGED)

    tell(alice)

    assert Message.objects.get().member_id == bob.pk


def test_without_a_template_a_message_goes_to_the_inbox_only(alice):
    tell(alice)

    assert not Delivery.objects.exists()


def test_operators_words_take_the_place_of_the_rooms(alice):
    TemplateFactory(title="惊喜：{amount}", body="来自 {giver}", uses_sms=True, sms_text="{giver}送您{amount}")

    tell(alice)

    message = Message.objects.get()
    assert (message.title, message.body) == ("惊喜：¥12.00", "来自 林晓")
    assert sorted(Delivery.objects.values_list("channel", "state")) == [("sms", "queued"), ("wechat", "queued")]


def test_words_with_a_variable_that_is_gone_give_way_to_the_rooms(alice):
    TemplateFactory(title="{forgotten}")

    tell(alice)

    assert Message.objects.get().title == "林晓送您一份礼物"


def test_an_optional_kind_may_stay_out_of_the_inbox(alice):
    TemplateFactory(uses_inbox=False)

    tell(alice)

    assert not Message.objects.get().is_in_inbox


def test_twice_queues_nothing_twice(alice):
    TemplateFactory()

    tell(alice)
    tell(alice)

    assert Delivery.objects.count() == 1


def test_telling_costs_a_fixed_number_of_statements(db, django_assert_num_queries):
    TemplateFactory()
    members = MemberFactory.create_batch(2)
    tell(members[0])

    # merged? member, template, look up, savepoint, insert, release, delivery, fact; and the savepoint of the call
    with django_assert_num_queries(11):
        tell(members[1], key="gift:2")
