"""The form of the filter bar keeps what was typed, says what it was read as, and how many events
each choice leaves."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils.translation import override

from tests.factories import make_event
from tests.web import by_id, parse, text
from timeline.views.filter_bar import FacetValue
from timeline.views.filter_form import render_choice

#: Texts with special characters of attributes, format strings, stencils' open places and templates.
ODD = ["100% off", "%(q)s", "5 < 6 & \"7\" > '8'", "\ue000q\ue001", "{{ q }}", "Крим", "a  b"]


@pytest.mark.parametrize("typed", ODD)
def test_words_stay_as_they_were_typed(reader: Client, typed: str) -> None:
    page = parse(reader.get(f"/?q={quote(typed)}"))
    assert by_id(page, "q").get("value") == typed


@pytest.mark.parametrize("typed", ODD)
@pytest.mark.parametrize("field", ["from", "to"])
def test_what_is_no_date_stays_with_its_error(reader: Client, field: str, typed: str) -> None:
    page = parse(reader.get(f"/?{field}={quote(typed)}"))
    assert by_id(page, field).get("value") == typed
    assert by_id(page, field).get("aria-invalid") == "true"
    assert text(by_id(page, f"echo-{field}")).startswith("From:" if field == "from" else "To:")
    other = "to" if field == "from" else "from"
    assert text(by_id(page, f"echo-{other}")) == ""


#: As many words as a search uses.
SIXTEEN = " ".join(f"w{number}" for number in range(16))


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (SIXTEEN, ""),
        (f"{SIXTEEN} w0,  w1 ", ""),
        (f"{SIXTEEN} more", SIXTEEN),
        (f"{SIXTEEN} <more> 100%", SIXTEEN),
        ("a" * 501, "a" * 500),
        ("… " * 300, ""),
    ],
)
def test_of_more_words_than_are_looked_for_those_are_named_that_are(
    reader: Client, typed: str, asked: str
) -> None:
    page = parse(reader.get(f"/?q={quote(typed)}"))
    said = f"The search is too long; only its beginning was used: “{asked}”." if asked else ""
    assert text(by_id(page, "problems")) == said
    assert by_id(page, "q").get("value") == typed


def test_a_date_that_may_be_two_offers_both(reader: Client) -> None:
    page = parse(reader.get("/?to=3/4/2014&q=call"))
    ways = [by_id(page, f"to-way-{number}") for number in (1, 2)]
    assert [text(way) for way in ways] == ["4 March 2014", "3 April 2014"]
    assert all("q=call" in way.get("href", "") for way in ways), "the rest of the query stays"


@pytest.mark.parametrize(
    "query",
    [
        *("", "from=c.+1944&to=nope&topic=no", "from=2014", "to=3/4/2014"),
        f"q={quote(SIXTEEN)}+more&topic=no",
    ],
)
def test_a_fragment_says_of_the_fields_what_the_page_says(reader: Client, query: str) -> None:
    def said(**headers: str) -> dict[str, str]:
        page = reader.get(f"/?{query}", headers=headers).content.decode()
        found: dict[str, str] = {}
        for name in ("echo-from", "echo-to", "problems"):
            where = f"innerHTML:#{name}" if headers else f'id="{name}"'
            found[name] = page.partition(where)[2].partition(">")[2].partition("</p>")[0]
            found[name] = found[name].partition("</div>")[0].partition("</ul>")[0].strip()
        return found

    assert said(hx_request="true") == said()
    assert any(said().values()) == bool(query)


def test_a_choice_says_what_it_leaves(reader: Client) -> None:
    for number, people in enumerate((["Ada"], ["Ada", "Bob"], ["Bob"])):
        make_event(f"Event {number}", f"19{number}0", people=people, topics=["War"])

    def counts(query: str) -> list[tuple[str, bool]]:
        page = parse(reader.get(f"/?{query}"))
        names = ("topic-war", "person-ada", "person-bob")
        return [
            (text(by_id(page, f"n-{name}")), by_id(page, name).get("checked") is not None)
            for name in names
        ]

    assert counts("") == [("3", False), ("2", False), ("2", False)]
    assert counts("person=ada") == [("2", False), ("2", True), ("2", False)]
    assert counts("person=ada&topic=war") == [("2", True), ("2", True), ("2", False)]
    assert counts("to=1901") == [("1", False), ("1", False), ("0", False)]


def test_a_choice_is_drawn_once_for_a_count_and_a_language() -> None:
    value = FacetValue("person-ada", "ada", "Ada <3", 1_234_567, selected=True, slot=None)

    def drawn(language: str = "en", **changes: Any) -> str:
        with override(language):
            return render_choice("person", value._replace(**changes))

    assert drawn() is drawn()
    assert "Ada &lt;3" in drawn()
    assert "1,234,567" in drawn()
    assert "checked" in drawn()
    assert "checked" not in drawn(selected=False)
    assert ">12<" in drawn(left=12)
    assert "1.234.567" in drawn("de")


def test_what_was_chosen_stays_chosen_beside_what_is_not_there(reader: Client) -> None:
    make_event("Event", "1900", topics=["War"])
    page = parse(reader.get("/?topic=nope&topic=war"))
    assert by_id(page, "topic-war").get("checked") is not None
    assert "nope" in text(by_id(page, "problems"))
