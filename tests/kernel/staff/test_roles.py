"""The five roles: seeded from one table, doing it twice is doing it once."""

import pytest
from django.contrib.auth.models import Group, Permission

from kernel.staff.roles import AUDITOR, FINANCE, OPERATOR, ROLES, SERVICE, WAREHOUSE, Role
from kernel.staff.services import seed_roles
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db


def test_migrate_has_made_the_five_roles() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {"运营", "客服", "仓库", "财务", "审计"}


def test_seeding_again_changes_nothing() -> None:
    before = {group.name: set(group.permissions.values_list("pk", flat=True)) for group in Group.objects.all()}

    seed_roles()

    after = {group.name: set(group.permissions.values_list("pk", flat=True)) for group in Group.objects.all()}
    assert after == before


def test_seeding_takes_back_what_the_table_does_not_grant() -> None:
    auditors = Group.objects.get(name=AUDITOR.name)
    auditors.permissions.add(Permission.objects.get(codename="change_storedoption"))

    seed_roles()

    assert not auditors.permissions.filter(codename="change_storedoption").exists()


def test_a_role_of_the_shops_own_is_left_alone() -> None:
    interns = Group.objects.create(name="实习生")
    interns.permissions.add(Permission.objects.get(codename="view_auditentry"))

    seed_roles()

    assert interns.permissions.count() == 1


def test_auditors_may_read_and_nothing_else() -> None:
    granted = set(Group.objects.get(name=AUDITOR.name).permissions.values_list("codename", flat=True))

    assert {"view_auditentry", "view_storedoption", "view_operator", "view_delivery"} <= granted
    assert {codename.split("_")[0] for codename in granted} == {"view"}


def test_nobody_but_an_owner_may_touch_staff() -> None:
    for role in ROLES:
        operator = operator_with(role)

        assert not operator.has_perm("kernel_staff.change_operator")


@pytest.mark.parametrize("role", ROLES)
def test_no_role_deletes(role: Role) -> None:
    granted = Group.objects.get(name=role.name).permissions.values_list("codename", flat=True)

    assert not [codename for codename in granted if codename.startswith("delete_")]


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        (OPERATOR, "mall_orders.change_order_price", True),
        (OPERATOR, "mall_payments.settle_by_hand", False),
        (OPERATOR, "kernel_options.change_storedoption", True),
        (OPERATOR, "kernel_outbox.replay_delivery", True),
        (SERVICE, "mall_orders.cancel_order", True),
        (SERVICE, "mall_orders.ship_order", False),
        (SERVICE, "mall_catalog.change_product", False),
        (WAREHOUSE, "mall_orders.ship_order", True),
        (WAREHOUSE, "mall_inventory.count_stock", True),
        (WAREHOUSE, "members_accounts.view_member", False),
        (WAREHOUSE, "mall_payments.view_payment", False),
        (FINANCE, "mall_payments.settle_by_hand", True),
        (FINANCE, "mall_orders.ship_order", False),
        (FINANCE, "kernel_options.change_storedoption", False),
        (AUDITOR, "mall_orders.cancel_order", False),
        (AUDITOR, "mall_orders.view_order", True),
    ],
)
def test_who_may_what(role: Role, permission: str, allowed: bool) -> None:
    assert role.may(permission) is allowed
