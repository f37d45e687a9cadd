"""Merges on the operators' site: picked by search, looked at, confirmed, undone; who looks is written down."""

import pytest
from django.urls import reverse

from kernel import clock
from kernel.audit.models import AuditEntry
from kernel.staff.roles import AUDITOR, OPERATOR, SERVICE
from members.accounts.models import Member, MergeCase, PersonalAccess
from tests.desks.pages import signed_in
from tests.factories.accounts import AddressFactory
from tests.factories.staff import operator_with
from tests.members.accounts.steps import merged, with_phone

pytestmark = pytest.mark.django_db
CASES = "/admin/members_accounts/mergecase/"


@pytest.fixture
def desk(client, stella):
    client.force_login(stella)
    return client


def act(client, row, action: str, **data):
    name = row._meta.model_name
    return client.post(reverse(f"admin:members_accounts_{name}_{action}", args=[row.pk]), data)


def propose(desk, alice, bob, keeps: str = "rule") -> MergeCase:
    answer = act(desk, alice, "merge", other=bob.pk, keeps=keeps, note="客服核实为同一人")
    assert answer.status_code == 302
    return MergeCase.objects.get()


@pytest.mark.parametrize(("keeps", "stays"), [("rule", "alice"), ("this", "alice"), ("other", "bob")])
def test_the_operator_says_who_stays(desk, alice, bob, keeps, stays):
    case = propose(desk, alice, bob, keeps)

    assert (case.state, case.target.nickname, case.note) == ("proposed", stays, "客服核实为同一人")
    assert Member.objects.filter(state="merged").count() == 0


def test_a_case_shows_what_would_move_and_is_confirmed(desk, alice, bob):
    AddressFactory(member=bob, is_default=True)
    case = propose(desk, alice, bob)

    page = desk.get(f"{CASES}{case.pk}/change/").content.decode()
    assert "登录身份 1" in page
    assert "收货地址 1" in page
    act(desk, case, "confirm")

    case.refresh_from_db()
    assert (case.state, Member.objects.get(pk=bob.pk).merged_into) == ("merged", alice)
    assert AuditEntry.objects.filter(label="确认合并").count() == 1
    assert "收货地址 1" in desk.get(f"{CASES}{case.pk}/change/").content.decode()


def test_a_case_is_dismissed_with_a_reason(desk, alice, bob):
    case = propose(desk, alice, bob)

    act(desk, case, "dismiss", reason="两个人")

    case.refresh_from_db()
    assert (case.state, case.events.last().note) == ("dismissed", "两个人")


def test_undoing_says_beforehand_whether_it_can_be(desk, alice, bob):
    case = merged(bob, alice)

    page = desk.get(reverse("admin:members_accounts_mergecase_undo", args=[case.pk])).content.decode()
    assert "检查通过" in page
    act(desk, case, "undo", reason="两个人")

    case.refresh_from_db()
    assert (case.state, Member.objects.get(pk=bob.pk).state) == ("undone", "active")


def test_who_became_somebody_else_stands_in_no_list(desk, alice, bob):
    merged(bob, alice)
    page = "/admin/members_accounts/member/"

    assert bob.number not in desk.get(page).content.decode()
    assert bob.number in desk.get(page, {"state": "merged"}).content.decode()
    assert bob.number in desk.get(page, {"state": "all"}).content.decode()
    found = {"app_label": "members_accounts", "model_name": "mergecase", "field_name": "source", "term": "bob"}
    assert desk.get("/admin/autocomplete/", found).json()["results"] == []
    assert len(desk.get("/admin/autocomplete/", {**found, "term": "alice"}).json()["results"]) == 1


def test_nobody_is_merged_with_themselves_at_the_desk(desk, alice):
    answer = act(desk, alice, "merge", other=alice.pk, keeps="rule", note="误选")

    assert answer.status_code == 422
    assert not MergeCase.objects.exists()


@pytest.mark.parametrize(("role", "status"), [(OPERATOR, 302), (SERVICE, 403), (AUDITOR, 403)])
def test_merging_takes_a_permission(alice, bob, role, status):
    answer = act(signed_in(operator_with(role)), alice, "merge", other=bob.pk, keeps="rule", note="同一人")

    assert answer.status_code == status


def test_whoever_opens_a_members_page_is_written_down(desk, stella, alice):
    desk.get(f"/admin/members_accounts/member/{alice.pk}/change/")

    access = PersonalAccess.objects.get()
    assert (access.operator, access.member, access.what) == (stella, alice, "page")


def test_the_whole_phone_is_shown_for_a_reason_and_written_down(desk, stella, alice):
    with_phone(alice, "13800138000")

    refused = act(desk, alice, "reveal", reason="")
    shown = desk.post(
        reverse("admin:members_accounts_member_reveal", args=[alice.pk]), {"reason": "物流找不到人"}, follow=True
    )

    assert refused.status_code == 422
    assert "13800138000" in shown.content.decode()
    access = PersonalAccess.objects.get(what="phone")
    assert (access.operator, access.reason) == (stella, "物流找不到人")
    assert "13800138000" not in str(list(AuditEntry.objects.values()))


def test_customer_service_sees_masked_phones_only(alice):
    with_phone(alice, "13800138000")

    answer = act(signed_in(operator_with(SERVICE)), alice, "reveal", reason="想看看")

    assert answer.status_code == 403


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_of_cases_takes_the_same_number_of_queries(desk, alice, bob, count, django_assert_max_num_queries):
    MergeCase.objects.bulk_create(
        MergeCase(source=bob, target=alice, evidence="operator", state="dismissed", opened_at=clock.now())
        for _ in range(count)
    )

    with django_assert_max_num_queries(9):
        desk.get(CASES)
