"""Two versions of an event side by side, with what changed marked word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from reversion.models import Version

from timeline.dates.edtf import EDTFError, parse
from timeline.models import Citation, Event, Person, Place, Post, Topic
from timeline.wording import display

_TEXTS = ("title", "label", "summary", "date_edtf", "date_text", "importance", "state")
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """Words that stand in both versions ("="), in the older ("-") or in the newer one ("+")."""

    sign: str
    text: str


@dataclass(frozen=True)
class Change:
    label: str
    pieces: list[Piece]


@require_safe
def compare_versions(request: HttpRequest, object_id: int, version_id: int) -> HttpResponse:
    """What has changed between a version of an event and the event as it is."""
    event = get_object_or_404(Event, pk=object_id)
    if not request.user.has_perm("timeline.view_event"):
        raise PermissionDenied
    versions = Version.objects.get_for_object(event).select_related("revision__user")
    version = get_object_or_404(versions, pk=version_id)
    before, after = version_texts(version), event_texts(event)
    context = {
        **admin.site.each_context(request),
        "title": _("What has changed since"),
        "opts": Event._meta,
        "original": event,
        "version": version,
        "changes": [
            Change(label, list(difference(before[label], after[label])))
            for label in after
            if before[label] != after[label]
        ],
    }
    return render(request, "admin/timeline/event/compare.html", context)


def difference(before: str, after: str) -> Iterator[Piece]:
    """The words of two texts, in order, each with the version that it stands in."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("=", "".join(old[a:b]))
            continue
        if a < b:
            yield Piece("-", "".join(old[a:b]))
        if c < d:
            yield Piece("+", "".join(new[c:d]))


def event_texts(event: Event) -> dict[str, str]:
    """Everything about an event that an editor writes, as texts under their labels."""
    fields = {name: getattr(event, name) for name in (*_TEXTS, "extra")}
    citations = event.citations.select_related("post__document")
    return _texts(
        fields,
        str(event.place or ""),
        [person.name for person in event.people.all()],
        [topic.name for topic in event.topics.all()],
        [_citation(str(citation.post), vars(citation)) for citation in citations],
    )


def version_texts(version: Version) -> dict[str, str]:
    """The same of a version; what has been deleted since has lost its name."""
    found = version.field_dict
    citations = ContentType.objects.get_for_model(Citation)
    kept = version.revision.version_set.filter(content_type=citations)
    cited = [each.field_dict for each in kept if each.field_dict["event_id"] == found["id"]]
    posts = Post.objects.select_related("document").in_bulk([each["post_id"] for each in cited])
    ordered = sorted(cited, key=lambda each: (each["position"], each["id"]))
    return _texts(
        found,
        ", ".join(_names(Place, [found["place_id"]] if found["place_id"] else [])),
        _names(Person, found["people"]),
        _names(Topic, found["topics"]),
        [_citation(str(posts.get(each["post_id"], "?")), each) for each in ordered],
    )


def _names(model: Any, keys: list[Any]) -> list[str]:
    known = model.objects.in_bulk(keys)
    return [known[key].name if key in known else "?" for key in keys]


def _citation(post: str, fields: dict[str, Any]) -> str:
    words = [fields["exact"], fields["date_as_written"], fields["note"]]
    return f"{post}: " + " · ".join(word for word in words if word)


def _texts(
    fields: dict[str, Any], place: str, people: list[str], topics: list[str], citations: list[str]
) -> dict[str, str]:
    columns = {field.name: field for field in Event._meta.fields}
    return {
        **{str(columns[name].verbose_name): str(fields[name] or "") for name in _TEXTS},
        _("date in words"): _date(fields["date_edtf"]),
        _("place"): place,
        _("people"): "\n".join(sorted(people)),
        _("topics"): "\n".join(sorted(topics)),
        _("citations"): "\n".join(citations),
        str(columns["extra"].verbose_name): "\n".join(
            sorted(f"{name}: {text}" for name, text in fields["extra"].items())
        ),
    }


def _date(text: str) -> str:
    try:
        return display(parse(text))
    except EDTFError:
        return text
