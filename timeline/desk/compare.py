"""Two versions of an event side by side, with what changed marked word by word."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from reversion.models import Version

from timeline.dates.edtf import EDTFError, parse
from timeline.desk.pages import render_event_page
from timeline.models import Citation, Event, Post, Support
from timeline.wording import display, moment

#: Attribute name of a model → value, as in reversion's `field_dict`.
_Fields = Mapping[str, Any]
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """Words that are in both versions ("="), only in the older ("-") or in the newer one ("+")."""

    sign: str
    text: str


@dataclass(frozen=True)
class FieldChange:
    label: str
    pieces: list[Piece]


@require_safe
@permission_required("timeline.view_event", raise_exception=True)
def compare_versions(request: HttpRequest, object_id: int, version_id: int) -> HttpResponse:
    """Show the differences between a version of an event and the current event."""
    event = get_object_or_404(Event, pk=object_id)
    versions = Version.objects.get_for_object(event).select_related("revision__user")
    version = get_object_or_404(versions, pk=version_id)
    before, after = version_texts(version), event_texts(event)
    return render_event_page(
        request,
        "compare",
        _("Changes since this version"),
        original=event,
        version=version,
        changes=[
            FieldChange(label, list(diff_texts(before[label], after[label])))
            for label in after
            if before[label] != after[label]
        ],
    )


def diff_texts(before: str, after: str) -> Iterator[Piece]:
    """Yield the words of two texts in order, marked with the version that has them.

    Compares line by line first: with two hundred citations, comparing all words with each other
    would take a minute.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("=", "".join(old[a:b]))
        elif b - a == d - c:
            for line, other in zip(old[a:b], new[c:d], strict=True):
                yield from _diff_words(line, other)
        else:
            yield from _diff_words("".join(old[a:b]), "".join(new[c:d]))


def _diff_words(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new).get_opcodes():
        if kind == "equal":
            yield Piece("=", "".join(old[a:b]))
            continue
        if a < b:
            yield Piece("-", "".join(old[a:b]))
        if c < d:
            yield Piece("+", "".join(new[c:d]))


def event_texts(event: Event) -> dict[str, str]:
    """Return everything that an editor writes about an event, as {label: text}."""
    return _texts(
        _field_values(event), [_field_values(citation) for citation in event.citations.all()]
    )


def version_texts(version: Version) -> dict[str, str]:
    """Return the same for a version; related objects deleted since are shown as "?"."""
    fields = version.field_dict
    citation_type = ContentType.objects.get_for_model(Citation)
    citation_versions = version.revision.version_set.filter(content_type=citation_type)
    citations = [
        each.field_dict for each in citation_versions if each.field_dict["event_id"] == fields["id"]
    ]
    return _texts(fields, sorted(citations, key=lambda each: (each["position"], each["id"])))


def _field_values(obj: models.Model) -> _Fields:
    """Return the fields of an object as a version holds them, with related objects by key."""
    options = obj._meta
    return {field.attname: getattr(obj, field.attname) for field in options.concrete_fields} | {
        field.attname: [related.pk for related in getattr(obj, field.name).all()]
        for field in options.many_to_many
    }


def _texts(event: _Fields, citations: Sequence[_Fields]) -> dict[str, str]:
    citation_texts = _labelled_texts(_editable_fields(Citation, exclude="event"), citations)
    return {
        # Only imports write `extra`.
        **_labelled_texts(_editable_fields(Event, "extra"), [event])[0],
        _("date in words"): _date(event),
        _("citations"): "\n\n".join(
            "\n".join(f"{label}: {text}" for label, text in each.items() if text)
            for each in citation_texts
        ),
    }


def _editable_fields(model: type[models.Model], include: str = "", exclude: str = "") -> list[Any]:
    """Return the editable fields, read from the model so that new ones are compared, too.

    `include` names a field that is not editable, `exclude` one to leave out.
    """
    fields: list[Any] = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [
        field
        for field in fields
        if field.name == include
        or (field.editable and not field.primary_key and field.name != exclude)
    ]


def _labelled_texts(fields: Sequence[Any], rows: Sequence[_Fields]) -> list[dict[str, str]]:
    """Return {label: text of the field} for each row.

    Costs one query for each relation, however many rows there are.
    """
    objects_by_field = {
        field: _related_objects(field, rows) for field in fields if field.is_relation
    }
    return [
        {
            str(field.verbose_name): _text(
                field, row[field.attname], objects_by_field.get(field, {})
            )
            for field in fields
        }
        for row in rows
    ]


def _related_objects(field: Any, rows: Sequence[_Fields]) -> Mapping[Any, Any]:
    """Return the objects that the rows refer to in a relation, by primary key."""
    queryset = field.related_model._default_manager.all()
    if field.related_model is Post:  # whose str() names its document
        queryset = queryset.select_related("document")
    objects_by_key: Mapping[Any, Any] = queryset.in_bulk(
        {key for row in rows for key in _keys(row[field.attname])}
    )
    return objects_by_key


def _keys(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _text(field: Any, value: Any, related: Mapping[Any, Any]) -> str:
    """Return the value as an editor reads it."""
    if field.is_relation:
        return "\n".join(sorted(str(related.get(key, "?")) for key in _keys(value)))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, dict):
        return "\n".join(sorted(f"{name}: {text}" for name, text in value.items()))
    if isinstance(value, list):  # `Citation.supports`
        labels = dict(Support.choices)
        return ", ".join(str(labels.get(each, each)) for each in value)
    return "" if value is None else str(value)


def _date(fields: _Fields) -> str:
    """Return the date as readers see it, in its zone and calendar."""
    try:
        date = parse(fields["date_edtf"])
    except EDTFError:
        return str(fields["date_edtf"])
    return display(date, fields["date_tz"], fields["date_calendar"])
