"""Add the token of the secret preview URL of an unpublished event."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0003_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="preview_token",
            field=models.CharField(editable=False, max_length=32, null=True, unique=True),
        ),
    ]
