"""Who is in which audience."""

from collections.abc import Iterable

from kernel.errors import NotFound
from members.audiences.models import Audience, AudienceMember


class AudienceNotFound(NotFound):
    code, title = "audience_not_found", "人群不存在"


def audience_ids_of(member_id: int) -> frozenset[int]:
    """Return the ids of the audiences a member is in: one query over an index."""
    return frozenset(AudienceMember.objects.of(member_id).order_by().values_list("audience_id", flat=True))


def audiences_of(member_id: int) -> list[Audience]:
    """Return the audiences a member is in, for the member's page."""
    return list(Audience.objects.filter(members__member_id=member_id).order_by("name"))


def get_audience(code: str) -> Audience:
    """Return an audience by its code.

    :raises AudienceNotFound: there is none.
    """
    audience = Audience.objects.filter(code=code).first()
    if audience is None:
        raise AudienceNotFound
    return audience


def member_ids_of(audience_id: int) -> Iterable[int]:
    """Yield the ids of the members of an audience, in order, without holding them all at once."""
    return (
        AudienceMember.objects.filter(audience_id=audience_id)
        .order_by("member_id")
        .values_list("member_id", flat=True)
        .iterator(chunk_size=5000)
    )
