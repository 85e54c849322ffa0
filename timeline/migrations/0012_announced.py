"""Whether an event was only announced; the next migration says it of those that are there."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0011_visible_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="announced",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
