"""One reward per device and per identity: kept as keyed digests under a unique constraint."""

from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction

from kernel.crypto import keyed_digest
from kernel.errors import Conflict, Invalid
from members.accounts.models import Identity, Member
from members.tasks.models import RewardMark, Task, TaskClaim
from members.tasks.options import NEEDS_DEVICE
from members.tasks.periods import ONCE


class RewardTakenElsewhere(Conflict):
    """Somebody has had this period's reward on the same device, or as the same person."""

    code, title = "task_reward_taken_elsewhere", "该设备或身份已领取过本期奖励"


class DeviceRequired(Invalid):
    code, title = "device_required", "缺少设备标识，请升级小程序后重试"


def digest_of_device(device: str) -> str:
    """Return the keyed digest of a device's id as the client tells it; nothing for nothing."""
    return keyed_digest(device, purpose="tasks.device") if device else ""


def need_device(device: str) -> None:
    """Refuse what comes without a device, where operators ask for one.

    :raises DeviceRequired:
    """
    if not device and NEEDS_DEVICE.get():
        raise DeviceRequired


def mark(claim: TaskClaim, *, task: Task, device: str, at: datetime) -> None:
    """Write down who had the reward of this period.

    :raises RewardTakenElsewhere: a mark of it stands already.
    """
    found = list(_marks(claim, task, device))
    if not found:
        return
    period = claim.progress.period
    try:
        with transaction.atomic():
            RewardMark.objects.bulk_create(
                RewardMark(task=task, period=period, kind=kind, digest=digest, claim=claim, at=at)
                for kind, digest in found
            )
    except IntegrityError as error:
        raise RewardTakenElsewhere from error


def _marks(claim: TaskClaim, task: Task, device: str) -> Iterator[tuple[str, str]]:
    """Yield what is to be marked. Identities only where the task is done once: any other day is another reward."""
    if task.once_per_device and device:
        yield RewardMark.Kind.DEVICE, device
    if not (task.once_per_identity and claim.progress.period == ONCE):
        return
    member = Member.objects.get(pk=claim.progress.member_id)
    if member.phone_digest:
        yield RewardMark.Kind.PHONE, keyed_digest(member.phone_digest, purpose="tasks.phone")
    known = Identity.objects.filter(member=member).order_by("id").values_list("provider", "appid", "subject")
    for provider, appid, subject in known:
        yield RewardMark.Kind.IDENTITY, keyed_digest(f"{provider}:{appid}:{subject}", purpose="tasks.identity")
