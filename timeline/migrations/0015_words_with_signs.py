"""The words of the events that hold what counted as the end of a word until now: vowel signs, as of
Devanagari or Thai, and marks that nobody sees."""

from __future__ import annotations

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

from timeline.models.batches import batches
from timeline.search.words import INVISIBLE, SIGNS, normalise


def refresh(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    events, people, words = (
        apps.get_model("timeline", name).objects.using(using)
        for name in ("Event", "Person", "EventWords")
    )
    held = f"[{INVISIBLE}{SIGNS}]"
    of_people = people.filter(name__regex=held)
    changed = events.filter(
        Q(title__regex=held)
        | Q(summary__regex=held)
        | Q(place__name__regex=held)
        | Q(people__in=of_people.values("pk"))
    )
    for some in batches(set(changed.order_by().values_list("pk", flat=True))):
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
