"""Sign in through WeChat: the first time makes the member."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from kernel import clock
from kernel.crypto import encrypt
from kernel.errors import Forbidden, Invalid, TooMany
from kernel.numbers import new_number
from kernel.outbox.services import publish
from kernel.wechat import client
from kernel.wechat.client import WechatSession
from kernel.wechat.refusals import WechatCodeInvalid, WechatTooFrequent, WechatUserBlocked
from members.accounts.facts import MemberJoined
from members.accounts.models import Identity, Member, MergeCase
from members.accounts.selectors import find_unionid_owner, surviving_id
from members.accounts.services.linking import remember_visitor
from members.accounts.services.merging import unite
from members.accounts.services.sessions import SignedIn, open_session
from members.accounts.services.standing import MemberMerged, lock_member
from members.accounts.states import MergeState

NEW_NICKNAME = "微信用户"
# Two first sign-ins at once: the second one meets the unique key, looks again and finds the member of the first.
ATTEMPTS = 3


class LoginCodeInvalid(Invalid):
    code, title = "login_code_invalid", "登录凭证无效或已使用，请重新登录"


class LoginBlocked(Forbidden):
    code, title = "login_blocked", "微信判定该账号存在风险，暂时无法登录"


class LoginTooOften(TooMany):
    code, title = "login_too_often", "登录过于频繁，请稍后再试"


class MemberBanned(Forbidden):
    code, title = "member_banned", "账号已被停用，请联系客服"


@dataclass(frozen=True)
class Arrival:
    """Somebody whom WeChat has named, and where they came from."""

    openid: str
    unionid: str | None
    session_key: str
    scene: str
    visitor_id: str


def login_with_wechat(*, code: str, scene: str, visitor_id: str, at: datetime) -> SignedIn:
    """Sign in with the code of `wx.login`; find the member by identity rows or make one (protocols 1.1).

    :raises LoginCodeInvalid: used, expired or foreign code.
    :raises LoginBlocked: WeChat calls the user a risk.
    :raises LoginTooOften: WeChat's limit for the user.
    :raises WechatUnavailable: no usable answer; the code may still be good.
    :raises MemberBanned: an operator has shut the member out.
    """
    session = _ask_wechat(code)
    arrival = Arrival(
        openid=session.openid,
        unionid=session.unionid,
        session_key=session.session_key,
        scene=scene,
        visitor_id=visitor_id,
    )
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _as_one_person(_enter(arrival, at), arrival, at)
        except (IntegrityError, MemberMerged):
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def _as_one_person(signed_in: SignedIn, arrival: Arrival, at: datetime) -> SignedIn:
    """Merge the member whom the openid names with the one whom the unionid names; the tokens are good for both."""
    owner_id = find_unionid_owner(arrival.unionid)
    if owner_id is None or owner_id == signed_in.member.pk:
        return signed_in
    case = unite(member_id=signed_in.member.pk, other_id=owner_id, evidence=MergeCase.Evidence.UNIONID, at=at)
    if case is None or case.state != MergeState.MERGED:
        return signed_in
    return replace(signed_in, member=Member.objects.get(pk=surviving_id(signed_in.member.pk)))


def _ask_wechat(code: str) -> WechatSession:
    """Exchange the code; the only network call of a sign-in, outside every transaction."""
    try:
        return client.get_client().code_to_session(code)
    except WechatCodeInvalid as error:
        raise LoginCodeInvalid from error
    except WechatUserBlocked as error:
        raise LoginBlocked from error
    except WechatTooFrequent as error:
        raise LoginTooOften(retry_after=60) from error


@transaction.atomic
def _enter(arrival: Arrival, at: datetime) -> SignedIn:
    member_id = _find_member(arrival)
    is_new = member_id is None
    member = _join(arrival, at) if member_id is None else lock_member(member_id=member_id)
    if not member.is_active:
        raise MemberBanned
    _remember_identity(member, arrival, at)
    member.last_seen_at = at
    member.save(update_fields=["last_seen_at"])
    return open_session(member=member, at=at, is_new=is_new)


def _find_member(arrival: Arrival) -> int | None:
    """Return whom the openid belongs to, else whom the unionid belongs to."""
    known = Identity.objects.filter(
        provider=Identity.Provider.WECHAT_MINI, appid=settings.WECHAT_APPID, subject=arrival.openid
    )
    member_id = known.values_list("member_id", flat=True).first()
    return find_unionid_owner(arrival.unionid) if member_id is None else member_id


def _join(arrival: Arrival, at: datetime) -> Member:
    member = Member.objects.create(
        number=new_number(clock.date_of(at)),
        nickname=NEW_NICKNAME,
        joined_at=at,
        last_seen_at=at,
        first_scene=arrival.scene,
        first_visitor_id=arrival.visitor_id,
    )
    publish(MemberJoined(member_id=member.pk, scene=arrival.scene, visitor_id=arrival.visitor_id))
    return member


def _remember_identity(member: Member, arrival: Arrival, at: datetime) -> None:
    """Keep the newest session key of the openid, and who owns the unionid."""
    identity, _ = Identity.objects.get_or_create(
        provider=Identity.Provider.WECHAT_MINI,
        appid=settings.WECHAT_APPID,
        subject=arrival.openid,
        defaults={"member": member, "linked_at": at},
    )
    if identity.member_id != member.pk:
        raise IntegrityError("another sign-in has linked this openid meanwhile")
    identity.session_key_cipher = encrypt(arrival.session_key)
    identity.unionid = arrival.unionid or identity.unionid
    identity.seen_at = at
    identity.save(update_fields=["session_key_cipher", "unionid", "seen_at"])
    remember_visitor(member_id=member.pk, visitor_id=arrival.visitor_id, at=at)
    if arrival.unionid:
        Identity.objects.get_or_create(
            provider=Identity.Provider.WECHAT_UNION,
            appid="",
            subject=arrival.unionid,
            defaults={"member": member, "linked_at": at},
        )
