"""Look-ups of the slugs and ids in URLs, restricted to what readers may see."""

from __future__ import annotations

from re import fullmatch

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from timeline import queries
from timeline.filters import TimelineForm
from timeline.models import Event, Timeline
from timeline.models.ids import PATTERN
from timeline.models.old_slugs import find_by_slug
from timeline.sharing.links import TimelineUrls
from timeline.views.caching import state_of
from timeline.views.pages import Page


def find_timeline(slug: str) -> Timeline:
    """The published timeline that has, or once had, this slug. Raises Http404."""
    if "\x00" in slug:  # PostgreSQL rejects NUL in a query
        raise Http404(slug)
    found: Timeline | None = find_by_slug(Timeline.objects.published(), slug)
    if found is None:
        raise Http404(slug)
    return found


def redirect_if_moved(
    request: HttpRequest, slug: str | None, requested_slug: str | None, name: str
) -> HttpResponse | None:
    """Redirect (301) from an old slug of a timeline to the current one, with the same format and
    query; None if `requested_slug` is the current slug."""
    if slug == requested_slug:
        return None
    return redirect(TimelineUrls(slug, request.META["QUERY_STRING"]).path(name), permanent=True)


def open_page(request: HttpRequest, slug: str | None, form: TimelineForm) -> Page:
    """The page for a query on a saved timeline, or on everything without one. Raises Http404."""
    state = state_of(request)
    if slug is None:
        scope = queries.scope(None, state)
        return Page(queries.whole_timeline(scope), None, scope, form)
    saved = find_timeline(slug)
    return Page(saved, saved.slug, queries.scope(saved, state), form)


def find_event(public_id: str) -> Event | None:
    """The published event with this id, loaded `with_sources()`, or None. Raises Http404 for a
    malformed id."""
    if not fullmatch(PATTERN, public_id):
        raise Http404(public_id)
    found: Event | None = (
        Event.objects.published().with_sources().filter(public_id=public_id).first()
    )
    return found


def merged_or_retracted(public_id: str) -> Event:
    """For an unpublished event: the visible one that it was merged into, or itself if it was
    retracted. Raises Http404 for any other."""
    found: Event | None = (
        Event.objects.successor_of(public_id).first()
        or Event.objects.retracted().filter(public_id=public_id).first()
    )
    if found is None:
        raise Http404(public_id)
    return found
