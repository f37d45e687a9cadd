"""A protected table takes new rows and nothing else, whoever asks."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models.signals import post_migrate

from kernel.audit.actors import Actor
from kernel.audit.append_only import lifted, protected
from kernel.audit.models import AuditEntry
from kernel.audit.services import record

pytestmark = pytest.mark.django_db


def written() -> AuditEntry:
    return record(actor=Actor.system(), action="test.write", target="nothing")


@pytest.mark.rule("9.2")
def test_the_database_refuses_an_update() -> None:
    entry = written()

    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(label="altered")

    assert AuditEntry.objects.get(pk=entry.pk).label == "test.write"


@pytest.mark.rule("9.2")
def test_the_database_refuses_a_delete() -> None:
    entry = written()

    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        entry.delete()

    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_raw_sql_is_refused_too() -> None:
    written()

    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_audit_auditentry")

    assert AuditEntry.objects.count() == 1


def test_lifted_guards_come_back() -> None:
    entry = written()

    with lifted():
        AuditEntry.objects.filter(pk=entry.pk).update(label="planted")

    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(label="again")


def test_lifted_guards_come_back_after_an_error() -> None:
    entry = written()

    with pytest.raises(ValueError, match="half way"), lifted():
        raise ValueError("half way")

    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(label="again")


@pytest.mark.django_db(transaction=True)
def test_the_guards_survive_a_rebuild_of_the_table() -> None:
    """SQLite changes a column by copying the table, which loses the triggers; `migrate` puts them back."""
    field = models.CharField(max_length=130)
    field.set_attributes_from_name("label")
    entry = written()
    old = AuditEntry._meta.get_field("label")

    with connection.schema_editor() as editor:
        editor.alter_field(AuditEntry, old, field)
        editor.alter_field(AuditEntry, field, old)
    call_command("migrate", verbosity=0, skip_checks=True)

    with pytest.raises(IntegrityError, match="append_only"):
        AuditEntry.objects.filter(pk=entry.pk).update(label="altered")


@pytest.mark.django_db(transaction=True)
def test_flush_empties_protected_tables_and_guards_them_again() -> None:
    written()

    call_command("flush", verbosity=0, interactive=False)

    assert AuditEntry.objects.count() == 0
    entry = written()
    with pytest.raises(IntegrityError, match="append_only"):
        entry.delete()


def test_the_audit_log_is_protected() -> None:
    assert AuditEntry in protected()
    assert post_migrate.has_listeners()
