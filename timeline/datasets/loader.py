"""Write a data set to the database, idempotently and without overwriting an editor's changes."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from timeline.datasets.files import Dataset, DatasetError, Entry
from timeline.datasets.reader_notes import PublicText, ReaderNoteMissing, write_reader_notes
from timeline.datasets.writers import (
    DocumentWriter,
    EventWriter,
    PostWriter,
    SlugWriter,
    State,
    TimelineWriter,
    Writer,
)
from timeline.models import LoadedEntry, NoteKind, Person, Place, Topic
from timeline.models.loaded import MAX_NAME_LENGTH
from timeline.models.versions import keep_version


@dataclass
class Report:
    """The numbers of entries created, updated, unchanged or kept as edited, and the reasons why
    others were left out."""

    counts: Counter[str] = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        names = ("created", "updated", "unchanged", "kept as edited")
        parts = [f"{self.counts[name]} {name}" for name in names]
        if self.left_out:
            parts.append(f"{len(self.left_out)} left out")
        return ", ".join(parts)


@transaction.atomic
def load(
    dataset: Dataset, note_kind: NoteKind | None = None, *, may_leave_out: bool = False
) -> Report:
    """Write all entries, or none. Raises DatasetError with file, entry and reason.

    Changes to what readers have seen need `note_kind`: what readers are told about them. Without it
    such an entry raises DatasetError or, with `may_leave_out`, stays as it is in the database.
    """
    if len(dataset.name) > MAX_NAME_LENGTH:
        raise DatasetError(
            f"{dataset.name}: the name of the folder has {len(dataset.name)} characters; "
            f"rename it, with at most {MAX_NAME_LENGTH}"
        )
    report = Report()
    [document] = dataset.entries["document"]
    for writer in (
        DocumentWriter(),
        PostWriter(document.key),
        SlugWriter(Topic, "name description position slot"),
        SlugWriter(Person, "name description wikidata_id"),
        SlugWriter(Place, "name description wikidata_id latitude longitude"),
        EventWriter(document),
        TimelineWriter(),
    ):
        for entry in dataset.entries[writer.kind]:
            try:
                with transaction.atomic():  # rolls back an entry that is left out
                    report.counts[_load_entry(dataset.name, writer, entry, note_kind)] += 1
            except ValidationError as error:
                raise entry.error("; ".join(error.messages)) from error
            except ReaderNoteMissing as missing_note:
                report.left_out.append(str(entry.error(missing_note)))
    if report.left_out and not may_leave_out:
        raise DatasetError("\n".join(report.left_out))
    return report


def _load_entry(dataset: str, writer: Writer, entry: Entry, note_kind: NoteKind | None) -> str:
    key = writer.loaded_key(entry)
    loaded = LoadedEntry.objects.filter(dataset=dataset, kind=writer.kind, key=key).first()
    instance = writer.find(entry)
    wanted = writer.wanted_state(entry)
    if instance is None:
        if loaded is not None:
            return "kept as edited"  # an editor deleted it
        instance = writer.model()
        outcome = "created"
    elif loaded is None or _is_edited(loaded.state, writer.state(instance)):
        return "kept as edited"
    elif writer.state(instance) == wanted:
        return "unchanged"
    else:
        outcome = "updated"
    public_text = writer.public_text(instance) if outcome == "updated" else PublicText()
    writer.write(instance, entry, wanted)
    written = writer.find(entry)
    comment = f"load_dataset: {dataset}"
    if changes := public_text.changes(writer.public_text(written)):
        comment = write_reader_notes(public_text.events, changes, note_kind, comment)
    keep_version(written, comment)
    LoadedEntry.objects.update_or_create(
        dataset=dataset,
        kind=writer.kind,
        key=key,
        defaults={"state": writer.state(written)},
    )
    return outcome


def _is_edited(loaded: State, state: State) -> bool:
    """Whether someone changed the entry since it was loaded; fields that are new don't count."""
    current = json.loads(json.dumps(state, cls=DjangoJSONEncoder))
    return any(current.get(name) != value for name, value in loaded.items())
