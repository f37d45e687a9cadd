"""Roles and who holds them."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from kernel.staff.models import Operator
from kernel.staff.roles import ROLES, Role


@transaction.atomic
def seed_roles() -> None:
    """Give every role of the table its group and exactly its permissions. Doing it twice is doing it once."""
    permissions = list(Permission.objects.values_list("pk", "content_type__app_label", "codename"))
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.name)
        group.permissions.set([pk for pk, app, codename in permissions if role.may(f"{app}.{codename}")])


def give_role(*, operator_id: int, role: Role) -> None:
    """Add an operator to a role's group."""
    Operator.objects.get(pk=operator_id).groups.add(Group.objects.get(name=role.name))
