"""Rules that hold for the HTML of every public page."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote
from xml.etree.ElementTree import Element, tostring

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import make_citation, make_document, make_event, make_post, make_timeline
from tests.web import by_id, json_ld, parse, parse_fragment, text
from timeline.models import Document, Event, Timeline

pytestmark = pytest.mark.any_database

FIXED = {
    "home": "/",
    "home, filtered": "/?q=crimea&topic=crimea&from=18th+century&dates=certain&sort=newest",
    "home, bad values": "/?topic=%3Cb%3E&from=%3Ci%3E&to=1&after=%00&dates=maybe&sort=%22%3E",
    "home, nothing found": "/?q=xyzzy",
    "timelines": "/t/",
    "documents": "/d/",
    "corrections": "/corrections/",
    "share": "/share/?q=crimea",
    "embed": "/embed/",
    "embed, filtered": "/embed/?topic=crimea&from=%3Ci%3E&theme=dark",
    "embed, nothing found": "/embed/?q=xyzzy",
    "not found": "/nowhere/",
}


@pytest.fixture
def addresses(dataset: None, retracted_event: Event) -> dict[str, str]:
    document = Document.objects.get(url__contains="trump-putin")
    post = document.posts.first()
    uncertain = Event.objects.published().filter(date_edtf__contains="XX").first()
    assert post
    assert uncertain
    return FIXED | {
        "a timeline": Timeline.objects.exclude(query="")[0].get_absolute_url(),
        "an event": Event.objects.published()[0].get_absolute_url(),
        "an uncertain event": uncertain.get_absolute_url(),
        "a document": document.get_absolute_url(),
        "a post": post.get_absolute_url(),
        "share an event": f"/share/{Event.objects.published()[0].public_id}/",
        "gone": retracted_event.get_absolute_url(),
    }


def test_every_page_is_sound(reader: Client, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        page = parse(reader.get(address, follow=True))
        assert len(list(page.iter("h1"))) == 1, name
        assert text(page.find(".//title")), name
        assert (page.get("lang"), page.get("dir")) == ("en", "ltr"), name
        _names_nothing_twice(name, page)
        _names_nothing_that_is_missing(name, page)
        _is_all_our_own(name, page)
        _tells_times_as_html_does(name, page)
        for link in page.iter("a"):
            assert link.get("href"), name
            others = link.get("aria-labelledby", "").split()
            words = [text(link), *(text(by_id(page, other)) for other in others)]
            assert any(words), f"{name}: a link without words to {link.get('href')}"
            assert all(words[1:]), f"{name}: half a name for the link to {link.get('href')}"
        assert {data["@type"] for data in json_ld(page)} == KINDS.get(name, set()), name


#: The JSON-LD types on each page.
KINDS = {
    "home": {"ItemList"},
    "home, filtered": {"ItemList"},
    "home, bad values": {"ItemList"},
    "home, nothing found": {"ItemList"},
    "a timeline": {"ItemList"},
    "an event": {"NewsArticle"},
    "an uncertain event": {"NewsArticle"},
    "a document": {"NewsArticle"},
    "a post": {"BlogPosting"},
}


def test_what_nobody_wrote_leaves_nothing_empty(reader: Client) -> None:
    """Pages without a summary, a standfirst, a topic or a place have no empty elements."""
    make_timeline("bare")
    post = make_post(make_document(), summary="")
    event = make_event(cite=False)
    make_citation(event, post)
    ours = event.get_absolute_url(), f"/e/{event.public_id}/embed/"
    sources = "/d/", post.document.get_absolute_url(), post.get_absolute_url()
    for address in ("/", "/t/", "/t/bare/", *sources, *ours):
        page = parse(reader.get(address))
        for paragraph in page.iter("p"):  # those with an id are filled in on demand
            empty = not text(paragraph) and not paragraph.get("id")
            assert not empty, f"{address}: {tostring(paragraph)!r}"
        for meta in page.iter("meta"):
            assert meta.get("content") != "", f"{address}: {meta.attrib} says nothing"


def _names_nothing_twice(name: str, page: Element) -> None:
    ids = Counter(e.get("id") for e in page.iter() if e.get("id"))
    assert [id for id, n in ids.items() if n > 1] == [], name


def _names_nothing_that_is_missing(name: str, page: Element) -> None:
    ids = {e.get("id") for e in page.iter()}
    for e in page.iter():
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            assert set((e.get(attribute) or "").split()) <= ids, f"{name}: {attribute}"
        if (href := e.get("href") or "").startswith("#") and e.tag == "a":
            assert href[1:] in ids, f"{name}: {href}"


#: A year, a month, a day, or a moment with or without its offset (HTML, section 4.5.14).
_TIME = re.compile(
    r"[0-9]{4,}(-[0-9]{2}(-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,3})?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?"
)


def _tells_times_as_html_does(name: str, page: Element) -> None:
    for time in page.iter("time"):
        said = time.get("datetime", text(time))
        assert _TIME.fullmatch(said), f"{name}: {said}"


def _is_all_our_own(name: str, page: Element) -> None:
    """Check that nothing is fetched from other origins, nor inline where the CSP would block it."""
    fetched = [
        e.get("src") or e.get("href") or ""
        for e in page.iter()
        if e.get("src") or (e.tag == "link" and e.get("rel") not in {"canonical", "alternate"})
    ]
    assert fetched, name
    assert [
        address for address in fetched if not address.startswith(("/static/", "data:"))
    ] == [], name
    scripts = [s for s in page.iter("script") if not s.get("src")]
    assert {s.get("type") for s in scripts} <= {"application/ld+json"}, name
    assert not list(page.iter("style")), name
    inline = [a for e in page.iter() for a in e.attrib if a == "style" or a.startswith("on")]
    assert inline == [], name


def test_a_fragment_is_valid_html_and_its_parts_have_a_place_on_the_page(
    reader: Client, addresses: dict[str, str]
) -> None:
    for name in ("home", "home, bad values", "a timeline"):
        page = parse(reader.get(addresses[name], follow=True))
        fragment = parse_fragment(reader.get(addresses[name], headers={"HX-Request": "true"}))
        ids = {e.get("id") for e in page.iter()}
        swaps = [e for e in fragment.iter() if e.get("hx-swap-oob")]
        assert len(swaps) > 5
        for swap in swaps:
            how = swap.get("hx-swap-oob") or ""
            target = swap.get("id") if how == "true" else how.partition("#")[2]
            assert target in ids, name


def test_a_text_browser_comes_to_the_list_at_once_and_reads_it_in_order(
    reader: Client, addresses: dict[str, str]
) -> None:
    page = parse(reader.get("/"))
    elements = list(page.iter())
    skip = next(e for e in elements if e.tag == "a")
    assert skip.get("href") == "#timeline"
    order = [e.get("id") for e in elements if e.get("id") in {"chart", "filters", "timeline"}]
    assert order == ["chart", "filters", "timeline"]
    listed = [e.get("id", "")[2:] for e in elements if (e.get("id") or "").startswith("e-")]
    said = [event["id"] for event in reader.get("/events.json").json()["events"]]
    assert len(said) > 2
    assert listed == said


def test_an_event_is_read_from_what_happened_to_what_it_rests_on(
    reader: Client, addresses: dict[str, str]
) -> None:
    page = parse(reader.get(addresses["an event"]))
    headings = [e.tag for e in page.iter() if e.tag in {"h1", "h2"}]
    assert headings[0] == "h1"
    order = [
        e.get("id") or e.tag
        for e in page.iter()
        if e.tag == "h1" or e.get("id") in {"main", "sources"}
    ]
    assert order == ["main", "h1", "sources"]


def test_reader_modes_leave_nothing_of_a_row_out(reader: Client, dataset: None) -> None:
    """Readability, which browsers' reader modes are based on, drops a div with mostly links."""
    page = parse(reader.get("/"))
    rows = [e for e in page.iter("li") if (e.get("id") or "").startswith("e-")]
    assert len(rows) > 40
    assert [text(row) for row in rows if list(row.iter("div"))] == []


def test_the_icon_in_the_page_is_the_one_of_the_file(reader: Client) -> None:
    link = parse(reader.get("/")).find(".//link[@rel='icon']")
    assert link is not None
    written = unquote(link.get("href", "").partition(",")[2])
    file = settings.BASE_DIR / "static" / "timeline" / "icon.svg"
    assert written.replace("'", '"') == file.read_text().strip()


def test_the_words_of_a_source_in_another_language_say_which(reader: Client) -> None:
    document = make_document(language="he")
    post, own = make_post(document), make_post(make_document(language="en-GB"))
    event = make_event("A vote", cite=False)
    make_citation(event, post, exact="מילים", date_as_written="18 במרץ 2014")
    make_citation(event, own)
    for address in ("/", event.get_absolute_url(), post.get_absolute_url()):
        said = [e.get("lang") for e in parse(reader.get(address)).iter("q")]
        assert "he" in said, address
        assert set(said) <= {"he", None}, address
    assert {e.get("lang") for e in parse(reader.get(own.get_absolute_url())).iter("q")} == {None}


def test_a_headline_in_another_language_says_which(reader: Client) -> None:
    document = make_document("Прямая <трансляция>", language="ru")
    first, second = make_post(document, headline="Он & она"), make_post(document, headline="Далее")
    own = make_post(make_document("Live", language="en-GB"))
    for post in (first, second, own):
        make_citation(make_event(cite=False), post)

    def marked(address: str) -> list[str]:
        """The texts that a page marks as Russian, in order, without quotes of the source."""
        found = (e for e in parse(reader.get(address)).iter() if e.get("lang") == "ru")
        return [text(e) for e in found if e.tag != "q"]

    assert marked("/d/") == [document.headline]
    its_posts = [first.headline, second.headline]
    assert marked(document.get_absolute_url()) == [document.headline, *its_posts]
    of_post = parse(reader.get(first.get_absolute_url()))
    assert text(of_post.find(".//h1")) == f"Post 1: {first.headline}"
    crumb, where = document.headline, document.headline
    assert marked(first.get_absolute_url()) == [crumb, first.headline, where, second.headline]
