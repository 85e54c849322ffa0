"""Add the progress of an import, which runs in portions so that others can save in between."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0013_announced_so_far"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="added",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="upload",
            name="changed",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="upload",
            name="busy_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="upload",
            name="is_done",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
