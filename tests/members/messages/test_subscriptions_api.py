"""GET and POST me/subscriptions, me/message-settings, and what `GET config` asks for."""

import pytest

from members.messages.models import MessageSettings, Subscription
from tests.factories.messages import SubscriptionFactory, TemplateFactory, WechatTemplateFactory

PATH, SETTINGS = "/api/v1/me/subscriptions", "/api/v1/me/message-settings"


def told(client, result="accept", **changes):
    return client.post(PATH, {"template": "template-1", "result": result, **changes}, format="json")


def test_accepts_are_counted_one_by_one(alice, template, client_of):
    client = client_of(alice)

    first, second = told(client), told(client)

    assert first.status_code == 200
    assert first.json() == {"template": "template-1", "remaining": 1, "last_result": "accept"}
    assert second.json()["remaining"] == 2


def test_a_named_answer_counts_once(alice, bob, template, client_of):
    client = client_of(alice)

    answers = [told(client, answer_id="a1").json()["remaining"] for _ in range(3)]

    assert answers == [1, 1, 1]
    assert told(client, answer_id="a2").json()["remaining"] == 2
    assert told(client_of(bob), answer_id="a1").json()["remaining"] == 1  # a name of his own


def test_a_reject_is_noted_and_a_ban_leaves_nothing(alice, template, client_of):
    client = client_of(alice)
    told(client)
    told(client)

    assert told(client, "reject").json() == {"template": "template-1", "remaining": 2, "last_result": "reject"}
    assert told(client, "filter").json()["remaining"] == 2
    assert told(client, "ban").json() == {"template": "template-1", "remaining": 0, "last_result": "ban"}
    row = Subscription.objects.get()
    assert (row.accepted, row.rejected) == (2, 1)


def test_nobody_runs_the_number_up(alice, template, client_of):
    SubscriptionFactory(member=alice, remaining=100, accepted=100)

    assert told(client_of(alice)).json()["remaining"] == 100


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"template": "unknown", "result": "accept"}, 404),
        ({"template": "template-1", "result": "maybe"}, 422),
        ({"template": "template-1"}, 422),
        ({"result": "accept"}, 422),
        ({"template": 5, "result": "accept"}, 422),
        ({"template": "template-1", "result": "accept", "remaining": 9}, 422),
        ({"template": "x" * 65, "result": "accept"}, 422),
        ([], 422),
    ],
)
def test_a_wrong_answer_is_refused(alice, template, client_of, body, status):
    assert client_of(alice).post(PATH, body, format="json").status_code == status
    assert not Subscription.objects.exists()


def test_the_list_says_what_is_asked_for_and_what_is_left(alice, bob, template, client_of):
    SubscriptionFactory(member=bob, remaining=7)
    SubscriptionFactory(member=alice, remaining=3)
    TemplateFactory(kind="order.paid", wechat_template=template.wechat_template, scene="paid")
    TemplateFactory(kind="order.completed", uses_wechat=False, wechat_template=None)

    answer = client_of(alice).get(PATH)

    assert answer.json() == {
        "results": [
            {
                "template": "template-1", "title": "礼物通知", "labels": ["订单支付成功", "收到礼物"],
                "scenes": ["paid", "checkout"], "is_long_term": False, "remaining": 3, "last_result": "accept",
            }
        ]
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 8])
def test_the_subscriptions_list_takes_constant_queries(alice, client_of, count, django_assert_num_queries):
    for number in range(count):
        TemplateFactory(kind=f"test.gift{number}")
    client = client_of(alice)

    with django_assert_num_queries(3):  # session, mine, templates
        client.get(PATH)


def test_config_names_templates_by_scene_three_at_most(db, anonymous):
    shared = WechatTemplateFactory(template_id="shared")
    TemplateFactory(kind="a.one", wechat_template=shared)
    TemplateFactory(kind="a.two", wechat_template=shared)
    TemplateFactory(kind="a.off", wechat_template__template_id="off", uses_wechat=False)
    TemplateFactory(kind="a.gone", wechat_template__template_id="gone", wechat_template__is_gone=True)
    for number in range(4):
        TemplateFactory(kind=f"b.{number}", wechat_template__template_id=f"b{number}", scene="paid")

    config = anonymous.get("/api/v1/config").json()

    assert config["message_templates"] == [
        {"scene": "checkout", "template_ids": ["shared"]},
        {"scene": "paid", "template_ids": ["b0", "b1", "b2"]},
    ]


def test_a_member_mutes_groups_and_hears_them_again(alice, client_of):
    client = client_of(alice)

    muted = client.put(SETTINGS, {"muted": ["points", "tier"]}, format="json")

    switches = {row["group"]: row["is_on"] for row in muted.json()["groups"]}
    assert switches == {"order": True, "points": False, "tier": False, "wallet": True, "system": True}
    assert client.get(SETTINGS).json() == muted.json()
    assert all(row["is_on"] for row in client.put(SETTINGS, {"muted": []}, format="json").json()["groups"])
    assert MessageSettings.objects.get().muted == []


@pytest.mark.parametrize("body", [{"muted": ["nowhere"]}, {"muted": "points"}, {}, {"muted": [], "x": 1}])
def test_wrong_settings_are_refused(alice, client_of, body):
    assert client_of(alice).put(SETTINGS, body, format="json").status_code == 422
    assert not MessageSettings.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", [PATH, SETTINGS])
def test_strangers_are_asked_to_sign_in(db, anonymous, method, path):
    assert getattr(anonymous, method)(path).status_code == 401
