"""A data migration that recomputes the search words of events affected by a tokenizer change."""

from __future__ import annotations

import re

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from timeline.models.batches import batches
from timeline.search.words import normalise


def words_anew(characters: str) -> migrations.RunPython:
    """Return an operation that recomputes the words of events whose searched text contains one of
    these characters, none of which is ASCII."""
    mark = re.compile(f"[{characters}]")

    def held(text: str | None) -> bool:
        return text is not None and not text.isascii() and bool(mark.search(text))

    def refresh(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        using = schema_editor.connection.alias
        events, people, words = (
            apps.get_model("timeline", name).objects.using(using)
            for name in ("Event", "Person", "EventWords")
        )
        named = [pk for pk, name in people.values_list("pk", "name") if held(name)]
        changed = set(events.filter(people__in=named).values_list("pk", flat=True))
        # Filtered in Python: on SQLite, `__regex` calls Python for each text, which takes minutes
        # for a million events.
        texts = events.order_by().values_list("pk", "title", "summary", "place__name")
        changed |= {pk for pk, *said in texts.iterator() if any(map(held, said))}
        for some in batches(changed):
            found = events.filter(pk__in=some).select_related("place").prefetch_related("people")
            for event in found:
                place = event.place.name if event.place else ""
                names = (person.name for person in event.people.all())
                said = normalise(event.title, event.summary, place, *names)
                words.filter(event=event.pk).update(words=said)

    return migrations.RunPython(refresh, migrations.RunPython.noop)
