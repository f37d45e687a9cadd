"""POST auth/wechat/login: the code of wx.login becomes a session; the first time makes the member."""

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from kernel.crypto import decrypt
from kernel.outbox.models import StoredFact
from kernel.wechat.refusals import (
    WechatCodeInvalid,
    WechatMisconfigured,
    WechatTooFrequent,
    WechatUnavailable,
    WechatUserBlocked,
)
from members.accounts.models import Identity, Member, Session
from members.accounts.services import ban_member, dismiss_merge, login_with_wechat, propose_merge, sign_in
from tests.factories.accounts import IdentityFactory, MemberFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/auth/wechat/login"


def login(client, code: str, **more):
    return client.post(URL, {"code": code, **more}, format="json")


def test_the_first_time_makes_a_member(anonymous, wechat):
    wechat.knows("code", "openid-new", session_key="a2V5")

    response = login(anonymous, "code", scene="1047", visitor_id="v-1")

    member = Member.objects.get()
    assert response.status_code == 200
    assert response.json()["expires_in"] == 7200
    assert response.json()["member"] == {
        "id": str(member.pk),
        "nickname": "微信用户",
        "avatar": "",
        "is_new": True,
        "has_phone": False,
    }
    assert (member.first_scene, member.first_visitor_id, member.is_newcomer) == ("1047", "v-1", True)


def test_the_tokens_of_the_answer_work(anonymous, wechat):
    wechat.knows("code", "openid-new")
    tokens = login(anonymous, "code").json()

    me = anonymous.get("/api/v1/me", headers={"Authorization": f"Bearer {tokens['access']}"})
    refreshed = anonymous.post("/api/v1/auth/refresh", {"refresh": tokens["refresh"]}, format="json")

    assert me.status_code == 200
    assert refreshed.status_code == 200


def test_joining_is_told_once(anonymous, wechat):
    wechat.knows("first", "openid-new")
    wechat.knows("second", "openid-new")
    login(anonymous, "first", scene="1047", visitor_id="v-1")

    login(anonymous, "second", scene="1001")

    member = Member.objects.get()
    facts = [(fact.name, fact.payload) for fact in StoredFact.objects.all()]
    assert facts == [("members.accounts.member_joined", {"member_id": member.pk, "scene": "1047", "visitor_id": "v-1"})]
    assert member.first_scene == "1047"


def test_the_same_person_comes_back_as_the_same_member(anonymous, wechat, alice):
    wechat.knows("code", "openid-of-alice")

    response = login(anonymous, "code")

    assert response.json()["member"]["id"] == str(alice.pk)
    assert response.json()["member"]["is_new"] is False
    assert Member.objects.count() == 1


def test_the_same_openid_of_another_app_is_another_person(anonymous, wechat, alice):
    Identity.objects.filter(member=alice).update(appid="wx-another-app")
    wechat.knows("code", "openid-of-alice")

    response = login(anonymous, "code")

    assert response.json()["member"]["is_new"] is True
    assert response.json()["member"]["id"] != str(alice.pk)


def test_the_same_unionid_in_another_app_is_the_same_person(anonymous, wechat, alice):
    Identity.objects.filter(member=alice).update(appid="wx-another-app")
    IdentityFactory(member=alice, provider=Identity.Provider.WECHAT_UNION, appid="", subject="union-of-alice")
    wechat.knows("code", "openid-here", unionid="union-of-alice")

    response = login(anonymous, "code")

    assert response.json()["member"]["id"] == str(alice.pk)
    assert Identity.objects.get(subject="openid-here").member == alice


def test_a_unionid_that_comes_later_is_kept(anonymous, wechat, alice):
    wechat.knows("code", "openid-of-alice", unionid="union-of-alice")

    login(anonymous, "code")

    assert Identity.objects.get(subject="openid-of-alice").unionid == "union-of-alice"
    assert Identity.objects.get(subject="union-of-alice").member == alice


def test_a_unionid_that_is_absent_again_is_not_forgotten(anonymous, wechat, alice):
    Identity.objects.filter(member=alice).update(unionid="union-of-alice")
    wechat.knows("code", "openid-of-alice")

    login(anonymous, "code")

    assert Identity.objects.get().unionid == "union-of-alice"


def test_a_unionid_of_another_member_makes_the_two_one(anonymous, wechat, alice, bob):
    IdentityFactory(member=bob, provider=Identity.Provider.WECHAT_UNION, appid="", subject="union-of-bob")
    wechat.knows("code", "openid-of-alice", unionid="union-of-bob")

    response = login(anonymous, "code")

    me = anonymous.get("/api/v1/me", headers={"Authorization": f"Bearer {response.json()['access']}"})
    assert response.json()["member"]["id"] == me.json()["id"] == str(alice.pk)
    assert Identity.objects.get(subject="union-of-bob").member == alice
    assert Member.objects.get(pk=bob.pk).merged_into == alice


def test_whom_people_have_parted_stays_two(anonymous, wechat, alice, bob):
    IdentityFactory(member=bob, provider=Identity.Provider.WECHAT_UNION, appid="", subject="union-of-bob")
    case = propose_merge(
        source_id=bob.pk, target_id=alice.pk, evidence="operator", note="", actor=Actor.operator(1), at=clock.now()
    )
    dismiss_merge(case_id=case.pk, reason="两个人", actor=Actor.operator(1), at=clock.now())
    wechat.knows("code", "openid-of-alice", unionid="union-of-bob")

    response = login(anonymous, "code")

    assert response.json()["member"]["id"] == str(alice.pk)
    assert Identity.objects.get(subject="union-of-bob").member == bob
    assert not Member.objects.filter(state="merged").exists()


def test_a_visitor_is_remembered_and_taken_from_nobody(anonymous, wechat, alice, bob):
    IdentityFactory(member=bob, provider=Identity.Provider.VISITOR, appid="", subject="v-bob")
    wechat.knows("first", "openid-of-alice")
    wechat.knows("second", "openid-of-alice")

    login(anonymous, "first", visitor_id="v-alice")
    login(anonymous, "second", visitor_id="v-bob")

    assert Identity.objects.get(subject="v-alice").member == alice
    assert Identity.objects.get(subject="v-bob").member == bob


@pytest.mark.rule("13.1")
def test_the_session_key_is_kept_encrypted_and_never_sent(anonymous, wechat):
    wechat.knows("code", "openid-new", session_key="dmVyeSBzZWNyZXQga2V5")

    response = login(anonymous, "code")

    identity = Identity.objects.get()
    assert "dmVyeSBzZWNyZXQga2V5" not in response.content.decode()
    assert "dmVyeSBzZWNyZXQga2V5" not in identity.session_key_cipher
    assert decrypt(identity.session_key_cipher) == "dmVyeSBzZWNyZXQga2V5"


def test_the_newest_session_key_replaces_the_older(anonymous, wechat, alice):
    wechat.knows("first", "openid-of-alice", session_key="b2xk")
    wechat.knows("second", "openid-of-alice", session_key="bmV3")
    login(anonymous, "first")

    login(anonymous, "second")

    assert decrypt(Identity.objects.get().session_key_cipher) == "bmV3"


@pytest.mark.rule("13.1")
def test_the_refresh_token_is_kept_as_a_hash(anonymous, wechat):
    wechat.knows("code", "openid-new")

    refresh = login(anonymous, "code").json()["refresh"]

    assert refresh not in Session.objects.get().refresh_hash


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        (WechatCodeInvalid(40029, "invalid code"), 422, "login_code_invalid"),
        (WechatCodeInvalid(40163, "code been used"), 422, "login_code_invalid"),
        (WechatUserBlocked(40226, "high risk user"), 403, "login_blocked"),
        (WechatTooFrequent(45011, "api minute-quota reached"), 429, "login_too_often"),
        (WechatUnavailable(), 503, "wechat_unavailable"),
        (WechatMisconfigured(40125, "invalid appsecret"), 503, "wechat_misconfigured"),
    ],
)
def test_what_wechat_refuses_is_refused_by_name(anonymous, wechat, refusal, status, code):
    wechat.sessions["code"] = refusal

    response = login(anonymous, "code")

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code
    assert "invalid" not in response.json()["detail"]
    assert Member.objects.count() == 0


def test_a_code_works_once(anonymous, wechat):
    wechat.knows("code", "openid-new")
    login(anonymous, "code")

    response = login(anonymous, "code")

    assert response.status_code == 422
    assert response.json()["code"] == "login_code_invalid"
    assert Session.objects.count() == 1


def test_a_banned_member_does_not_get_in(anonymous, wechat, alice):
    ban_member(member_id=alice.pk, reason="恶意退款", at=clock.now())
    wechat.knows("code", "openid-of-alice")

    response = login(anonymous, "code")

    assert response.status_code == 403
    assert response.json()["code"] == "member_banned"
    assert "恶意退款" not in response.content.decode()
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "code"),
        ({"code": ""}, "code"),
        ({"code": 7}, "code"),
        ({"code": None}, "code"),
        ({"code": "x" * 129}, "code"),
        ({"code": "a\u0000b"}, "code"),
        ({"code": "code", "scene": "x" * 65}, "scene"),
        ({"code": "code", "visitor_id": ["v"]}, "visitor_id"),
        ({"code": "code", "openid": "openid-of-alice"}, "openid"),
    ],
)
def test_a_bad_body_names_its_field_and_asks_nobody(anonymous, wechat, body, field):
    wechat.knows("code", "openid-new")

    response = anonymous.post(URL, body, format="json")

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert wechat.asked_in_transaction == []


def test_a_stale_token_in_the_header_does_not_stand_in_the_way(anonymous, wechat):
    wechat.knows("code", "openid-new")
    anonymous.credentials(HTTP_AUTHORIZATION="Bearer stale")

    response = login(anonymous, "code")

    assert response.status_code == 200


def test_who_loses_the_race_of_two_first_sign_ins_becomes_the_same_member(wechat, monkeypatch):
    # The other sign-in commits between our look and our write: we looked too early and found nobody.
    winner = MemberFactory()
    IdentityFactory(member=winner, subject="openid-new")
    look, too_early = sign_in._find_member, iter([None])
    monkeypatch.setattr(sign_in, "_find_member", lambda arrival: next(too_early, look(arrival)))
    wechat.knows("code", "openid-new")

    signed_in = login_with_wechat(code="code", scene="", visitor_id="", at=clock.now())

    assert signed_in.member == winner
    assert signed_in.is_new is False
    assert Member.objects.count() == 1
    assert not StoredFact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_wechat_is_asked_outside_every_transaction(wechat):
    wechat.knows("code", "openid-new")

    login_with_wechat(code="code", scene="", visitor_id="", at=clock.now())

    assert wechat.asked_in_transaction == [False]


def test_too_many_logins_from_one_address_are_turned_away(anonymous, wechat, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"login": "2/day"}}

    answers = [login(anonymous, "code").status_code for _ in range(3)]

    assert answers == [422, 422, 429]


def test_without_a_cache_the_door_stays_shut(anonymous, wechat, monkeypatch):
    def dead(*_):
        raise ConnectionError("the cache is down")

    monkeypatch.setattr("kernel.web.throttles.cache.add", dead)
    wechat.knows("code", "openid-new")

    response = login(anonymous, "code")

    assert response.status_code == 503
    assert Member.objects.count() == 0
