"""Reads of members, of how they are recognised and where they are signed in."""

from collections.abc import Iterable

from django.db.models import F

from members.accounts import phones
from members.accounts.models import Identity, Member, MergeCase, Session


def find_session(*, session_id: int) -> Session | None:
    """Return a session with its member, in one query."""
    return Session.objects.select_related("member").filter(pk=session_id).first()


def find_openid(*, member_id: int, appid: str) -> str | None:
    """Return under which openid the member uses a mini-program: the one that signed in last pays and is written to."""
    mine = Identity.objects.filter(member_id=member_id, provider=Identity.Provider.WECHAT_MINI, appid=appid)
    newest = mine.order_by(F("seen_at").desc(nulls_last=True), "-id")
    return newest.values_list("subject", flat=True).first()


def find_phone_owner(phone: str) -> int | None:
    """Return whose a phone is: bound, or kept beside another one since a merge.

    :raises ValueError: it is no phone number.
    """
    bound = Member.objects.with_phone(phone).values_list("pk", flat=True).first()
    if bound is not None:
        return bound
    beside = Identity.objects.filter(provider=Identity.Provider.PHONE, subject=phones.digest(phone))
    return beside.values_list("member_id", flat=True).first()


def find_unionid_owner(unionid: str | None) -> int | None:
    """Return whom a unionid belongs to."""
    united = Identity.objects.filter(provider=Identity.Provider.WECHAT_UNION, appid="", subject=unionid)
    return united.values_list("member_id", flat=True).first() if unionid else None


def surviving_id(member_id: int) -> int:
    """Return who a member is today: the same id, or the member it was merged into, however often.

    A fact may carry the id of a member who has been merged away meanwhile. Unknown ids come back as they are.
    """
    while True:
        into = Member.objects.filter(pk=member_id).values_list("merged_into_id", flat=True).first()
        if into is None:
            return member_id
        member_id = into


def surviving_ids(member_ids: Iterable[int]) -> dict[int, int]:
    """Return who each of many members is today; one query per link of the longest chain."""
    today = {member_id: member_id for member_id in member_ids}
    while True:
        gone = Member.objects.filter(pk__in=set(today.values()), merged_into__isnull=False)
        into = dict(gone.values_list("pk", "merged_into_id"))
        if not into:
            return today
        today = {asked: into.get(present, present) or present for asked, present in today.items()}


def former_ids(member_id: int) -> list[int]:
    """Return the members who became this one, directly or through others: their history is this member's too."""
    found: list[int] = []
    layer = [member_id]
    while layer:
        layer = list(Member.objects.filter(merged_into__in=layer).order_by("id").values_list("pk", flat=True))
        found += layer
    return found


def merge_case_id(*, source_id: int, target_id: int) -> int:
    """Return the newest case of a pair: what a part names its postings by, `merge:{case_id}:<room>`.

    :raises MergeCase.DoesNotExist: they were never found to be one.
    """
    cases = MergeCase.objects.filter(source_id=source_id, target_id=target_id).order_by("-id")
    return cases[:1].get().pk


def person_of(member_id: int) -> list[int]:
    """Return the member and everybody merged into it."""
    return [member_id, *former_ids(member_id)]
