"""An XML document parses whatever text it contains."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring, tostring

from hypothesis import example, given
from hypothesis import strategies as st

from timeline.sharing.xml import for_xml


@given(st.text())
@example("a\x00b\x08\ufffe\uffff\ud800")
def test_any_text_can_stand_in_xml(text: str) -> None:
    element = Element("title")
    element.text = for_xml(text)
    fromstring(tostring(element))  # noqa: S314 - our own


@given(st.text(st.characters(exclude_categories=["Cc", "Cn", "Cs"])))
@example("\t\n 🕊 жаль")
def test_what_it_may_hold_stays(text: str) -> None:
    assert for_xml(text) == text
