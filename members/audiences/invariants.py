"""What must hold of audiences: each check yields a sentence per row that breaks it."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef
from django.db.models.functions import Coalesce

from members.accounts.models import Member
from members.audiences.models import Audience, AudienceMember


def wrong_sizes() -> Iterator[str]:
    """An audience is as large as it has members."""
    for audience in Audience.objects.annotate(counted=Coalesce(Count("members"), 0)).exclude(size=F("counted")):
        yield f"人群 {audience.name}：人数 {audience.size}，名单 {audience.counted}"


def strangers_inside() -> Iterator[str]:
    """Nobody is in an audience who is no member, or no longer."""
    here = Member.objects.filter(pk=OuterRef("member_id"), state__in=(Member.State.ACTIVE, Member.State.BANNED))
    for row in AudienceMember.objects.filter(~Exists(here)).select_related("audience").order_by("pk").iterator():
        yield f"人群 {row.audience.name}：会员 {row.member_id} 已合并、已注销或不存在"


CHECKS = (
    ("人群：人数等于名单", wrong_sizes),
    ("人群：名单里都是现有会员", strangers_inside),
)
