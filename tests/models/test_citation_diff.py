"""Imported citations reuse the rows of the stored citations that they match."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import make_citation, make_event, make_post
from timeline.models import Citation, Event, Post
from timeline.models.citation_diff import CitationDiff, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def posts() -> list[Post]:
    return [make_post(headline=name) for name in "abc"]


@pytest.fixture
def event(posts: list[Post]) -> Event:
    """An event that cites "one" and "two" of the first post, and "three" of the second."""
    event = make_event("X", cite=False)
    for position, (post, exact) in enumerate(((0, "one"), (0, "two"), (1, "three"))):
        make_citation(event, posts[post], exact=exact, position=position)
    return event


def rewritten(event: Event, posts: list[Post], *wanted: tuple[int, str], **fields: str) -> str:
    """Replace the citations and say what became of the rows, in the wanted order: the old number of
    each, with "*" if it changed, or "new"; after a dash, the numbers of deleted rows."""
    stored = list(event.citations.all())
    numbers = {row.pk: str(number) for number, row in enumerate(stored, start=1)}
    cited = [
        Citation(event=event, post=posts[post], exact=exact, **{**_as_stored(stored), **fields})
        for post, exact in wanted
    ]
    continued = CitationDiff(stored, cited)
    write([continued])
    changed = {each.pk for each in continued.changed}
    now = list(event.citations.all())
    assert [(each.post, each.exact) for each in now] == [(each.post, each.exact) for each in cited]
    assert [each.position for each in now] == list(range(len(now)))
    shown = [
        f"{numbers[each.pk]}{'*' if each.pk in changed else ''}" if each.pk in numbers else "new"
        for each in now
    ]
    gone = [numbers[each.pk] for each in continued.removed]
    return " ".join([*shown, *(["–", *gone] if gone else [])])


def _as_stored(stored: list[Citation]) -> dict[str, Any]:
    names = ("prefix", "suffix", "date_as_written", "note", "supports")
    return {name: getattr(stored[0], name) for name in names}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([(0, "one"), (0, "two"), (1, "three")], "1 2 3"),
        ([(0, "one"), (0, "other"), (1, "three")], "1 2* 3"),
        ([(0, "two"), (0, "one"), (1, "three")], "2* 1* 3"),
        ([(0, "two"), (1, "three")], "2* 3* – 1"),
        ([(0, "one"), (0, "two"), (2, "three")], "1 2 new – 3"),
        ([(2, "new"), (0, "one"), (0, "two"), (1, "three")], "new 1* 2* 3*"),
        ([(0, "one"), (0, "one"), (1, "three")], "1 2* 3"),
        ([], "– 1 2 3"),
    ],
)
def test_a_citation_goes_on_in_its_row(
    event: Event, posts: list[Post], wanted: list[tuple[int, str]], expected: str
) -> None:
    assert rewritten(event, posts, *wanted) == expected


def test_with_another_note_it_goes_on_by_its_words(event: Event, posts: list[Post]) -> None:
    assert rewritten(event, posts, (0, "two"), (0, "one"), note="Anew") == "2* 1* – 3"


def test_what_goes_on_as_it_was_is_not_written(
    event: Event, posts: list[Post], django_assert_num_queries: Any
) -> None:
    stored = list(event.citations.select_related("post"))
    wanted = [
        Citation(event=event, post=each.post, exact=each.exact, **_as_stored(stored))
        for each in stored
    ]
    with django_assert_num_queries(0):
        write([CitationDiff(stored, wanted)])
