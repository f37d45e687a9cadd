"""What must hold of members (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q

from kernel import clock
from members.accounts import ports
from members.accounts.models import Member, MergeCase
from members.accounts.selectors import person_of
from members.accounts.states import MergeState

# What comes in while two members become one follows within minutes.
SETTLING = timedelta(hours=1)


def one_default_address() -> Iterator[str]:
    """A member who has addresses has exactly one default."""
    counted = Member.objects.annotate(
        total=Count("addresses"), chosen=Count("addresses", Q(addresses__is_default=True))
    )
    for member in counted.filter(total__gt=0).exclude(chosen=1).iterator():
        yield f"会员 {member.pk}：{member.total} 个地址中有 {member.chosen} 个默认地址"


def only_active_members_are_signed_in() -> Iterator[str]:
    """Whoever is banned, merged away or erased has no live session."""
    signed_in = Member.objects.exclude(state=Member.State.ACTIVE).filter(
        sessions__revoked_at=None, sessions__isnull=False
    )
    for pk in signed_in.distinct().values_list("pk", flat=True).iterator():
        yield f"会员 {pk}：已停用、合并或注销，但仍有未撤销的会话"


def erased_members_keep_no_identifier() -> Iterator[str]:
    """Nothing of an erased member tells who they were, in any room, nor of those who became that member."""
    for pk in Member.objects.filter(state=Member.State.ERASED).values_list("pk", flat=True).iterator():
        for person in person_of(pk):
            for trace in ports.traces(person):
                yield f"会员 {person}：已注销，但仍留有可识别本人的信息（{trace}）"


def merged_members_lead_to_one_who_is_there() -> Iterator[str]:
    """Whoever was merged away was so by one case, and nobody becomes themselves through others."""
    merged = Member.objects.filter(state=Member.State.MERGED)
    for member in merged.annotate(cases=Count("merges_away", Q(merges_away__state=MergeState.MERGED))).iterator():
        case = member.merges_away.filter(state=MergeState.MERGED, target_id=member.merged_into_id).first()
        if member.cases != 1 or case is None:
            yield f"会员 {member.pk}：已合并到 {member.merged_into_id}，但没有与之相符的合并单"
        if _leads_nowhere(member):
            yield f"会员 {member.pk}：合并关系成环"


def merged_members_own_nothing() -> Iterator[str]:
    """What belonged to a member merged away an hour ago or earlier belongs to the other one."""
    cases = MergeCase.objects.filter(state=MergeState.MERGED, merged_at__lte=clock.now() - SETTLING)
    for case in cases.iterator():
        for part in ports.parts():
            left = part.preview(source_id=case.source_id, target_id=case.target_id)
            yield from (
                f"会员 {case.source_id}：已合并，但仍有{label} {count}" for label, count in left.items() if count
            )


def _leads_nowhere(member: Member) -> bool:
    into, seen = member.merged_into_id, {member.pk}
    while into is not None:
        if into in seen:
            return True
        seen.add(into)
        into = Member.objects.filter(pk=into).values_list("merged_into_id", flat=True).first()
    return False


CHECKS = (
    ("会员：有地址者恰有一个默认地址", one_default_address),
    ("会员：停用、合并或注销后没有有效会话", only_active_members_are_signed_in),
    ("会员：注销后不留身份信息", erased_members_keep_no_identifier),
    ("会员：合并有据，合并关系不成环", merged_members_lead_to_one_who_is_there),
    ("会员：被合并者名下不留东西", merged_members_own_nothing),
)
