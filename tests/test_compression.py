from __future__ import annotations

import threading

import brotli
import pytest
from django.test import Client

from newsdesk.compression import ACCEPTS_BROTLI, BEST_QUALITY, QUALITY
from timeline.views.caching import RECOMPRESS_AFTER


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("br", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=0.5, gzip", True),
        ("gzip,br", True),
        ("", False),
        ("gzip", False),
        ("brotli", False),
        ("x-br", False),
    ],
)
def test_brotli_is_sent_to_those_who_take_it(accepted: str, expected: bool) -> None:
    assert bool(ACCEPTS_BROTLI.search(accepted)) == expected


def test_a_page_is_the_same_page_compressed(db: None) -> None:
    plain = Client().get("/")
    packed = Client().get("/", headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "br"
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert brotli.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in plain["Vary"]
    assert "Accept-Encoding" in packed["Vary"]
    assert Client().get("/", headers={"accept-encoding": "gzip"})["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0, br;q=0.001", "br"),
        ("gzip; q=0.0, br;q=0", None),
        ("gzip;q=0", None),
    ],
)
def test_a_coding_that_is_forbidden_is_not_sent(db: None, accepted: str, sent: str | None) -> None:
    for address in ("/", "/corrections.atom"):
        response = Client().get(address, headers={"accept-encoding": accepted})
        assert response.get("Content-Encoding") == sent, address


def test_the_next_reader_gets_the_same_bytes_without_compressing_again(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"accept-encoding": "br"}
    first = Client().get("/corrections/", headers=headers)
    monkeypatch.setattr(brotli, "compress", None)
    assert Client().get("/corrections/", headers=headers).content == first.content


def test_who_takes_no_brotli_gets_the_page_that_others_were_sent(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = Client().get("/corrections/", headers={"accept-encoding": "br"})
    monkeypatch.setattr("timeline.views.corrections.render", None)  # the page is not rendered again
    plain = Client().get("/corrections/")
    assert "Content-Encoding" not in plain
    assert plain.content == brotli.decompress(packed.content)
    assert plain["ETag"] == packed["ETag"]
    again = Client().get("/corrections/", headers={"accept-encoding": "br"})
    assert (again.content, dict(again.headers)) == (packed.content, dict(packed.headers))


def test_a_page_made_for_others_is_compressed_well_once(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Client().get("/corrections/")
    headers = {"accept-encoding": "br"}
    packed = Client().get("/corrections/", headers=headers)
    assert packed.content == brotli.compress(plain.content, quality=QUALITY)
    monkeypatch.setattr(brotli, "compress", None)
    assert Client().get("/corrections/", headers=headers).content == packed.content
    again = Client().get("/corrections/")
    assert (again.content, dict(again.headers)) == (plain.content, dict(plain.headers))


def test_what_many_ask_for_is_compressed_best_while_nobody_waits(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"accept-encoding": "br"}
    many = [Client().get("/corrections/", headers=headers) for _ in range(RECOMPRESS_AFTER)]
    for thread in threading.enumerate():
        if thread.name.startswith("packing"):
            thread.join()
    page = brotli.decompress(many[0].content)
    assert {each.content for each in many} == {brotli.compress(page, quality=QUALITY)}
    monkeypatch.setattr(brotli, "compress", None)
    best = Client().get("/corrections/", headers=headers)
    monkeypatch.undo()
    assert best.content == brotli.compress(page, quality=BEST_QUALITY)
    assert int(best["Content-Length"]) == len(best.content) < len(many[0].content)
    assert (best["ETag"], best["Content-Encoding"]) == (many[0]["ETag"], "br")
    assert Client().get("/corrections/").content == page


@pytest.mark.parametrize("accepted", ["br", "gzip", "gzip, br"])
def test_a_picture_is_sent_as_it_is(db: None, accepted: str) -> None:
    sent = Client().get("/card.png", headers={"accept-encoding": accepted})
    assert "Content-Encoding" not in sent
    assert sent.content.startswith(b"\x89PNG")
    assert sent["ETag"] == Client().get("/card.png")["ETag"]


def test_short_answers_stay_as_they_are() -> None:
    answer = Client().get("/healthz", headers={"accept-encoding": "br"})
    assert answer.content == b"ok\n"
    assert "Content-Encoding" not in answer
