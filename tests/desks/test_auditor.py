"""The auditor may read everything and change nothing."""

from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from kernel.audit.models import AuditEntry
from kernel.outbox.models import Delivery
from kernel.staff.models import Operator
from kernel.staff.roles import AUDITOR, WAREHOUSE
from members.accounts.models import Member
from tests.desks.pages import addresses, signed_in
from tests.desks.rows import one_of_everything
from tests.factories.inventory import new_shelf
from tests.factories.outbox import DeliveryFactory
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(db: None) -> Operator:
    return operator_with(AUDITOR)


def _list_of(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def test_every_page_opens(auditor: Operator, alice: Member) -> None:
    one_of_everything(auditor, alice)
    browser = signed_in(auditor)

    opened = {address: browser.get(address).status_code for address in addresses(auditor)}

    assert {_list_of(model) for model in admin.site._registry} <= set(opened)
    assert set(opened.values()) == {200}


def test_no_form_for_a_new_row_opens(auditor: Operator) -> None:
    browser = signed_in(auditor)

    answers = {
        model._meta.label: browser.get(
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        ).status_code
        for model in admin.site._registry
    }

    assert set(answers.values()) == {403}


def test_no_action_runs(auditor: Operator) -> None:
    rows = {Delivery: DeliveryFactory(state="dead"), **{type(row): row for row in [new_shelf(), auditor]}}
    browser = signed_in(auditor)

    answers = [
        browser.post(reverse(f"admin:{action.action_name}", args=[row.pk]), {}).status_code
        for model, row in rows.items()
        for action in admin.site._registry[model]._get_base_actions_detail()
    ]

    assert len(answers) >= 3
    assert set(answers) == {403}
    assert not AuditEntry.objects.exists()


def test_nothing_is_saved(auditor: Operator) -> None:
    browser = signed_in(auditor)
    page = reverse("admin:kernel_staff_operator_change", args=[auditor.pk])

    response = browser.post(page, {"username": "boss", "display_name": "老板", "is_superuser": "on", "is_active": "on"})

    auditor.refresh_from_db()
    assert response.status_code == 403
    assert not auditor.is_superuser
    assert not AuditEntry.objects.exists()


def test_a_role_without_the_right_sees_no_page() -> None:
    browser = signed_in(operator_with(WAREHOUSE))

    for page in ("kernel_staff_operator", "kernel_audit_auditentry", "kernel_options_storedoption"):
        assert browser.get(reverse(f"admin:{page}_changelist")).status_code == 403


def test_a_stranger_reads_nothing(client: Any, stella: Any) -> None:
    for address in addresses(stella):
        assert client.get(address).status_code == 302
