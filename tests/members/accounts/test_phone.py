"""POST me/phone: the phone behind WeChat's button is bound; one phone belongs to one member."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from kernel import clock
from kernel.options.services import set_option
from kernel.outbox.models import StoredFact
from kernel.wechat.client import WechatPhoneForeign
from kernel.wechat.refusals import WechatCodeInvalid, WechatTooFrequent, WechatUnavailable
from members.accounts.models import Identity, Member, MergeCase
from members.accounts.selectors import find_phone_owner
from members.accounts.services import ban_member, bind_phone, phone

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


def test_who_proves_the_phone_of_another_member_is_that_member(client_of, alice, bob, wechat):
    wechat.phones |= {"bobs": "13800138000", "alices": "13900139000", "code": "+8613800138000"}
    bind(client_of(bob), "bobs")
    client = client_of(alice)
    bind(client, "alices")

    response = bind(client)

    bob.refresh_from_db()
    assert (response.status_code, response.json()["id"]) == (200, str(alice.pk))
    assert response.json()["phone"] == "138****8000"
    assert (bob.state, bob.merged_into, bob.phone) == ("merged", alice, "")
    assert not Identity.objects.filter(provider="phone").exists()


def test_the_phone_of_who_stayed_stays_beside_the_newest_proof(client_of, alice, bob, wechat):
    wechat.phones |= {"alices": "13900139000", "bobs": "13800138000", "code": "13900139000"}
    bind(client_of(alice), "alices")
    client = client_of(bob)
    bind(client, "bobs")

    response = bind(client)

    assert (response.json()["id"], response.json()["phone"]) == (str(alice.pk), "139****9000")
    assert Member.objects.get(pk=alice.pk).phone == "13900139000"
    assert find_phone_owner("13800138000") == alice.pk


@pytest.mark.parametrize(("policy", "merge"), [("never", None), ("ask", "proposed")])
def test_the_shop_may_want_people_to_decide(client_of, alice, bob, wechat, stella, policy, merge):
    set_option(name="members.accounts.merge_by_phone", value=policy, operator_id=stella.pk)
    wechat.phones |= {"bobs": "13800138000", "code": "13800138000"}
    bind(client_of(bob), "bobs")

    response = bind(client_of(alice))

    alice.refresh_from_db()
    assert (response.status_code, response.json()["code"]) == (409, "phone_taken")
    assert response.json().get("merge") == merge
    assert (alice.phone, alice.has_phone) == ("", False)
    assert MergeCase.objects.filter(state="proposed").count() == (merge is not None)


def test_a_number_that_may_have_changed_hands_is_for_people(client_of, alice, bob, wechat):
    wechat.phones |= {"bobs": "13800138000", "code": "13800138000"}
    bind(client_of(bob), "bobs")
    Member.objects.filter(pk=bob.pk).update(last_seen_at=clock.now() - timedelta(days=181))

    response = bind(client_of(alice))

    assert (response.status_code, response.json()["merge"]) == (409, "proposed")
    assert MergeCase.objects.get().state == "proposed"


def test_a_member_who_is_shut_out_comes_back_by_no_phone(client_of, alice, bob, wechat):
    wechat.phones |= {"bobs": "13800138000", "code": "13800138000"}
    bind(client_of(bob), "bobs")
    ban_member(member_id=bob.pk, reason="恶意退款", at=clock.now())

    response = bind(client_of(alice))

    assert (response.status_code, response.json()["merge"]) == (409, "waiting")
    assert MergeCase.objects.get().reasons == ["并入方已停用，请先恢复"]


def test_who_loses_the_race_for_a_phone_finds_the_winner(alice, bob, wechat, monkeypatch):
    bind_now, too_early = phone._bind, iter([True])

    def lost_once(**kwargs):
        if next(too_early, False):
            raise IntegrityError("accounts_member_phone_once")
        return bind_now(**kwargs)

    wechat.phones |= {"bobs": "13800138000", "code": "13800138000"}
    bind_phone(member_id=bob.pk, code="bobs", at=clock.now())
    monkeypatch.setattr(phone, "_bind", lost_once)

    assert bind_phone(member_id=alice.pk, code="code", at=clock.now()) == alice
    assert Member.objects.get(pk=bob.pk).merged_into == alice


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

    bind_phone(member_id=alice.pk, code="code", at=clock.now())

    assert wechat.asked_in_transaction == [False]
