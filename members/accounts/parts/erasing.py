"""Take out of accounts whatever tells who a member was, also as the members who became this one."""

from datetime import datetime

from members.accounts.models import Address, Identity, Member, MergeMove, Session
from members.accounts.selectors import person_of

GONE = "已注销会员"


def erase(member_id: int, *, at: datetime) -> None:
    """Empty the profile, delete identities and addresses, end every session, empty the journals of merges.

    The row itself stays, for what money refers to. A merge cannot be undone after it: there is nobody to go back to.
    """
    people = person_of(member_id)
    Identity.objects.filter(member_id__in=people).delete()
    Address.objects.filter(member_id__in=people).delete()
    Session.objects.live().filter(member_id__in=people).update(revoked_at=at)
    MergeMove.objects.filter(case__source_id__in=people).update(journal={})
    Member.objects.filter(pk__in=people).update(
        nickname=GONE,
        avatar="",
        gender=Member.Gender.UNKNOWN,
        birthday_on=None,
        phone_cipher="",
        phone_digest="",
        first_scene="",
        first_visitor_id="",
        ban_reason="",
    )
