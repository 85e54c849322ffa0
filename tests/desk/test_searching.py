"""Search and autocompletion at the desk: any case, any script, whatever is typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    make_document,
    make_person,
    make_place,
    make_post,
    make_timeline,
    make_topic,
)

pytestmark = pytest.mark.django_db

NAMES = ["Мария Захарова", "Ángela Östman", "C++ (the language) [1] 100%_\\ a.b", "Ada"]
ODD = ["(", ")", "[", "*", "?", "\\", '"', "'", '""', "++", ".*", "(?i)x", "***:", "%", "_", "\n"]
FOUND = [
    ("мария", {0}),
    ("ЗАХАРОВА", {0}),
    ("захаров МАР", {0}),
    ("мария ada", set()),
    ("ángela", {1}),
    ("ÖSTMAN", {1}),
    ("östman áng", {1}),
    ("c++", {2}),
    ("(THE", {2}),
    ("[1]", {2}),
    ("_\\", {2}),
    ("a.b", {2}),
    ("a.a", set()),
    ('"мария захарова"', {0}),
    ('"захарова мария"', set()),
    ("", {0, 1, 2, 3}),
]


@pytest.fixture(autouse=True)
def named(db: None) -> None:
    for number, name in enumerate(NAMES):
        for make in (make_person, make_place, make_topic):
            make(name)
        make_post(make_document(name), headline=name)
        make_timeline(f"x{number}", title=name)


def found(desk: Client, model: str, words: str) -> set[str]:
    """Return the names that the list shows."""
    page = desk.get(reverse(f"admin:timeline_{model}_changelist"), {"q": words})
    assert page.status_code == 200
    return {getattr(row, _name(model)) for row in page.context["cl"].result_list}


def _name(model: str) -> str:
    return {"document": "headline", "post": "headline", "timeline": "title"}.get(model, "name")


@pytest.mark.parametrize("model", ["person", "place", "topic", "document", "post", "timeline"])
def test_a_list_is_searched_in_any_case(desk: Client, model: str) -> None:
    for words, numbers in FOUND:
        assert found(desk, model, words) == {NAMES[number] for number in numbers}, words


@pytest.mark.parametrize("model", ["person", "topic", "document"])
def test_whatever_is_typed_is_looked_for_as_it_stands(desk: Client, model: str) -> None:
    for words in ODD:
        found(desk, model, words)
    assert found(desk, model, "ada " * 3_000) == {"Ada"}


@pytest.mark.parametrize(
    ("model", "field", "name"),
    [("event", "people", "name"), ("event", "place", "name"), ("post", "document", "headline")],
)
def test_so_are_the_choices_of_a_form(desk: Client, model: str, field: str, name: str) -> None:
    def offered(words: str) -> list[str]:
        source: dict[str, Any] = {"app_label": "timeline", "model_name": model}
        answer = desk.get("/admin/autocomplete/", source | {"field_name": field, "term": words})
        assert answer.status_code == 200
        return [each["text"] for each in answer.json()["results"]]

    assert offered("ЗАХАРОВА") == [NAMES[0]]
    assert offered("östman") == [NAMES[1]]
    for words in ODD:
        offered(words)
