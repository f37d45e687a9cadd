"""What WeChat tells of subscriptions by itself."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.wechat.services import receive_push
from members.messages import services
from members.messages.models import Subscription
from tests.factories.messages import SubscriptionFactory
from tests.members.messages.conftest import ended, only_delivery, tell


def push(event, rows, openid="openid-of-alice", **extra):
    message = {"ToUserName": "gh", "FromUserName": openid, "MsgType": "event", "Event": event, "List": rows, **extra}
    receive_push(message=message, at=clock.now())


def turned_off(**changes):
    return {"TemplateId": "template-1", "SubscribeStatusString": "reject"} | changes


@pytest.mark.parametrize("rows", [turned_off(), [turned_off(), turned_off(TemplateId="unknown")]])
def test_turning_a_template_off_leaves_no_quota(allowed, bob, deliver_pending, rows):
    SubscriptionFactory(member=bob, template_id="template-1", remaining=3)

    push("subscribe_msg_change_event", rows)
    deliver_pending()

    assert Subscription.objects.get(member=allowed).remaining == 0
    assert Subscription.objects.get(member=bob).remaining == 3


@pytest.mark.parametrize(
    ("event", "rows", "openid"),
    [
        ("subscribe_msg_change_event", [turned_off(SubscribeStatusString="accept")], "openid-of-alice"),
        ("subscribe_msg_change_event", [turned_off()], "stranger"),
        ("subscribe_msg_change_event", "nonsense", "openid-of-alice"),
        ("subscribe_msg_popup_event", [turned_off(SubscribeStatusString="accept")], "openid-of-alice"),
        ("wxa_media_check", [], "openid-of-alice"),
    ],
)
def test_other_pushes_change_nothing(allowed, deliver_pending, event, rows, openid):
    push(event, rows, openid)

    deliver_pending()

    assert Subscription.objects.get(member=allowed).remaining == 1


def test_what_wechat_could_not_deliver_after_all_has_failed(allowed, channel, deliver_pending):
    tell(allowed)
    deliver_pending()
    row = {"TemplateId": "template-1", "MsgID": "msg-1", "ErrorCode": "2", "ErrorStatus": "user refused"}

    push("subscribe_msg_sent_event", row)
    push("subscribe_msg_sent_event", [row], CreateTime=2)
    deliver_pending()

    assert ended(only_delivery()) == ("failed", "refused")
    assert only_delivery().error == "user refused"


def test_what_was_delivered_stays_sent(allowed, channel, deliver_pending):
    tell(allowed)
    deliver_pending()

    push("subscribe_msg_sent_event", {"MsgID": "msg-1", "ErrorCode": "0", "ErrorStatus": "success"})
    deliver_pending()

    assert only_delivery().state == "sent"


def test_names_of_answers_are_forgotten(alice, template):
    services.answer_subscription(
        member_id=alice.pk, template_id="template-1", result="accept", answer_id="a", at=clock.now()
    )

    assert services.forget_answers(before=clock.now()) == 0
    assert services.forget_answers(before=clock.now() + timedelta(seconds=1)) == 1
