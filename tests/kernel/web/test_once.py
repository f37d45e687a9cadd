"""A POST with an Idempotency-Key is done once (rules 13.4)."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from kernel import clock
from kernel.errors import TooMany
from kernel.idempotency.models import Claim
from tests.kernel.web.desk import Buy, SoldOut

pytestmark = [pytest.mark.django_db, pytest.mark.rule("13.4")]

BODY = {"sku_id": "7", "quantity": 2}


def buy(client, key="key-1", body=BODY):
    return client.post("/buy", body, format="json", headers={"Idempotency-Key": key} if key is not None else {})


def test_the_same_key_and_body_get_the_first_answer(member):
    first = buy(member)

    again = buy(member)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert Buy.done == [2]


def test_the_order_of_members_makes_no_other_request(member):
    buy(member)

    again = buy(member, body={"quantity": 2, "sku_id": "7"})

    assert again["Idempotent-Replayed"] == "true"
    assert Buy.done == [2]


def test_the_key_of_another_member_is_another_key(member):
    buy(member)

    other = buy(member.__class__(headers={"X-Member": "43"}))

    assert other.status_code == 201
    assert "Idempotent-Replayed" not in other
    assert Buy.done == [2, 2]


def test_another_body_under_the_same_key_is_refused(member):
    buy(member)

    response = buy(member, body=BODY | {"quantity": 3})

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert Buy.done == [2]


@pytest.mark.parametrize(
    ("key", "code"),
    [(None, "idempotency_key_required"), ("", "idempotency_key_required"), ("x" * 256, "idempotency_key_invalid")],
)
def test_without_a_decent_key_nothing_is_done(member, key, code):
    response = buy(member, key=key)

    assert (response.status_code, response.json()["code"]) == (422, code)
    assert Buy.done == []
    assert not Claim.objects.exists()


def test_while_the_first_runs_the_second_waits(member):
    buy(member)
    Claim.objects.update(answered_at=None, status=None, answer="", leased_until=clock.now() + timedelta(seconds=30))

    response = buy(member)

    assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_in_flight")
    assert 1 <= int(response["Retry-After"]) <= 30
    assert Buy.done == [2]


def test_a_refusal_is_kept_like_any_answer(member):
    Buy.fault = SoldOut()
    first = buy(member)
    Buy.fault = None

    again = buy(member)

    assert (again.status_code, again.json()["code"]) == (409, "sold_out")
    assert again.content == first.content
    assert again["Content-Type"] == "application/problem+json"
    assert again["Idempotent-Replayed"] == "true"
    assert Buy.done == [2]


def test_bad_input_is_kept_too(member):
    first = buy(member, body={"sku_id": "7"})

    again = buy(member, body={"sku_id": "7"})

    assert (first.status_code, again.status_code) == (422, 422)
    assert again["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    ("fault", "status"), [(TooMany(retry_after=3), 429), (OperationalError("disk full"), 503), (KeyError("x"), 500)]
)
def test_429_and_5xx_free_the_key(member, fault, status):
    Buy.fault = fault
    first = buy(member)
    Buy.fault = None

    again = buy(member)

    assert (first.status_code, again.status_code) == (status, 201)
    assert "Idempotent-Replayed" not in again
    assert Buy.done == [2, 2]


def test_who_lost_the_lease_leaves_nothing_behind(member, monkeypatch):
    def taken_over(_quantity):
        Claim.objects.update(fence=2)

    monkeypatch.setattr(Buy, "work", staticmethod(taken_over))

    response = buy(member)

    assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_in_flight")
    # The other run's claim stands as it was: neither answered nor freed.
    row = Claim.objects.get()
    assert (row.answered_at, row.leased_until > clock.now()) == (None, True)


def test_a_view_that_answers_past_its_claim_is_a_fault(member):
    response = member.post("/forgetful", {}, format="json", headers={"Idempotency-Key": "k"})

    assert response.status_code == 500


def test_a_stranger_is_refused_before_any_claim(stranger):
    assert buy(stranger).status_code == 401
    assert not Claim.objects.exists()
