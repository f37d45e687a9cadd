"""The points pages of the operators' site: by name, by buttons, and never by typing over."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.audit.models import AuditEntry
from kernel.staff.roles import OPERATOR, SERVICE
from members.points.models import Adjustment, GrantImport, Purse
from members.points.tasks import run_confirmed_imports
from tests.factories.accounts import MemberFactory
from tests.factories.points import give, has, spend
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db
PURSES = "admin:members_points_purse_changelist"
ADD = "admin:members_points_adjustment_add"
UPLOAD = "admin:members_points_grantimport_add"


def browser(operator: Any) -> Client:
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture
def desk(stella: Any) -> Client:
    return browser(stella)


@pytest.fixture
def other(db: None) -> Client:
    return browser(operator_with(OPERATOR))


def act(desk: Client, row: Any, action: str, **data: object) -> Any:
    return desk.post(reverse(f"admin:members_points_{row._meta.model_name}_{action}", args=[row.pk]), data)


def text(desk: Client, name: str, *args: Any, **query: str) -> str:
    return desk.get(reverse(name, args=args), query).content.decode()


def test_the_list_shows_who_has_how_many_and_when_they_end(desk: Client, alice: Any, bob: Any) -> None:
    give(alice.pk, 1234)
    give(bob.pk, 7)

    page, found = text(desk, PURSES), text(desk, PURSES, q="ali")

    assert "1,234" in page
    assert "各月到期积分" in page
    assert (alice.nickname in found, bob.nickname in found) == (True, False)


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_however_long_it_is(desk: Client, count: int) -> None:
    for member in MemberFactory.create_batch(count):
        give(member.pk, 5)
    desk.get(reverse(PURSES))

    with CaptureQueriesContext(connection) as statements:
        desk.get(reverse(PURSES))

    assert len(statements) <= 9


def test_the_page_shows_lots_spends_and_statement(desk: Client, alice: Any) -> None:
    give(alice.pk, 100)
    spend(alice.pk, 30)

    page = text(desk, "admin:members_points_purse_change", Purse.objects.get().pk)

    assert all(words in page for words in ("活动奖励", "订单抵扣", "+100", "-30"))


def test_points_are_given_and_taken_by_buttons(desk: Client, alice: Any) -> None:
    give(alice.pk, 100)
    purse = Purse.objects.get()

    given = act(desk, purse, "give", points=50, reason="补偿")
    taken = act(desk, purse, "take", points=20, reason="错发")
    refused = act(desk, purse, "take", points=131, reason="错发")

    assert (given.status_code, taken.status_code, refused.status_code) == (302, 302, 422)
    assert "积分不足" in refused.content.decode()
    assert has(alice.pk, main=130)
    assert AuditEntry.objects.filter(action__startswith="members.points").count() == 3


def test_a_member_without_points_is_given_some_by_name(desk: Client, alice: Any) -> None:
    answer = desk.post(
        reverse(ADD), {"member": alice.pk, "direction": "give", "amount": 80, "reason": "欢迎"}, follow=True
    )

    assert answer.status_code == 200
    assert "积分已调整 +80" in answer.content.decode()
    assert has(alice.pk, main=80)
    assert AuditEntry.objects.filter(action="members.points.adjustment.add").count() == 1


def test_more_than_there_is_is_refused_beside_the_field(desk: Client, alice: Any) -> None:
    answer = desk.post(reverse(ADD), {"member": alice.pk, "direction": "take", "amount": 80, "reason": "错"})

    assert "可用积分只有 0" in answer.content.decode()
    assert not Adjustment.objects.exists()


def test_much_waits_for_another_operator(desk: Client, other: Client, alice: Any) -> None:
    give(alice.pk, 1)
    act(desk, Purse.objects.get(), "give", points=9999, reason="大额")
    row = Adjustment.objects.get()

    own = act(desk, row, "approve")
    assert (own.status_code, has(alice.pk, main=1)) == (422, True)
    act(other, row, "approve")

    assert has(alice.pk, main=10000)
    assert act(other, row, "reject", answer="x").status_code == 302
    assert Adjustment.objects.get().state == "done"


def test_service_looks_and_touches_nothing(alice: Any) -> None:
    give(alice.pk, 100)
    service = browser(operator_with(SERVICE))

    assert service.get(reverse(PURSES)).status_code == 200
    assert act(service, Purse.objects.get(), "give", points=1, reason="x").status_code == 403
    assert service.get(reverse(ADD)).status_code == 403
    assert service.get(reverse(UPLOAD)).status_code == 403


def upload(desk: Client, *lines: str) -> Any:
    file = SimpleUploadedFile("六月.csv", "\n".join(["会员号或手机号,积分", *lines]).encode())
    return desk.post(reverse(UPLOAD), {"file": file, "reason": "六月活动"}, follow=True)


def test_a_file_is_looked_at_confirmed_and_done(desk: Client, alice: Any) -> None:
    preview = upload(desk, f"{alice.number},100", "404,5").content.decode()
    assert "没有这个会员" in preview
    assert has(alice.pk)
    batch = GrantImport.objects.get()

    act(desk, batch, "confirm")
    run_confirmed_imports()

    page = text(desk, "admin:members_points_grantimport_change", batch.pk)
    assert '<progress value="1" max="1">' in page
    assert has(alice.pk, main=100)


def test_a_file_that_cannot_be_read_is_said_beside_the_field(desk: Client) -> None:
    answer = desk.post(reverse(UPLOAD), {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2"), "reason": "x"})

    assert "第一行须为" in answer.content.decode()
    assert not GrantImport.objects.exists()


def test_a_large_file_waits_for_another_operator(desk: Client, other: Client, alice: Any) -> None:
    upload(desk, f"{alice.number},20001")
    batch = GrantImport.objects.get()

    act(desk, batch, "confirm")
    assert act(desk, batch, "approve").status_code == 422
    act(other, batch, "approve")

    batch.refresh_from_db()
    assert batch.state == "running"


def test_a_file_is_thrown_away(desk: Client, alice: Any) -> None:
    upload(desk, f"{alice.number},20001")

    act(desk, GrantImport.objects.get(), "discard")

    assert GrantImport.objects.get().state == "discarded"
