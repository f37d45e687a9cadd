"""The operators' site: who gets in, what is written down, what the menu offers, what scripts may do."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory
from django.urls import reverse

from config.desks.menu import MENU, navigation
from config.desks.site import SiyuAdminSite
from kernel.audit.models import AuditEntry
from kernel.staff.models import Operator
from kernel.staff.roles import AUDITOR, WAREHOUSE
from tests.desks.pages import signed_in
from tests.factories.staff import OperatorFactory, operator_with

pytestmark = pytest.mark.django_db
# Reached from another page, not from the menu.
OFF_THE_MENU = {"mall_catalog.sku"}


def titles(operator: Operator) -> list[str]:
    request = RequestFactory().get("/")
    request.user = operator
    return [item["title"] for group in navigation(request) for item in group["items"]]


def test_register_means_our_site() -> None:
    assert isinstance(admin.site, SiyuAdminSite) or isinstance(admin.site._wrapped, SiyuAdminSite)


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    response = client.get(reverse("admin:index"))

    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/")


def test_signing_in_is_written_down(client: Client) -> None:
    operator = OperatorFactory(username="wang", password="correct horse battery")

    response = client.post(reverse("admin:login"), {"username": "wang", "password": "correct horse battery"})

    entry = AuditEntry.objects.get()
    assert response.status_code == 302
    assert (entry.label, entry.actor_id, entry.target) == (
        "登录后台",
        operator.pk,
        f"kernel_staff.operator:{operator.pk}",
    )


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_who_is_no_longer_staff_stays_outside(client: Client, change: dict[str, bool]) -> None:
    OperatorFactory(username="wang", password="correct horse battery", **change)

    client.post(reverse("admin:login"), {"username": "wang", "password": "correct horse battery"})

    assert client.get(reverse("admin:index")).status_code == 302
    assert not AuditEntry.objects.exists()


def test_scripts_may_do_more_here_than_in_the_api(stella: Any, anonymous: Any) -> None:
    browser = signed_in(stella)

    pages = [browser.get(reverse("admin:index")), Client().get(reverse("admin:login"))]
    api = anonymous.get("/api/v1/config")

    for page in pages:
        assert "script-src 'self' 'unsafe-inline' 'unsafe-eval'" in page["Content-Security-Policy"]
        assert "object-src 'none'" in page["Content-Security-Policy"]
    assert "unsafe-eval" not in api["Content-Security-Policy"]


def test_every_menu_line_names_a_model() -> None:
    for _, lines in MENU:
        for _, label, _ in lines:
            assert apps.get_model(label)._meta.label_lower == label


def test_every_page_is_on_the_menu() -> None:
    on_it = {label for _, lines in MENU for _, label, _ in lines}

    pages = {model._meta.label_lower for model in admin.site._registry}

    assert pages - on_it - OFF_THE_MENU == set()


def test_the_menu_offers_what_the_role_may_read(stella: Any) -> None:
    owner, warehouse, auditor = titles(stella), titles(operator_with(WAREHOUSE)), titles(operator_with(AUDITOR))

    assert {"订单", "员工", "运营设置", "会员"} <= set(owner)
    assert {"订单", "库存"} <= set(warehouse)
    assert not {"员工", "会员", "付款单", "运营设置"} & set(warehouse)
    assert auditor == owner


def test_every_action_names_a_permission_that_exists() -> None:
    known = {f"{app}.{code}" for app, code in Permission.objects.values_list("content_type__app_label", "codename")}
    named = {
        permission
        for desk in admin.site._registry.values()
        for action in [*desk._get_base_actions_detail(), *desk._get_base_actions_row()]
        for permission in action.method.allowed_permissions
    }

    assert named - known == set()
    assert "kernel_outbox.replay_delivery" in named


def test_the_scripts_catalogue_speaks_chinese(stella: Any) -> None:
    script = signed_in(stella).get(reverse("admin:jsi18n")).content.decode()

    assert json.dumps("全部添加") in script
    assert json.dumps("编辑链接") in script
