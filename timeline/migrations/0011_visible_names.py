"""Require a visible character in titles and names; no column changes."""

from __future__ import annotations

from django.db import migrations, models

from timeline.models.visible import validate_visible


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0010_old_slugs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="headline",
            field=models.CharField(
                max_length=200, validators=[validate_visible], verbose_name="headline"
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="publisher",
            field=models.CharField(
                max_length=120, validators=[validate_visible], verbose_name="publisher"
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="short_name",
            field=models.CharField(
                help_text="What source lines call it, such as “Reuters live page”.",
                max_length=60,
                validators=[validate_visible],
                verbose_name="short name",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="title",
            field=models.CharField(
                max_length=200, validators=[validate_visible], verbose_name="title"
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="name",
            field=models.CharField(
                max_length=120, validators=[validate_visible], verbose_name="name"
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="name",
            field=models.CharField(
                max_length=120, validators=[validate_visible], verbose_name="name"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="headline",
            field=models.CharField(
                max_length=200, validators=[validate_visible], verbose_name="headline"
            ),
        ),
        migrations.AlterField(
            model_name="timeline",
            name="title",
            field=models.CharField(
                max_length=200, validators=[validate_visible], verbose_name="title"
            ),
        ),
        migrations.AlterField(
            model_name="topic",
            name="name",
            field=models.CharField(
                max_length=120, validators=[validate_visible], verbose_name="name"
            ),
        ),
    ]
