"""GET me/messages, POST me/messages/{id}/read, POST me/messages/read-all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.messages.models import Message
from tests.factories.messages import MessageFactory
from tests.members.messages.conftest import NOON, tell

LIST, ALL = "/api/v1/me/messages", "/api/v1/me/messages/read-all"


def read(message):
    return f"/api/v1/me/messages/{message.pk}/read"


def test_the_inbox_shows_the_newest_first_and_what_is_unread(alice, client_of):
    tell(alice)
    tell(alice, key="gift:2")
    Message.objects.filter(key="gift:1").update(read_at=NOON)

    answer = client_of(alice).get(LIST)

    assert answer.status_code == 200
    body = answer.json()
    assert (body["unread"], body["next"], len(body["results"])) == (1, None, 2)
    first, second = body["results"]
    newest = Message.objects.get(key="gift:2")
    assert first == {
        "id": str(newest.pk), "kind": "test.gift", "group": "system", "title": "林晓送您一份礼物",
        "body": "林晓送您 ¥12.00，单号 42。", "page": "pages/gift/index?number=42",
        "sent_at": "2026-11-21T12:00:00+08:00", "is_read": False,
    }  # fmt: skip
    assert second["is_read"]


def test_pages_follow_each_other(alice, client_of):
    MessageFactory.create_batch(5, member=alice)
    client = client_of(alice)

    first = client.get(LIST, {"limit": 3}).json()
    second = client.get(LIST, {"limit": 3, "cursor": first["next"]}).json()

    assert (len(first["results"]), len(second["results"]), second["next"]) == (3, 2, None)
    assert first["unread"] == second["unread"] == 5


def test_messages_of_others_and_those_of_other_channels_only_are_not_there(alice, bob, client_of):
    MessageFactory(member=bob)
    MessageFactory(member=alice, is_in_inbox=False)

    assert client_of(alice).get(LIST).json() == {"results": [], "next": None, "unread": 0}


@pytest.mark.parametrize("count", [1, 20])
def test_the_messages_list_takes_constant_queries(alice, client_of, count):
    MessageFactory.create_batch(count, member=alice)
    client = client_of(alice)
    client.get(LIST)

    with CaptureQueriesContext(connection) as statements:
        client.get(LIST)

    assert len(statements) == 3  # session, unread, page


def test_reading_marks_once(alice, client_of):
    message = MessageFactory(member=alice)
    client = client_of(alice)

    first, again = client.post(read(message)), client.post(read(message))

    assert (first.status_code, first.json()["is_read"], again.status_code) == (200, True, 200)
    message.refresh_from_db()
    assert message.read_at == NOON
    assert client.get(LIST).json()["unread"] == 0


def test_a_message_of_somebody_else_is_not_there(alice, bob, client_of):
    message = MessageFactory(member=bob)

    answer = client_of(alice).post(read(message))

    assert (answer.status_code, answer.json()["code"]) == (404, "message_not_found")
    message.refresh_from_db()
    assert message.read_at is None


def test_reading_all_leaves_those_of_others(alice, bob, client_of):
    MessageFactory.create_batch(3, member=alice)
    foreign = MessageFactory(member=bob)

    answer = client_of(alice).post(ALL)

    assert (answer.status_code, answer.json()) == (200, {"read": 3, "unread": 0})
    foreign.refresh_from_db()
    assert foreign.read_at is None


@pytest.mark.parametrize(("method", "path"), [("get", LIST), ("post", ALL), ("post", "/api/v1/me/messages/1/read")])
def test_strangers_are_asked_to_sign_in(db, anonymous, method, path):
    assert getattr(anonymous, method)(path).status_code == 401


def test_unknown_parameters_are_refused(alice, client_of):
    assert client_of(alice).get(LIST, {"unread": "1"}).status_code == 422
    assert client_of(alice).get(LIST, {"limit": "0"}).status_code == 422
