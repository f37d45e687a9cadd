"""The task designer and its neighbours: choices instead of codes, what members see, cards by the service."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel.audit.models import AuditEntry
from members.tasks.models import CheckIn, Event, MakeUpCard, Task, TaskProgress
from members.tasks.services import record_progress, seed_tasks
from tests.factories.tasks import a_task
from tests.mall.orders.counting import counted
from tests.members.tasks.conftest import NOW, check_in_on

pytestmark = pytest.mark.django_db
LISTS = ["task", "taskprogress", "makeupcard", "checkin"]


@pytest.fixture
def desk(stella: Any) -> Client:
    client = Client()
    client.force_login(stella)
    return client


def page(name: str, view: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:members_tasks_{name}_{view}", args=args)


def designed(**fields: Any) -> dict[str, Any]:
    """Return a filled form of the designer with one reward."""
    return {
        "name": "买一单", "code": "buy-one", "description": "今天", "page": "", "kind": "daily",
        "event": "order_completed", "target": 1, "starts_at_0": "2026-11-01", "starts_at_1": "00:00:00",
        "ends_at_0": "", "ends_at_1": "", "within_days": 0, "most_per_day": 0, "most_in_all": 0, "needs_claim": "on",
        "claim_within_days": 7, "once_per_device": "on", "once_per_identity": "on", "position": 0, "is_on": "on",
        "rewards-TOTAL_FORMS": 1, "rewards-INITIAL_FORMS": 0, "rewards-MIN_NUM_FORMS": 0,
        "rewards-MAX_NUM_FORMS": 1000, "rewards-0-id": "", "rewards-0-task": "", "rewards-0-kind": "stars",
        "rewards-0-amount": 7, **fields,
    }  # fmt: skip


def test_a_task_is_designed_with_its_rewards_and_written_down(desk):
    response = desk.post(page("task", "add"), designed())

    task = Task.objects.get()
    assert response.status_code == 302
    assert (task.name, list(task.rewards.values_list("kind", "amount"))) == ("买一单", [("stars", 7)])
    assert AuditEntry.objects.get().label == "新增任务"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "streak", "event": "order_completed", "target": 7}, "连续任务只能以签到计数"),
        ({"kind": "streak", "event": "check_in", "target": 1}, "连续签到至少 2 天"),
        ({"target": 3, "most_per_day": 2}, "每日最多计数少于目标次数"),
        ({"ends_at_0": "2026-10-01", "ends_at_1": "00:00:00"}, "结束时间必须晚于开始时间"),
        ({"rewards-0-kind": "gold"}, "选择一个有效的选项"),
        ({"rewards-0-amount": 0}, "确保该值大于或等于1"),
    ],
)
def test_what_could_never_be_done_is_refused(desk, fields, said):
    body = desk.post(page("task", "add"), designed(**fields)).content.decode()

    assert said in body
    assert not Task.objects.exists()


def test_the_page_shows_what_members_see_and_what_came_of_it(desk, alice):
    task = a_task(name="买一单", description="今天买", stars=7)
    record_progress(member_id=alice.pk, event=task.event, key="order:1", at=NOW)

    body = desk.get(page("task", "change", task.pk)).content.decode()

    assert "星星 7 颗" in body
    assert "达成 <strong>1</strong>" in body
    assert "待领取 <strong>1</strong>" in body
    assert "11-21：1 次" in body


def test_what_progress_hangs_on_is_fixed_once_there_is_some(desk, alice):
    task = a_task()
    assert 'name="kind"' in desk.get(page("task", "change", task.pk)).content.decode()
    record_progress(member_id=alice.pk, event=task.event, key="order:1", at=NOW)

    body = desk.get(page("task", "change", task.pk)).content.decode()

    assert 'name="kind"' not in body
    assert 'name="target"' in body


def test_a_task_is_switched_off_not_deleted(desk):
    task = a_task()

    assert desk.post(page("task", "delete", task.pk), {"post": "yes"}).status_code == 403
    assert Task.objects.exists()


def test_operators_give_cards_by_the_service(desk, alice):
    response = desk.post(page("makeupcard", "add"), {"member": alice.pk, "count": 2, "reference": "系统故障补偿"})

    assert response.status_code == 302
    assert set(MakeUpCard.objects.values_list("member", "source", "reference")) == {
        (alice.pk, "operator", "系统故障补偿")
    }
    assert MakeUpCard.objects.count() == 2
    assert AuditEntry.objects.get().target == f"members_tasks.makeupcard:{MakeUpCard.objects.earliest('id').pk}"


def test_cards_need_a_reason_and_a_number(desk, alice):
    body = desk.post(page("makeupcard", "add"), {"member": alice.pk, "count": 32, "reference": ""}).content.decode()

    assert "必填" in body
    assert not MakeUpCard.objects.exists()


@pytest.mark.parametrize("name", LISTS[1:])
def test_what_members_did_is_only_read(desk, alice, name):
    task = a_task(event=Event.CHECK_IN)
    check_in_on(alice, 0)
    MakeUpCard.objects.create(member=alice, source="operator", key="k", granted_at=NOW)
    rows = {"taskprogress": TaskProgress, "makeupcard": MakeUpCard, "checkin": CheckIn}
    row = rows[name].objects.get()

    shown = desk.get(page(name, "change", row.pk))

    assert shown.status_code == 200
    assert 'name="_save"' not in shown.content.decode()
    assert desk.post(page(name, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert TaskProgress.objects.get().task == task


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_however_long_they_are(desk, alice, name):
    found = []
    for size in (1, 10):
        for number in range(size):
            a_task(event=Event.CHECK_IN)
            MakeUpCard.objects.create(member=alice, source="operator", key=f"k{size}-{number}", granted_at=NOW)
        check_in_on(alice, size)
        desk.get(page(name))
        with counted() as statements:
            assert desk.get(page(name)).status_code == 200
        found.append(len(statements))

    assert len(set(found)) == 1, found


def test_presets_are_made_once_and_left_alone_after(stars, nothing_is_broken):
    assert seed_tasks(at=NOW) == 9
    Task.objects.filter(code="daily_check_in").update(name="打卡", is_on=False)

    assert seed_tasks(at=NOW) == 0

    assert Task.objects.get(code="daily_check_in").name == "打卡"
    assert set(Task.objects.filter(is_on=False).values_list("code", flat=True)) == {
        "daily_check_in", "daily_browse", "daily_share",
    }  # fmt: skip
    for task in Task.objects.all():
        task.full_clean()
