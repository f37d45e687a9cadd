"""Audiences in the admin: made, filled from a list with a preview, thinned by ticking."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kernel.audit.models import AuditEntry
from kernel.staff.roles import AUDITOR
from members.audiences.models import Audience, AudienceImport
from members.audiences.selectors import audience_ids_of
from tests.factories.audiences import AudienceFactory, audience_of
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db
ROOM = "/admin/members_audiences"


def browser_of(operator):
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture
def desk(stella):
    return browser_of(stella)


def test_an_audience_is_made_by_its_form(desk):
    form = {"name": "老客户", "code": "old-friends", "description": "", "imports-TOTAL_FORMS": 0,
            "imports-INITIAL_FORMS": 0}  # fmt: skip

    desk.post(f"{ROOM}/audience/add/", form, follow=True)

    audience = Audience.objects.get()
    assert (audience.code, audience.kind, audience.size) == ("old-friends", "static", 0)


@pytest.mark.parametrize("code", ["Old", "1a", "a b", "老客户", "a"])
def test_a_code_that_nobody_could_type_is_refused(desk, code):
    desk.post(f"{ROOM}/audience/add/", {"name": "老客户", "code": code, "description": ""})

    assert not Audience.objects.exists()


def test_a_pasted_list_is_shown_and_carried_out_when_confirmed(desk, alice):
    audience = audience_of()
    page = f"{ROOM}/audience/{audience.pk}/import-members/"

    answer = desk.post(page, {"mode": "add", "lines": f"{alice.number}\n没有这个人"}, follow=True)

    batch = AudienceImport.objects.get()
    assert "找到 1 位会员，1 行有问题" in answer.content.decode()
    assert audience_ids_of(alice.pk) == frozenset()
    shown = desk.get(f"{ROOM}/audienceimport/{batch.pk}/change/").content.decode()
    assert "没有这个人" in shown
    desk.post(f"{ROOM}/audienceimport/{batch.pk}/confirm/", {}, follow=True)
    assert audience_ids_of(alice.pk) == {audience.pk}
    assert AuditEntry.objects.filter(action="members.audiences.confirm").exists()


def test_a_file_is_read_and_thrown_away(desk, alice):
    audience = audience_of()
    file = SimpleUploadedFile("名单.csv", f"会员号\n{alice.number}\n".encode())

    desk.post(f"{ROOM}/audience/{audience.pk}/import-members/", {"mode": "add", "file": file}, follow=True)
    desk.post(f"{ROOM}/audienceimport/{AudienceImport.objects.get().pk}/drop/", {}, follow=True)

    assert AudienceImport.objects.get().state == "dropped"
    assert audience_ids_of(alice.pk) == frozenset()


@pytest.mark.parametrize("data", [{"mode": "add"}, {"mode": "add", "lines": "\x00"}, {"mode": "all", "lines": "1"}])
def test_a_bad_list_is_said_in_chinese_and_kept_out(desk, data):
    audience = audience_of()

    answer = desk.post(f"{ROOM}/audience/{audience.pk}/import-members/", data)

    assert answer.status_code == 422
    assert not AudienceImport.objects.exists()


def test_members_are_let_go_by_ticking(desk, alice, bob):
    audience = audience_of(alice, bob)
    place = audience.members.get(member=alice)

    desk.post(f"{ROOM}/audiencemember/", {"action": "let_go", "_selected_action": [place.pk]}, follow=True)

    audience.refresh_from_db()
    assert (audience.size, audience_ids_of(alice.pk)) == (1, frozenset())


def test_what_is_computed_is_not_touched_by_hand(desk, alice):
    audience = audience_of(alice)
    Audience.objects.filter(pk=audience.pk).update(kind="computed")
    place = audience.members.get()

    page = desk.post(f"{ROOM}/audiencemember/", {"action": "let_go", "_selected_action": [place.pk]}, follow=True)

    assert "自动计算的人群不能手工增减成员" in page.content.decode()
    assert desk.post(f"{ROOM}/audience/{audience.pk}/import-members/", {"mode": "add", "lines": "1"}).status_code == 302
    assert audience_ids_of(alice.pk) == {audience.pk}


def test_the_auditor_only_reads(alice):
    auditor, audience = browser_of(operator_with(AUDITOR)), AudienceFactory()

    assert auditor.get(f"{ROOM}/audience/{audience.pk}/change/").status_code == 200
    assert auditor.post(f"{ROOM}/audience/{audience.pk}/import-members/", {}).status_code == 403
