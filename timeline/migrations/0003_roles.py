"""Add the permission to publish, and the groups Writer, Editor and Chief."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

from timeline.models.roles import GROUPS


def make_groups(apps: Any, schema_editor: Any) -> None:
    """Create the groups, and before them the permissions: Django would only create these after all
    migrations."""
    database = schema_editor.connection.alias
    config = apps.get_app_config("timeline")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=database)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for name, codenames in GROUPS.items():
        group, _created = (
            apps.get_model("auth", "Group").objects.using(database).get_or_create(name=name)
        )
        group.permissions.add(
            *permissions.filter(content_type__app_label="timeline", codename__in=codenames)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0002_full_text"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="event",
            options={
                "ordering": ["date_sort", "date_upper", "id"],
                "permissions": [
                    ("publish_event", "Can publish, change and retract published events")
                ],
                "verbose_name": "event",
                "verbose_name_plural": "events",
            },
        ),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
