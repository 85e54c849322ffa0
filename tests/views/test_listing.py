"""Rows and notes of a list are rendered once, and numbered for each page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import override
from pytest_django import Settings

from tests.factories import make_citation, make_event, make_post
from timeline.answers.rows import with_sources
from timeline.filters import EVERYTHING
from timeline.models import Correction, Event, Post
from timeline.stencils import Drawing, draw
from timeline.views import listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def events() -> list[Event]:
    """Three events: the second cites two posts, the first and the third cite one of these each."""
    one, other = make_post(headline="First"), make_post(headline="Second")
    made = [make_event(title, f"195{n}", cite=False) for n, title in enumerate(("A", "B", "C"))]
    for event, post in zip([*made, made[1]], [one, one, other, other], strict=True):
        make_citation(event, post)
    return list(with_sources([event.pk for event in made]).chronological())


def said(events: Sequence[Event]) -> list[tuple[str, str, str]]:
    """Number, headline and event count of each note."""
    found = []
    for note in listing.notes(events).split("<li ")[1:]:
        number = note.partition('"n">')[2].partition("<")[0]
        headline = note.partition("<p>")[2].partition(" <")[0]
        count = note.rpartition('"n">')[2].partition("<")[0]
        found.append((number, headline, " ".join(count.split())))
    return found


def test_notes_are_numbered_as_the_list_cites_them(events: list[Event]) -> None:
    first, second, third = events
    assert said(events) == [("1", "First", "2 events"), ("2", "Second", "2 events")]
    assert said([third, second]) == [("1", "Second", "2 events"), ("2", "First", "1 event")]
    assert said([first]) == [("1", "First", "1 event")]
    assert said([]) == []


def test_a_row_tells_of_its_notes_as_what_they_are(events: list[Event]) -> None:
    Correction.objects.create(event=events[1], kind="update", was="a", now_says="b")
    rows = with_sources([event.pk for event in events]).chronological()
    told = listing.sections(list(rows), EVERYTHING, "/").split('<p class="corr">')[1:]
    assert [part.partition("</a>")[0].rpartition(">")[2] for part in told] == ["Updated"]


def test_rows_have_the_numbers_of_the_notes_of_their_page(events: list[Event]) -> None:
    def numbers(page: Sequence[Event]) -> list[str]:
        rows = listing.sections(page, EVERYTHING, "/")
        return [part.partition("<")[0].strip(",") for part in rows.split('<sup class="fn">')[1:]]

    first, second, third = events
    assert numbers(events) == ["1", "1", "2", "2"]
    assert numbers([third, second, first]) == ["1", "2", "1", "2"]


def test_a_changed_headline_is_another_note(events: list[Event]) -> None:
    assert said(events)[0][1] == "First"
    Post.objects.filter(headline="First").update(headline="5 < 6")
    again = list(with_sources([event.pk for event in events]).chronological())
    assert said(again)[0][1] == "5 &lt; 6"


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that were rendered."""
    found: list[str] = []

    def noted(drawings: Iterable[Drawing]) -> SafeString:
        here = list(drawings)
        found.extend(each.template for each in here)
        return draw(here)

    monkeypatch.setattr("timeline.views.listing.draw", noted)
    return found


def test_a_row_is_drawn_once_a_language(events: list[Event], drawings: list[str]) -> None:
    for _ in range(2):
        listing.dense_rows(events)
    assert drawings == ["timeline/_dense_row.html"] * 3
    with override("de"):
        listing.dense_rows(events)
    assert len(drawings) == 6


def test_who_changes_a_template_sees_it(
    events: list[Event], drawings: list[str], settings: Settings
) -> None:
    settings.DEBUG = True
    for _ in range(2):
        listing.dense_rows(events)
        listing.notes(events)
    assert drawings.count("timeline/_dense_row.html") == 6
    assert drawings.count("timeline/_note.html") == 4


def test_the_sign_of_a_row_says_its_topic(db: None) -> None:
    make_event("One", topics=["War & peace"])
    make_event("Two")
    one, two = Event.objects.with_sources().order_by("title")
    named = 'viewBox="-8 -8 16 16" role="img" aria-label="War &amp; peace"'
    for first in (listing.sections([one], EVERYTHING, "/"), listing.dense_rows([one])):
        assert first.count(named) == 1
    for second in (listing.sections([two], EVERYTHING, "/"), listing.dense_rows([two])):
        assert 'role="img"' not in second


def test_no_more_looks_of_a_row_are_kept_than_fit(db: None) -> None:
    make_event("One", people=["Ada"])
    (event,) = Event.objects.with_sources()
    for number in range(2 * listing.MAX_CACHED_ROWS):
        drawn = listing.sections([event], EVERYTHING, f"/t/{number}/")
        assert f'"/t/{number}/?person=ada"' in drawn
        assert len(event.render_cache) <= listing.MAX_CACHED_ROWS
    assert listing.sections([event], EVERYTHING, "/t/0/") == drawn.replace(f"/t/{number}/", "/t/0/")
