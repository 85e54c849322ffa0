"""`/corrections/`: all corrections, paginated."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import make_event
from tests.web import links, parse, text
from timeline.models import Correction
from timeline.views import corrections

pytestmark = pytest.mark.django_db


def test_older_ones_are_a_link_away_and_the_newest_are_again(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "PAGE_SIZE", 2)
    event = make_event("One")
    for number in range(5):
        Correction.objects.create(
            event=event, kind="correction", was=f"Words {number}", now_says="It is so."
        )
    address, seen, trail = "/corrections/", [], []
    while address:
        trail.append(address)
        page = parse(reader.get(address))
        seen += [text(struck) for struck in page.iter("s")]
        assert len(seen) <= 5
        back = [link for link in page.iter("a") if text(link) == "Newest corrections"]
        assert [link.get("href") for link in back] == ["/corrections/"] * (len(seen) > 2)
        assert links(page, "prev") == trail[-2:-1] * (len(trail) > 2)
        address = next(iter(links(page, "next")), "")
    assert seen == [f"Words {number}" for number in reversed(range(5))]


def test_the_head_of_a_timeline_counts_notes_of_every_kind(reader: Client) -> None:
    event = make_event("One")
    for kind, words in (("update", "1 correction"), ("correction", "2 corrections")):
        Correction.objects.create(event=event, kind=kind, was="a", now_says="b")
        [meta] = parse(reader.get("/")).findall(".//p[@class='meta']")
        assert text(meta).endswith(words)


@pytest.mark.parametrize("cursor", ["x", "MS4yLjM"])
def test_a_damaged_link_is_said_to_be_one_above_the_newest(reader: Client, cursor: str) -> None:
    event = make_event("One")
    Correction.objects.create(event=event, kind="correction", was="Old words", now_says="New.")
    page = reader.get("/corrections/", {"after": cursor})
    assert page.status_code == 200
    assert "further page" in text(parse(page))
    assert "Old words" in text(parse(page))
