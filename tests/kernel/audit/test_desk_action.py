"""An action of an operator: a form, one call, one audit entry; refused or forbidden, it changes nothing."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kernel.audit.models import AuditEntry
from kernel.staff.models import Operator
from kernel.staff.roles import AUDITOR
from tests.factories.staff import OperatorFactory, operator_with
from tests.kernel.audit.desks import RenameDesk, desk, request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(db: None) -> Operator:
    operator: Operator = OperatorFactory(display_name="小王")
    return operator


def page_of(stella: Any, row: Operator, data: dict[str, str] | None = None) -> Any:
    response = desk().rename(request_of(stella, data), str(row.pk))
    return response.render() if hasattr(response, "render") else response


def test_it_opens_a_form_and_does_nothing_yet(stella: Any, wang: Operator) -> None:
    response = page_of(stella, wang)

    page = response.content.decode()
    assert response.status_code == 200
    assert "改名后不能恢复。" in page
    assert "确认改名" in page
    assert 'value="小王"' in page
    assert not AuditEntry.objects.exists()


def test_posting_makes_the_call_and_says_so(stella: Any, wang: Operator) -> None:
    request = request_of(stella, {"name": "小李"})

    response = desk().rename(request, str(wang.pk))

    wang.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, f"/admin/kernel_staff/operator/{wang.pk}/change/")
    assert wang.display_name == "小李"
    assert request._messages.texts == [("success", "已改为小李。")]


def test_the_audit_log_has_who_what_before_and_after(stella: Any, wang: Operator) -> None:
    page_of(stella, wang, {"name": "小李"})

    entry = AuditEntry.objects.get()
    assert (entry.actor_kind, entry.actor_id) == ("operator", stella.pk)
    assert (entry.action, entry.label) == ("kernel.staff.rename", "改名")
    assert entry.target == f"kernel_staff.operator:{wang.pk}"
    assert (entry.before, entry.after) == (
        {"display_name": "小王"},
        {"display_name": "小李", "input": {"新姓名": "小李"}},
    )


def test_a_refusal_undoes_the_call_and_is_shown_and_kept(stella: Any, wang: Operator) -> None:
    response = page_of(stella, wang, {"name": "老板"})

    wang.refresh_from_db()
    page = response.content.decode()
    assert response.status_code == 422
    assert "这个姓名已被使用" in page
    assert "换一个" in page
    assert wang.display_name == "小王"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.label) == ("kernel.staff.rename.refused", "改名（被拒绝）")
    assert entry.after == {"refused": "name_taken", "input": {"新姓名": "老板"}}


def test_bad_input_makes_no_call(stella: Any, wang: Operator) -> None:
    response = page_of(stella, wang, {"name": "一二三四五六七八九十一"})

    wang.refresh_from_db()
    assert response.status_code == 422
    assert wang.display_name == "小王"
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("data", [None, {"name": "小李"}])
def test_without_the_permission_it_is_forbidden(wang: Operator, data: dict[str, str] | None) -> None:
    auditor = operator_with(AUDITOR)

    with pytest.raises(PermissionDenied):
        page_of(auditor, wang, data)

    wang.refresh_from_db()
    assert wang.display_name == "小王"


def test_in_the_wrong_state_it_leads_back(stella: Any, wang: Operator) -> None:
    Operator.objects.filter(pk=wang.pk).update(is_active=False)
    request = request_of(stella, {"name": "小李"})

    response = desk().rename(request, str(wang.pk))

    wang.refresh_from_db()
    assert response.status_code == 302
    assert request._messages.texts == [("error", "当前状态不能“改名”。")]
    assert wang.display_name == "小王"


def test_a_row_that_is_not_there_leads_to_the_list(stella: Any) -> None:
    request = request_of(stella)

    response = desk().rename(request, "999999")

    assert response["Location"] == "/admin/kernel_staff/operator/"
    assert request._messages.texts == [("error", "员工不存在或已删除。")]


def test_the_button_shows_only_where_state_and_permission_allow(stella: Any, wang: Operator) -> None:
    def buttons(operator: Operator) -> list[str]:
        return [str(action.description) for action in desk().get_actions_detail(request_of(operator), wang.pk)]

    allowed, to_an_auditor = buttons(stella), buttons(operator_with(AUDITOR))
    Operator.objects.filter(pk=wang.pk).update(is_active=False)

    assert (allowed, to_an_auditor, buttons(stella)) == (["改名"], [], [])


def test_a_bulk_action_goes_on_after_a_refusal(stella: Any, wang: Operator) -> None:
    away = OperatorFactory(is_active=False)
    request = request_of(stella, {})

    RenameDesk.hire(desk(), request, Operator.objects.filter(pk__in=[wang.pk, away.pk]).order_by("pk"))

    away.refresh_from_db()
    assert away.is_active
    assert request._messages.texts == [
        ("success", "启用所选：1 条已完成。"),
        ("error", "启用所选：1 条未能完成，例如：已经启用"),
    ]
    assert AuditEntry.objects.get().target == f"kernel_staff.operator:{away.pk}"


def test_a_bulk_action_is_not_offered_without_permission(stella: Any) -> None:
    assert "hire" in desk().get_actions(request_of(stella))
    assert "hire" not in desk().get_actions(request_of(operator_with(AUDITOR)))
