"""What the timeline page shows around its rows: sections, chips, facets, echoes, addresses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline import queries
from timeline.chart.shapes import Chart
from timeline.chart.sizes import POCKET
from timeline.chart.units import Zoom
from timeline.dates import edtf
from timeline.drawing import Counts, Marks, drawable, joined_zoom
from timeline.eras import Era, Gap, eras, gaps
from timeline.fields import ReadDate
from timeline.filters import EVERYTHING, LISTS, TimelineFilter, TimelineForm
from timeline.formats import jsonld
from timeline.models import Post, Timeline
from timeline.querysets import EventQuerySet
from timeline.sharing.links import absolute, with_query
from timeline.views.rows import EventRow, event_row, note_numbers
from timeline.wording import day_range, era_title, span_title

#: Links under the pocket chart.
JUMPS = 4


@dataclass(frozen=True)
class Row:
    gap: str
    event: EventRow


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    count: int
    rows: list[Row]


@dataclass(frozen=True)
class Chip:
    label: str
    field: str
    value: str
    remove_url: str
    slot: int | None = None


@dataclass(frozen=True)
class FacetValue:
    id: str
    value: str
    label: str
    count: int
    selected: bool
    slot: int | None


@dataclass(frozen=True)
class Facet:
    key: str
    label: str
    values: list[FacetValue]


@dataclass(frozen=True)
class Echo:
    """A typed date, and what it was read as."""

    field: str
    text: str
    read_as: str
    assumed: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """A numbered source note of the printed page."""

    number: int
    label: str
    description: str
    url: str
    address: str
    count: int


class Page:
    """One page of a timeline for the templates; every property is asked at most once."""

    def __init__(
        self, timeline: Timeline | None, path: str, events: EventQuerySet, form: TimelineForm
    ) -> None:
        self.timeline, self.path, self.events, self.form = timeline, path, events, form
        self.filter: TimelineFilter = form.filter
        self.found = queries.timeline_page(self.events, self.filter, form.cursor)
        self.count = self.found.count
        self.certain = self.found.certain
        self.possible = None if self.certain is None else self.count - self.certain

    # --- what it is -------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return self.timeline.title if self.timeline else _("Everything on file")

    @property
    def standfirst(self) -> str:
        return self.timeline.standfirst if self.timeline else ""

    @cached_property
    def facts(self) -> dict[str, Any]:
        found = queries.facts(self.events)
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

    @property
    def is_filtered(self) -> bool:
        return self.filter.narrows

    @property
    def description(self) -> str:
        return self.filter.describe() if self.is_filtered else self.standfirst or self.title

    @property
    def canonical_url(self) -> str:
        return absolute(self.url(self.filter))

    @property
    def robots(self) -> str:
        """One facet is worth finding; combinations, words and further pages are not."""
        hidden = len(self.filter.pairs()) > 1 or self.filter.q or self.form.cursor
        return "noindex" if hidden else ""

    @property
    def json_url(self) -> str:
        return with_query(f"{self.path}events.json", self.filter.to_query())

    @property
    def jsonld(self) -> SafeString:
        return jsonld.timeline_list(
            self.title, self.description, self.canonical_url, self.count, self.found.events
        )

    def url(self, query: TimelineFilter) -> str:
        return with_query(self.path, query.to_query())

    # --- the form ---------------------------------------------------------------------------------

    @property
    def fields(self) -> dict[str, str]:
        """What stands in the controls: what was typed, even where it could not be read."""
        return {
            "q": self.form.typed("q"),
            "from_text": self.form.typed("from"),
            "to_text": self.form.typed("to"),
            "dates": "certain" if self.filter.certain else "possible",
            "sort": "newest" if self.filter.newest else "oldest",
        }

    @property
    def errors(self) -> dict[str, str]:
        found = {key: " ".join(self.form.messages(key)) for key in self.form.errors}
        return {("from_" if key == "from" else key): text for key, text in found.items()}

    @property
    def other_errors(self) -> list[str]:
        """Errors of fields that nobody types into; shown with the result count."""
        return [text for key, text in self.errors.items() if key not in {"from_", "to"}]

    @cached_property
    def facets(self) -> list[Facet]:
        labels = {
            "topic": _("Topics"),
            "person": _("People"),
            "place": _("Place"),
            "source": _("Source"),
        }
        found = queries.facets(self.events, self.filter)
        return [
            Facet(
                key,
                labels[key],
                [
                    FacetValue(
                        id=f"{key}-{value.value}",
                        value=value.value,
                        label=value.label,
                        count=value.count,
                        selected=value.value in self.filter.values(key),
                        slot=value.slot,
                    )
                    for value in found[key]
                ],
            )
            for key in LISTS
        ]

    @property
    def echoes(self) -> list[Echo]:
        found = []
        if self.filter.from_:
            first = day_range(self.filter.from_.date)[0]
            found.append(self._echo("from", self.filter.from_, _("%(day)s onwards"), first))
        if self.filter.to:
            last = day_range(self.filter.to.date)[1]
            found.append(self._echo("to", self.filter.to, _("up to %(day)s"), last))
        return found

    @staticmethod
    def _echo(key: str, end: ReadDate, template: str, day: str | None) -> Echo:
        read_as = template % {"day": day} if day else _("no limit")
        return Echo(key, end.text, read_as, end.assumed)

    @cached_property
    def chips(self) -> list[Chip]:
        slots = {value.value: value.slot for value in self.facets[0].values}
        found = []
        if self.filter.q:
            label = _("“%(words)s”") % {"words": self.filter.q}
            found.append(Chip(label, "q", self.filter.q, self.url(self.filter.without("q"))))
        for key in LISTS:
            values = self.filter.values(key)
            for value in values:
                rest = [other for other in values if other != value]
                url = self.url(self.filter.with_values(key, rest))
                slot = slots.get(value) if key == "topic" else None
                found.append(Chip(self.filter.label(key, value), key, value, url, slot))
        for key, name, template in (
            ("from", "from_", _("From %(date)s")),
            ("to", "to", _("To %(date)s")),
        ):
            if end := getattr(self.filter, name):
                url = self.url(self.filter.without(name))
                found.append(Chip(template % {"date": end.text}, key, end.text, url))
        if self.filter.certain:
            url = self.url(self.filter.without("certain"))
            found.append(Chip(_("Certainly in range"), "dates", "possible", url))
        return found

    @property
    def clear_url(self) -> str:
        return self.path

    # --- the chart --------------------------------------------------------------------------------

    @cached_property
    def drawable(self) -> Marks | Counts:
        return drawable(self.events, self.filter)

    @cached_property
    def chart(self) -> Chart:
        return self.drawable.chart()

    @cached_property
    def pocket(self) -> Chart:
        """The chart for narrow windows: four lanes without labels."""
        return self.drawable.chart(POCKET)

    @property
    def jumps(self) -> list[Zoom]:
        """Up to four ranges that together hold every panel, for the pocket's links."""
        panels = self.chart.panels
        size = -(-len(panels) // JUMPS) or 1
        groups = [panels[start : start + size] for start in range(0, len(panels), size)]
        return [joined_zoom(group[0].zoom, group[-1].zoom) for group in groups]

    def zoom_url(self, zoom: Zoom) -> str:
        """This view with another range."""
        ends = [ReadDate(text, edtf.parse(text)) for text in (zoom.start, zoom.end)]
        return self.url(replace(self.filter, from_=ends[0], to=ends[1]))

    @property
    def zoom_reset_url(self) -> str:
        return self.url(self.filter.without("from_", "to"))

    @cached_property
    def on_page(self) -> set[str]:
        """The ids of the events that the list shows now."""
        return {event.public_id for event in self.found.events}

    # --- the list ---------------------------------------------------------------------------------

    @cached_property
    def numbers(self) -> dict[int, int]:
        return note_numbers(self.found.events)

    @cached_property
    def sections(self) -> list[Section]:
        dates = [event.date for event in self.found.events]
        found = eras(dates)
        noted = gaps(dates, found)
        return [self._section(era, noted) for era in found]

    def _section(self, era: Era, noted: dict[int, Gap]) -> Section:
        rows = [
            Row(
                gap=self._gap(noted.get(index)),
                event=event_row(
                    self.found.events[index],
                    self.narrow,
                    query=self.filter,
                    note_numbers=self.numbers,
                ),
            )
            for index in range(era.start, era.stop)
        ]
        return Section(f"s-{era.start}", era_title(era.edtf), len(rows), rows)

    def _gap(self, gap: Gap | None) -> str:
        if gap is None:
            return ""
        newest = self.filter.newest
        if gap.years:
            text = (
                ngettext("%(n)s year earlier", "%(n)s years earlier", gap.years)
                if newest
                else ngettext("%(n)s year later", "%(n)s years later", gap.years)
            )
            return text % {"n": gap.years}
        text = (
            ngettext("%(n)s month earlier", "%(n)s months earlier", gap.months)
            if newest
            else ngettext("%(n)s month later", "%(n)s months later", gap.months)
        )
        return text % {"n": gap.months}

    def narrow(self, key: str, value: str) -> str:
        """This timeline, narrowed to one value and nothing else."""
        return self.url(EVERYTHING.with_values(key, [value]))

    @property
    def next_url(self) -> str:
        if self.found.next is None:
            return ""
        query = self.filter.to_query()
        after = f"after={self.found.next.encode()}"
        return with_query(self.path, f"{query}&{after}" if query else after)

    @property
    def first_url(self) -> str:
        return self.url(self.filter) if self.form.cursor else ""

    @property
    def showing(self) -> str:
        """How much of the result this page holds; empty when it holds all."""
        shown = len(self.found.events)
        if shown == self.count:
            return ""
        count = intcomma(self.count)
        return _("showing %(shown)s of %(count)s") % {"shown": shown, "count": count}

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
        found = []
        for name, count in queries.narrowest(self.events, self.filter):
            dropped = ("from_", "to") if name == "range" else (name,)
            text = ngettext(
                "Drop %(what)s: %(count)s event", "Drop %(what)s: %(count)s events", count
            ) % {"what": names[name], "count": intcomma(count)}
            found.append({"text": text, "url": self.url(self.filter.without(*dropped))})
        return found

    @property
    def notes(self) -> list[Note]:
        posts: dict[int, Post] = {}
        counts: dict[int, int] = {}
        for event in self.found.events:
            for citation in event.citations.all():
                posts[citation.post_id] = citation.post
                counts[citation.post_id] = counts.get(citation.post_id, 0) + 1
        return [
            Note(
                number=self.numbers[pk],
                label=_("%(document)s, post %(number)s")
                % {"document": post.document.short_name, "number": post.number},
                description=post.headline,
                url=post.get_absolute_url(),
                address=absolute(post.get_absolute_url()),
                count=counts[pk],
            )
            for pk, post in posts.items()
        ]

    @cached_property
    def timelines(self) -> list[dict[str, Any]]:
        return [
            {"title": t.title, "url": t.get_absolute_url(), "current": t == self.timeline}
            for t in Timeline.objects.published()
        ]
