"""Add a table of the objects that readers know from events that no longer refer to them. Before,
all versions were searched for these."""

from __future__ import annotations

import json
from typing import Any

from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from timeline.models.change_triggers import KINDS, TABLES
from timeline.models.triggers import drop_known

#: Number of parameters that one statement may have on either database.
BATCH = 10_000


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add what published versions refer to, for events that are or were public."""
    using = schema_editor.connection.alias

    def versions(model: str) -> Any:
        found = apps.get_model("reversion", "Version").objects.using(using)
        of_it = found.filter(content_type__app_label="timeline", content_type__model=model)
        return of_it.values_list("object_id", "revision", "serialized_data").iterator()

    events = apps.get_model("timeline", "Event").objects.using(using)
    out = events.filter(published_at__lte=timezone.now())
    keys = {str(pk) for pk in out.values_list("pk", flat=True).iterator()}
    named, revisions, cited = set(), set(), set()
    for pk, revision, data in versions("event"):
        said = json.loads(data)[0]["fields"]
        if pk not in keys or said["state"] != "published":
            continue
        revisions.add(revision)
        named |= {_key("timeline_topic", topic) for topic in said.get("topics", ())}
        named |= {_key("timeline_person", person) for person in said.get("people", ())}
        if said.get("place"):
            named.add(_key("timeline_place", said["place"]))
    for _pk, revision, data in versions("citation"):
        if revision in revisions:
            cited.add(json.loads(data)[0]["fields"]["post"])
    posts = apps.get_model("timeline", "Post").objects.using(using)
    for pk, document in posts.values_list("pk", "document").iterator():
        if pk in cited:
            named.add(_key("timeline_document", document))
    known = apps.get_model("timeline", "Known")
    known.objects.using(using).bulk_create((known(key=key) for key in named), batch_size=BATCH)


def _key(table: str, pk: Any) -> int:
    return -(int(pk) * KINDS + TABLES[table][1])


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0015_words_with_signs"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("reversion", "0002_add_index_on_version_for_content_type_and_db"),
    ]

    operations = [
        migrations.CreateModel(
            name="Known",
            fields=[("key", models.BigIntegerField(primary_key=True, serialize=False))],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(fill, drop_known),
    ]
