from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_item_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidenceitem",
            name="search_names",
            field=models.TextField(
                blank=True,
                default="",
                editable=False,
                help_text="Names of its tags, for the search; kept by keep_names()",
            ),
        ),
    ]
