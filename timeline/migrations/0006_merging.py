"""Add merging of an event into another about the same thing."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0005_imports"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="event",
            name="event_state_known",
        ),
        migrations.AddField(
            model_name="event",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                limit_choices_to={"merged_into__isnull": True},
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="timeline.event",
                verbose_name="merged into",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("in_review", "in review"),
                    ("published", "published"),
                    ("retracted", "retracted"),
                    ("merged", "merged"),
                ],
                default="draft",
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "in_review", "published", "retracted", "merged"])
                ),
                name="event_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                    models.Q(
                        models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="event_merged_into_another",
            ),
        ),
    ]
