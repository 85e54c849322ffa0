"""Security headers on every response; input of editors and strangers can't inject markup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from tests.factories import make_citation, make_document, make_event, make_post, make_timeline
from tests.web import Response, json_ld, parse, parse_fragment
from timeline.models import Correction, Event

pytestmark = pytest.mark.any_database

#: More parameters than Django reads.
MANY_FIELDS = "?" + "&" * 6_000
ADDRESSES = {
    "/": 200,
    "/?q=&from=": 302,
    "/t/": 200,
    "/t/all/": 200,
    "/t/old/": 301,
    "/t/nothing/": 404,
    "/nothing": 404,
    "/events.json": 200,
    "/events.json?topic=nothing": 400,
    "/events.csv": 200,
    "/events.timelinejs.json": 200,
    "/card.png": 200,
    "/card.png?from=soonish": 400,
    "/t/old/card.png": 301,
    "/e/bcdfghjk/card.png": 200,
    "/e/cdfghjkm/card.png": 410,
    "/embed/": 200,
    "/t/all/embed/?theme=dark&from=soonish": 200,
    "/t/old/embed/": 301,
    "/share/": 200,
    "/t/all/share/": 200,
    "/share/bcdfghjk/": 200,
    "/share/cdfghjkm/": 410,
    "/oembed": 400,
    "/oembed?url=http://127.0.0.1:8000/": 200,
    "/oembed?url=http://127.0.0.1:8000/&format=yaml": 501,
    "/oembed?url=http://evil.example/": 404,
    "/events.ics": 200,
    "/events.atom": 200,
    "/events.feed.json": 200,
    "/t/all/events.ics": 200,
    "/t/old/events.atom": 301,
    "/t/nothing/events.atom": 404,
    "/corrections.atom": 200,
    "/e/bcdfghjk/": 301,
    "/e/bcdfghjk/a-call/": 200,
    "/e/cdfghjkm/gone/": 410,
    "/d/": 200,
    "/corrections/": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/robots.txt": 200,
    "/sitemap.xml": 200,
    "/sitemap-pages.xml": 200,
    "/sitemap-news.xml": 200,
    "/static/timeline/plain.css": 200,
    "/static/nothing.css": 404,
    "/admin/": 302,
    "/admin/login/": 200,
    "/t/none/embed/": 404,
    "/e/bbbbbbbb/embed/": 404,
    "/t/none/card.png": 404,
    "/" + MANY_FIELDS: 400,
    "/embed/" + MANY_FIELDS: 400,
    "/card.png" + MANY_FIELDS: 400,
}
#: Only FRAMED may be embedded in frames; other origins may load FOR_OTHERS.
FRAMED = {
    *("/embed/", "/t/all/embed/?theme=dark&from=soonish", "/t/old/embed/"),
    *("/t/none/embed/", "/e/bbbbbbbb/embed/", "/embed/" + MANY_FIELDS),
}
FOR_OTHERS = FRAMED | {
    "/card.png",
    "/card.png?from=soonish",
    "/t/old/card.png",
    "/t/none/card.png",
    "/card.png" + MANY_FIELDS,
    "/e/bcdfghjk/card.png",
    "/e/cdfghjkm/card.png",
    "/oembed",
    "/oembed?url=http://127.0.0.1:8000/",
    "/oembed?url=http://127.0.0.1:8000/&format=yaml",
    "/oembed?url=http://evil.example/",
}


@pytest.fixture
def site(db: None, settings: Settings, tmp_path: Path) -> None:
    """Create something at every URL in ADDRESSES, including a static file."""
    (tmp_path / "timeline").mkdir()
    (tmp_path / "timeline" / "plain.css").write_text("p { color: black }")
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    make_event("A call", public_id="bcdfghjk")
    gone = make_event("Gone", public_id="cdfghjkm")
    gone.state = Event.State.RETRACTED
    gone.save()
    saved = make_timeline("old")
    saved.slug = "all"
    saved.save()


def get(address: str, **options: Any) -> HttpResponse:
    """Return a response; a static file's stream is read to its end, which closes it."""
    response: Any = Client().get(address, **options)
    if response.streaming:
        assert b"".join(response)
    found: HttpResponse = response
    return found


def directives(response: HttpResponseBase) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";")]
    return {name: value for name, _, value in parts}


def assert_guarded(response: HttpResponseBase, where: str) -> None:
    policy = directives(response)
    assert policy["default-src"] == "'none'", where
    assert policy["base-uri"] == "'none'", where
    assert policy["frame-ancestors"] == ("*" if where in FRAMED else "'none'"), where
    assert where not in FRAMED or "X-Frame-Options" not in response, where
    assert policy["form-action"] == "'self'", where
    assert "unsafe" not in response["Content-Security-Policy"], where
    assert response["X-Content-Type-Options"] == "nosniff", where
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin", where
    assert response["Cross-Origin-Opener-Policy"] == "same-origin", where
    is_data = "/events." in where or where == "/corrections.atom" or where in FOR_OTHERS
    is_for_all = is_data or where.startswith("/static/")
    expected = "cross-origin" if is_for_all else "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == expected, where
    assert "camera=()" in response["Permissions-Policy"], where


def test_every_response_is_guarded_and_as_expected(site: None) -> None:
    for address, status in ADDRESSES.items():
        response = get(address)
        assert response.status_code == status, address
        assert_guarded(response, address)
        # X-Frame-Options is for browsers without frame-ancestors; static files don't need it.
        is_file = address.startswith("/static/") and status == 200
        assert address in FRAMED or is_file or response["X-Frame-Options"] == "DENY", address


def test_what_is_not_allowed_is_guarded_too(site: None) -> None:
    for method in ("post", "put", "delete", "options"):
        for address in ("/", "/favicon.ico"):
            response = getattr(Client(enforce_csrf_checks=True), method)(address)
            assert (response.status_code, response["Allow"]) == (405, "GET, HEAD"), address
            assert_guarded(response, method)


def test_a_strange_host_is_refused_and_guarded(site: None) -> None:
    response = Client().get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert_guarded(response, "strange host")


def test_a_failure_of_ours_is_guarded_and_tells_nothing(site: None, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.failing_urls"
    response = Client(raise_request_exception=False).get("/fails/")
    assert response.status_code == 500
    assert_guarded(response, "500")
    page = parse(response)
    assert len(list(page.iter("h1"))) == 1
    assert "secret detail" not in response.content.decode()


@pytest.fixture
def production(site: None, settings: Settings) -> None:
    """The settings with INSECURE_HTTP off."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def test_in_production_every_response_asks_for_https(production: None) -> None:
    for address, status in ADDRESSES.items():
        response = get(address, secure=True)
        assert response.status_code == status, address
        assert response["Strict-Transport-Security"].startswith("max-age=31536000"), address
        plain = get(address)
        assert plain.status_code == (status if address in {"/healthz", "/readyz"} else 301), address
        is_static = address.startswith("/static/")
        assert_guarded(plain, address if plain.status_code != 301 or is_static else "redirect")


def test_in_production_a_strange_host_is_guarded_too(production: None) -> None:
    for secure in (True, False):
        response = Client().get("/", headers={"host": "evil.example"}, secure=secure)
        assert response.status_code == 400
        assert_guarded(response, f"strange host, {secure}")


def test_readers_get_no_cookie_and_caches_need_not_ask_for_one(site: None) -> None:
    for address in ADDRESSES:
        if address.startswith("/admin/"):
            continue
        for headers in ({}, {"HX-Request": "true"}):
            response = get(address, headers=headers)
            assert not response.cookies, address
            assert "Set-Cookie" not in response.headers, address
            assert "cookie" not in response.get("Vary", "").lower(), address


@pytest.mark.parametrize("cookie", ["csrftoken=x", "sessionid=abc", "sessionid=", "csrftoken=é"])
def test_a_damaged_cookie_is_answered_with_none(site: None, cookie: str) -> None:
    for address in ADDRESSES:
        if address.startswith("/admin/"):
            continue
        response = get(address, headers={"cookie": cookie})
        assert not response.cookies, address
        varies = response.get("Vary", "Accept-Encoding").lower().split(", ")
        assert all(varies), address
        assert "cookie" not in varies, address


def test_an_editor_reads_the_same_page_as_everybody(site: None, desk: Client) -> None:
    assert desk.get("/").content == Client().get("/").content


XSS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!--<script>",
    "--><svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "\u2028</script\u2029>",
    "{{ 7|add:10094 }}{% debug %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "javascript:alert(1)",
]


@pytest.fixture(params=range(len(XSS)))
def attack(request: pytest.FixtureRequest) -> str:
    found: str = XSS[request.param]
    return found


def assert_inert(response: Response, attack: str, page: Element) -> None:
    """Assert that the attack is only text: no event handlers, script URLs, images or scripts."""
    html = response.content.decode()
    for element in page.iter("*"):
        handlers = [name for name in element.attrib if name.startswith("on")]
        assert handlers == []
        for name in ("href", "src", "action", "hx-get"):
            assert not (element.get(name) or "").strip().lower().startswith("javascript:")
        if element.tag == "img":
            assert element.get("src") != "x"
    for script in page.iter("script"):
        assert script.get("src") or script.get("type") == "application/ld+json"
    assert "7|add" in html or "10101" not in html or "{{" not in attack


def test_what_editors_write_stays_text(site: None, attack: str, reader: Client) -> None:
    document = make_document(
        attack, summary=attack, publisher=attack, short_name=attack, language=attack[:35]
    )
    post = make_post(document, headline=attack, summary=attack, byline=attack, posted=attack)
    event = make_event(attack, summary=attack, date_text=attack, cite=False, public_id="dfghjkmn")
    for field in (event.people, event.topics):
        field.create(name=attack, slug="attack", description=attack)
    place = type(event)._meta.get_field("place").related_model
    event.place = place.objects.create(name=attack, slug="attack", description=attack)  # type: ignore[union-attr]
    event.save()
    citation = make_citation(event, post, exact=attack, prefix=attack, note=attack, suffix=attack)
    citation.date_as_written = attack
    citation.save()
    Correction.objects.create(event=event, kind="correction", was=attack, now_says=attack)
    make_timeline("attack", title=attack, standfirst=attack)
    addresses = [
        "/",
        "/?topic=attack&person=attack&place=attack",
        "/t/",
        "/t/attack/",
        event.get_absolute_url(),
        "/embed/?q=" + quote(attack),
        "/t/attack/embed/",
        "/share/?q=" + quote(attack),
        "/t/attack/share/",
        f"/share/{event.public_id}/",
        "/d/",
        document.get_absolute_url(),
        post.get_absolute_url(),
        "/corrections/",
    ]
    for address in addresses:
        response = reader.get(address)
        assert response.status_code == 200, address
        assert_inert(response, attack, parse(response))
    [article] = json_ld(parse(reader.get(event.get_absolute_url())))
    assert article["headline"] == article["description"] == attack
    assert article["mentions"][0]["name"] == attack
    assert article["citation"][0]["text"] == attack
    found = json.loads(reader.get("/events.json?person=attack").content)
    assert found["events"][0]["title"] == attack
    for address in ("/", "/t/attack/share/"):
        fragment = reader.get(address, headers={"HX-Request": "true"})
        assert_inert(fragment, attack, parse_fragment(fragment))
    for address in ("/t/attack/card.png", f"/e/{event.public_id}/card.png"):
        assert reader.get(address)["Content-Type"] == "image/png"
    asked = {"url": "http://127.0.0.1:8000/t/attack/", "format": "xml"}
    assert fromstring(reader.get("/oembed", asked).content).findtext("title") == attack  # noqa: S314


def test_what_strangers_type_stays_text(site: None, attack: str, reader: Client) -> None:
    judged: set[bytes] = set()  # ignored input gives identical pages
    for key in ("q", "topic", "person", "source", "from", "to", "dates", "sort", "after", attack):
        data: dict[str, Any] = {key: attack}
        page = reader.get("/", data, follow=True)
        fragment = reader.get("/", data, headers={"HX-Request": "true"})
        for response, read in ((page, parse), (fragment, parse_fragment)):
            assert response.status_code == 200
            if response.content not in judged:
                assert_inert(response, attack, read(response))
                judged.add(response.content)
        assert reader.get("/events.json", data)["Content-Type"].endswith("json")


def test_addresses_of_strangers_never_lead_elsewhere(site: None) -> None:
    for address in ("//evil.example/", "/t/old/?//evil.example", "/?q=&from=//evil.example"):
        response = Client().get(address)
        if response.status_code in (301, 302):
            assert response["Location"].startswith("/")
            assert not response["Location"].startswith("//")
