"""Made-up events have the same rows as events that editors write."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from timeline.datasets.generated import drafts
from timeline.dates.edtf import parse
from timeline.dates.precision import Precision as P
from timeline.models import Event, EventWords, Topic
from timeline.models.search_words import refresh

pytestmark = pytest.mark.django_db


def test_it_is_for_development_only() -> None:
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("load_generated", 3)
    assert not Event.objects.exists()


@pytest.mark.parametrize("number", ["-5", "ten", "1.5"])
def test_what_is_no_number_of_events_is_named(settings: Settings, number: str) -> None:
    settings.DEBUG = True
    with pytest.raises(CommandError, match=f"'{number}' is not a number of events"):
        call_command("load_generated", "--", number)
    assert not Event.objects.exists()


def test_events_are_complete_and_public(settings: Settings, reader: Client) -> None:
    settings.DEBUG = True
    call_command("load_generated", 60, verbosity=0)
    assert Event.objects.published().count() == 60
    assert Event.objects.filter(citations=None).count() == 0
    assert reader.get("/events.json").json()["count"] == 60
    assert reader.get(Event.objects.all()[7].get_absolute_url()).status_code == 200


def test_what_signals_would_have_written_is_written(settings: Settings) -> None:
    settings.DEBUG = True
    call_command("load_generated", 20, verbosity=0)
    written = dict(EventWords.objects.values_list("event", "words"))
    lanes = dict(Event.objects.values_list("pk", "lane"))
    refresh(written)
    for event in Event.objects.all():
        event.save()
    assert dict(EventWords.objects.values_list("event", "words")) == written
    assert dict(Event.objects.values_list("pk", "lane")) == lanes


def test_a_second_run_adds_others(settings: Settings) -> None:
    settings.DEBUG = True
    for number in (15, 15):
        call_command("load_generated", number, verbosity=0)
    assert Event.objects.count() == 30


def test_a_second_run_finds_what_has_another_slug(settings: Settings) -> None:
    settings.DEBUG = True
    call_command("load_generated", 15, verbosity=0)
    topic = Topic.objects.all()[0]
    topic.slug, count = "another", Topic.objects.count()
    topic.save()
    call_command("load_generated", 15, verbosity=0)
    assert Topic.objects.count() == count


def test_every_kind_of_date_occurs_and_the_same_number_gives_the_same() -> None:
    made = list(drafts(2_000))
    assert made == list(drafts(2_000))
    assert len({draft.public_id for draft in made}) == 2_000
    dates = [parse(draft.date) for draft in made]
    precisions = {date.precision for date in dates}
    assert precisions >= {P.SECOND, P.DAY, P.MONTH, P.SEASON, P.YEAR, P.DECADE}
    assert any(date.is_open for date in dates)
    assert any(date.is_interval and not date.is_open for date in dates)
    assert any(date.is_set for date in dates)
    assert any(date.approximate for date in dates)
    assert any(date.uncertain for date in dates)
