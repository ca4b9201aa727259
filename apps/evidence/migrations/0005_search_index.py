"""The index of words: FTS5 with triggers on SQLite, generated columns on PostgreSQL."""

from django.db import migrations

from apps.evidence.fulltext import build_index, drop_index


def build(apps, schema_editor):
    build_index(schema_editor)


def drop(apps, schema_editor):
    drop_index(schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0004_fill_search_names"),
    ]

    operations = [migrations.RunPython(build, drop)]
