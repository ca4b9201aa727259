"""Give the items that are there the names of their tags, in slices of 250."""

from django.db import migrations

SLICE = 250


def fill(apps, schema_editor):
    items = apps.get_model("evidence", "EvidenceItem").objects.order_by("pk")
    done = 0
    while rows := list(
        items.filter(pk__gt=done).prefetch_related("leaders", "themes", "aspects")[:SLICE]
    ):
        for item in rows:
            names = []
            for leader in item.leaders.all():
                names += [leader.name, leader.short_name, *leader.aliases]
            for theme in item.themes.all():
                names += [theme.name, *theme.synonyms]
            names += [aspect.name for aspect in item.aspects.all()]
            item.search_names = "\n".join(dict.fromkeys(names))
        items.model.objects.bulk_update(rows, ["search_names"])
        done = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0003_search_names"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
