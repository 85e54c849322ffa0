"""Add Event.announced; the next migration sets it for existing events."""

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
