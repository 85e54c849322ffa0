"""A small archive of edge cases, and every question that can be asked of it."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from typing import Any

from tests.factories import make_citation, make_event, make_person, make_post
from tests.test_querysets import HANDPICKED
from timeline.answers.interface import Answers
from timeline.chart.bins import plan_bins
from timeline.cursors import Cursor
from timeline.filters import LISTS, TimelineFilter
from timeline.models import Correction, Event, Post

TOPICS, PEOPLE = ["War", "Peace", "Trade"], ["Ada", "Bob", "Cleo", "Дарья"]
PLACES, WORDS = [None, "Yalta", "Reykjavik"], ["treaty", "trial", "trade fair", "жаль", ""]
DATES = [*HANDPICKED, "2014-03-18T22:00:00", "2014-03", "201X", "1991/2014", "2014/..", "../2014"]
QUERIES = [
    "",
    "sort=newest",
    "topic=war",
    "topic=war&topic=trade",
    "topic=war&person=ada&place=yalta",
    "person=bob&sort=newest",
    "source=a-live-page&source=live-7&source=bcdfghjk-%00",
    "from=2014",
    "from=-0043-03-16",
    "to=2013",
    "from=1900&to=2014-03-18",
    "from=1900&to=2014-03-18&dates=certain",
    "from=2014-03-18&to=2014-03-18&sort=newest",
    "from=2100&to=2200",
    "from=2100&to=2200&dates=certain",
    "from=../1900",
    "q=treaty",
    "q=tr",
    "q=trade+tr",
    "q=no+such+words",
    "q=ж",
    "q=tr&topic=peace&from=1991&to=2020&sort=newest",
]
#: Few enough that several events share a moment; with and without fractions of a second.
MOMENTS = [
    datetime.datetime.fromisoformat(f"{moment}+00:00")
    for moment in (
        "1969-12-31T23:59:59.999999",
        "2025-03-18T10:00:00",
        "2025-03-18T10:00:00.000001",
        "2025-03-18T10:00:00.5",
        "2100-01-01T00:00:00",  # in the future, as somebody may write by hand
    )
]
#: Cursors that belong to no event.
ANYWHERE = [
    Cursor(-(2**63), -(2**63), 1),
    Cursor.at(0),
    Cursor.at_half_open(newest=False),
    Cursor.at_half_open(newest=True),
    Cursor(2**63 - 1, 2**63 - 1, 10**17),
    Cursor(0, 2**63 - 1, 1),
    Cursor(2**63 - 1, 0, 1),
]


def fill(seed: int, number: int) -> list[Event]:
    """Create `number` random events with dates and states of all kinds, many of them alike."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    make_person("Ada", description="Of whom the desk says something.")
    posts = [make_post(), make_post(), make_post()]
    return [add(chance, posts) for _ in range(number)]


def add(chance: random.Random, posts: list[Any]) -> Event:
    states = ["published"] * 6 + ["draft", "retracted"]
    event = make_event(
        f"{chance.choice(WORDS)} {chance.choice(WORDS)}".strip() or "untitled",
        chance.choice(DATES),
        topics=chance.sample(TOPICS, chance.choice([0, 1, 1, 2])),
        people=chance.sample(PEOPLE, chance.choice([0, 1, 2, 3])),
        place=chance.choice(PLACES),
        state=chance.choice(states),
        importance=chance.choice([1, 3, 3, 5]),
        cite=False,
    )
    for post in chance.sample(posts, chance.choice([0, 1, 2])):
        make_citation(event, post)
    published = None if chance.random() < 0.3 else chance.choice(MOMENTS)
    Event.objects.filter(pk=event.pk).update(
        updated_at=chance.choice(MOMENTS), published_at=published
    )
    while chance.random() < 0.3:
        at = chance.choice(MOMENTS)
        Correction.objects.create(event=event, kind="correction", was="a", now_says="b", at=at)
    return event


def everything_asked(
    answers: Answers, queries: Sequence[str] = QUERIES
) -> Iterator[tuple[str, Any]]:
    """Yield (question, answer) for everything that pages ask, in a form that can be compared."""
    facts = answers.facts()
    yield "facts", facts
    for size in (1, 7, 5_000):
        yield f"last changes of {size} ids each", list(answers.last_changes(size).items())
    yield "lanes", answers.lanes()
    yield "citation counts", answers.citation_counts()
    for key, values in (
        ("person", ["ada", "ada-l", "cleo", "x"]),
        ("topic", ["war"]),
        ("place", ["yalta"]),
    ):
        yield f"counts by value of {key}", answers.counts_by_value(key, values)
        yield f"description of {key}", [answers.description(key, value) for value in values]
        yield f"known {key}", answers.known_values(key, values)
    for post in Post.objects.select_related("document"):
        document = post.document.public_id
        sources = [document, f"{document}-{post.number}", f"{document}-99", post.document.slug]
        yield "known sources", answers.known_values("source", sources)
    for text in queries:
        query = TimelineFilter.from_query(text)
        yield f"{text}: counts", answers.counts(query)
        yield f"{text}: pages", list(pages(answers, query))
        yield f"{text}: changes", list(changes(answers, query))
        yield f"{text}: lines", [_line(event) for event in answers.lines(query, None, 7)]
        yield (
            f"{text}: ids if at most",
            [answers.ids_if_at_most(query, most) for most in (0, 7, 5_000)],
        )
        marks = answers.marks({event.pk for event in answers.lines(query, None, 7)})
        yield f"{text}: marks", [(row.pk, row.title, row.lane and row.lane.name) for row in marks]
        most_important = answers.most_important(query, 7)
        yield f"{text}: most important", most_important
        yield f"{text}: headlines", answers.headlines([*most_important, 10**9])
        yield f"{text}: extent", (answers.extent(query), answers.known_ends(query))
        for key in LISTS:
            yield f"{text}: {key}", answers.choices(key, query, 2)
        if query.bounds:
            yield f"{text}: nearest ids", sorted(answers.nearest_ids(*query.bounds, 4))
        extent = answers.extent(query) or (0, 1)
        plan = plan_bins(extent)
        ranges = plan.sort_ranges
        yield (
            f"{text}: bins",
            (answers.histogram(query, ranges), answers.histogram_by_lane(query, ranges)),
        )
        yield f"{text}: over in bins", answers.histogram_by_lane(query, ranges, plan.ends)


def pages(answers: Answers, query: TimelineFilter, size: int = 6) -> Iterator[list[Any]]:
    """Yield every page of a query with the number of events before it, each followed by the cursors
    of going back from its end."""
    cursor = None
    while rows := answers.page(query, cursor, size):
        yield [answers.counts(query, cursor).before, *(_row(row) for row in rows)]
        cursor = rows[-1].cursor
        yield [answers.cursor_before(query, cursor, steps) for steps in (0, 1, size)]
    for place in ANYWHERE:
        yield [answers.cursor_before(query, place, steps) for steps in (0, size)]


def changes(answers: Answers, query: TimelineFilter, size: int = 6) -> Iterator[list[Cursor]]:
    """Yield the cursors of each page of a feed."""
    cursor = None
    while places := answers.changes(query, cursor, size):
        yield places
        cursor = places[-1]


def _line(event: Event) -> tuple[Any, ...]:
    """What a line of a list shows of an event."""
    cited = [(each.post.document.short_name, each.post.number) for each in event.loaded_citations]
    return event.pk, event.title, event.date_edtf, event.lane and event.lane.name, cited


def _row(event: Event) -> tuple[Any, ...]:
    """What a full row shows of an event."""
    names = [[each.name for each in part] for part in (event.loaded_topics, event.loaded_people)]
    place = event.place and event.place.name
    return *_line(event), names, place, event.correction_count, event.changed_at
