"""The words of the events that hold what counted as the end of a word until now: vowel signs, as of
Devanagari or Thai, and marks that nobody sees."""

from __future__ import annotations

import re

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from timeline.models.batches import batches
from timeline.search.words import INVISIBLE, SIGNS, normalise


def refresh(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    events, people, words = (
        apps.get_model("timeline", name).objects.using(using)
        for name in ("Event", "Person", "EventWords")
    )
    mark = re.compile(f"[{INVISIBLE}{SIGNS}]")

    def held(text: str | None) -> bool:
        return text is not None and not text.isascii() and bool(mark.search(text))

    named = [pk for pk, name in people.values_list("pk", "name") if held(name)]
    changed = set(events.filter(people__in=named).values_list("pk", flat=True))
    # Here, for SQLite calls Python for every text, which takes minutes of a million events.
    texts = events.order_by().values_list("pk", "title", "summary", "place__name")
    changed |= {pk for pk, *said in texts.iterator() if any(map(held, said))}
    for some in batches(changed):
        for event in events.filter(pk__in=some).select_related("place").prefetch_related("people"):
            place = event.place.name if event.place else ""
            names = (person.name for person in event.people.all())
            said = normalise(event.title, event.summary, place, *names)
            words.filter(event=event.pk).update(words=said)


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0014_imports_in_portions"),
    ]

    operations = [migrations.RunPython(refresh, migrations.RunPython.noop)]
