from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def delete_versions_of_corrections(
    apps: StateApps, schema_editor: BaseDatabaseSchemaEditor
) -> None:
    """Delete the versions of corrections: as these are append-only, a revision that contains one
    can't be reverted at all."""
    versions = apps.get_model("reversion", "Version").objects.using(schema_editor.connection.alias)
    versions.filter(content_type__app_label="timeline", content_type__model="correction").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0008_million"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("reversion", "0002_add_index_on_version_for_content_type_and_db"),
    ]

    operations = [migrations.RunPython(delete_versions_of_corrections, migrations.RunPython.noop)]
