"""The clock by hand."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from config.clockwork import Job
from config.management.commands import tick
from kernel import clock

runs: list[str] = []
overdue: list[str] = []


def expire_overdue() -> int:
    """Change what is overdue, once."""
    runs.append(clock.now().isoformat())
    changed = len(overdue)
    overdue.clear()
    return changed


def break_down() -> int:
    raise RuntimeError("no paper")


def never_quiet() -> int:
    runs.append("again")
    return 1


def job(function, label="测试任务"):
    return Job(f"{__name__}.{function.__name__}", tick.JOBS[0].every, label)


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Only the jobs of the test, and an empty outbox."""
    runs.clear()
    overdue[:] = ["order 1", "order 2"]
    monkeypatch.setattr(tick, "JOBS", (job(expire_overdue),))
    monkeypatch.setattr(tick, "deliver_pending", lambda: 0)


def run_at(moment: str) -> str:
    out = StringIO()
    call_command(tick.Command(stdout=out), at=moment)
    return out.getvalue()


def test_jobs_run_as_of_the_given_time_until_nothing_changes():
    printed = run_at("2026-11-29T12:00:00+08:00")

    assert runs == ["2026-11-29T12:00:00+08:00"] * 2
    assert "expire_overdue: 2  测试任务" in printed
    assert "handlers: 0" in printed


def test_a_time_without_an_offset_is_shanghai_time():
    run_at("2026-11-29T12:00:00")

    assert runs[0] == "2026-11-29T12:00:00+08:00"


def test_what_the_jobs_tell_is_delivered_and_may_wake_other_jobs(monkeypatch):
    deliveries = iter([0, 3, 1, 0])
    monkeypatch.setattr(tick, "deliver_pending", lambda: next(deliveries))

    printed = run_at("2026-11-29")

    assert len(runs) == 3
    assert "handlers: 4" in printed


def test_a_broken_job_is_named_and_keeps_no_other_from_its_time(monkeypatch):
    monkeypatch.setattr(tick, "JOBS", (job(break_down), job(expire_overdue)))

    with pytest.raises(CommandError, match=r"1 clock jobs failed: .*break_down"):
        run_at("2026-11-29")

    assert overdue == []


def test_jobs_that_never_come_to_rest_are_left(monkeypatch, capsys):
    monkeypatch.setattr(tick, "JOBS", (job(never_quiet),))

    run_at("2026-11-29")

    assert len(runs) == tick.ROUNDS
    assert "not quiet after 10 rounds" in capsys.readouterr().err


def test_the_clock_of_a_production_shop_is_not_turned(settings):
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="not turned by hand"):
        run_at("2026-11-29")

    assert runs == []


def test_a_time_that_is_none_is_refused():
    with pytest.raises(CommandError, match="is not an ISO time"):
        run_at("tomorrow")

    assert runs == []
