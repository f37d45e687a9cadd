"""The word index: FTS5 on SQLite, GIN on PostgreSQL."""

from django.db import migrations

from mall.catalog.search import postgres, sqlite

ENGINES = {"sqlite": sqlite, "postgresql": postgres}


def create(apps, schema_editor):
    schema_editor.execute(ENGINES[schema_editor.connection.vendor].CREATE)


def drop(apps, schema_editor):
    schema_editor.execute(ENGINES[schema_editor.connection.vendor].DROP)


class Migration(migrations.Migration):
    dependencies = [("mall_catalog", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
