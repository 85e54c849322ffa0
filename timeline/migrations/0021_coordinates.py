"""Refuse NaN as a coordinate; no column changes."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

from timeline.models.subjects import validate_number


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0020_plain_texts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="place",
            name="latitude",
            field=models.FloatField(
                blank=True,
                help_text="Degrees, north positive (WGS 84).",
                null=True,
                validators=[validate_number, MinValueValidator(-90), MaxValueValidator(90)],
                verbose_name="latitude",
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="longitude",
            field=models.FloatField(
                blank=True,
                help_text="Degrees, east positive (WGS 84).",
                null=True,
                validators=[validate_number, MinValueValidator(-180), MaxValueValidator(180)],
                verbose_name="longitude",
            ),
        ),
    ]
