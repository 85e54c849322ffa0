"""The share panel's contents: links, embed code, and a QR code if the link is short enough."""

from __future__ import annotations

import io
from urllib.parse import unquote
from xml.etree.ElementTree import fromstring

import pytest
import resvg_py
import segno
import zxingcpp
from PIL import Image

from timeline.drawing import Marks
from timeline.sharing.card import Card
from timeline.sharing.links import EventUrls, TimelineUrls
from timeline.sharing.picture import Content
from timeline.sharing.sheet import Sheet

CRIMEA = TimelineUrls("crimea", "q=x")


def sheet(
    link: str = "https://newsdesk.example/e/x78bwbdb/", urls: TimelineUrls | EventUrls = CRIMEA
) -> Sheet:
    card = Card("/card.png", Content("", "A call", "2025"), Marks([], []))
    return Sheet("A “call” & <b>", "", link, "/", card, urls)


def test_every_form_carries_the_query() -> None:
    urls = {each.name: each.url for each in [*CRIMEA.data, *CRIMEA.feeds]}
    assert urls == {
        "CSV": "/t/crimea/events.csv?q=x",
        "JSON": "/t/crimea/events.json?q=x",
        "ICS": "/t/crimea/events.ics?q=x",
        "TimelineJS": "/t/crimea/events.timelinejs.json?q=x",
        "Atom": "/t/crimea/events.atom?q=x",
        "JSON Feed": "/t/crimea/events.feed.json?q=x",
    }
    found = sheet()
    assert found.embed_code.startswith('<iframe src="http://127.0.0.1:8000/t/crimea/embed/?q=x" ')
    assert 'title="A “call” &amp; &lt;b&gt;"' in found.embed_code


def test_the_forms_of_an_event_are_its_own() -> None:
    urls = EventUrls("x78bwbdb")
    assert {each.name: each.url for each in [*urls.data, *urls.feeds]} == {
        "JSON": "/e/x78bwbdb/event.json",
        "ICS": "/e/x78bwbdb/event.ics",
        "Atom": "/e/x78bwbdb/event.atom",
    }
    found = sheet(urls=urls)
    assert found.embed_path == "/e/x78bwbdb/embed/"
    assert 'height="360"' in found.embed_code
    assert 'height="560"' in sheet().embed_code


def test_the_qr_code_is_that_of_the_link() -> None:
    link = "https://newsdesk.example/?q=%D0%9A%D1%80%D1%8B%D0%BC"
    svg = sheet(link).qr
    assert svg
    drawn = fromstring(svg)  # noqa: S314 - our own
    modules = segno.make(link, error="m", micro=False).symbol_size(border=3)[0]
    assert drawn.get("viewBox") == f"0 0 {modules} {modules}"
    assert svg != sheet(f"{link}x").qr
    assert unquote(sheet(link).qr_file).startswith("data:image/svg+xml")


def scanned(sheet: Sheet) -> list[str]:
    """What a QR reader decodes from the file that the panel offers for download."""
    svg = unquote(sheet.qr_file).partition(",")[2]
    picture = Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=svg)))
    return [found.text for found in zxingcpp.read_barcodes(picture)]


#: Capacity in bytes of the largest QR code (version 40) at error correction level M.
LONGEST = 2_331
LINKS = [
    "https://newsdesk.example/e/x78bwbdb/",
    "https://newsdesk.example/t/crimea/?q=%D0%9A%D1%80%D1%8B%D0%BC&from=18th+century&dates=certain",
    "https://newsdesk.example/?q=" + "x" * 400,
    "https://newsdesk.example/?q=".ljust(LONGEST, "x"),
]


@pytest.mark.parametrize("link", LINKS, ids=lambda link: f"{len(link)} characters")
def test_a_camera_reads_the_link(link: str) -> None:
    assert scanned(sheet(link)) == [link]


def test_a_code_of_many_squares_gets_more_room() -> None:
    assert [sheet(link).is_qr_dense for link in LINKS] == [False, False, True, True]


def test_a_link_that_is_too_long_for_a_qr_code_has_none() -> None:
    found = sheet("https://newsdesk.example/?q=" + "x" * LONGEST)
    assert found.qr is None
    assert found.qr_file == ""
