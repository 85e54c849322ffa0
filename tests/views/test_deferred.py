"""The large parts of a page replace their placeholders last, unchanged."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import Client

from tests.factories import make_event
from timeline.views import deferred
from timeline.views.deferred import DeferredParts


def drawn(template: str, **values: object) -> str:
    return Template(template).render(Context(values))


def test_a_part_comes_where_its_mark_stands() -> None:
    parts = DeferredParts()
    chart, rows = parts.placeholder("<svg>–</svg>".encode()), parts.placeholder("<li>Крим 0;</li>")
    page = drawn(
        "<b>{{ rows }}</b>{{ title }}{{ chart }}{{ rows }}", title="1 < 2", chart=chart, rows=rows
    )
    whole = "<b><li>Крим 0;</li></b>1 &lt; 2<svg>–</svg><li>Крим 0;</li>"
    assert parts.insert_into(page).decode() == whole


@pytest.mark.parametrize("nothing", ["", b""])
def test_nothing_has_no_mark(nothing: str | bytes) -> None:
    assert drawn(
        "{% if part %}A list{% else %}None{% endif %}", part=DeferredParts().placeholder(nothing)
    ) == ("None")


def test_a_page_without_marks_is_as_it_was_drawn() -> None:
    assert DeferredParts().insert_into("a page – 5%").decode() == "a page – 5%"


def test_marks_within_a_part_are_none() -> None:
    """A part is inserted as it is: placeholders within it are not replaced."""
    parts = DeferredParts()
    inner = parts.placeholder("inner")
    assert parts.insert_into(parts.placeholder(f"[{inner}]")).decode() == f"[{inner}]"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("query", ["", "from=1950", "q=nothing", "from=nonsense"])
def test_no_mark_is_left_in_a_page(reader: Client, headers: dict[str, str], query: str) -> None:
    make_event("1954–1956", "1954/1956", summary="An event — with dashes")
    page = reader.get(f"/?{query}", headers=headers)
    assert deferred._PLACEHOLDERS.secret not in page.content.decode()
    assert page["Content-Type"] == "text/html; charset=utf-8"
