"""Check in, once per Shanghai date; days in a row are kept as runs."""

from datetime import date, datetime, timedelta

from django.db import transaction

from kernel import clock
from kernel.errors import Conflict
from members.accounts.services import lock_member
from members.tasks.models import CheckIn, CheckInRun, Event
from members.tasks.services.marks import need_device
from members.tasks.services.recording import record_progress
from members.tasks.services.streaks import advance_streaks

ONE_DAY = timedelta(days=1)


class AlreadyCheckedIn(Conflict):
    code, title = "already_checked_in", "这一天已经签到"


@transaction.atomic
def check_in(*, member_id: int, at: datetime, device: str = "") -> CheckIn:
    """Check a member in for the Shanghai date of `at`; tasks that look at check-ins go on.

    :raises AlreadyCheckedIn: today is checked already.
    :raises DeviceRequired: operators ask for a device.
    """
    need_device(device)
    lock_member(member_id=member_id)
    on = clock.date_of(at)
    done = write_check_in(CheckIn(member_id=member_id, on=on, at=at))
    run = add_to_runs(member_id=member_id, on=on)
    record_progress(member_id=member_id, event=Event.CHECK_IN, key=f"check_in:{on}", device=device, at=at)
    advance_streaks(run, device=device, at=at)
    return done


def write_check_in(new: CheckIn) -> CheckIn:
    """Write a day under the member's lock; the unique key stands behind it.

    :raises AlreadyCheckedIn:
    """
    if CheckIn.objects.filter(member_id=new.member_id, on=new.on).exists():
        raise AlreadyCheckedIn
    new.save(force_insert=True)
    return new


def add_to_runs(*, member_id: int, on: date) -> CheckInRun:
    """Let a new day lengthen the run before it, join the one behind it, or begin its own; return that run."""
    mine = CheckInRun.objects.filter(member_id=member_id)
    behind = mine.filter(starts_on=on + ONE_DAY).first()
    ends_on = behind.ends_on if behind else on
    if behind:
        behind.delete()
    before = mine.filter(ends_on=on - ONE_DAY).first()
    if before is None:
        return CheckInRun.objects.create(member_id=member_id, starts_on=on, ends_on=ends_on)
    before.ends_on = ends_on
    before.save(update_fields=["ends_on"])
    return before


def rebuild_runs(*, member_id: int) -> None:
    """Make a member's runs anew from their days, under the member's lock: after days came from or went to another."""
    CheckInRun.objects.filter(member_id=member_id).delete()
    runs: list[CheckInRun] = []
    for on in CheckIn.objects.filter(member_id=member_id).order_by("on").values_list("on", flat=True).iterator():
        if runs and runs[-1].ends_on + ONE_DAY == on:
            runs[-1].ends_on = on
        else:
            runs.append(CheckInRun(member_id=member_id, starts_on=on, ends_on=on))
    CheckInRun.objects.bulk_create(runs)
