"""`/` and `/t/<slug>/`: a timeline, as a page or as a fragment for HTMX; `/t/`: all timelines."""

from __future__ import annotations

from weakref import proxy

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import MAX_URL_REDIRECT_LENGTH

from timeline import queries
from timeline.addresses import address
from timeline.answers.interface import Answers
from timeline.filters import EVERYTHING, TimelineForm
from timeline.models import Timeline
from timeline.sharing.links import TimelineUrls
from timeline.views.caching import cached_while_unchanged, cached_with_fragments, state_of
from timeline.views.cards import timeline_card
from timeline.views.decorators import reader_view, wants_fragment
from timeline.views.finding import find_timeline, redirect_if_moved
from timeline.views.pages import Page
from timeline.views.paging import paginate_names


@reader_view
@cached_with_fragments
def index(request: HttpRequest) -> HttpResponse:
    """`/`: the timeline of all published events."""
    scope = queries.scope(None, state_of(request))
    return _page(request, queries.whole_timeline(scope), None, scope)


@reader_view
@cached_with_fragments
def timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """`/t/<slug>/`: a saved timeline."""
    saved = find_timeline(slug)
    if redirection := redirect_if_moved(request, saved.slug, slug, "timeline"):
        return redirection
    return _page(request, saved, saved.slug, queries.scope(saved, state_of(request)))


@reader_view
@cached_while_unchanged
def timelines(request: HttpRequest) -> HttpResponse:
    """`/t/`: all saved timelines, paginated."""
    state = state_of(request)
    saved = {each.slug: each for each in queries.scope(None, state).timelines()}
    page = paginate_names(request, address("timelines"), list(saved))
    entries = [
        {
            "title": each.title,
            "standfirst": each.standfirst,
            "url": each.get_absolute_url(),
            "count": queries.scope(each, state).counts(EVERYTHING).events,
        }
        for each in map(saved.__getitem__, page.names)
    ]
    context = {
        "timelines": entries,
        "pager": page.pager,
        "errors": page.errors,
        "nav": "timelines",
    }
    return render(request, "timeline/timelines.html", context)


def _page(request: HttpRequest, saved: Timeline, slug: str | None, scope: Answers) -> HttpResponse:
    form = TimelineForm(request.GET, scope.known_values)
    canonical = TimelineUrls(slug, form.query()).page
    fragment = wants_fragment(request)
    # Django refuses to redirect to a longer URL; the page is then shown at the one requested.
    can_redirect = not fragment and len(canonical) <= MAX_URL_REDIRECT_LENGTH
    if can_redirect and _is_submitted(request) and canonical != request.get_full_path():
        return HttpResponseRedirect(canonical)
    page = Page(saved, slug, scope, form)
    # Django's Context holds a reference cycle, so it lives until the garbage collector runs. As a
    # weak proxy, the page is freed at once with its bins, a thousand and more, and collections,
    # which block requests, stay rare.
    if fragment:
        html = render_to_string("timeline/_timeline.html", {"page": proxy(page)}, request)
    else:
        context = {"page": proxy(page), "card": timeline_card(page)}
        html = render_to_string("timeline/index.html", context, request)
    response = HttpResponse(page.deferred.insert_into(html))
    if fragment:
        response["HX-Push-Url"] = canonical
    return response


def _is_submitted(request: HttpRequest) -> bool:
    """Whether a browser submitted the form by itself, which sends every control, empty or not: its
    URL is then redirected to the canonical one, as pushed by HTMX. No control sends `after`."""
    if "" in request.GET.values():
        return True
    return {"dates", "sort"} <= request.GET.keys() and "after" not in request.GET
