"""What must hold of personal data: each check yields a sentence per row that breaks it."""

from collections.abc import Iterator
from datetime import timedelta

from kernel import clock
from members.accounts.models import Member
from members.privacy.models import DataExport, Erasure
from members.privacy.states import ErasureState, ExportState

# Copies are deleted by an hourly job.
LATE = timedelta(hours=3)


def erased_members_were_asked() -> Iterator[str]:
    """Whoever is erased asked for it, and whoever's request is done is erased."""
    done = Erasure.objects.filter(state=ErasureState.DONE)
    unasked = Member.objects.filter(state=Member.State.ERASED).exclude(pk__in=done.values("member"))
    for pk in unasked.values_list("pk", flat=True).iterator():
        yield f"会员 {pk}：已注销，但没有已执行的注销申请"
    for erasure in done.exclude(member__state=Member.State.ERASED).iterator():
        yield f"注销申请 {erasure.pk}：已执行，但会员 {erasure.member_id} 仍在"


def no_copy_outlives_its_days() -> Iterator[str]:
    """A copy of personal data is deleted when its days are over."""
    kept = DataExport.objects.filter(state=ExportState.READY, expires_at__lt=clock.now() - LATE)
    for pk in kept.values_list("pk", flat=True).iterator():
        yield f"个人信息副本 {pk}：已过期，但内容仍在"


CHECKS = (
    ("个人信息：注销皆有申请", erased_members_were_asked),
    ("个人信息：副本到期即删", no_copy_outlives_its_days),
)
