"""Versions written in bulk equal those written one by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models
from pytest_django import DjangoAssertNumQueries
from reversion.models import Version

from tests.factories import make_citation, make_document, make_event, make_person
from timeline.models import Event
from timeline.models.versions import keep_version, keep_versions
from timeline.querysets import prefetch_to_list

pytestmark = pytest.mark.django_db


def kept(one: models.Model) -> dict[str, Any]:
    """Return the contents of the latest revision of an object, without primary keys and time."""
    latest = Version.objects.get_for_object(one).select_related("revision")[0].revision
    parts = latest.version_set.values_list(
        "object_id", "content_type", "db", "format", "serialized_data", "object_repr"
    )
    return {"by": latest.user, "why": latest.comment, "parts": sorted(parts)}


def loaded() -> list[Event]:
    found = Event.objects.select_related("place")
    return list(found.prefetch_related(*map(prefetch_to_list, ("topics", "people", "citations"))))


def test_many_versions_are_those_that_each_would_have_alone(django_user_model: type[User]) -> None:
    editor = django_user_model.objects.create_user("editor")
    make_event("Bare", "14XX")
    full = make_event("“Full” – Ж", "2014-03", topics=["War", "Peace"], people=["Ada", "Bob"])
    make_citation(full, exact="«in March»")
    others = [make_document(), make_person("Eve")]
    for user in (editor, None):
        one_by_one = []
        for each in (*Event.objects.all(), *others):
            keep_version(each, "Imported", user)
            one_by_one.append(kept(each))
        assert [len(each["parts"]) for each in one_by_one] == [2, 3, 1, 1]
        keep_versions(loaded(), "Imported", user)
        keep_versions(others, "Imported", user)
        assert [kept(each) for each in (*Event.objects.all(), *others)] == one_by_one


def test_many_versions_cost_as_few_statements_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        make_event(f"Event {number}", people=["Ada"])
    keep_versions(loaded()[:1], "", None)  # caches the content types
    events = loaded()
    for some in (events[:1], events):
        with django_assert_num_queries(2):
            keep_versions(some, "", None)
