"""A member's phone number, as WeChat has verified it."""

from django.db import IntegrityError, transaction

from kernel.crypto import encrypt
from kernel.errors import Conflict, Invalid, TooMany
from kernel.outbox.services import publish
from kernel.wechat import client
from kernel.wechat.client import WechatPhoneForeign
from kernel.wechat.refusals import WechatCodeInvalid, WechatTooFrequent
from members.accounts import phones
from members.accounts.facts import PhoneBound
from members.accounts.models import Member
from members.accounts.services.standing import lock_member


class PhoneCodeInvalid(Invalid):
    code, title = "phone_code_invalid", "手机号授权码无效或已使用，请重新授权"


class PhoneTooOften(TooMany):
    code, title = "phone_too_often", "获取手机号过于频繁，请稍后再试"


class PhoneTaken(Conflict):
    code, title = "phone_taken", "该手机号已绑定其他会员"


def bind_phone(*, member_id: int, code: str) -> Member:
    """Bind the phone behind the code of the getPhoneNumber button; a newer one replaces it (protocols 1.3).

    :raises PhoneCodeInvalid: used, expired or foreign code.
    :raises PhoneTooOften: WeChat's limit.
    :raises WechatUnavailable: no usable answer.
    :raises PhoneTaken: another member has it; the two are merged elsewhere.
    """
    phone = _ask_wechat(code)
    try:
        return _bind(member_id=member_id, phone=phone)
    except IntegrityError as error:
        # Two members bind it at once: both looked before either had written.
        raise PhoneTaken from error


def _ask_wechat(code: str) -> str:
    """Exchange the code; outside every transaction."""
    try:
        return phones.normal(client.get_client().phone_number(code))
    except (WechatCodeInvalid, WechatPhoneForeign) as error:
        raise PhoneCodeInvalid from error
    except WechatTooFrequent as error:
        raise PhoneTooOften(retry_after=60) from error


@transaction.atomic
def _bind(*, member_id: int, phone: str) -> Member:
    member = lock_member(member_id=member_id)
    if Member.objects.with_phone(phone).exclude(pk=member_id).exists():
        raise PhoneTaken
    if member.phone != phone:
        member.phone_cipher, member.phone_digest = encrypt(phone), phones.digest(phone)
        member.save(update_fields=["phone_cipher", "phone_digest"])
        publish(PhoneBound(member_id=member_id))
    return member
