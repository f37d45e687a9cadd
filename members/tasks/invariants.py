"""What must hold of tasks and check-ins (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from members.accounts.models import Member
from members.tasks.models import (
    CheckIn,
    CheckInRun,
    MakeUpCard,
    ProgressRecord,
    RewardMark,
    Task,
    TaskClaim,
    TaskProgress,
)
from members.tasks.states import REACHED, State

ONE_DAY = timedelta(days=1)
Run = tuple[int, date, date]


def progress_is_the_sum_of_its_records() -> Iterator[str]:
    """What is counted is what was recorded; streaks are counted by their days."""
    records = ProgressRecord.objects.filter(progress=OuterRef("pk")).order_by().values("progress")
    total = Subquery(records.annotate(sum=Sum("amount")).values("sum"), output_field=IntegerField())
    counted = TaskProgress.objects.exclude(task__kind=Task.Kind.STREAK).annotate(total=Coalesce(total, 0))
    for row in counted.exclude(count=F("total")).order_by("pk").iterator():
        yield f"{_name(row)}：完成数 {row.count}，记录之和 {row.total}"


def targets_are_reached_when_said() -> Iterator[str]:
    """A period is running below its target, and completed, claimed or expired from there on."""
    running = Q(state=State.RUNNING)
    wrong = running & Q(count__gte=F("target")) | Q(state__in=REACHED) & Q(count__lt=F("target"))
    for row in TaskProgress.objects.filter(wrong).order_by("pk").iterator():
        yield f"{_name(row)}：{row.get_state_display()}，完成 {row.count} / {row.target}"


def rewards_are_given_once() -> Iterator[str]:
    """A claimed period has exactly one claim, any other has none."""
    counted = TaskProgress.objects.annotate(claims=Count("claim"))
    claimed = Q(state=State.CLAIMED)
    for row in counted.filter(claimed & ~Q(claims=1) | ~claimed & Q(claims__gt=0)).order_by("pk").iterator():
        yield f"{_name(row)}：{row.get_state_display()}，奖励发放 {row.claims} 次"
    has_progress = Exists(TaskProgress.objects.filter(pk=OuterRef("progress_id")))
    for claim in TaskClaim.objects.filter(~has_progress).order_by("pk").iterator():
        yield f"任务奖励发放 {claim.pk}：进度 {claim.progress_id} 不存在"


def periods_are_done_once() -> Iterator[str]:
    """A member has a period of a task once; a device or identity its reward once."""
    repeated = TaskProgress.objects.order_by().values("member_id", "task_id", "period").annotate(times=Count("pk"))
    for row in repeated.filter(times__gt=1).order_by("member_id", "task_id", "period").iterator():
        yield f"会员 {row['member_id']} 任务 {row['task_id']} 周期 {row['period']}：{row['times']} 条进度"
    marks = RewardMark.objects.order_by().values("task_id", "period", "kind", "digest").annotate(times=Count("pk"))
    for mark in marks.filter(times__gt=1).order_by("task_id", "period").iterator():
        who = RewardMark.Kind(mark["kind"]).label
        yield f"任务 {mark['task_id']} 周期 {mark['period']}：同一{who}奖励 {mark['times']} 次"


def runs_equal_the_check_ins() -> Iterator[str]:
    """Days in a row are what the check-ins say: no gap inside, none missing, none joined that are apart."""
    checked = CheckIn.objects.order_by("member_id", "on").values_list("member_id", "on")
    counted = set(_runs(checked.iterator(chunk_size=5000)))
    kept = set(CheckInRun.objects.values_list("member_id", "starts_on", "ends_on").iterator(chunk_size=5000))
    for member_id, starts_on, ends_on in sorted(counted ^ kept):
        said = "签到记录有，连续签到没有" if (member_id, starts_on, ends_on) in counted else "连续签到有，签到记录没有"
        yield f"会员 {member_id} {starts_on} 至 {ends_on}：{said}"


def streaks_stand_on_their_days() -> Iterator[str]:
    """Every day of a rewarded streak was checked, and no day counts for two streaks of one task.

    Whoever was merged away keeps what both members had done, without the days.
    """
    streaks = TaskProgress.objects.filter(task__kind=Task.Kind.STREAK).exclude(member__state=Member.State.MERGED)
    streaks = streaks.order_by("member_id", "task_id", "period")
    before: tuple[int, int, date] | None = None
    for row in streaks.iterator():
        starts_on = date.fromisoformat(row.period)
        ends_on = starts_on + timedelta(days=row.target - 1)
        days = CheckIn.objects.filter(member_id=row.member_id, on__gte=starts_on, on__lte=ends_on).count()
        if days != row.target:
            yield f"{_name(row)}：{starts_on} 至 {ends_on} 只签到 {days} 天"
        if before is not None and before[:2] == (row.member_id, row.task_id) and before[2] >= starts_on:
            yield f"{_name(row)}：{starts_on} 已计入上一次连续签到"
        before = (row.member_id, row.task_id, ends_on)


def cards_fill_one_day_each() -> Iterator[str]:
    """A used card has filled a day of its owner; one that is not used has filled none."""
    cards = MakeUpCard.objects.annotate(days=Count("check_in"))
    wrong = Q(used_at=None, days__gt=0) | Q(used_at__isnull=False) & ~Q(days=1)
    for card in cards.filter(wrong).order_by("pk").iterator():
        yield f"补签卡 {card.pk}：{'已使用' if card.used_at else '未使用'}，补签 {card.days} 天"
    strays = CheckIn.objects.exclude(card=None).exclude(card__member_id=F("member_id"))
    for day in strays.order_by("pk").iterator():
        yield f"会员 {day.member_id} {day.on} 的签到用了他人的补签卡 {day.card_id}"


def _runs(days: Iterable[tuple[int, date]]) -> Iterator[Run]:
    """Yield the unbroken runs of days that come by member and date."""
    run: Run | None = None
    for member_id, on in days:
        if run is not None and run[0] == member_id and run[2] + ONE_DAY == on:
            run = (member_id, run[1], on)
            continue
        if run is not None:
            yield run
        run = (member_id, on, on)
    if run is not None:
        yield run


def _name(row: TaskProgress) -> str:
    return f"会员 {row.member_id} 任务 {row.task_id} 周期 {row.period}"


CHECKS = (
    ("任务：进度等于记录之和", progress_is_the_sum_of_its_records),
    ("任务：状态与完成数一致", targets_are_reached_when_said),
    ("任务：每期奖励只发放一次", rewards_are_given_once),
    ("任务：每期进度与识别只有一条", periods_are_done_once),
    ("签到：连续签到与签到记录一致", runs_equal_the_check_ins),
    ("签到：连续奖励的每一天都已签到且只计一次", streaks_stand_on_their_days),
    ("签到：一张补签卡补一天", cards_fill_one_day_each),
)
