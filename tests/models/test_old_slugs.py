"""A former slug leads to its object until another object takes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import reversion
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries
from reversion.models import Version

from tests.factories import make_person, make_place, make_timeline, make_topic
from timeline.fields import known_values
from timeline.models import OldSlug, OldSubjectSlug
from timeline.models.changes import public_state

pytestmark = pytest.mark.django_db

MAKERS: dict[str, Callable[[str], Any]] = {
    "topic": make_topic,
    "person": make_person,
    "place": make_place,
    "timeline": lambda name: make_timeline(name.lower()),
}
subjects = pytest.mark.parametrize("key", ["topic", "person", "place"])
everything = pytest.mark.parametrize("key", MAKERS)


def rename(found: Any, slug: str) -> None:
    found.slug = slug
    found.save()


def former(found: Any) -> list[str]:
    return sorted(old.slug for old in found.old_slugs.all())


@everything
def test_every_slug_that_it_had_is_kept(key: str) -> None:
    found = MAKERS[key]("War")
    for slug in ("wars", "battles"):
        rename(found, slug)
    assert former(found) == ["war", "wars"]
    found.save()
    rename(found, "wars")
    assert former(found) == ["battles", "war"]


@everything
def test_a_slug_belongs_to_what_has_it_now(key: str) -> None:
    found = MAKERS[key]("War")
    rename(found, "wars")
    other = MAKERS[key]("War")
    assert former(found) == []
    rename(other, "another")
    assert former(other) == ["war"]
    rename(found, "war")
    assert (former(found), former(other)) == (["wars"], [])


@everything
def test_going_back_to_an_older_version_keeps_the_newer_address(key: str) -> None:
    found = MAKERS[key]("War")
    with reversion.create_revision():
        found.save()
    rename(found, "wars")
    Version.objects.get_for_object(found).get().revision.revert()
    found.refresh_from_db()
    assert (found.slug, former(found)) == ("war", ["wars"])


@everything
def test_going_back_to_an_older_version_takes_no_slug_from_another(key: str) -> None:
    """Validation at the desk then names the other object, whose old links would lead here."""
    found, other = MAKERS[key]("War"), MAKERS[key]("Peace")
    with reversion.create_revision():
        found.save()
    for renamed, slug in ((found, "wars"), (other, "war"), (other, "peace")):
        rename(renamed, slug)
    Version.objects.get_for_object(found).get().revision.revert()
    found.refresh_from_db()
    assert former(other) == ["war"]
    with pytest.raises(ValidationError, match="is the old slug of"):
        found.validate_unique()


@everything
def test_old_slugs_go_with_what_had_them(key: str) -> None:
    found = MAKERS[key]("War")
    rename(found, "wars")
    found.delete()
    assert not OldSlug.objects.exists()
    assert not OldSubjectSlug.objects.exists()


def test_one_slug_may_have_been_that_of_a_topic_and_of_a_person() -> None:
    for key in ("topic", "person", "place"):
        rename(MAKERS[key]("War"), "wars")
    assert OldSubjectSlug.objects.filter(slug="war").count() == 3


def test_the_database_keeps_a_slug_for_one_topic_and_a_row_for_one_subject() -> None:
    topic, other, person = make_topic("War"), make_topic("Peace"), make_person("Ada")
    OldSubjectSlug.objects.create(slug="old", topic=topic)
    for owners in ({"topic": other}, {}, {"topic": other, "person": person}):
        slug = "old" if owners == {"topic": other} else "another"
        with pytest.raises(IntegrityError), transaction.atomic():
            OldSubjectSlug.objects.create(slug=slug, **owners)


@subjects
def test_a_query_reads_it_as_the_slug_of_today(
    key: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = MAKERS[key]("War")
    rename(found, "wars")
    rename(MAKERS[key]("Peace"), "treaties")
    for at_desk in (False, True):
        known = known_values(key, ["war", "wars", "nothing"], at_desk=at_desk)
        assert known == {"war": ("wars", "War"), "wars": ("wars", "War")}
    with django_assert_num_queries(1):
        assert known_values(key, ["wars"]) == {"wars": ("wars", "War")}


def test_an_old_slug_is_noted_as_a_change() -> None:
    """A page that said "there is no such topic" may be cached."""
    topic = make_topic("War")
    for change in (
        lambda: OldSubjectSlug.objects.create(slug="old", topic=topic),
        lambda: OldSubjectSlug.objects.all().delete(),
    ):
        with connection.cursor() as cursor:
            # PostgreSQL notes a key once per transaction; make the next change look like the
            # first one of another transaction.
            cursor.execute("DELETE FROM timeline_change")
        before = public_state().text
        change()
        assert public_state().text != before
