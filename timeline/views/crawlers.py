"""What search engines ask for: which addresses there are, what is news, and what to leave alone."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from timeline import queries
from timeline.addresses import address
from timeline.answers.answers import Answers
from timeline.filters import EVERYTHING
from timeline.formats.sitemap import (
    CONTENT_TYPE,
    Location,
    News,
    news_sitemap,
    sitemap,
    sitemap_index,
)
from timeline.sharing.links import absolute
from timeline.views.reading import for_reading
from timeline.views.unchanged import made_or_not, state_of, to_be_asked_again, validator

#: Events in one sitemap are those of so many ids, so that each stays where it is. Protocol and
#: crawlers would take 50,000; a tenth is written in a moment.
SIZE = 5_000
NEWS_AGE = datetime.timedelta(days=2)
MOST_NEWS = 1_000

# The longest rule that fits an address decides (RFC 9309). Two keys of the query are two facets;
# the social image is fetched by robots that ask here, with two keys, too.
ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /preview/
Disallow: /*?*&
Disallow: /*?q=
Disallow: /*?after=
Disallow: /*?event=
Allow: /*card.png
Allow: /oembed?url=
Sitemap: {index}
Sitemap: {news}
"""


@for_reading
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`."""
    said = ROBOTS.format(index=absolute(address("sitemap")), news=absolute(address("sitemap-news")))
    return HttpResponse(said, content_type="text/plain")


def as_sitemap(view: Callable[..., str]) -> Callable[..., HttpResponseBase]:
    """A view that writes a sitemap; whoever has it already gets 304."""

    @for_reading
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        # News grows old by itself: nobody has to be told sooner than within the hour.
        tag = validator(request, timezone.now().strftime("%Y-%m-%d %H"))
        response = made_or_not(
            request, tag, lambda: HttpResponse(view(request, **kwargs), content_type=CONTENT_TYPE)
        )
        return to_be_asked_again(response, tag)

    return answer


@as_sitemap
def index(request: HttpRequest) -> str:
    """`/sitemap.xml`: the sitemaps, with the last change of anything in each. Two statements."""
    parts = queries.scope(None, state_of(request)).last_changes(SIZE)
    locations = [Location(absolute(address("sitemap-pages")), max(parts.values(), default=None))]
    for part, changed in parts.items():
        path = address("sitemap-events", part)
        locations.append(Location(absolute(path), changed))
    return sitemap_index(locations)


@as_sitemap
def pages(request: HttpRequest) -> str:
    """`/sitemap-pages.xml`: everything but events."""
    return sitemap(_pages(queries.scope(None, state_of(request))))


@as_sitemap
def events(request: HttpRequest, part: int) -> str:
    """`/sitemap-events-<n>.xml`: the events of SIZE ids. Two statements."""
    first = part * SIZE
    if first >= 2**62:  # which no database looks for
        raise Http404(part)
    locations = [
        Location(_event_url(public_id, slug), changed_at)
        for public_id, slug, changed_at in queries.last_changes_of(range(first, first + SIZE))
    ]
    if not locations:
        raise Http404(part)
    return sitemap(locations)


@as_sitemap
def news(request: HttpRequest) -> str:
    """`/sitemap-news.xml`: what was first published in the last two days. Two statements."""
    since = timezone.now() - NEWS_AGE
    return news_sitemap(
        News(_event_url(public_id, slug), title, published_at)
        for public_id, slug, title, published_at in queries.published_since(since, MOST_NEWS)
    )


def _pages(scope: Answers) -> Iterator[Location]:
    newest = scope.changes(EVERYTHING, None, 1)
    yield Location(absolute(address("index")), newest[0].moment if newest else None)
    for name in ("timelines", "documents", "corrections"):
        yield Location(absolute(address(name)))
    for saved in scope.timelines():
        yield Location(absolute(saved.get_absolute_url()))
    for public_id, slug in queries.cited_documents(scope).items():
        yield Location(absolute(address("document", public_id, slug)))


def _event_url(public_id: str, slug: str) -> str:
    return absolute(address("event", public_id, slug))
