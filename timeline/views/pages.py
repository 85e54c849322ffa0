"""The view model of a timeline page: texts, filter bar, chart, list and URLs for its templates."""

from __future__ import annotations

import json
from functools import cached_property

from django.utils.safestring import SafeString

from timeline import queries
from timeline.answers.interface import Answers, Facts
from timeline.chart.shapes import Chart
from timeline.chart.sizes import EMBED
from timeline.drawing import Counts, Marks, chart_data, is_too_many
from timeline.filters import TimelineFilter, TimelineForm
from timeline.formats import jsonld
from timeline.models import Timeline
from timeline.sharing.links import TimelineUrls, absolute
from timeline.sharing.oembed import discovery_url
from timeline.views.deferred import DeferredParts
from timeline.views.filter_bar import FilterBar
from timeline.views.filter_form import RenderedForm
from timeline.views.hints import Hint, date_hint, removal_hints
from timeline.views.listing import best_matches, dense_rows, notes, sections
from timeline.views.paging import Pager, event_pager
from timeline.views.rows import EventRow, Link, event_row
from timeline.views.shown_chart import RenderedChart, render_chart
from timeline.views.timeline_links import TimelineLinks
from timeline.wording import span_title

#: Other timelines linked below a list; the rest is on the page of all timelines.
MAX_OTHERS = 20


class Page:
    """One page of a timeline, for templates; what they read twice is cached.

    Chart and list are placeholders in the rendered template, which `deferred` replaces at the end.
    """

    def __init__(
        self, timeline: Timeline, slug: str | None, scope: Answers, form: TimelineForm
    ) -> None:
        """`slug` is the one in the URL: None for the home page, even if a timeline names that."""
        self.timeline, self.slug, self.scope, self.form = timeline, slug, scope, form
        self.filter: TimelineFilter = form.filter
        self.deferred = DeferredParts()
        self.counted = scope.counts(self.filter, form.cursor)
        self.count, self.certain = self.counted.events, self.counted.certain
        self.possible = None if self.certain is None else self.count - self.certain

    # --- texts and URLs ---------------------------------------------------------------------------

    @cached_property
    def path(self) -> str:
        return TimelineUrls(self.slug).page

    @property
    def title(self) -> str:
        return self.timeline.title

    @property
    def standfirst(self) -> str:
        return self.timeline.standfirst

    @cached_property
    def facts(self) -> Facts:
        return self.scope.facts()

    @cached_property
    def span(self) -> str:
        """The time that the timeline spans, in words; "" if no event has a known start."""
        first = self.facts.first
        return span_title(first.date, self.facts.latest) if first else ""

    @cached_property
    def is_filtered(self) -> bool:
        return self.filter.has_filters

    @cached_property
    def description(self) -> str:
        return self.filter.describe() if self.is_filtered else self.standfirst or self.title

    @property
    def about(self) -> str:
        """The desk's description of the topic, person or place if the query asks for one alone."""
        return "" if self.form.cursor else queries.subject_description(self.scope, self.filter)

    @cached_property
    def canonical_url(self) -> str:
        """The absolute URL of this page of the list; each further page is canonical itself."""
        return absolute(self.current_url)

    @property
    def current_url(self) -> str:
        return self.links.list_from(self.form.cursor)

    @property
    def robots(self) -> str:
        """Index pages with at most one filter; not combinations, word searches, further pages."""
        hidden = len(self.filter.pairs()) > 1 or self.filter.q or self.form.cursor
        return "noindex" if hidden else "max-image-preview:large"

    @cached_property
    def urls(self) -> TimelineUrls:
        return TimelineUrls(self.slug, self.filter.to_query())

    @property
    def jsonld(self) -> SafeString:
        results = self.results
        return jsonld.timeline_list(
            self.title,
            self.description,
            self.canonical_url,
            results.count,
            results.events,
            results.before,
        )

    @property
    def oembed_url(self) -> str:
        return discovery_url(self.canonical_url)

    @property
    def embed_path(self) -> str:
        return self.urls.path("embed")

    @property
    def share_path(self) -> str:
        return TimelineUrls(self.slug, self.filter.to_query(self.form.cursor)).path("share")

    @cached_property
    def links(self) -> TimelineLinks:
        return TimelineLinks(self.path, self.filter)

    def url(self, query: TimelineFilter) -> str:
        return self.links.to(query)

    # --- the filter bar ---------------------------------------------------------------------------

    @cached_property
    def bar(self) -> FilterBar:
        return FilterBar(self.scope, self.form, self.path)

    @cached_property
    def rendered_form(self) -> RenderedForm:
        return RenderedForm(self.bar)

    @property
    def in_place(self) -> str:
        """JSON with what a fragment changes in elements that HTMX does not swap, by their ids: the
        counts of the filter bar, and the targets of links."""
        values = (value for facet in self.bar.facets for value in facet.values)
        links = {"canonical": self.canonical_url}
        for each in (*self.urls.data, *self.urls.feeds):
            links[f"form-{each.url_name}"] = links[f"take-{each.url_name}"] = each.url
        texts = {f"n-{value.id}": value.count_label for value in values}
        return json.dumps({"texts": texts, "links": links})

    # --- the chart --------------------------------------------------------------------------------

    @cached_property
    def chart_data(self) -> Marks | Counts:
        return chart_data(self.scope, self.filter)

    @cached_property
    def rendered_chart(self) -> RenderedChart:
        listed = frozenset[str]()
        if isinstance(self.chart_data, Marks):
            marked = {each.id for each in self.chart_data.events}
            listed = frozenset(marked.intersection(each.public_id for each in self.results.events))
        return render_chart(self.chart_data, self.path, self.filter, listed)

    @property
    def chart(self) -> SafeString:
        return self.deferred.placeholder(self.rendered_chart.markup)

    @property
    def strip(self) -> Chart:
        """The chart of the embed."""
        return self.chart_data.chart(EMBED)

    @property
    def begun_earlier(self) -> int:
        return self.rendered_chart.begun_earlier

    @property
    def skip_url(self) -> str:
        """The URL of the list without the events at its start that began before the range."""
        is_first = self.form.cursor is None and not self.filter.newest
        if not is_first or not self.begun_earlier:
            return ""
        return self.links.list_from(self.links.start)

    # --- the list ---------------------------------------------------------------------------------

    @cached_property
    def results(self) -> queries.TimelinePage:
        """The events of this page. Loaded on demand: the social image, for one, has no list."""
        return queries.timeline_page(
            self.scope, self.filter, self.form.cursor, self.counted, in_lines=self.is_dense
        )

    @property
    def is_dense(self) -> bool:
        """Too many to read them all: the list has one line per event and an index of periods."""
        return is_too_many(self.count)

    @cached_property
    def highlights(self) -> list[EventRow]:
        """The most important events, for the embed."""
        found = queries.highlights(self.scope, self.filter)
        return [event_row(event, self.path, query=self.filter) for event in found]

    @property
    def best(self) -> SafeString:
        """The best matches of a word search, above the first page of a result with several."""
        if not self.results.next or self.form.cursor:
            return SafeString()
        return best_matches(queries.best_matches(self.scope, self.filter))

    @property
    def periods(self) -> SafeString:
        return self.rendered_chart.periods

    @property
    def sections(self) -> SafeString:
        return self.deferred.placeholder(sections(self.results.events, self.filter, self.path))

    @property
    def rows(self) -> SafeString:
        """The rows of a dense list."""
        return self.deferred.placeholder(dense_rows(self.results.events))

    @property
    def notes(self) -> SafeString:
        return self.deferred.placeholder(notes(self.results.events))

    @cached_property
    def pager(self) -> Pager:
        return event_pager(self.scope, self.filter, self.form.cursor, self.results, self.links)

    @cached_property
    def date_hint(self) -> Hint | None:
        return date_hint(self.scope, self.filter, self.url)

    @property
    def hints(self) -> list[Hint]:
        """Suggestions for an empty result."""
        found = removal_hints(self.scope, self.filter, self.url)
        return [self.date_hint, *found] if self.date_hint else found

    @cached_property
    def _others(self) -> list[Timeline]:
        return [saved for saved in self.scope.timelines() if saved != self.timeline]

    @property
    def others(self) -> tuple[Link, ...]:
        """Links to the first few other timelines."""
        first = self._others[:MAX_OTHERS]
        return tuple(Link(saved.title, saved.get_absolute_url()) for saved in first)

    @property
    def has_more_others(self) -> bool:
        return len(self._others) > MAX_OTHERS
