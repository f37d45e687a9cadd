"""POST auth/logout: the session and its family end; the member's other phones stay."""

import pytest

from kernel import clock
from members.accounts.models import Session
from members.accounts.services import open_session, refresh_session

pytestmark = [pytest.mark.django_db, pytest.mark.rule("13.1")]
URL = "/api/v1/auth/logout"


def test_after_logout_the_token_is_refused_at_the_next_request(client_of, alice):
    client = client_of(alice)

    response = client.post(URL)

    assert response.status_code == 204
    assert client.get("/api/v1/me").json()["code"] == "session_ended"


def test_logout_ends_what_was_refreshed_from_the_session(anonymous, alice):
    first = open_session(member=alice, at=clock.now())
    second = refresh_session(refresh=first.refresh, at=clock.now())
    anonymous.credentials(HTTP_AUTHORIZATION=f"Bearer {first.access}")
    anonymous.post(URL)

    response = anonymous.get("/api/v1/me", headers={"Authorization": f"Bearer {second.access}"})

    assert response.status_code == 401
    assert Session.objects.live().count() == 0


def test_another_phone_of_the_member_stays_signed_in(client_of, alice):
    phone, tablet = client_of(alice), client_of(alice)

    phone.post(URL)

    assert tablet.get("/api/v1/me").status_code == 200


def test_logging_out_twice_is_refused_as_any_request_would_be(client_of, alice):
    client = client_of(alice)
    client.post(URL)

    assert client.post(URL).status_code == 401


def test_a_stranger_cannot_log_anybody_out(anonymous, client_of, alice):
    client = client_of(alice)

    response = anonymous.post(URL)

    assert response.status_code == 401
    assert client.get("/api/v1/me").status_code == 200
