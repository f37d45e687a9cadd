"""The staff of the cast: stella works here."""

import factory

from kernel.staff.models import Operator
from kernel.staff.roles import Role
from kernel.staff.services import give_role


class OperatorFactory(factory.django.DjangoModelFactory[Operator]):
    class Meta:
        model = Operator
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"operator-{number}")
    display_name = factory.Sequence(lambda number: f"员工{number}")
    password = factory.django.Password("correct horse battery")


def operator_with(role: Role, **fields: object) -> Operator:
    """Return a new operator who holds a role and nothing else."""
    operator: Operator = OperatorFactory(**fields)
    give_role(operator_id=operator.pk, role=role)
    return operator
