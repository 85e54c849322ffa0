"""What the name in an address stands for, among what readers may see."""

from __future__ import annotations

from django.http import Http404

from timeline import queries
from timeline.filters import TimelineForm
from timeline.models import Event, Timeline
from timeline.views.pages import Page


def find_timeline(slug: str) -> Timeline:
    """The published timeline that has, or once had, this slug. Raises Http404."""
    if "\x00" in slug:  # which PostgreSQL refuses to look for
        raise Http404(slug)
    published = Timeline.objects.published()
    found: Timeline | None = (
        published.filter(slug=slug).first() or published.filter(old_slugs__slug=slug).first()
    )
    if found is None:
        raise Http404(slug)
    return found


def open_page(slug: str | None, form: TimelineForm) -> Page:
    """The view that a query gives of a saved timeline, or of everything. Raises Http404."""
    if slug is None:
        scope = queries.scope(None)
        return Page(queries.the_whole(scope), None, scope, form)
    saved = find_timeline(slug)
    return Page(saved, saved.slug, queries.scope(saved), form)


def find_event(public_id: str) -> Event | None:
    """The published event of this id, loaded `with_sources()`."""
    found: Event | None = (
        Event.objects.published().with_sources().filter(public_id=public_id).first()
    )
    return found
