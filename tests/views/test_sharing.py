"""The card, the embed and the share panel, as browsers and other sites get them."""

from __future__ import annotations

import datetime
import struct
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client

from tests.factories import make_citation, make_document, make_event, make_post, make_timeline
from tests.web import by_id, links, metas, parse, parse_fragment, text
from timeline.models import Correction, Document, Event

SITE = "http://127.0.0.1:8000"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def no_pictures() -> Iterator[None]:
    caches["cards"].clear()
    yield
    caches["cards"].clear()


@pytest.fixture
def three(db: None) -> list[Event]:
    make_timeline("whole", title="The whole")
    saved = make_timeline("crime", title="Only Crimea", query="topic=crimea")
    saved.slug = "crimea"
    saved.save()
    return [
        make_event("The war", "1853/1856", topics=["Crimea"], importance=5, date_text="1853–56"),
        make_event("A vote", "2014-03-16", topics=["Crimea"], place="Yalta"),
        make_event("A call", "2025-03-18", topics=["Calls"], people=["Ada Lovelace"]),
    ]


def prop(page: object, name: str) -> list[str]:
    return [e.get("content", "") for e in page.iter("meta") if e.get("property") == name]  # type: ignore[attr-defined]


# --- the card -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/card.png",
        "/card.png?topic=crimea&from=1900",
        "/card.png?q=zebra",
        "/card.png?v=000000000000",
        "/t/crimea/card.png",
    ],
)
def test_a_card_is_a_picture_of_its_size(reader: Client, three: list[Event], address: str) -> None:
    response = reader.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert struct.unpack(">II", response.content[16:24]) == (1200, 630)
    assert len(response.content) <= 300_000
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cache-Control"] == "public, max-age=300"
    assert reader.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_a_page_names_a_card_that_may_be_kept_for_ever(reader: Client, three: list[Event]) -> None:
    for address in ("/", "/?topic=crimea", "/t/crimea/?q=vote", three[0].get_absolute_url()):
        page = parse(reader.get(address))
        (url,) = prop(page, "og:image")
        assert url.startswith(f"{SITE}/")
        response = reader.get(url.removeprefix(SITE))
        assert response["Content-Type"] == "image/png"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert prop(page, "og:image:width") == ["1200"]
        assert prop(page, "og:image:height") == ["630"]
        assert prop(page, "og:image:alt") == metas(page, "twitter:image:alt") != [""]
        assert metas(page, "twitter:card") == ["summary_large_image"]


def test_a_page_says_its_language_and_an_event_when_it_was_out(
    reader: Client, three: list[Event]
) -> None:
    event = three[0]
    told = Correction.objects.create(event=event, kind="update", was="a", now_says="b")
    page = parse(reader.get(event.get_absolute_url()))
    assert event.published_at
    assert prop(page, "article:published_time") == [event.published_at.isoformat()]
    assert prop(page, "article:modified_time") == [told.at.isoformat()]
    assert prop(page, "og:locale") == ["en_GB"]
    home = parse(reader.get("/"))
    assert prop(home, "og:locale") == ["en_GB"]
    assert prop(home, "article:published_time") == prop(home, "article:modified_time") == []


def test_a_document_and_a_post_have_the_card_of_what_was_drawn_from_them(
    reader: Client, three: list[Event]
) -> None:
    document = make_document("A document of its own", url="https://paper.example/own")
    post = make_post(document)
    for address in (document.get_absolute_url(), post.get_absolute_url()):
        assert prop(parse(reader.get(address)), "og:image") == [], "nothing was drawn from it"
    make_citation(three[2], post)
    for address, source in (
        (document.get_absolute_url(), document.public_id),
        (post.get_absolute_url(), f"{document.public_id}-{post.number}"),
    ):
        page = parse(reader.get(address))
        (url,) = prop(page, "og:image")
        assert url.startswith(f"{SITE}/card.png?source={source}&v=")
        assert "immutable" in reader.get(url.removeprefix(SITE))["Cache-Control"]
        assert metas(page, "robots") == ["max-image-preview:large"]
        alternates = links(page, "alternate")
        assert alternates
        assert not any("oembed" in url for url in alternates), "which is of timelines and events"


def version(reader: Client, address: str) -> str:
    (url,) = prop(parse(reader.get(address)), "og:image")
    return url.rpartition("v=")[2]


def test_a_card_has_a_new_address_when_anything_on_it_changes(
    reader: Client, three: list[Event]
) -> None:
    first, crimea = version(reader, "/"), version(reader, "/t/crimea/")
    assert version(reader, "/") == first
    assert version(reader, "/?topic=crimea") != first
    call = three[2]
    call.date_edtf = "2025-03-19"
    call.save()
    second = version(reader, "/")
    assert second != first
    assert version(reader, "/t/crimea/") == crimea, "nothing of it has changed"
    source = Document.objects.get()
    source.published_on = datetime.date(2025, 3, 19)
    source.save()
    assert version(reader, "/") not in {first, second}, "it was reported, not only announced"
    address = three[0].get_absolute_url()
    before = version(reader, address)
    Event.objects.filter(pk=three[0].pk).update(title="The long war")
    assert version(reader, address) != before


def test_a_card_is_drawn_once_for_its_content(
    reader: Client, three: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reader.get("/card.png").content
    monkeypatch.setattr("timeline.sharing.card.render_png", lambda drawing: b"drawn again")
    assert reader.get("/card.png").content == first
    assert reader.get("/card.png?sort=newest").content == first, "the order changes nothing"
    three[0].delete()
    assert reader.get("/card.png").content == b"drawn again"


def test_a_card_of_an_unreadable_query_is_refused_with_the_reason(
    reader: Client, three: list[Event]
) -> None:
    response = reader.get("/card.png?from=soonish&topic=nothing")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert {error["parameter"] for error in response.json()["errors"]} == {"from", "topic"}


@pytest.mark.parametrize("leaf", ["card.png", "embed/", "share/"])
def test_an_old_slug_leads_on_with_its_query(reader: Client, three: list[Event], leaf: str) -> None:
    response = reader.get(f"/t/crime/{leaf}?q=vote")
    assert (response.status_code, response["Location"]) == (301, f"/t/crimea/{leaf}?q=vote")
    assert reader.get(f"/t/nothing/{leaf}").status_code == 404


# --- the embed ------------------------------------------------------------------------------------


def test_an_embed_may_be_framed_by_anyone_and_leaves_nothing(
    reader: Client, three: list[Event]
) -> None:
    response = reader.get("/embed/?topic=crimea")
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    page = parse(response)
    assert metas(page, "robots") == ["noindex"]
    assert links(page, "canonical") == [f"{SITE}/?topic=crimea"]


def test_an_embed_shows_the_same_query_and_leads_to_the_whole_view(
    reader: Client, three: list[Event]
) -> None:
    page = parse(reader.get("/t/crimea/embed/?from=1900"))
    assert [text(h2) for h2 in page.iter("h2")] == ["A vote"]
    assert text(page.find(".//h1")) == "Only Crimea"
    assert "1 event" in text(page.find(".//header"))
    for link in page.iter("a"):
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
    assert page.find(".//h1/a").get("href") == f"{SITE}/t/crimea/?from=1900"  # type: ignore[union-attr]


def test_an_embed_has_room_for_what_carries_the_story_in_order(reader: Client, db: None) -> None:
    for year in range(2000, 2012):
        make_event(f"Event of {year}", str(year), importance=5 if year % 2 else 3)
    shown = [text(h2) for h2 in parse(reader.get("/embed/")).iter("h2")]
    assert shown == [
        f"Event of {year}" for year in (2000, 2001, 2002, 2003, 2005, 2007, 2009, 2011)
    ]
    newest = [text(h2) for h2 in parse(reader.get("/embed/?sort=newest")).iter("h2")]
    assert newest == shown[::-1]
    assert "All 12 events" in text(parse(reader.get("/embed/")))


@pytest.mark.parametrize(
    ("query", "theme", "scheme"),
    [
        ("", None, "light dark"),
        ("?theme=dark", "dark", "dark"),
        ("?theme=light", "light", "light"),
        ("?theme=%22%3E%3Cb%3E", None, "light dark"),
    ],
)
def test_the_theme_is_asked_for_or_the_readers(
    reader: Client, three: list[Event], query: str, theme: str | None, scheme: str
) -> None:
    page = parse(reader.get(f"/embed/{query}"))
    assert page.get("data-theme") == theme
    assert metas(page, "color-scheme") == [scheme]


def test_an_embed_says_what_it_could_not_read_and_that_nothing_is_left(
    reader: Client, three: list[Event]
) -> None:
    page = parse(reader.get("/embed/?from=soonish&q=zebra"))
    assert "“soonish”: This can’t be read as a date." in text(page.find(".//p[@class='err']"))
    assert "No event matches" in text(page)


# --- the share panel ------------------------------------------------------------------------------


def test_a_page_offers_to_share_what_it_shows(reader: Client, three: list[Event]) -> None:
    for address in ("/?topic=crimea", "/t/crimea/?topic=crimea"):
        path = address.replace("?", "share/?")
        page = parse(reader.get(address))
        assert by_id(page, "share").find(".//a").get("href") == path  # type: ignore[union-attr]
        fragment = parse_fragment(reader.get(address, headers=HTMX))
        swapped = by_id(fragment, "share")
        assert swapped.get("hx-swap-oob") == "true"
        assert swapped.find(".//a").get("hx-get") == path  # type: ignore[union-attr]


def test_what_could_not_be_read_is_not_shared_in_silence(
    reader: Client, three: list[Event]
) -> None:
    response = reader.get("/share/?from=nope&topic=crimea")
    [error] = parse(response).findall(".//li[@class='err']")
    assert text(error).startswith("“nope”: This can’t be read as a date.")
    assert response.context["sheet"].link.endswith("/?topic=crimea")


def test_what_is_shared_shows_the_same_next_year(reader: Client, three: list[Event]) -> None:
    """The page keeps relative dates; link, embed, picture and data have absolute ones."""
    further = f"&after={three[1].cursor.just_before.encode()}"
    with time_machine.travel("2026-06-15T12:00:00Z", tick=False):
        page = reader.get("/share/?topic=crimea&from=1900&to=last+year")
        page_2 = reader.get(f"/share/?topic=crimea&from=1900&to=last+year{further}")
    assert page_2.context["sheet"].link.endswith(f"/?topic=crimea&from=1900&to=2025{further}")
    sheet = page.context["sheet"]
    assert sheet.link.endswith("/?topic=crimea&from=1900&to=2025")
    assert "/embed/?topic=crimea&amp;from=1900&amp;to=2025" in sheet.embed_code
    assert sheet.card.url.partition("?")[2].startswith("topic=crimea&from=1900&to=2025")
    assert {each.url.partition("?")[2] for each in sheet.urls.data} == {
        "topic=crimea&from=1900&to=2025"
    }
    assert sheet.back_url == "/?topic=crimea&from=1900&to=last+year"
    assert "Dates that count from today are fixed in the link" in page.content.decode()
    assert (
        "Dates that count from today are fixed in the link"
        not in reader.get("/share/?from=1900").content.decode()
    )


def test_the_panel_is_a_page_and_for_htmx_the_panel_alone(
    reader: Client, three: list[Event]
) -> None:
    whole = reader.get("/share/?topic=crimea&from=soonish")
    page = parse(whole)
    assert by_id(page, "share-link").get("value") == f"{SITE}/?topic=crimea"
    assert f'src="{SITE}/embed/?topic=crimea"' in text(by_id(page, "share-embed"))
    hrefs = {link.get("href", "") for link in page.iter("a")}
    ends = ("csv", "json", "ics", "atom", "timelinejs.json")
    assert {f"/events.{end}?topic=crimea" for end in ends} <= hrefs
    assert "/embed/?topic=crimea" in hrefs
    assert any(href.startswith(f"{SITE}/card.png?topic=crimea&v=") for href in hrefs)
    assert metas(page, "robots") == ["noindex"]
    panel = reader.get("/share/?topic=crimea", headers=HTMX)
    assert "HX-Request" in panel["Vary"]
    assert not list(parse_fragment(panel).iter("h1"))
    assert by_id(parse_fragment(panel), "share-link").get("value") == f"{SITE}/?topic=crimea"


def test_a_title_from_right_to_left_keeps_the_year_behind_it(reader: Client) -> None:
    event = make_event("لقاء الرئيسين", "2012")
    page = parse(reader.get(event.get_absolute_url()))
    assert "“\N{FIRST STRONG ISOLATE}لقاء الرئيسين\N{POP DIRECTIONAL ISOLATE}” (2012)." in text(
        page
    )


def test_an_event_is_shared_by_its_short_address_and_cited(
    reader: Client, three: list[Event]
) -> None:
    event = three[1]
    short = f"{SITE}/e/{event.public_id}/"
    cited = f"“A vote” (16 March 2014). newsdesk. {short}. Retrieved 31 December 2030."
    with time_machine.travel("2030-12-31T12:00Z", tick=False):
        page = parse(reader.get(event.get_absolute_url()))
        shared = parse(reader.get(f"/share/{event.public_id}/"))
    assert cited in text(page)
    ways = {text(link): link.get("href") for link in page.iter("a")}
    assert ways["Share"] == ways["Link, embed, data, picture"] == f"/share/{event.public_id}/"
    assert by_id(shared, "share-link").get("value") == short
    assert text(by_id(shared, "share-cite")) == cited
    of_it = f"/e/{event.public_id}"
    assert f'src="{SITE}{of_it}/embed/"' in text(by_id(shared, "share-embed"))
    hrefs = {link.get("href") for link in shared.iter("a")}
    forms = {f"{of_it}/event.{form}" for form in ("json", "ics", "atom")}
    assert forms < hrefs
    assert forms < set(links(page, "alternate"))


def test_a_draft_in_preview_is_neither_shared_nor_cited(reader: Client, db: None) -> None:
    event = make_event("A draft", state=Event.State.DRAFT, preview_token="x" * 32)
    found = reader.get(f"/preview/{event.preview_token}/").content.decode()
    for word in ("og:image", "oembed", "event.json", "/share/", "Cite", ">Share<"):
        assert word not in found


def test_posts_and_events_have_anchors_in_lists(reader: Client, three: list[Event]) -> None:
    post = make_post()
    make_citation(three[0], post)
    document = parse(reader.get(post.document.get_absolute_url(), follow=True))
    assert by_id(document, f"p-{post.number}").tag == "li"
    assert by_id(parse(reader.get("/")), f"e-{three[0].public_id}").tag == "li"
    assert by_id(parse(reader.get(post.get_absolute_url())), f"e-{three[0].public_id}").tag == "li"
