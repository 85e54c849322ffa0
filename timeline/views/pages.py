"""A timeline page as its templates ask for it: words, form, chart, list and addresses."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline import queries
from timeline.answers.answers import Answers
from timeline.chart.shapes import Aside, Chart
from timeline.chart.sizes import EMBED, POCKET
from timeline.chart.units import Zoom
from timeline.cursors import Cursor
from timeline.dates import edtf
from timeline.drawing import Counts, Marks, drawable, is_crowd, joined_zoom
from timeline.fields import DateWordsField, ReadDate
from timeline.filters import TimelineFilter, TimelineForm
from timeline.formats import jsonld
from timeline.models import Timeline
from timeline.sharing.card import Card
from timeline.sharing.links import Forms, absolute, with_query
from timeline.sharing.oembed import discovery
from timeline.stencils import Drawing, draw
from timeline.views.cards import timeline_card
from timeline.views.filter_bar import Chip, Echo, Facet, Way, chips, echoes, facets, ways_out
from timeline.views.listing import dense_rows, notes, sections
from timeline.views.rows import BestMatch, EventRow, best_match, event_row
from timeline.wording import span_title

#: Links under the pocket chart; as many as fill a line of the narrowest window.
JUMPS = 4


class Page:
    """One page of a timeline for the templates; what they ask for twice is worked out once."""

    def __init__(
        self, timeline: Timeline | None, slug: str | None, scope: Answers, form: TimelineForm
    ) -> None:
        """`slug` is that of the address; the home page is named after a timeline, but has none."""
        self.timeline, self.slug, self.scope, self.form = timeline, slug, scope, form
        self._opened: dict[Zoom | Aside, str] = {}
        self.filter: TimelineFilter = form.filter
        self.found = queries.timeline_page(self.scope, self.filter, form.cursor, is_crowd=is_crowd)
        self.count = self.found.count
        self.certain = self.found.certain
        self.possible = None if self.certain is None else self.count - self.certain

    # --- what it is -------------------------------------------------------------------------------

    @cached_property
    def path(self) -> str:
        return Forms(self.slug, "").page

    @property
    def title(self) -> str:
        return self.timeline.title if self.timeline else _("Everything on file")

    @property
    def standfirst(self) -> str:
        return self.timeline.standfirst if self.timeline else ""

    @cached_property
    def facts(self) -> dict[str, Any]:
        found = self.scope.facts()
        return {
            "events": found.events,
            "span": span_title(found.first.date, found.latest) if found.first else "",
            "posts": found.posts,
            "corrections": found.corrections,
        }

    @property
    def total(self) -> int:
        return int(self.facts["events"])

    @property
    def span(self) -> str:
        return str(self.facts["span"])

    @cached_property
    def is_filtered(self) -> bool:
        return self.filter.narrows

    @cached_property
    def description(self) -> str:
        return self.filter.describe() if self.is_filtered else self.standfirst or self.title

    @cached_property
    def canonical_url(self) -> str:
        return absolute(self.url(self.filter))

    @property
    def robots(self) -> str:
        """One facet is worth finding; combinations, words and further pages are not."""
        hidden = len(self.filter.pairs()) > 1 or self.filter.q or self.form.cursor
        return "noindex" if hidden else "max-image-preview:large"

    @cached_property
    def forms(self) -> Forms:
        return Forms(self.slug, self.filter.to_query())

    @property
    def jsonld(self) -> SafeString:
        found = self.found
        return jsonld.timeline_list(
            self.title,
            self.description,
            self.canonical_url,
            found.count,
            found.events,
            found.before,
        )

    @cached_property
    def card(self) -> Card:
        return timeline_card(self)

    @property
    def oembed_url(self) -> str:
        return discovery(self.canonical_url)

    @property
    def embed_path(self) -> str:
        return self.forms.path("embed")

    @property
    def share_path(self) -> str:
        return self.forms.path("share")

    def url(self, query: TimelineFilter) -> str:
        return with_query(self.path, query.to_query())

    # --- the form ---------------------------------------------------------------------------------

    @cached_property
    def fields(self) -> dict[str, str]:
        """What stands in the controls: what was typed, even where it could not be read."""
        return {
            "q": self.form.typed("q"),
            "from_text": self.form.typed("from"),
            "to_text": self.form.typed("to"),
            "dates": "certain" if self.filter.certain else "possible",
            "sort": "newest" if self.filter.newest else "oldest",
        }

    @cached_property
    def errors(self) -> dict[str, str]:
        found = {key: " ".join(self.form.messages(key)) for key in self.form.errors}
        return {("from_" if key == "from" else key): text for key, text in found.items()}

    @property
    def other_errors(self) -> list[str]:
        """Errors of fields that nobody types into; shown with the result count."""
        return [text for key, text in self.errors.items() if key not in {"from_", "to"}]

    @cached_property
    def facets(self) -> list[Facet]:
        return facets(self.scope, self.filter)

    @property
    def in_place(self) -> str:
        """What an answer for HTMX changes in elements that stay, by their ids: the counts of the
        filter bar, and where links lead. JSON."""
        values = (value for facet in self.facets for value in facet.values)
        links = {"canonical": self.canonical_url}
        for way in (*self.forms.data, *self.forms.feeds):
            links[f"form-{way.form}"] = links[f"take-{way.form}"] = way.url
        texts = {f"n-{value.id}": value.shown for value in values}
        return json.dumps({"texts": texts, "links": links})

    @cached_property
    def ways_out(self) -> dict[str, list[Way]]:
        """For a date that can't be read, what it may be."""
        return {f"{key}_": ways_out(self.form, key, self.path) for key in ("from", "to")}

    @cached_property
    def echoes(self) -> list[Echo]:
        return echoes(self.filter)

    @cached_property
    def chips(self) -> list[Chip]:
        slots = {value.value: value.slot for value in self.facets[0].values}
        return chips(self.filter, self.url, slots)

    @property
    def clear_url(self) -> str:
        return self.path

    # --- the chart --------------------------------------------------------------------------------

    @cached_property
    def drawable(self) -> Marks | Counts:
        return drawable(self.scope, self.filter)

    @cached_property
    def chart(self) -> Chart:
        return self.drawable.chart()

    @cached_property
    def pocket(self) -> Chart:
        """The chart for narrow windows: four lanes without labels."""
        return self.drawable.chart(POCKET)

    @property
    def strip(self) -> Chart:
        """The chart of the embed."""
        return self.drawable.chart(EMBED)

    @cached_property
    def jumps(self) -> list[Zoom]:
        """Up to four ranges that together hold every panel, for the pocket's links; one fewer
        where a link leads back from the reader's range."""
        panels = self.chart.panels
        count = min(JUMPS - bool(self.chart.selection), len(panels))
        edges = [len(panels) * number // count for number in range(count + 1)] if panels else []
        return [
            joined_zoom(panels[start].zoom, panels[end - 1].zoom) for start, end in pairwise(edges)
        ]

    def opening_url(self, opens: Zoom | Aside) -> str:
        """This view with another range, or from that place in the list on where what stands beside
        the range begins; the bins of all lanes share theirs."""
        if opens not in self._opened:
            self._opened[opens] = (
                self._zoomed(opens) if isinstance(opens, Zoom) else self._aside(opens)
            )
        return self._opened[opens]

    def _zoomed(self, zoom: Zoom) -> str:
        start, end = (ReadDate(text, edtf.parse(text)) for text in (zoom.start, zoom.end))
        return self.url(replace(self.filter, from_=start, to=end))

    def _aside(self, aside: Aside) -> str:
        newest = self.filter.newest
        if aside is Aside.OPEN:
            return f"{self._from_url(Cursor.at_half_open(newest=newest))}#s-0"
        return f"{self._from_url(self._start if newest else None)}#s-0"

    @property
    def _start(self) -> Cursor | None:
        """The place in the list between what began before the reader's range and what begins in
        it; None where the range has no beginning."""
        start = self.filter.from_
        return Cursor.at(start.date.lower) if start else None

    def _from_url(self, cursor: Cursor | None) -> str:
        """The list from a place on."""
        query = self.filter.to_query()
        after = f"after={cursor.encode()}" if cursor else ""
        return with_query(self.path, "&".join(filter(None, (query, after))))

    @cached_property
    def begun_earlier(self) -> int:
        """Of what the chart counts, how many began before the reader's range."""
        return sum(each.events for each in self.chart.bins if each.opens is Aside.EARLIER)

    @property
    def skip_url(self) -> str:
        """Where the list begins with what began earlier: its part that begins in the range."""
        is_first = self.form.cursor is None and not self.filter.newest
        return self._from_url(self._start) if is_first and self.begun_earlier else ""

    @cached_property
    def zoom_reset_url(self) -> str:
        return self.url(self.filter.without("from_", "to"))

    @cached_property
    def on_page(self) -> set[str]:
        """The ids of the events that the list shows now."""
        return {event.public_id for event in self.found.events}

    # --- the list ---------------------------------------------------------------------------------

    @property
    def is_dense(self) -> bool:
        """One line an event, with an index of periods: there are too many to read them all."""
        return is_crowd(self.count)

    @cached_property
    def highlights(self) -> list[EventRow]:
        """What carries the story, for the embed."""
        found = queries.highlights(self.scope, self.filter)
        return [event_row(event, self.path, query=self.filter) for event in found]

    @property
    def best(self) -> list[BestMatch]:
        """Where to begin in a list of what was searched for that goes on for pages."""
        if not self.found.next or self.form.cursor:
            return []
        return [best_match(match) for match in queries.best_matches(self.scope, self.filter)]

    @property
    def periods(self) -> SafeString:
        """Every period that the chart counts in and that holds something, with its count."""
        counts: dict[Zoom | Aside, int] = {}
        for each in sorted(self.chart.bins, key=lambda each: each.hit.x):
            if not each.faded:
                counts[each.opens] = counts.get(each.opens, 0) + each.events
        return draw(
            Drawing(
                "timeline/_period.html",
                (),
                {
                    "number": number,
                    "url": self.opening_url(opens),
                    "name": _period(opens),
                    "count": intcomma(count),
                },
            )
            for number, (opens, count) in enumerate(counts.items(), start=1)
        )

    @property
    def sections(self) -> SafeString:
        return sections(self.found.events, self.filter, self.path)

    @property
    def rows(self) -> SafeString:
        """The list where it is dense."""
        return dense_rows(self.found.events, self.filter, self.path)

    @property
    def notes(self) -> SafeString:
        return notes(self.found.events)

    @property
    def next_url(self) -> str:
        if self.found.next is None:
            return ""
        return self._from_url(self.found.next)

    @property
    def first_url(self) -> str:
        return self.url(self.filter) if self.form.cursor else ""

    @property
    def part(self) -> str:
        """Which events of the result this page holds, "51–100"; empty when it holds all."""
        shown, before = len(self.found.events), self.found.before
        if shown == self.count:
            return ""
        first, last = intcomma(before + min(shown, 1)), intcomma(before + shown)
        return first if shown <= 1 else f"{first}–{last}"

    @property
    def position(self) -> str:
        """That, and of how many."""
        return _("%(part)s of %(all)s") % {"part": self.part, "all": intcomma(self.count)}

    @cached_property
    def dated(self) -> dict[str, str] | None:
        """Where the words are a date, what the two date fields would find for it: years are looked
        for in either place."""
        said = DateWordsField().read(self.filter.q)
        if said is None or said.assumed or self.filter.bounds:
            return None
        query = replace(self.filter, q="", from_=said, to=said)
        count = self.scope.counted(query).events
        if not count:
            return None
        text = ngettext(
            "“%(words)s” as a date: %(count)s event",
            "“%(words)s” as a date: %(count)s events",
            count,
        ) % {"words": self.filter.q, "count": intcomma(count)}
        return {"text": text, "url": self.url(query)}

    @property
    def hints(self) -> list[dict[str, str]]:
        """For an empty result: which part of the query to drop, and what that brings back."""
        names = {
            "q": _("the words"),
            "topic": _("the topics"),
            "person": _("the people"),
            "place": _("the place"),
            "source": _("the source"),
            "range": _("the dates"),
        }
        found = [self.dated] if self.dated else []
        for name, count in queries.narrowest(self.scope, self.filter):
            dropped = ("from_", "to") if name == "range" else (name,)
            text = ngettext(
                "Drop %(what)s: %(count)s event", "Drop %(what)s: %(count)s events", count
            ) % {"what": names[name], "count": intcomma(count)}
            found.append({"text": text, "url": self.url(self.filter.without(*dropped))})
        return found

    @cached_property
    def timelines(self) -> list[dict[str, Any]]:
        return [
            {"title": t.title, "url": t.get_absolute_url(), "current": t == self.timeline}
            for t in self.scope.timelines()
        ]


def _period(opens: Zoom | Aside) -> str:
    """What an index calls the time of a bin."""
    match opens:
        case Aside.EARLIER:
            return _("Begun earlier")
        case Aside.OPEN:
            return _("Open-ended")
        case zoom:
            return zoom.name
