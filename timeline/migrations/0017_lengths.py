"""Limit the length of texts that readers see; no column changes."""

from __future__ import annotations

from django.core.validators import MaxLengthValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0016_known"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="summary",
            field=models.TextField(
                blank=True, validators=[MaxLengthValidator(10000)], verbose_name="summary"
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="summary",
            field=models.TextField(
                blank=True, validators=[MaxLengthValidator(10000)], verbose_name="summary"
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="description",
            field=models.TextField(
                blank=True, validators=[MaxLengthValidator(10000)], verbose_name="description"
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="description",
            field=models.TextField(
                blank=True, validators=[MaxLengthValidator(10000)], verbose_name="description"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="summary",
            field=models.TextField(
                blank=True, validators=[MaxLengthValidator(10000)], verbose_name="summary"
            ),
        ),
        migrations.AlterField(
            model_name="timeline",
            name="standfirst",
            field=models.TextField(
                blank=True, validators=[MaxLengthValidator(10000)], verbose_name="standfirst"
            ),
        ),
        migrations.AlterField(
            model_name="topic",
            name="description",
            field=models.TextField(
                blank=True, validators=[MaxLengthValidator(10000)], verbose_name="description"
            ),
        ),
    ]
