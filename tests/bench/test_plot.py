from __future__ import annotations

from xml.etree import ElementTree

from bench.peers.plot import LEFT, RIGHT, draw
from tests.bench.conftest import MakeResults, load

SVG = "{http://www.w3.org/2000/svg}"


def test_every_tenfold_is_as_far_along(results: MakeResults) -> None:
    loads = [load(f"vis {10**n}", first_event=10**n) for n in (1, 2, 3, 4)]
    picture = ElementTree.fromstring(draw(results(*loads)))  # noqa: S314 - our own
    discs = [float(disc.get("cx", "")) for disc in picture.iter(f"{SVG}circle")][1:]
    assert discs == [LEFT, *(round(LEFT + (RIGHT - LEFT) * n / 3, 1) for n in (1, 2)), RIGHT]


def test_the_axis_holds_all_that_was_measured(results: MakeResults) -> None:
    found = results(load("vis 200", first_event=2.5), load("vis 2000", filter=25_000))
    picture = ElementTree.fromstring(draw(found))  # noqa: S314 - our own
    texts = [element.text for element in picture.iter(f"{SVG}text")]
    assert {"1", "10", "100", "1,000", "10,000", "100,000"} <= set(texts)
    assert {"2", "25,000"} <= set(texts)
    for mark in (*picture.iter(f"{SVG}circle"), *picture.iter(f"{SVG}rect")):
        assert LEFT <= float(mark.get("cx") or mark.get("x") or 0) <= RIGHT


def test_a_page_that_gave_nothing_is_not_left_out(results: MakeResults) -> None:
    found = results(load("vis 200", failure="script error"), load("vis 20", "slow", filter=5))
    picture = ElementTree.fromstring(draw(found))  # noqa: S314 - our own
    texts = [element.text for element in picture.iter(f"{SVG}text")]
    assert texts[texts.index("vis 200") + 1] == "failed"
    assert "vis 20" not in texts
