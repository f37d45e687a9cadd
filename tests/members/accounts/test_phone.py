"""POST me/phone: the phone behind WeChat's button is bound; one phone belongs to one member."""

import pytest
from django.db import IntegrityError

from kernel.outbox.models import StoredFact
from kernel.wechat.client import WechatPhoneForeign
from kernel.wechat.refusals import WechatCodeInvalid, WechatTooFrequent, WechatUnavailable
from members.accounts.models import Member
from members.accounts.services import PhoneTaken, bind_phone, phone

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/phone"


def bind(client, code: str = "code"):
    return client.post(URL, {"code": code}, format="json")


def test_the_phone_is_bound_and_shown_masked(client_of, alice, wechat):
    wechat.phones["code"] = "13800138000"

    response = bind(client_of(alice))

    assert response.status_code == 200
    assert (response.json()["has_phone"], response.json()["phone"]) == (True, "138****8000")
    assert "13800138000" not in response.content.decode()


def test_the_phone_is_kept_encrypted_and_found_by_digest(client_of, alice, wechat):
    wechat.phones["code"] = "13800138000"
    bind(client_of(alice))

    alice.refresh_from_db()
    assert "13800138000" not in alice.phone_cipher + alice.phone_digest
    assert alice.phone == "13800138000"
    assert Member.objects.with_phone("+86 138 0013 8000").get() == alice


def test_a_newer_phone_replaces_it_and_frees_the_older(client_of, alice, bob, wechat):
    wechat.phones |= {"first": "13800138000", "second": "13900139000", "third": "13800138000"}
    bind(client_of(alice), "first")
    bind(client_of(alice), "second")

    response = bind(client_of(bob), "third")

    assert response.status_code == 200
    alice.refresh_from_db()
    assert alice.phone == "13900139000"


def test_binding_is_told_once_for_each_phone(client_of, alice, wechat):
    wechat.phones |= {"first": "13800138000", "second": "13800138000"}
    client = client_of(alice)
    bind(client, "first")

    response = bind(client, "second")

    assert response.status_code == 200
    assert [(fact.name, fact.payload) for fact in StoredFact.objects.all()] == [
        ("members.accounts.phone_bound", {"member_id": alice.pk})
    ]


def test_a_foreign_phone_is_bound_too(client_of, alice, wechat):
    wechat.phones["code"] = "+14155550100"

    response = bind(client_of(alice))

    assert response.json()["phone"] == "+14****0100"


def test_a_phone_of_another_member_is_taken(client_of, alice, bob, wechat):
    wechat.phones |= {"bobs": "13800138000", "code": "+8613800138000"}
    bind(client_of(bob), "bobs")

    response = bind(client_of(alice))

    alice.refresh_from_db()
    assert response.status_code == 409
    assert response.json()["code"] == "phone_taken"
    assert (alice.phone, alice.has_phone) == ("", False)


def test_who_loses_the_race_for_a_phone_is_told_the_same(alice, wechat, monkeypatch):
    def lost(**kwargs):
        raise IntegrityError("accounts_member_phone_once")

    wechat.phones["code"] = "13800138000"
    monkeypatch.setattr(phone, "_bind", lost)

    with pytest.raises(PhoneTaken):
        bind_phone(member_id=alice.pk, code="code")


@pytest.mark.parametrize(
    ("refusal", "answer"),
    [
        (WechatCodeInvalid(40029, "invalid code"), (422, "phone_code_invalid")),
        (WechatPhoneForeign(0, "watermark"), (422, "phone_code_invalid")),
        (WechatTooFrequent(45011, "quota"), (429, "phone_too_often")),
        (WechatUnavailable(), (503, "wechat_unavailable")),
    ],
)
def test_what_wechat_refuses_is_refused_by_name(client_of, alice, wechat, refusal, answer):
    wechat.phones["code"] = refusal

    response = bind(client_of(alice))

    alice.refresh_from_db()
    assert (response.status_code, response.json()["code"]) == answer
    assert alice.has_phone is False


def test_nobody_binds_without_signing_in(anonymous, wechat, db):
    wechat.phones["code"] = "13800138000"

    response = bind(anonymous)

    assert response.status_code == 401
    assert wechat.asked_in_transaction == []


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "code"), ({"code": ""}, "code"), ({"code": "x", "phone": "13800138000"}, "phone"), ({"code": [1]}, "code")],
)
def test_a_bad_body_names_its_field_and_asks_nobody(client_of, alice, wechat, body, field):
    response = client_of(alice).post(URL, body, format="json")

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert wechat.asked_in_transaction == []


def test_codes_cannot_be_tried_for_ever(client_of, alice, wechat, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"codes": "2/day"}}
    client = client_of(alice)

    answers = [bind(client, "guess").status_code for _ in range(3)]

    assert answers == [422, 422, 429]


def test_without_a_cache_no_code_is_tried(client_of, alice, wechat, monkeypatch):
    def dead(*_):
        raise ConnectionError("the cache is down")

    monkeypatch.setattr("kernel.web.throttles.cache.add", dead)

    assert bind(client_of(alice)).status_code == 503
    assert wechat.asked_in_transaction == []


@pytest.mark.django_db(transaction=True)
def test_wechat_is_asked_outside_every_transaction(alice, wechat):
    wechat.phones["code"] = "13800138000"

    bind_phone(member_id=alice.pk, code="code")

    assert wechat.asked_in_transaction == [False]
