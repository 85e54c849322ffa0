"""Let the former slugs of topics, people and places lead to them."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0009_versions_without_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name="OldSubjectSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(allow_unicode=True, max_length=80)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_slugs",
                        to="timeline.person",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_slugs",
                        to="timeline.place",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_slugs",
                        to="timeline.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "old slug",
                "verbose_name_plural": "old slugs",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("topic__isnull", False)),
                        fields=("slug",),
                        name="old_slug_of_one_topic",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("slug",),
                        name="old_slug_of_one_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("place__isnull", False)),
                        fields=("slug",),
                        name="old_slug_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("person__isnull", True),
                                ("place__isnull", True),
                                ("topic__isnull", False),
                            ),
                            models.Q(
                                ("person__isnull", False),
                                ("place__isnull", True),
                                ("topic__isnull", True),
                            ),
                            models.Q(
                                ("person__isnull", True),
                                ("place__isnull", False),
                                ("topic__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="old_slug_of_one_subject",
                    ),
                ],
            },
        ),
    ]
