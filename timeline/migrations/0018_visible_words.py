"""Require a visible character in phrases and both texts of corrections; no column changes."""

from __future__ import annotations

from django.db import migrations, models

from timeline.models.visible import validate_visible


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0017_lengths"),
    ]

    operations = [
        migrations.AlterField(
            model_name="citation",
            name="exact",
            field=models.CharField(
                help_text="The shortest words, exactly as they stand, that locate the passage.",
                max_length=200,
                validators=[validate_visible],
                verbose_name="phrase",
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="now_says",
            field=models.TextField(validators=[validate_visible], verbose_name="what it says now"),
        ),
        migrations.AlterField(
            model_name="correction",
            name="was",
            field=models.TextField(validators=[validate_visible], verbose_name="what was wrong"),
        ),
    ]
