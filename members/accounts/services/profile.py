"""What a member tells about themselves."""

from datetime import date
from typing import TypedDict

from django.db import transaction

from kernel import clock
from kernel.errors import Invalid
from members.accounts.models import Member
from members.accounts.services.standing import lock_member


class BirthdayNotPossible(Invalid):
    code, title = "birthday_not_possible", "生日不能早于 1900 年，也不能晚于今天"


class ProfileChange(TypedDict, total=False):
    """The fields to change; what is absent stays. `birthday_on: None` takes it back."""

    nickname: str
    avatar_url: str
    gender: str
    birthday_on: date | None


EARLIEST_BIRTHDAY = date(1900, 1, 1)


@transaction.atomic
def update_profile(*, member_id: int, change: ProfileChange) -> Member:
    """Change only the fields that were sent.

    :raises BirthdayNotPossible: in the future (Shanghai date), or before 1900.
    """
    birthday = change.get("birthday_on")
    if birthday is not None and not EARLIEST_BIRTHDAY <= birthday <= clock.today():
        raise BirthdayNotPossible(
            errors=[{"field": "birthday", "code": "out_of_range", "message": "日期不在允许范围内"}]
        )
    member = lock_member(member_id=member_id)
    for field, value in change.items():
        setattr(member, field, value)
    if change:
        member.save(update_fields=list(change))
    return member
