"""A stencil gives the same output as its template."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from timeline.stencils import Drawing, draw

MARK = "timeline/_chart_mark.html"
CONSTANTS: dict[str, Any] = {
    "slot": 2,
    "faded": False,
    "possible": True,
    "has_glyph": True,
    "hollow": True,
}
VALUES: dict[str, Any] = {"href": "/e/k3v9x2mt/", "name": "1954", "core": "", "x": 12.5, "y": 4}


def of_mark(constants: dict[str, Any], values: dict[str, Any], template: str = MARK) -> Drawing:
    return Drawing(template, tuple(constants.items()), values)


@pytest.mark.parametrize(
    "name",
    ["1954: Crimea", "50 % of it, %s and %(x)s", "<b>&\"'", "\ue000x\ue001", "Ялта", ""],
)
@pytest.mark.parametrize("hollow", [True, False])
def test_it_is_what_the_template_draws(name: str, hollow: bool) -> None:
    constants, values = {**CONSTANTS, "hollow": hollow}, {**VALUES, "name": name}
    assert draw([of_mark(constants, values)]) == render_to_string(MARK, constants | values).strip()


def test_what_is_safe_is_not_escaped_again() -> None:
    box = mark_safe('x="1%"')
    mark = of_mark(CONSTANTS, VALUES | {"core": box})
    assert '<rect class="core s2" x="1%"/>' in draw([mark])


class Word(StrEnum):
    BOLD = "<b>"


@pytest.mark.parametrize("name", [gettext_lazy("<b>"), Word.BOLD])
def test_whatever_else_is_text_is_escaped(name: object) -> None:
    assert "<title>&lt;b&gt;</title>" in draw([of_mark(CONSTANTS, VALUES | {"name": name})])


def test_a_long_text_is_escaped_and_said_in_full() -> None:
    assert f"<title>{'&lt;' * 500}</title>" in draw(
        [of_mark(CONSTANTS, VALUES | {"name": "<" * 500})]
    )


def test_zero_is_a_value_and_false_is_none() -> None:
    values = VALUES | {"x": 0, "core": False}
    assert draw([of_mark(CONSTANTS, values)]) == render_to_string(MARK, CONSTANTS | values).strip()


def test_each_stands_in_a_line_of_its_own() -> None:
    drawn = draw(of_mark(CONSTANTS, VALUES | {"x": x}) for x in (1, 2, 3))
    assert [line.count("<a ") for line in drawn.split("\n")] == [1, 1, 1]
    assert draw([]) == ""


class Template:
    """A template whose output changes whenever it is loaded."""

    versions = 0

    def render(self, context: dict[str, Any]) -> str:
        return f"version {self.versions}"


@pytest.fixture
def changing(monkeypatch: pytest.MonkeyPatch) -> str:
    template = Template()

    def look_up(_name: str) -> Template:
        template.versions += 1
        return template

    monkeypatch.setattr("timeline.stencils.get_template", look_up)
    return f"changing-{monkeypatch!r}.html"


def test_a_process_draws_a_template_once_a_language(changing: str) -> None:
    mark = of_mark(CONSTANTS, VALUES, changing)
    with override("en"):
        assert [draw([mark]), draw([mark])] == ["version 1", "version 1"]
    with override("uk"):
        assert [draw([mark]), draw([mark])] == ["version 2", "version 2"]


def test_a_changed_template_shows_while_developing(settings: Any, changing: str) -> None:
    settings.DEBUG = True
    mark = of_mark(CONSTANTS, VALUES, changing)
    assert [draw([mark]), draw([mark])] == ["version 1", "version 2"]
