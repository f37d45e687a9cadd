"""The page of clock jobs."""

import inspect
from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.core.cache import cache
from django.utils.module_loading import import_string

from config import clockwork
from config.clockwork import JOBS, Job, beat_schedule, run_job

runs: list[str] = []


def count_run() -> int:
    runs.append("run")
    return 1


@pytest.fixture
def job(monkeypatch):
    runs.clear()
    job = Job(f"{__name__}.count_run", timedelta(minutes=1), "测试任务")
    monkeypatch.setattr(clockwork, "JOBS", (job,))
    return job


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.path)
def test_every_job_is_a_function_of_a_rooms_tasks_without_arguments(job):
    function = import_string(job.path)

    assert inspect.signature(function).parameters == {}
    assert job.path.rpartition(".")[0].endswith(".tasks")
    assert job.label


def test_every_job_is_on_the_page_once():
    assert len({job.path for job in JOBS}) == len(JOBS) == len(beat_schedule())


def test_beat_sends_each_job_by_its_path():
    entry = beat_schedule()["kernel.outbox.tasks.sweep"]

    assert entry["task"] == "config.clockwork.run_job"
    assert entry["args"] == ["kernel.outbox.tasks.sweep"]
    assert entry["schedule"] == timedelta(seconds=5)


def test_two_beats_start_a_job_once(job):
    run_job(job.path)
    run_job(job.path)

    assert runs == ["run"]


def test_a_job_runs_without_the_cache(job, monkeypatch):
    def gone(*_, **__):
        raise ConnectionError

    monkeypatch.setattr(cache, "add", gone)

    run_job(job.path)
    run_job(job.path)

    assert runs == ["run", "run"]


def test_a_job_may_start_again_when_most_of_its_period_is_over():
    assert Job("a.tasks.b", timedelta(seconds=60), "每分钟").gap == timedelta(seconds=48)
    assert Job("a.tasks.b", crontab(hour="3"), "每天").gap == timedelta(seconds=48)
