"""What the clock does: every clock job of the house is a line on this page.

A job is a function of a room's `tasks.py` without arguments. It asks `kernel.clock` for the time, finds what is
overdue, and returns how many things it changed. Every job is safe to run twice at once, because each change is made
under its row's lock, which finds it done; the cache's lock in `run_job` only spares the work when two beats tick.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.schedules import crontab
from django.core.cache import cache
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)

RUN_JOB = "config.clockwork.run_job"
SHORTEST_CRONTAB = timedelta(minutes=1)


@dataclass(frozen=True)
class Job:
    """A function by its dotted path, when it runs (every so often, or by a crontab in Shanghai time), and its label."""

    path: str
    every: timedelta | crontab
    label: str

    def run(self) -> int:
        """Run it once, as of `kernel.clock.now()`; return how many things it changed."""
        function: Callable[[], int | None] = import_string(self.path)
        return function() or 0

    @property
    def gap(self) -> timedelta:
        """Return the least time between two starts."""
        return (SHORTEST_CRONTAB if isinstance(self.every, crontab) else self.every) * 0.8


JOBS = (
    Job("kernel.outbox.tasks.sweep", timedelta(seconds=5), "投递业务事件"),
    Job("mall.orders.tasks.expire_unpaid_orders", timedelta(seconds=30), "取消超时未付订单"),
    Job("mall.orders.tasks.finish_cancelling_orders", timedelta(minutes=1), "完成取消中的订单"),
    Job("mall.orders.tasks.receive_overdue_orders", timedelta(minutes=5), "到期自动收货"),
    Job("mall.orders.tasks.complete_received_orders", timedelta(minutes=5), "到期自动完成"),
    Job("mall.payments.tasks.ask_undecided_payments", timedelta(seconds=20), "查询未决付款"),
    Job("mall.payments.tasks.send_waiting_refunds", timedelta(seconds=20), "发起待退款"),
    Job("mall.payments.tasks.ask_refunds_under_way", timedelta(seconds=30), "查询退款结果"),
    Job("mall.payments.tasks.sweep_notifications", timedelta(seconds=30), "处理遗留的渠道通知"),
    Job("members.messages.tasks.send_due_deliveries", timedelta(seconds=10), "发送到时的消息"),
    Job("members.messages.tasks.free_stuck_deliveries", timedelta(minutes=1), "处理中断的消息发送"),
    Job("mall.reviews.tasks.ask_due_checks", timedelta(seconds=30), "检测评价内容"),
    Job("mall.reviews.tasks.remind_buyers", timedelta(minutes=10), "提醒评价"),
    Job("kernel.idempotency.tasks.purge_claims", timedelta(hours=1), "清理过期的幂等记录"),
    Job("kernel.outbox.tasks.purge_delivered", crontab(minute="20", hour="*/4"), "清理已投递的业务事件"),
    Job("members.tiers.tasks.review_tiers", timedelta(minutes=10), "评定会员等级"),
    Job("members.tiers.tasks.grant_birthday_gifts", crontab(minute="5", hour="9"), "发放生日礼"),
    Job("members.tiers.tasks.grant_monthly_packs", crontab(minute="30", hour="8"), "发放每月礼包"),
    Job("members.tiers.tasks.grant_card_months", crontab(minute="45", hour="8"), "发放付费会员月礼"),
    Job("members.tiers.tasks.close_memberships", timedelta(minutes=10), "结束到期的付费会员"),
    Job("members.tiers.tasks.remind_of_ending_memberships", crontab(minute="0", hour="10"), "提醒付费会员到期"),
    Job("members.points.tasks.run_confirmed_imports", timedelta(seconds=15), "执行积分批量发放"),
    Job("members.points.tasks.expire_ended_points", crontab(minute="5"), "积分到期失效"),
    Job("members.points.tasks.announce_ending_points", crontab(minute="0", hour="10"), "提醒积分即将到期"),
    Job("members.accounts.tasks.forget_ended_sessions", crontab(minute="40", hour="3"), "清理已到期的登录会话"),
    Job("members.messages.tasks.forget_old_answers", crontab(minute="45", hour="3"), "清理旧的订阅答复"),
    Job("members.tasks.tasks.expire_unclaimed_rewards", crontab(minute="*/10"), "收回逾期未领的任务奖励"),
    Job("members.accounts.tasks.retry_merges", timedelta(minutes=1), "合并等待中的会员"),
    Job("members.accounts.tasks.move_stragglers", timedelta(minutes=10), "补迁合并期间写入的内容"),
    Job("members.privacy.tasks.carry_out_erasures", timedelta(minutes=10), "执行到期的注销"),
    Job("members.privacy.tasks.expire_exports", timedelta(hours=1), "删除过期的个人信息副本"),
    Job("mall.catalog.tasks.forget_old_searches", crontab(minute="50", hour="3"), "清理旧的搜索统计"),
    Job("members.wallet.tasks.count_days", crontab(minute="30", hour="0,2"), "统计余额日报"),
    Job("members.wallet.tasks.expire_cards", crontab(minute="5", hour="*"), "礼品卡到期"),
    Job("members.wallet.tasks.forget_guesses", crontab(minute="45", hour="3"), "清理旧的卡密输错计数"),
    Job("config.tasks.verify_shop", crontab(minute="10", hour="4"), "每日数据核对"),
)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Return the page as Celery's beat reads it. A message nobody took before the next one is due is dropped."""
    return {
        job.path: {
            "task": RUN_JOB,
            "args": [job.path],
            "schedule": job.every,
            "options": {"expires": max(job.gap.total_seconds(), 1)},
        }
        for job in JOBS
    }


@shared_task(name=RUN_JOB, ignore_result=True, acks_late=False)
def run_job(path: str) -> None:
    """Run a clock job, unless another beat has started it just now."""
    job = next(job for job in JOBS if job.path == path)
    if not _is_first(job):
        return
    changed = job.run()
    if changed:
        log.info("clock job %s: %s", path, changed)


def _is_first(job: Job) -> bool:
    try:
        return cache.add(f"clockwork:{job.path}", "started", timeout=job.gap.total_seconds())
    except Exception as error:  # noqa: BLE001 - whatever the cache raises, running twice does no harm and not at all does
        log.warning("clock job %s runs without the cache's lock: %s", job.path, error)
        return True
