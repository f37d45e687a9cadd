"""Operators and roles: only an owner changes them, every change is in the audit log, nobody is deleted."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from kernel.audit.models import AuditEntry
from kernel.staff.models import Operator
from kernel.staff.roles import OPERATOR, ROLES
from kernel.staff.selectors import permission_title
from tests.factories.staff import OperatorFactory, operator_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, stella: Any) -> Client:
    client.force_login(stella)
    return client


@pytest.fixture
def wang(db: None) -> Operator:
    operator: Operator = OperatorFactory(username="wang", display_name="小王")
    return operator


def form_of(operator: Operator, **changes: Any) -> dict[str, Any]:
    fields = {"username": operator.username, "display_name": operator.display_name, "is_active": "on", **changes}
    return {name: value for name, value in fields.items() if value is not None}


def change(operator: Operator) -> str:
    return reverse("admin:kernel_staff_operator_change", args=[operator.pk])


def test_an_owner_adds_an_operator(browser: Client) -> None:
    secret = "correct horse battery"
    data = {"username": "li", "display_name": "小李", "usable_password": "true"}
    data |= {"password1": secret, "password2": secret}

    response = browser.post(reverse("admin:kernel_staff_operator_add"), data)

    operator = Operator.objects.get(username="li")
    assert response.status_code == 302
    assert (operator.display_name, operator.is_staff, operator.is_superuser) == ("小李", True, False)
    entry = AuditEntry.objects.get()
    assert (entry.label, entry.after["username"]) == ("新增员工", "li")
    assert secret not in str(entry.after)


def test_a_role_given_is_in_the_log(browser: Client, wang: Operator, stella: Any) -> None:
    group = Group.objects.get(name=OPERATOR.name)

    browser.post(change(wang), form_of(wang, groups=[group.pk]))

    entry = AuditEntry.objects.get()
    assert wang.groups.get() == group
    assert (entry.label, entry.actor_id) == ("修改员工", stella.pk)
    assert (entry.before["groups"], entry.after["groups"]) == ([], [f"{group.pk} 运营"])


def test_a_locked_out_operator_is_signed_out(browser: Client, wang: Operator) -> None:
    theirs = Client()
    theirs.force_login(wang)

    browser.post(change(wang), form_of(wang, is_active=None))

    assert theirs.get(reverse("admin:index")).status_code == 302
    assert AuditEntry.objects.get().after == {"is_active": False}


def test_saving_without_a_change_writes_nothing(browser: Client, wang: Operator) -> None:
    browser.post(change(wang), form_of(wang))

    assert not AuditEntry.objects.exists()


def test_a_new_password_is_logged_without_it(browser: Client, wang: Operator) -> None:
    secret = "another horse battery"
    page = reverse("admin:auth_user_password_change", args=[wang.pk])

    browser.post(page, {"usable_password": "true", "password1": secret, "password2": secret})

    wang.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert wang.check_password(secret)
    assert (entry.label, entry.before, entry.after) == ("重设员工密码", None, None)


def test_nobody_is_deleted(browser: Client, wang: Operator) -> None:
    response = browser.post(reverse("admin:kernel_staff_operator_delete", args=[wang.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert Operator.objects.filter(pk=wang.pk).exists()


@pytest.mark.parametrize("role", ROLES)
def test_no_role_makes_itself_an_owner(client: Client, role: Any) -> None:
    operator = operator_with(role)
    client.force_login(operator)

    response = client.post(change(operator), form_of(operator, is_superuser="on"))

    operator.refresh_from_db()
    assert response.status_code == 403
    assert not operator.is_superuser


def test_an_owner_makes_a_role(browser: Client) -> None:
    permission = Permission.objects.get(codename="view_auditentry")

    browser.post(reverse("admin:kernel_staff_rolegroup_add"), {"name": "实习生", "permissions": [permission.pk]})

    assert Group.objects.get(name="实习生").permissions.get() == permission
    assert AuditEntry.objects.get().label == "新增角色"


def test_a_built_in_role_cannot_be_changed(browser: Client) -> None:
    group = Group.objects.get(name=OPERATOR.name)
    page = reverse("admin:kernel_staff_rolegroup_change", args=[group.pk])

    seen, answer = browser.get(page), browser.post(page, {"name": "无权限"})

    assert (seen.status_code, answer.status_code) == (200, 403)
    assert "重放死信" in seen.content.decode()
    assert Group.objects.filter(name=OPERATOR.name).exists()


def test_permissions_are_read_in_chinese() -> None:
    titles = {permission.codename: permission_title(permission) for permission in Permission.objects.all()[:500]}

    assert titles["view_auditentry"] == "操作日志 · 操作日志 · 查看"
    assert titles["replay_delivery"] == "业务事件 · 事件投递 · 重放死信"
