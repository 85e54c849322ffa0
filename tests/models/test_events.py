"""The derived fields of an event, and the database constraints."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from hypothesis import given, settings

from tests.dates.strategies import valid_edtf
from tests.factories import make_event, make_place, make_post, make_topic
from timeline.dates.edtf import EDTFError, parse
from timeline.models import Citation, Correction, Event
from timeline.models.batches import batches
from timeline.models.ids import ALPHABET, LENGTH, PATTERN, new_public_id

pytestmark = pytest.mark.django_db


def test_ids_have_no_look_alikes_and_make_no_words() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 27
    assert not set(ALPHABET) & set("0o1liaeuy")
    made = {new_public_id() for _number in range(2_000)}
    assert len(made) == 2_000
    assert all(len(id) == LENGTH and set(id) <= set(ALPHABET) for id in made)
    assert all(re.fullmatch(PATTERN, id) for id in made)


def test_an_id_stays_and_is_never_given_twice() -> None:
    event = make_event("One")
    was = event.public_id
    event.title = "Two"
    event.save()
    assert event.public_id == was
    with pytest.raises(IntegrityError), transaction.atomic():
        make_event("Three", public_id=was)


@settings(max_examples=50)
@given(valid_edtf)
def test_every_column_of_the_date_follows_from_the_edtf(db: None, edtf: str) -> None:
    with transaction.atomic():
        event = Event.objects.get(pk=make_event("X", edtf, cite=False).pk)
        transaction.set_rollback(True)
    date = parse(edtf)
    assert (event.date_lower, event.date_upper) == (date.lower, date.upper)
    assert (event.date_sort, event.date_precision) == (date.sort_key, date.precision)
    assert event.date == date
    assert (event.date_instant is not None) <= (date.instant is not None)


def test_a_changed_date_changes_every_column() -> None:
    event = make_event("X", "2025-03-18T22:00:00-04:00", date_tz="America/New_York")
    assert event.date_instant is not None
    assert event.date_instant.isoformat() == "2025-03-19T02:00:00+00:00"
    assert event.date_month_day == 318, "the day there, not the day in Greenwich"
    event.date_edtf = "17XX"
    event.save()
    event = Event.objects.get()
    assert (event.date_instant, event.date_month_day) == (None, None)
    assert event.date_lower == parse("17XX").lower


def test_a_date_that_is_not_edtf_is_never_stored() -> None:
    with pytest.raises(EDTFError):
        make_event("X", "18th century")
    assert not Event.objects.exists()


def test_every_save_changes_the_token() -> None:
    event = make_event()
    tokens = {event.edit_token}
    for _number in range(5):
        event.save()
        tokens.add(event.edit_token)
    assert len(tokens) == 6


@pytest.mark.parametrize(
    "values",
    [
        {"state": "live"},
        {"importance": 0},
        {"importance": 6},
        {"date_lower": 10, "date_upper": 10},
    ],
)
def test_the_database_itself_refuses_nonsense(values: dict[str, Any]) -> None:
    make_event()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.update(**values)


def test_the_lanes_of_more_events_than_a_statement_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "__defaults__", (2,))
    war = make_topic("War", position=1)
    for _number in range(5):
        make_event(topics=["War", "Peace"])
    war.position = 9
    war.save()
    assert [event.lane.slug for event in Event.objects.select_related("lane")] == ["peace"] * 5


def test_the_lane_is_the_first_topic_by_position() -> None:
    zebra, ape = make_topic("Zebra", position=1), make_topic("Ape", position=2)
    event = make_event(topics=["Ape", "Zebra"])

    def lane() -> object:
        return Event.objects.get(pk=event.pk).lane

    assert lane() == zebra
    zebra.position = 3
    zebra.save()
    assert lane() == ape
    event.topics.remove(ape)
    assert lane() == zebra
    event.title = "Saved by somebody who does not know"
    event.save()
    assert lane() == zebra
    zebra.delete()
    assert lane() is None
    ape.events.add(event)
    assert lane() == ape
    ape.events.clear()
    assert lane() is None


@pytest.mark.parametrize(
    "supports", [[], ["fame"], "date", None, {"date": 1}, ["date", "fame"], [{}], ["date", ["who"]]]
)
def test_a_citation_supports_something_known(supports: Any) -> None:
    event = make_event()
    citation = Citation(event=event, post=make_post(), exact="x", supports=supports)
    with pytest.raises(ValidationError) as caught:
        citation.full_clean()
    assert set(caught.value.message_dict) == {"supports"}


def test_what_is_cited_or_corrected_cannot_be_deleted_under_the_reader() -> None:
    event = make_event(place="Yalta")
    with pytest.raises(ProtectedError):
        event.citations.all()[0].post.delete()
    with pytest.raises(ProtectedError):
        event.citations.all()[0].post.document.delete()
    with pytest.raises(ProtectedError):
        make_place("Yalta").delete()
    Correction.objects.create(event=event, kind="update", was="a", now_says="b")
    with pytest.raises(ProtectedError):
        event.delete()


def test_a_correction_is_append_only() -> None:
    made = Correction.objects.create(event=make_event(), kind="update", was="a", now_says="b")
    made.was = "c"
    with pytest.raises(TypeError, match="append-only"):
        made.save()
    with pytest.raises(TypeError, match="append-only"):
        made.delete()
    assert Correction.objects.get().was == "a"


def test_a_correction_is_of_a_known_kind() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(event=make_event(), kind="excuse", was="a", now_says="b")
