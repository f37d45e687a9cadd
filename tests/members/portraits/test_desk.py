"""The designer of questions, and the answers an operator fills in."""

import pytest
from django.urls import reverse

from kernel import clock
from kernel.staff.roles import SERVICE
from members.portraits.models import PortraitField, PortraitValue
from members.portraits.services import answer
from tests.desks.pages import signed_in
from tests.factories.portraits import PortraitFieldFactory
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db
FIELDS = "/admin/members_portraits/portraitfield/"


@pytest.fixture
def desk(client, stella):
    client.force_login(stella)
    return client


def design(desk, **more):
    body = {
        "code": "skin_type", "label": "肤质", "kind": "choice", "option_lines": "干性\n油性\n油性\n", "position": 0,
        "is_asked": "on", "is_active": "on", "is_for_segments": "on", **more,
    }  # fmt: skip
    return desk.post(f"{FIELDS}add/", body)


def test_a_question_is_designed_without_a_programmer(desk):
    assert design(desk).status_code == 302

    field = PortraitField.objects.get()
    assert (field.code, field.options, field.is_for_segments) == ("skin_type", ["干性", "油性"], True)


@pytest.mark.parametrize("wrong", [{"option_lines": "干性"}, {"code": "Skin"}, {"option_lines": "干性\n" + "油" * 31}])
def test_a_question_that_cannot_be_asked_is_not_kept(desk, wrong):
    assert design(desk, **wrong).status_code == 200
    assert not PortraitField.objects.exists()


def test_code_and_kind_stay(desk):
    design(desk)
    field = PortraitField.objects.get()

    desk.post(f"{FIELDS}{field.pk}/change/", {"code": "other", "kind": "text", "label": "皮肤", "option_lines": "干\n油", "position": 1})  # fmt: skip  # noqa: E501

    field.refresh_from_db()
    assert (field.code, field.kind, field.label, field.options) == ("skin_type", "choice", "皮肤", ["干", "油"])


def test_an_operator_fills_in_only_what_changed(desk, alice):
    design(desk)
    PortraitFieldFactory(code="child_born_on", kind="date", needs_consent=True)
    PortraitFieldFactory(code="cats", kind="number")
    answer(member_id=alice.pk, values={"cats": 1}, source="member", at=clock.now())
    fill = reverse("admin:members_portraits_portrait_fill", args=[alice.pk])

    assert "肤质" in desk.get(fill).content.decode()
    desk.post(fill, {"skin_type": "干性", "child_born_on": "2024-06-18", "cats": "1"})

    values = {row.field.code: (row.value, row.source) for row in PortraitValue.objects.select_related("field")}
    assert values == {
        "skin_type": ("干性", "operator"), "child_born_on": ("2024-06-18", "operator"), "cats": (1, "member"),
    }  # fmt: skip


def test_the_members_page_shows_the_portrait(desk, alice):
    PortraitFieldFactory(code="skin_type", label="肤质")
    answer(member_id=alice.pk, values={"skin_type": "偏干的皮肤"}, source="operator", at=clock.now())

    assert "偏干的皮肤" in desk.get(f"/admin/members_accounts/member/{alice.pk}/change/").content.decode()


def test_filling_in_takes_a_permission(alice):
    browser = signed_in(operator_with(SERVICE))

    assert browser.get(reverse("admin:members_portraits_portrait_changelist")).status_code == 200
    assert browser.post(reverse("admin:members_portraits_portrait_fill", args=[alice.pk]), {}).status_code == 403
