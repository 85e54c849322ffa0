"""`/oembed`: responses and errors as specified by oEmbed."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree.ElementTree import fromstring

import html5lib
import pytest
from django.db import OperationalError
from django.test import Client

from tests.factories import make_event, make_timeline
from tests.web import parse
from timeline.models import Event

SITE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    make_timeline("whole", title="The whole")
    make_timeline("крым", title="Крым", query="topic=crimea")
    make_timeline("secret", state="draft")
    make_event("A vote", topics=["Crimea"], public_id="bcdfghjk")
    make_event("A draft", state=Event.State.DRAFT, public_id="cdfghjkm")
    gone = make_event("Gone", public_id="dfghjkmn")
    gone.state = Event.State.RETRACTED
    gone.save()


def address(url: str, **more: str) -> str:
    return f"/oembed?{urlencode({'url': url, **more})}"


def test_a_timeline_is_rich(reader: Client) -> None:
    response = reader.get(address(f"{SITE}/?topic=crimea&utm_source=mail"))
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    data = response.json()
    assert (data["type"], data["version"]) == ("rich", "1.0")
    assert (data["title"], data["width"], data["height"]) == ("The whole", 720, 560)
    (frame,) = html5lib.parseFragment(data["html"], namespaceHTMLElements=False)
    assert frame.get("src") == f"{SITE}/embed/?topic=crimea"
    assert (frame.get("width"), frame.get("height")) == ("720", "560")
    assert reader.get(frame.get("src").removeprefix(SITE)).status_code == 200
    assert (data["thumbnail_width"], data["thumbnail_height"]) == (1200, 630)
    picture = reader.get(data["thumbnail_url"].removeprefix(SITE))
    assert picture["Content-Type"] == "image/png"


def test_an_event_is_rich_by_any_of_its_addresses(reader: Client) -> None:
    for path in ("/e/bcdfghjk/", "/e/bcdfghjk/a-vote/", "/e/bcdfghjk/wrong/", "/e/bcdfghjk"):
        data = reader.get(address(SITE + path)).json()
        assert (data["type"], data["title"]) == ("rich", "A vote")
        (frame,) = html5lib.parseFragment(data["html"], namespaceHTMLElements=False)
        assert frame.get("src") == f"{SITE}/e/bcdfghjk/embed/"
        assert (frame.get("width"), frame.get("height")) == ("720", "360")
        assert data["thumbnail_url"].startswith(f"{SITE}/e/bcdfghjk/card.png?v=")


def test_a_slug_of_any_script_is_found(reader: Client) -> None:
    for path in ("/t/крым/", "/t/%D0%BA%D1%80%D1%8B%D0%BC/"):
        assert reader.get(address(SITE + path)).json()["title"] == "Крым"


def test_xml_says_the_same(reader: Client) -> None:
    response = reader.get(address(f"{SITE}/?q=a%26b", format="xml"))
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = fromstring(response.content)  # noqa: S314 - our own
    data = reader.get(address(f"{SITE}/?q=a%26b", format="json")).json()
    assert root.tag == "oembed"
    assert {each.tag: each.text for each in root} == {
        key: str(value) for key, value in data.items()
    }


@pytest.mark.parametrize(
    ("room", "size", "has_picture"),
    [
        ({"maxwidth": "300"}, (300, 560), False),
        ({"maxheight": "200"}, (720, 200), False),
        ({"maxwidth": "1200", "maxheight": "630"}, (720, 560), True),
        ({"maxwidth": "1199"}, (720, 560), False),
        ({"maxwidth": ""}, (720, 560), True),
        ({"maxwidth": "9999999", "maxheight": "9" * 99}, (720, 560), True),
    ],
)
def test_room_is_kept_to(
    reader: Client, room: dict[str, str], size: tuple[int, int], has_picture: bool
) -> None:
    data = reader.get(address(f"{SITE}/", **room)).json()
    assert (data["width"], data["height"]) == size
    assert ("thumbnail_url" in data) is has_picture
    assert f'width="{size[0]}" height="{size[1]}"' in data["html"]


@pytest.mark.parametrize(
    ("url", "more", "status"),
    [
        ("", {}, 400),
        (f"{SITE}/", {"maxwidth": "wide"}, 400),
        (f"{SITE}/", {"maxwidth": "-1"}, 400),
        (f"{SITE}/", {"maxheight": "0"}, 400),
        (f"{SITE}/", {"maxheight": "٣٠٠"}, 400),
        (f"{SITE}/", {"format": "yaml"}, 501),
        ("http://evil.example/", {}, 404),
        ("no address", {}, 404),
        ("http://[", {}, 404),
        (f"{SITE}/e/bcdfghjk/event.json", {}, 404),
        (f"{SITE}/e/bcdfghjk/card.png", {}, 404),
        (f"{SITE}/?topic=crimea&topic=nope", {}, 400),
        (f"{SITE}/?from=3/4/2014&to=2014", {}, 400),
        (f"{SITE}/t/whole/?from=2014&to=2000", {}, 400),
        (f"{SITE}/nothing/", {}, 404),
        (f"{SITE}/t/nothing/", {}, 404),
        (f"{SITE}/t/secret/", {}, 404),
        (f"{SITE}/t/%00/", {}, 404),
        (f"{SITE}/corrections/", {}, 404),
        (f"{SITE}/admin/", {}, 404),
        (f"{SITE}/e/cdfghjkm/", {}, 404),
        (f"{SITE}/e/xxxxxxxx/", {}, 404),
        (f"{SITE}/e/dfghjkmn/", {}, 410),
    ],
)
def test_errors_say_what_was_wrong(
    reader: Client, url: str, more: dict[str, str], status: int
) -> None:
    response = reader.get(address(url, **more))
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    (error,) = response.json()["errors"]
    assert error["detail"]
    assert error["parameter"] in {"url", "maxwidth", "maxheight", "format"}


def test_whatever_goes_wrong_is_said_to_programs_of_any_origin(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = "&".join(f"a{n}=" for n in range(6_000))
    asked = [reader.get(f"{address(SITE)}&{many}"), reader.get(address(f"{SITE}/?{many}"))]

    def away(*_args: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("timeline.views.timelines.queries.scope", away)
    asked.append(reader.get(address(f"{SITE}/")))
    assert [response.status_code for response in asked] == [400, 400, 503]
    for response in asked:
        assert response["Content-Type"] == "application/problem+json"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert asked[-1]["Retry-After"] == "30"


def test_a_page_of_another_origin_may_ask_first(reader: Client) -> None:
    response = reader.options(address(f"{SITE}/"))
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD"
    refused = reader.post("/oembed")
    assert (refused.status_code, refused["Access-Control-Allow-Origin"]) == (405, "*")


@pytest.mark.parametrize("path", ["/?topic=crimea&from=2014", "/t/крым/", "/e/bcdfghjk/a-vote/"])
def test_a_page_says_where_to_ask_about_it(reader: Client, path: str) -> None:
    page = parse(reader.get(path))
    for kind, content_type in (("application/json", "json"), ("text/xml", "xml")):
        (link,) = [e for e in page.iter("link") if e.get("type") == f"{kind}+oembed"]
        response = reader.get(link.get("href", "").removeprefix(SITE))
        assert response.status_code == 200
        assert content_type in response["Content-Type"]
