"""Help texts in plain words; no column changes."""

from __future__ import annotations

from django.db import migrations, models

from timeline.models.visible import validate_visible


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0019_plain_letters"),
    ]

    operations = [
        migrations.AlterField(
            model_name="citation",
            name="note",
            field=models.CharField(
                blank=True,
                help_text="Shown to readers. If empty, newsdesk says it by itself.",
                max_length=400,
                verbose_name="how the date was read",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="published_on",
            field=models.DateField(
                help_text="The day from which relative dates count in posts without a time.",
                verbose_name="published on",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="short_name",
            field=models.CharField(
                help_text="The name in source lines, such as “Reuters live page”.",
                max_length=60,
                validators=[validate_visible],
                verbose_name="short name",
            ),
        ),
        migrations.AlterField(
            model_name="timeline",
            name="query",
            field=models.CharField(
                blank=True,
                help_text="As in an address, such as topic=crimea&from=1900. If empty, everything is shown.",
                max_length=1000,
                verbose_name="query",
            ),
        ),
    ]
