"""`robots.txt` and the sitemaps, for search engines."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from timeline import queries
from timeline.addresses import address
from timeline.answers.interface import Answers
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
from timeline.views.caching import conditional_response, make_etag, must_revalidate, state_of
from timeline.views.decorators import reader_view

#: Primary keys that one sitemap covers; split by key, so that each event stays in its sitemap.
#: Protocol and crawlers allow 50,000 URLs; a tenth of that is generated quickly.
SITEMAP_SIZE = 5_000
NEWS_AGE = datetime.timedelta(days=2)
MAX_NEWS = 1_000

# The longest matching rule wins (RFC 9309). Two keys in a query string combine two facets, which
# is not worth crawling. Social images may have two keys, and robots that obey this file fetch them.
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


@reader_view
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`."""
    text = ROBOTS.format(index=absolute(address("sitemap")), news=absolute(address("sitemap-news")))
    return HttpResponse(text, content_type="text/plain")


def as_sitemap(view: Callable[..., str]) -> Callable[..., HttpResponseBase]:
    """Decorate a view that returns a sitemap's XML: make the response and handle 304."""

    @reader_view
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        # News ages out without a change in the database; the hour in the tag bounds the delay.
        etag = make_etag(request, timezone.now().strftime("%Y-%m-%d %H"))
        response = conditional_response(
            request, etag, lambda: HttpResponse(view(request, **kwargs), content_type=CONTENT_TYPE)
        )
        return must_revalidate(response, etag)

    return answer


@as_sitemap
def index(request: HttpRequest) -> str:
    """`/sitemap.xml`: the sitemaps with the latest change in each. Costs two queries."""
    parts = queries.scope(None, state_of(request)).last_changes(SITEMAP_SIZE)
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
    """`/sitemap-events-<n>.xml`: the events of SIZE primary keys. Costs two queries."""
    first = part * SITEMAP_SIZE
    if first >= 2**62:  # beyond what a database can look up
        raise Http404(part)
    locations = [
        Location(_event_url(public_id, slug), changed_at)
        for public_id, slug, changed_at in queries.last_changes_of(
            range(first, first + SITEMAP_SIZE)
        )
    ]
    if not locations:
        raise Http404(part)
    return sitemap(locations)


@as_sitemap
def news(request: HttpRequest) -> str:
    """`/sitemap-news.xml`: events first published in the last two days. Costs two queries."""
    since = timezone.now() - NEWS_AGE
    return news_sitemap(
        News(_event_url(public_id, slug), title, published_at)
        for public_id, slug, title, published_at in queries.published_since(since, MAX_NEWS)
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
