"""Quotes of citations are checked against the text of their post, if that is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.forms import ADD, change_address, citation, errors, form, form_of
from tests.desk.test_imports import confirm, send, table
from tests.desk.test_roles import ROLES, browser
from tests.factories import make_citation, make_event, make_post
from timeline.models import Event, Post
from timeline.models.roles import GROUPS

pytestmark = pytest.mark.django_db

EXACT, DATE = "citations-0-exact", "citations-0-date_as_written"


@pytest.fixture
def post(db: None) -> Post:
    return make_post(text="They first met on June\u00a03, 2000 – in “Moscow”.")


def asked(response: Any) -> dict[str, str]:
    """Return the errors of the one citation, by field."""
    assert response.status_code == 200
    [row] = response.context["inline_admin_formsets"][0].formset.forms
    return {name: str(said) for name, said in row.errors.items()}


def add(desk: Client, post: Post, *, answers: list[str] | None = None, **words: Any) -> Any:
    more = {"words_unfound": answers} if answers else {}
    sent = form(desk, ADD, title="X", date="3 June 2000", **citation(post, **words), **more)
    return desk.post(ADD, sent)


def test_words_that_stand_there_are_taken_however_they_are_typed(desk: Client, post: Post) -> None:
    words: dict[str, Any] = {
        "exact": 'on june 3, 2000 -- in "Moscow"',
        "date_as_written": "JUNE 3, 2000",
    }
    assert add(desk, post, **words).status_code == 302


def test_words_that_do_not_are_asked_about_field_by_field(desk: Client, post: Post) -> None:
    response = add(desk, post, exact="first met", date_as_written="June 3rd, 2000")
    found = asked(response)
    assert list(found) == ["date_as_written"]
    assert "“June 3rd, 2000” was not found" in found["date_as_written"]
    assert not Event.objects.exists()
    sent = form_of(response)
    assert (sent[EXACT], sent[DATE]) == ("first met", "June 3rd, 2000"), "as they were typed"


def test_the_editor_says_that_the_source_has_them(desk: Client, post: Post) -> None:
    words: dict[str, Any] = {"exact": "on TV", "date_as_written": "June 3rd, 2000"}
    response = add(desk, post, **words)
    assert set(asked(response)) == {"exact", "date_as_written"}
    ticks = [f"{EXACT} on TV", f"{DATE} June 3rd, 2000"]
    for tick in ticks:
        assert f'name="words_unfound" value="{tick}"' in response.content.decode()
    assert add(desk, post, answers=ticks, **words).status_code == 302
    assert Event.objects.get().citations.get().exact == "on TV"


def test_the_same_words_are_asked_about_once(desk: Client, post: Post) -> None:
    words: dict[str, Any] = {"exact": "in June", "date_as_written": "in June"}
    assert set(asked(add(desk, post, **words))) == {"exact"}
    assert add(desk, post, answers=[f"{EXACT} in June"], **words).status_code == 302


def test_an_answer_is_for_these_words_alone(desk: Client, post: Post) -> None:
    answers = [f"{EXACT} on TV"]
    words: dict[str, Any] = {"exact": "on radio", "date_as_written": ""}
    assert set(asked(add(desk, post, answers=answers, **words))) == {"exact"}


def test_an_answer_stays_where_something_else_is_refused(desk: Client, post: Post) -> None:
    answers = [f"{EXACT} on TV"]
    words: dict[str, Any] = {"exact": "on TV", "date_as_written": ""}
    sent = form(desk, ADD, title="", date="2000", words_unfound=answers, **citation(post, **words))
    response = desk.post(ADD, sent)
    assert not asked(response)
    hidden = f'<input type="hidden" name="words_unfound" value="{answers[0]}">'
    assert hidden in response.content.decode()


def test_what_is_on_record_is_not_asked_about_again(desk: Client, post: Post) -> None:
    event = make_event("X", state=Event.State.DRAFT, cite=False)
    make_citation(event, post, exact="on TV", date_as_written="")
    address = change_address(event)
    sent = form(desk, address, title="Y", **{"citations-0-note": "As a caption says."})
    assert desk.post(address, sent).status_code == 302
    other = make_post(text="Something else.")
    sent = form(desk, address, **{"citations-0-post": other.pk})
    assert set(asked(desk.post(address, sent))) == {"exact"}, "it is said of another post"
    sent = form(desk, address, **{"citations-0-post": other.pk, "citations-0-DELETE": "on"})
    assert desk.post(address, sent).status_code == 302


def test_nothing_is_asked_where_no_text_is_kept(desk: Client) -> None:
    response = add(desk, make_post(text=""), exact="whatever", date_as_written="2000")
    assert response.status_code == 302, errors(response)


# --- from a file ----------------------------------------------------------------------------------


def notes(desk: Client, *rows: dict[str, Any]) -> Any:
    """Return the plan page of a file, and the plan's notes on each row's quotes."""
    lines = [json.dumps(row.pop("citations")) for row in rows]
    text = table(*({**row, "citations": line} for row, line in zip(rows, lines, strict=True)))
    page = send(desk, text)
    return page, [
        [note for note in outcome.notes if "was not found" in note]
        for outcome in page.context["plan"].outcomes
    ]


def test_a_file_says_which_of_its_words_do_not_stand_there(desk: Client, post: Post) -> None:
    at = f"{post.document.public_id}/{post.number}"
    right = {"post": at, "exact": "first met", "supports": ["event"]}
    wrong = {"post": at, "exact": "on TV", "date_as_written": "in May", "supports": ["event"]}
    bare = make_post(text="")
    free = {**wrong, "post": f"{bare.document.public_id}/{bare.number}"}
    row = {"edtf": "2000-05"}
    page, [first, second] = notes(
        desk,
        {**row, "title": "A", "citations": [right, free]},
        {**row, "title": "B", "citations": [right, wrong]},
    )
    assert not first
    said = f"was not found in the text of post {post.number}."
    assert second == [f"citations: “on TV” {said}", f"citations: “in May” {said}"]
    assert "“on TV” was not found" in page.content.decode()
    confirm(desk, page)
    assert Event.objects.get(title="B").citations.count() == 2, "which confirms it"
    public_id = Event.objects.get(title="B").public_id
    changed = {"title": "B", "id": public_id, "edtf": "2000-05", "citations": [wrong]}
    assert notes(desk, changed)[1] == [[]], "what is on record is not noted again"


def test_the_texts_for_a_file_take_one_statement(desk: Client) -> None:
    def statements(count: int) -> int:
        posts = [make_post(text="Something.") for _ in range(count)]
        cited = [
            {"post": f"{post.document.public_id}/{post.number}", "exact": "x", "supports": ["date"]}
            for post in posts
        ]
        with CaptureQueriesContext(connection) as asked:
            page, [found] = notes(desk, {"title": "A", "edtf": "2014", "citations": cited})
        assert len(found) == count
        assert page.status_code == 200
        return len(asked)

    statements(1)  # warms the caches
    assert statements(1) == statements(5)


# --- stored citations -----------------------------------------------------------------------------

QUOTES = reverse("admin:timeline_event_quotes")


def test_a_page_lists_what_the_texts_do_not_hold(desk: Client, post: Post) -> None:
    right, wrong = make_event("Right", cite=False), make_event("Wrong", cite=False)
    make_citation(right, post, exact="first met", date_as_written="June 3, 2000")
    make_citation(wrong, post, exact="on TV", date_as_written="on TV")
    make_citation(wrong, make_post(text=""), exact="whatever")
    gone = make_event("Gone", state=Event.State.MERGED, merged_into=right, cite=False)
    make_citation(gone, post, exact="nowhere")
    gaps = desk.get(reverse("admin:timeline_event_gaps")).content.decode()
    assert f'href="{QUOTES}"' in gaps
    response = desk.get(QUOTES)
    [one] = response.context["quotes"]
    assert (one.citation.event, one.words) == (wrong, ["on TV"])
    page = response.content.decode()
    assert change_address(wrong) in page
    assert reverse("admin:timeline_post_change", args=[post.pk]) in page
    assert "1 post that events cite has its text stored here." in page


def test_a_page_asks_no_more_for_more(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def statements() -> int:
        event, post = make_event(cite=False), make_post(text="Something.")
        make_citation(event, post, exact=f"words {post.number}")
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(QUOTES).status_code == 200
        return len(asked)

    statements()  # warms the caches
    assert statements() == statements() == statements()
    monkeypatch.setattr("timeline.desk.quotes.PAGE_SIZE", 3)
    first, second = desk.get(QUOTES), desk.get(QUOTES, {"page": "2"})
    assert [len(page.context["quotes"]) for page in (first, second)] == [3, 1]
    assert first.context["quotes"][0].words == ["words 4", "2014-03-18"], "the newest first"
    assert "?page=2" in first.content.decode()


def test_a_text_that_is_kept_later_says_what_it_does_not_hold(desk: Client) -> None:
    post = make_post()
    for number in range(7):
        make_citation(make_event(f"E{number}", cite=False), post, exact=f"words {number}")
    address = reverse("admin:timeline_post_change", args=[post.pk])
    text = "On 2014-03-18: words 0."
    page = desk.post(address, form(desk, address, text=text), follow=True)
    [warning, _saved] = map(str, page.context["messages"])
    assert warning.startswith("The text doesn’t contain the words of 6 citations: “words 1” (E1), ")
    assert warning.endswith("“words 5” (E5), ….")
    page = desk.post(address, form(desk, address, byline="By Ada"), follow=True)
    assert len(page.context["messages"]) == 1, "only where the text is another"


@pytest.mark.parametrize("role", ROLES)
def test_who_may_look_at_it(role: str) -> None:
    shut = 302 if role == "nobody" else 403
    assert browser(role).get(QUOTES).status_code == (200 if role in GROUPS else shut)
