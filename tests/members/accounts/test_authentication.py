"""Each request is answered only for a token that is ours, in time, and whose session is live (rules 13.1)."""

from datetime import timedelta

import jwt
import pytest
from django.conf import settings

from kernel import clock
from members.accounts import tokens
from members.accounts.models import Member, Session
from members.accounts.services import open_session

pytestmark = [pytest.mark.django_db, pytest.mark.rule("13.1")]


def asked_with(client, token: str):
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})


def claims(session: Session, **changed) -> dict:
    base = {
        "token_type": "access",
        "jti": "0" * 32,
        "sid": str(session.pk),
        "sub": str(session.member_id),
        "iat": int(clock.now().timestamp()),
        "exp": int((clock.now() + timedelta(hours=1)).timestamp()),
    }
    return {name: value for name, value in {**base, **changed}.items() if value is not None}


@pytest.fixture
def session(alice) -> Session:
    open_session(member=alice, at=clock.now())
    return Session.objects.get()


@pytest.fixture
def key() -> str:
    return tokens._backend(settings.SECRET_KEY).signing_key


def test_a_signed_token_is_answered_after_one_query(alice, anonymous, django_assert_num_queries):
    token = open_session(member=alice, at=clock.now()).access

    with django_assert_num_queries(1):
        response = asked_with(anonymous, token)

    assert response.status_code == 200
    assert response.json()["id"] == str(alice.pk)


def test_our_own_key_and_claims_are_what_a_good_token_is_made_of(anonymous, session, key):
    response = asked_with(anonymous, jwt.encode(claims(session), key, algorithm="HS256"))

    assert response.status_code == 200


def test_without_a_token_a_member_endpoint_asks_to_sign_in(anonymous, db):
    response = anonymous.get("/api/v1/me")

    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer nonsense", "Bearer a.b.c", "Basic YTpi", "Token x", "Bearer " + "x" * 5000],
)
def test_what_is_no_token_is_invalid(anonymous, db, header):
    response = anonymous.get("/api/v1/me", headers={"Authorization": header})

    assert response.status_code == 401
    assert response.json()["code"] == "token_invalid"


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_with_our_key_is_invalid(anonymous, session, key, algorithm):
    response = asked_with(anonymous, jwt.encode(claims(session), key * 2, algorithm=algorithm))

    assert response.json()["code"] == "token_invalid"


def test_an_unsigned_token_is_invalid(anonymous, session):
    response = asked_with(anonymous, jwt.encode(claims(session), None, algorithm="none"))

    assert response.status_code == 401
    assert response.json()["code"] == "token_invalid"


@pytest.mark.parametrize("secret", ["", "secret", "demo-only-secret-that-production-refuses-to-start-with"])
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_token_signed_with_a_known_secret_is_invalid(anonymous, session, secret):
    # Not even SECRET_KEY itself signs tokens: the key is derived from it.
    token = jwt.encode(claims(session), secret.ljust(1), algorithm="HS256")

    response = asked_with(anonymous, token)

    assert response.json()["code"] == "token_invalid"


@pytest.mark.parametrize(
    "changed",
    [
        {"sid": None},
        {"sid": "1 or 1=1"},
        {"sid": "9" * 40},
        {"sub": None},
        {"exp": None},
        {"exp": 10**18},
        {"token_type": "refresh"},
        {"token_type": None},
        {"jti": None},
    ],
)
def test_a_token_of_ours_with_other_claims_is_refused(anonymous, session, key, changed):
    response = asked_with(anonymous, jwt.encode(claims(session, **changed), key, algorithm="HS256"))

    assert response.status_code == 401
    assert response.json()["code"] in {"token_invalid", "session_ended"}


def test_after_two_hours_a_token_has_expired(alice, anonymous):
    token = open_session(member=alice, at=clock.now() - timedelta(hours=2, seconds=1)).access

    response = asked_with(anonymous, token)

    assert response.status_code == 401
    assert response.json()["code"] == "token_expired"


def test_just_before_two_hours_it_has_not(alice, anonymous):
    token = open_session(member=alice, at=clock.now() - timedelta(hours=2) + timedelta(minutes=1)).access

    response = asked_with(anonymous, token)

    assert response.status_code == 200


def test_a_session_that_is_gone_has_ended(anonymous, alice):
    token = open_session(member=alice, at=clock.now()).access
    Session.objects.all().delete()

    response = asked_with(anonymous, token)

    assert response.json()["code"] == "session_ended"


def test_a_member_who_is_not_active_has_no_session(anonymous, alice):
    token = open_session(member=alice, at=clock.now()).access
    Member.objects.filter(pk=alice.pk).update(state=Member.State.ERASED)

    response = asked_with(anonymous, token)

    assert response.status_code == 401
    assert response.json()["code"] == "session_ended"


def test_a_bad_token_is_refused_at_public_endpoints_too(anonymous, db):
    response = anonymous.get("/api/v1/regions", headers={"Authorization": "Bearer nonsense"})

    assert response.status_code == 401
    assert response.json()["code"] == "token_invalid"


def test_a_member_is_no_operator_to_libraries_that_record_who_changed_what(alice):
    assert not hasattr(alice, "is_authenticated")
