"""What a member tells about themselves."""

from datetime import date
from typing import TypedDict

from django.db import transaction

from kernel import clock
from kernel.errors import Invalid, NotFound
from kernel.media.models import Upload
from kernel.outbox.services import publish
from members.accounts.facts import ProfileCompleted
from members.accounts.models import Member
from members.accounts.services.standing import lock_member


class BirthdayNotPossible(Invalid):
    code, title = "birthday_not_possible", "生日不能早于 1900 年，也不能晚于今天"


class AvatarNotFound(NotFound):
    code, title = "avatar_not_found", "头像图片不存在，请重新上传"


class ProfileChange(TypedDict, total=False):
    """The fields to change; what is absent stays. None takes a birthday or an avatar back."""

    nickname: str
    avatar_id: int | None
    gender: str
    birthday_on: date | None


EARLIEST_BIRTHDAY = date(1900, 1, 1)


@transaction.atomic
def update_profile(*, member_id: int, change: ProfileChange) -> Member:
    """Change only the fields that were sent.

    :raises BirthdayNotPossible: in the future (Shanghai date), or before 1900.
    :raises AvatarNotFound: no upload of this member.
    """
    birthday = change.get("birthday_on")
    if birthday is not None and not EARLIEST_BIRTHDAY <= birthday <= clock.today():
        raise BirthdayNotPossible(
            errors=[{"field": "birthday", "code": "out_of_range", "message": "日期不在允许范围内"}]
        )
    member = lock_member(member_id=member_id)
    if "avatar_id" in change:
        member.avatar = _own_picture(member_id, change["avatar_id"])
    member.nickname = change.get("nickname", member.nickname)
    member.gender = change.get("gender", member.gender)
    member.birthday_on = change.get("birthday_on", member.birthday_on)
    member.save(update_fields=["avatar", "nickname", "gender", "birthday_on"])
    if member.avatar and member.birthday_on and member.gender != Member.Gender.UNKNOWN:
        publish(ProfileCompleted(member_id=member_id))
    return member


def _own_picture(member_id: int, upload_id: int | None) -> str:
    """Return the file of one of the member's own uploads."""
    if upload_id is None:
        return ""
    upload = Upload.objects.filter(pk=upload_id, owner_id=member_id).first()
    if upload is None:
        raise AvatarNotFound
    return str(upload.file.name)
