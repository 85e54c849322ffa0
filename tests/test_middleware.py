from __future__ import annotations

import brotli
import pytest
from django.test import Client

from newsdesk.middleware import ACCEPTS_BROTLI


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("br", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=0.5, gzip", True),
        ("gzip,br", True),
        ("", False),
        ("gzip", False),
        ("br;q=0", False),
        ("br; q=0.0, gzip", False),
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


def test_the_next_reader_gets_the_same_bytes_without_compressing_again(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"accept-encoding": "br"}
    first = Client().get("/corrections/", headers=headers)
    monkeypatch.setattr(brotli, "compress", None)
    assert Client().get("/corrections/", headers=headers).content == first.content


def test_short_answers_stay_as_they_are() -> None:
    answer = Client().get("/healthz", headers={"accept-encoding": "br"})
    assert answer.content == b"ok\n"
    assert "Content-Encoding" not in answer
