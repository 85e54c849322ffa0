from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories import make_document, make_person, make_place, make_post
from timeline.models import Post, Timeline

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("A live page", "a-live-page"),
        ("Живая страница", "живая-страница"),
        ("1984", "document-1984"),
        ("?!", "document"),
    ],
)
def test_a_document_has_a_slug_that_is_no_number(headline: str, slug: str) -> None:
    assert make_document(headline).slug == slug


@pytest.mark.parametrize("field", ["url", "archive_url"])
@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/", "//x.example", "x"]
)
def test_only_web_addresses_are_addresses(field: str, value: str) -> None:
    document = make_document()
    setattr(document, field, value)
    with pytest.raises(ValidationError) as caught:
        document.full_clean()
    assert set(caught.value.message_dict) == {field}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "EDT5", "../etc/passwd", "europe/kyiv"])
def test_a_time_zone_is_one_of_iana(zone: str) -> None:
    document = make_document(time_zone=zone)
    with pytest.raises(ValidationError) as caught:
        document.full_clean()
    assert set(caught.value.message_dict) == {"time_zone"}


def test_a_number_is_given_once_in_a_document_and_begins_with_one() -> None:
    post = make_post(number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_post(post.document, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.update(number=0)
    make_post(make_document("Another"), number=1)


def test_a_slug_belongs_to_one_subject() -> None:
    make_person("Ada")
    make_place("Ada")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person("Ada").__class__.objects.create(name="Another", slug="ada")


def test_a_timeline_is_a_draft_until_it_is_published() -> None:
    timeline = Timeline.objects.create(slug="x", title="X")
    assert not Timeline.objects.published().exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Timeline.objects.filter(pk=timeline.pk).update(state="live")
