"""A member's phone number, as WeChat has verified it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from kernel.crypto import encrypt
from kernel.errors import Conflict, Invalid, TooMany
from kernel.outbox.services import publish
from kernel.wechat import client
from kernel.wechat.client import WechatPhoneForeign
from kernel.wechat.refusals import WechatCodeInvalid, WechatTooFrequent
from members.accounts import phones
from members.accounts.facts import PhoneBound
from members.accounts.models import Identity, Member, MergeCase
from members.accounts.options import MERGE_BY_PHONE, MERGE_BY_PHONE_SEEN_DAYS
from members.accounts.selectors import find_phone_owner, surviving_id
from members.accounts.services.merging import unite
from members.accounts.services.standing import lock_member
from members.accounts.states import MergeState


class PhoneCodeInvalid(Invalid):
    code, title = "phone_code_invalid", "手机号授权码无效或已使用，请重新授权"


class PhoneTooOften(TooMany):
    code, title = "phone_too_often", "获取手机号过于频繁，请稍后再试"


class PhoneTaken(Conflict):
    code, title = "phone_taken", "该手机号已绑定其他会员"


def bind_phone(*, member_id: int, code: str, at: datetime) -> Member:
    """Bind the phone behind the code of the getPhoneNumber button; a newer one replaces it (protocols 1.3).

    A phone of another member proves that the two are one: WeChat has verified it. They are merged, as the setting says
    and unless the other has been silent for so long that the number may have changed hands. Returns who it is now.

    :raises PhoneCodeInvalid: used, expired or foreign code.
    :raises PhoneTooOften: WeChat's limit.
    :raises WechatUnavailable: no usable answer.
    :raises PhoneTaken: another member has it, and the two cannot be merged now; `merge` says what becomes of it.
    """
    phone = _ask_wechat(code)
    owner_id = _bound_or_owner(member_id=member_id, phone=phone)
    if owner_id is None:
        return Member.objects.get(pk=member_id)
    survivor_id = _become_one(member_id=member_id, owner_id=owner_id, at=at)
    # The newest proof is the member's phone, whichever of the two has stayed.
    if _bound_or_owner(member_id=survivor_id, phone=phone) is not None:
        raise PhoneTaken
    return Member.objects.get(pk=survivor_id)


def _become_one(*, member_id: int, owner_id: int, at: datetime) -> int:
    """Merge two members of one phone; return who stays.

    :raises PhoneTaken:
    """
    policy = MERGE_BY_PHONE.get()
    if policy == "never":
        raise PhoneTaken
    is_certain = policy == "auto" and not _is_silent(owner_id, at)
    evidence = MergeCase.Evidence.PHONE
    case = unite(member_id=member_id, other_id=owner_id, evidence=evidence, at=at, is_certain=is_certain)
    if case is None or case.state == MergeState.MERGED:
        return surviving_id(member_id)
    if case.state == MergeState.WAITING:
        raise PhoneTaken(
            "该手机号属于您的另一个账号，以下事项结束后自动合并：" + "；".join(case.reasons), merge="waiting"
        )
    raise PhoneTaken(merge="proposed")


def _is_silent(member_id: int, at: datetime) -> bool:
    """Tell whether a member has not signed in for so long that their number may belong to somebody else by now."""
    days = MERGE_BY_PHONE_SEEN_DAYS.get()
    return bool(days) and Member.objects.filter(pk=member_id, last_seen_at__lt=at - timedelta(days=days)).exists()


def _ask_wechat(code: str) -> str:
    """Exchange the code; outside every transaction."""
    try:
        return phones.normal(client.get_client().phone_number(code))
    except (WechatCodeInvalid, WechatPhoneForeign) as error:
        raise PhoneCodeInvalid from error
    except WechatTooFrequent as error:
        raise PhoneTooOften(retry_after=60) from error


def _bound_or_owner(*, member_id: int, phone: str) -> int | None:
    """Bind a phone that is free or the member's own; return whose it is where it is another's."""
    try:
        return _bind(member_id=member_id, phone=phone)
    except IntegrityError:
        # Two members bind it at once: both looked before either had written. Now one of them has it.
        return _bind(member_id=member_id, phone=phone)


@transaction.atomic
def _bind(*, member_id: int, phone: str) -> int | None:
    member = lock_member(member_id=member_id)
    owner_id = find_phone_owner(phone)
    if owner_id not in (None, member_id):
        return owner_id
    if member.phone != phone:
        member.phone_cipher, member.phone_digest = encrypt(phone), phones.digest(phone)
        member.save(update_fields=["phone_cipher", "phone_digest"])
        # It stood beside another one until now.
        Identity.objects.filter(provider=Identity.Provider.PHONE, subject=member.phone_digest).delete()
        publish(PhoneBound(member_id=member_id))
    return None
