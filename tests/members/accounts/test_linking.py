"""Identities from elsewhere: free ones are linked, another member's make the two one, or are left alone."""

import pytest

from kernel import clock
from kernel.outbox.relay import deliver_pending
from kernel.wechat import client
from kernel.wechat.services import receive_push
from members.accounts.models import Identity, MergeCase
from members.accounts.services import link_identity
from tests.factories.accounts import IdentityFactory

pytestmark = pytest.mark.django_db
Provider = Identity.Provider


def link(member, provider: str, subject: str = "x-1"):
    return link_identity(member_id=member.pk, provider=provider, appid="app", subject=subject, at=clock.now())


@pytest.mark.parametrize("provider", [Provider.WECOM, Provider.MARKETPLACE, Provider.WECHAT_OFFICIAL])
def test_a_free_identity_is_linked_once(alice, provider):
    assert link(alice, provider) is None
    assert link(alice, provider) is None

    assert Identity.objects.get(provider=provider).member == alice


@pytest.mark.parametrize(
    ("provider", "state"),
    [(Provider.WECOM, "merged"), (Provider.WECHAT_OFFICIAL, "merged"), (Provider.MARKETPLACE, "proposed")],
)
def test_an_identity_of_another_member_is_proof_or_a_hint(alice, bob, provider, state):
    link(bob, provider)

    case = link(alice, provider)

    assert (case.state, case.source, case.target) == (state, bob, alice)


def test_a_shared_device_makes_nobody_one(alice, bob):
    link(bob, Provider.VISITOR)

    assert link(alice, Provider.VISITOR) is None
    assert not MergeCase.objects.exists()


class OfficialAccount:
    def follower_unionid(self, openid: str) -> str | None:
        return {"o-alice": "union-of-alice"}.get(openid)


@pytest.fixture
def official(monkeypatch, settings):
    settings.WECHAT_OFFICIAL_APPID = "wx-official"
    monkeypatch.setattr(client, "get_official_client", OfficialAccount)


def push(openid: str, event: str = "subscribe") -> None:
    message = {"FromUserName": openid, "ToUserName": "gh_1", "MsgType": "event", "Event": event, "CreateTime": "1"}
    receive_push(message=message, at=clock.now())
    deliver_pending()


def test_who_follows_the_official_account_is_known_by_unionid(alice, official):
    IdentityFactory(member=alice, provider=Provider.WECHAT_UNION, appid="", subject="union-of-alice")

    push("o-alice")

    identity = Identity.objects.get(provider=Provider.WECHAT_OFFICIAL)
    assert (identity.member, identity.appid, identity.subject) == (alice, "wx-official", "o-alice")


@pytest.mark.parametrize(("openid", "event"), [("o-stranger", "subscribe"), ("o-alice", "unsubscribe")])
def test_strangers_and_other_events_link_nobody(alice, official, openid, event):
    IdentityFactory(member=alice, provider=Provider.WECHAT_UNION, appid="", subject="union-of-alice")

    push(openid, event)

    assert not Identity.objects.filter(provider=Provider.WECHAT_OFFICIAL).exists()


def test_without_an_official_account_nobody_is_asked(alice, settings):
    settings.WECHAT_OFFICIAL_APPID = ""
    IdentityFactory(member=alice, provider=Provider.WECHAT_UNION, appid="", subject="union-of-alice")

    push("o-alice")

    assert not Identity.objects.filter(provider=Provider.WECHAT_OFFICIAL).exists()
