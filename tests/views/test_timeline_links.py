"""The URLs that a page links to for other ranges of its query."""

from __future__ import annotations

import pytest

from timeline.chart.units import Zoom
from timeline.filters import TimelineFilter
from timeline.views.timeline_links import TimelineLinks


@pytest.mark.parametrize(
    ("query", "zoom", "address"),
    [
        ("", Zoom("2014", "2015"), "/?from=2014&to=2015"),
        ("from=1900", Zoom("2014", ""), "/?from=2014"),
        ("from=1900&to=2000", Zoom("", "2014-03"), "/?to=2014-03"),
        ("q=war&from=1900", Zoom("2014", ""), "/?q=war&from=2014"),
        ("q=war&to=2014&sort=newest", Zoom("", "2015"), "/?q=war&to=2015&sort=newest"),
        ("to=2014&sort=newest", Zoom("", ""), "/?sort=newest"),
        ("to=2014", Zoom("", ""), "/"),
    ],
)
def test_a_zoom_is_the_same_query_with_another_range(query: str, zoom: Zoom, address: str) -> None:
    assert TimelineLinks("/", TimelineFilter.from_query(query)).opening(zoom) == address
