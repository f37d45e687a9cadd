"""POST auth/refresh: a refresh token is good once; an old one that comes again ends its family (rules 13.1)."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.crypto import new_token
from members.accounts.models import Member, Session
from members.accounts.services import ban_member, logout, open_session

pytestmark = [pytest.mark.django_db, pytest.mark.rule("13.1")]
URL = "/api/v1/auth/refresh"


def refresh(client, token: str):
    return client.post(URL, {"refresh": token}, format="json")


def me(client, access: str):
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {access}"})


@pytest.fixture
def signed_in(alice):
    return open_session(member=alice, at=clock.now())


def test_a_refresh_token_gives_the_next_pair(anonymous, signed_in):
    response = refresh(anonymous, signed_in.refresh)

    body = response.json()
    assert response.status_code == 200
    assert sorted(body) == ["access", "expires_in", "refresh"]
    assert body["expires_in"] == 7200
    assert body["refresh"] != signed_in.refresh
    assert me(anonymous, body["access"]).status_code == 200


def test_the_next_token_belongs_to_the_same_family_and_lives_thirty_days(anonymous, signed_in):
    refresh(anonymous, signed_in.refresh)

    old, new = Session.objects.order_by("id")
    assert old.family == new.family
    assert (old.rotated_at, old.revoked_at) == (new.started_at, None)
    assert new.expires_at - new.started_at == timedelta(days=30)


def test_refreshing_leaves_the_older_access_token_good_for_its_two_hours(anonymous, signed_in):
    refresh(anonymous, signed_in.refresh)

    assert me(anonymous, signed_in.access).status_code == 200


def test_an_old_token_again_ends_the_whole_family_at_the_next_request(anonymous, signed_in):
    newer = refresh(anonymous, signed_in.refresh).json()

    response = refresh(anonymous, signed_in.refresh)

    assert response.status_code == 401
    assert response.json()["code"] == "session_ended"
    assert me(anonymous, newer["access"]).json()["code"] == "session_ended"
    assert me(anonymous, signed_in.access).json()["code"] == "session_ended"
    assert refresh(anonymous, newer["refresh"]).status_code == 401


def test_the_other_phones_of_the_member_stay_signed_in(anonymous, signed_in, alice):
    other = open_session(member=alice, at=clock.now())
    refresh(anonymous, signed_in.refresh)

    refresh(anonymous, signed_in.refresh)

    assert me(anonymous, other.access).status_code == 200


def test_an_unknown_token_ends_nothing(anonymous, signed_in):
    response = refresh(anonymous, new_token())

    assert response.status_code == 401
    assert response.json()["code"] == "session_ended"
    assert me(anonymous, signed_in.access).status_code == 200


def test_an_access_token_is_no_refresh_token(anonymous, signed_in):
    response = refresh(anonymous, signed_in.access)

    assert response.status_code == 422
    assert Session.objects.get().rotated_at is None


def test_after_thirty_days_it_is_over(anonymous, alice):
    signed_in = open_session(member=alice, at=clock.now() - timedelta(days=30))

    response = refresh(anonymous, signed_in.refresh)

    assert response.status_code == 401
    assert Session.objects.count() == 1


def test_after_logout_it_is_over(anonymous, signed_in):
    logout(session_id=Session.objects.get().pk, at=clock.now())

    assert refresh(anonymous, signed_in.refresh).status_code == 401


def test_a_banned_member_gets_no_next_pair(anonymous, signed_in, alice):
    ban_member(member_id=alice.pk, reason="恶意退款", at=clock.now())

    assert refresh(anonymous, signed_in.refresh).status_code == 401


def test_refreshing_says_when_the_member_was_last_seen(anonymous, alice):
    signed_in = open_session(member=alice, at=clock.now())
    Member.objects.update(last_seen_at=clock.now() - timedelta(days=3))

    refresh(anonymous, signed_in.refresh)

    assert Member.objects.get().last_seen_at == Session.objects.latest("id").started_at


@pytest.mark.parametrize("body", [{}, {"refresh": ""}, {"refresh": 1}, {"refresh": "x", "member_id": "1"}])
def test_a_bad_body_is_refused(anonymous, db, body):
    response = anonymous.post(URL, body, format="json")

    assert response.status_code == 422
    assert response.json()["code"] == "invalid"
