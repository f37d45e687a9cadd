"""Change operator settings."""

from typing import Any

from django.db import transaction

from kernel import clock
from kernel.audit.actors import Actor
from kernel.audit.services import record
from kernel.errors import NotFound
from kernel.options import registry, store
from kernel.options.kinds import Option
from kernel.options.models import StoredOption


class OptionUnknown(NotFound):
    """No room declares an option of this name."""

    code, title = "option_unknown", "没有这项设置"


@transaction.atomic
def set_option(*, name: str, value: Any, operator_id: int) -> None:
    """Store a value for an option and write it into the audit log.

    :raises OptionUnknown: nobody declares it.
    :raises OptionInvalid: wrong type or out of bounds.
    """
    option = _declared(name)
    checked = option.check(value)
    stored = StoredOption.objects.select_for_update().filter(name=name).first()
    before = stored.value if stored else option.default
    StoredOption.objects.update_or_create(
        name=name, defaults={"value": checked, "changed_at": clock.now(), "changed_by_id": operator_id}
    )
    _announce(option, before, checked, operator_id)


@transaction.atomic
def reset_option(*, name: str, operator_id: int) -> None:
    """Give an option its default back.

    :raises OptionUnknown: nobody declares it.
    """
    option = _declared(name)
    stored = StoredOption.objects.select_for_update().filter(name=name).first()
    if stored is None:
        return
    stored.delete()
    _announce(option, stored.value, option.default, operator_id)


def _declared(name: str) -> Option[Any]:
    option = registry.find(name)
    if option is None:
        raise OptionUnknown
    return option


def _announce(option: Option[Any], before: Any, after: Any, operator_id: int) -> None:
    # Now for readers of this transaction, after commit for everybody else who loaded in between.
    store.forget()
    transaction.on_commit(store.forget)
    record(
        actor=Actor.operator(operator_id),
        action="kernel.options.set",
        label=f"修改设置：{option.label}",
        target=f"option:{option.name}",
        before={"value": before},
        after={"value": after},
    )
