"""Take out of accounts whatever tells who a member was, also as the members who became this one."""

from datetime import datetime
from typing import Any

from kernel.wechat.services import forget_pushes
from members.accounts.models import Address, Identity, Member, MergeMove, Session
from members.accounts.selectors import person_of

GONE = "已注销会员"


# Every field of a member that tells something about the person, and what it is when nothing is told.
BLANK: dict[str, Any] = {
    "nickname": GONE,
    "avatar": "",
    "gender": Member.Gender.UNKNOWN,
    "birthday_on": None,
    "phone_cipher": "",
    "phone_digest": "",
    "first_scene": "",
    "first_visitor_id": "",
    "ban_reason": "",
}


def erase(member_id: int, *, at: datetime) -> None:
    """Empty the profile, delete identities and addresses, end every session, empty the journals of merges.

    The row itself stays, for what money refers to. A merge cannot be undone after it: there is nobody to go back to.
    """
    people = person_of(member_id)
    forget_pushes(openids=Identity.objects.filter(member_id__in=people).values_list("subject", flat=True))
    Identity.objects.filter(member_id__in=people).delete()
    Address.objects.filter(member_id__in=people).delete()
    Session.objects.live().filter(member_id__in=people).update(revoked_at=at)
    MergeMove.objects.filter(case__source_id__in=people).update(journal={})
    Member.objects.filter(pk__in=people).update(**BLANK)


def traces(member_id: int) -> list[str]:
    """Return, in Chinese, what is left of an erased member by which somebody could be recognised."""
    member = Member.objects.get(pk=member_id)
    left = [
        str(field.verbose_name)
        for field in Member._meta.concrete_fields
        if field.name in BLANK and (getattr(member, field.name) or BLANK[field.name]) != BLANK[field.name]
    ]
    rows = {
        "登录身份": Identity.objects.filter(member_id=member_id),
        "收货地址": Address.objects.owned_by(member_id),
        "合并记录": MergeMove.objects.filter(case__source_id=member_id).exclude(journal={}),
        "有效会话": Session.objects.live().filter(member_id=member_id),
    }
    return left + [label for label, found in rows.items() if found.exists()]
