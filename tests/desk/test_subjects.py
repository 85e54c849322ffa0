"""People, places, topics and documents in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from tests.desk.forms import form
from tests.factories import make_citation, make_document, make_event, make_person, make_post
from timeline.desk.documents import MAX_INLINE_POSTS
from timeline.models import Document, Event, Person, Place, Topic

pytestmark = pytest.mark.django_db


def add(desk: Client, model: str, **fields: object) -> set[str]:
    """Add an object, and return the names of the fields with errors."""
    response = desk.post(reverse(f"admin:timeline_{model}_add"), fields)
    if response.status_code == 302:
        return set()
    return set(response.context["adminform"].form.errors)


def test_a_person_with_a_cyrillic_name_has_an_address(desk: Client, reader: Client) -> None:
    assert not add(desk, "person", name="Владимир", slug="владимир", wikidata_id="Q7747")
    make_event(people=["x"])
    Person.objects.get(slug="владимир").events.set(Event.objects.all())
    page = reader.get("/", {"person": "владимир"})
    assert "Владимир" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "field", "said"),
    [
        ("ada lovelace", "name", "There is already a person with this name:"),
        ("Ada, Lovelace", "slug", "The slug is taken by the person"),
    ],
)
def test_who_has_the_slug_is_named_where_the_editor_wrote(
    desk: Client, name: str, field: str, said: str
) -> None:
    person = make_person("Ada Lovelace")
    sent = {"name": name, "slug": "ada-lovelace"}
    response = desk.post(reverse("admin:timeline_person_add"), sent)
    [(refused, [error])] = response.context["adminform"].form.errors.items()
    address = reverse("admin:timeline_person_change", args=[person.pk])
    assert refused == field
    assert said in error
    assert f'<a href="{address}" target="_blank">Ada Lovelace</a>' in error


@pytest.mark.parametrize("wikidata", ["7747", "Q", "Q0", "q7747", "Q7747 ", "https://x"])
def test_a_wikidata_id_looks_like_one(desk: Client, wikidata: str) -> None:
    refused = add(desk, "person", name="A", slug="a", wikidata_id=wikidata)
    assert refused == (set() if wikidata.strip() == "Q7747" else {"wikidata_id"})


@pytest.mark.parametrize(
    ("latitude", "longitude", "refused"),
    [
        ("", "", set()),
        ("44.5", "34.2", set()),
        ("91", "0", {"latitude"}),
        ("0", "-181", {"longitude"}),
        ("nan", "0", {"latitude"}),
    ],
)
def test_a_place_is_on_the_globe(
    desk: Client, latitude: str, longitude: str, refused: set[str]
) -> None:
    found = add(desk, "place", name="A", slug="a", latitude=latitude, longitude=longitude)
    assert found == refused
    assert Place.objects.exists() == (not refused)


@pytest.mark.parametrize("model", ["topic", "person", "place"])
def test_an_address_that_leads_to_one_is_given_to_no_other(desk: Client, model: str) -> None:
    extra = {"position": "0", "slot": "1"} if model == "topic" else {}
    assert not add(desk, model, name="Ada", slug="ada", **extra)
    models: dict[str, Any] = {"topic": Topic, "person": Person, "place": Place}
    made = models[model].objects
    first = reverse(f"admin:timeline_{model}_change", args=[made.get().pk])
    assert desk.post(first, form(desk, first, slug="ada-l")).status_code == 302
    assert add(desk, model, name="Another", slug="ada", **extra) == {"slug"}
    assert not add(desk, model, name="Another", slug="another", **extra)
    second = reverse(f"admin:timeline_{model}_change", args=[made.get(slug="another").pk])
    page = desk.post(second, form(desk, second, slug="ada")).content.decode()
    assert f"“ada” is the old slug of the {model} “Ada” (now ada-l)" in page
    assert not add(desk, "person" if model == "place" else "place", name="Ada", slug="ada")
    assert desk.post(first, form(desk, first, slug="ada")).status_code == 302
    assert made.get(name="Ada").slug == "ada"
    refused = desk.post(second, form(desk, second, slug="ada-l"))
    assert refused.status_code == 200


@pytest.mark.parametrize("model", ["topic", "person", "place"])
def test_what_events_name_is_not_deleted(desk: Client, model: str) -> None:
    """The events would change without a version, and a restored object would be named by none."""
    event = make_event("A call", topics=["War"], people=["Ada"], place="Yalta", state="draft")
    subject: Any = {
        "topic": event.topics.first(),
        "person": event.people.first(),
        "place": event.place,
    }[model]
    address = reverse(f"admin:timeline_{model}_delete", args=[subject.pk])
    assert "Cannot delete" in desk.get(address).content.decode()
    desk.post(address, {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": str(subject.pk), "post": "yes"}
    desk.post(reverse(f"admin:timeline_{model}_changelist"), chosen)
    assert type(subject).objects.filter(pk=subject.pk).exists()
    event.delete()
    assert desk.post(address, {"post": "yes"}).status_code == 302


def test_a_renamed_person_is_found_by_the_new_name(desk: Client) -> None:
    make_event("A call", people=["Ada"])
    ada = make_person("Ada")
    address = reverse("admin:timeline_person_change", args=[ada.pk])
    assert desk.post(address, form(desk, address, name="Countess")).status_code == 302
    assert [e.title for e in Event.objects.all().matching("countess")] == ["A call"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "javascript:alert(1)"),
        ("url", "ftp://paper.example/"),
        ("archive_url", "data:text/html,x"),
        ("time_zone", "Mars/Olympus"),
        ("published_on", "soon"),
    ],
)
def test_a_document_is_checked(desk: Client, field: str, value: str) -> None:
    sent = {
        "publisher": "The Paper",
        "headline": "A live page",
        "short_name": "Live page",
        "url": "https://paper.example/live",
        "published_on": "2025-03-18",
        "time_zone": "America/New_York",
        "language": "en",
        "posts-TOTAL_FORMS": "0",
        "posts-INITIAL_FORMS": "0",
    }
    assert add(desk, "document", **(sent | {field: value})) == {field}
    assert not Document.objects.exists()
    assert not add(desk, "document", **sent)
    assert Document.objects.get().slug == "a-live-page"


@pytest.mark.parametrize("count", [MAX_INLINE_POSTS, MAX_INLINE_POSTS + 1])
def test_a_document_of_many_posts_is_saved(desk: Client, count: int) -> None:
    document = make_document()
    for _number in range(count):
        make_post(document)
    address = reverse("admin:timeline_document_change", args=[document.pk])
    page = desk.get(address).content.decode()
    way = f'<a href="/admin/timeline/post/?document__id__exact={document.pk}">All {count} posts</a>'
    assert (way in page) == (count > MAX_INLINE_POSTS)
    sent = form(desk, address, headline="Another headline")
    assert desk.post(address, sent).status_code == 302
    assert [*Document.objects.values_list("headline", flat=True)] == ["Another headline"]
    assert document.posts.count() == count


@pytest.mark.parametrize("count", [MAX_INLINE_POSTS, MAX_INLINE_POSTS + 1])
def test_it_is_saved_though_its_posts_became_few_or_many_meanwhile(
    desk: Client, count: int
) -> None:
    document = make_document()
    for _number in range(count):
        make_post(document)
    address = reverse("admin:timeline_document_change", args=[document.pk])
    sent = form(desk, address, headline="Another headline")
    if count > MAX_INLINE_POSTS:
        document.posts.get(number=count).delete()
    else:
        make_post(document)
    assert desk.post(address, sent).status_code == 302
    assert [*Document.objects.values_list("headline", flat=True)] == ["Another headline"]


def test_an_older_version_of_a_document_can_be_looked_at_and_keeps_cited_posts(
    desk: Client,
) -> None:
    post = make_post(headline="First")
    document = post.document
    address = reverse("admin:timeline_document_change", args=[document.pk])
    assert desk.post(address, form(desk, address, headline="Old headline")).status_code == 302
    added = {
        "headline": "New",
        "posts-TOTAL_FORMS": "2",
        "posts-1-number": "2",
        "posts-1-headline": "Second",
    }
    assert desk.post(address, form(desk, address, **added)).status_code == 302
    make_citation(make_event(cite=False), document.posts.get(number=2))
    version = Version.objects.get_for_object(document)[1]
    old = reverse("admin:timeline_document_revision", args=[document.pk, version.pk])
    sent = form(desk, old, no_change="on")
    assert document.posts.count() == 2
    assert desk.post(old, sent).status_code == 302
    document.refresh_from_db()
    assert document.headline == "Old headline"
    assert document.posts.count() == 2, "a cited post stays"
