"""Objects other than events that readers have seen keep their addresses, come what may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.forms import change_address, citation, form
from tests.factories import make_event, make_person, make_place, make_post, make_topic
from timeline.models import Document, Event, Post

pytestmark = pytest.mark.django_db


def delete(desk: Client, thing: Any) -> str:
    """Try to delete it by the action and by its own page; return what the latter says."""
    name = f"admin:timeline_{thing._meta.model_name}"
    chosen = {"action": "delete_selected", "_selected_action": str(thing.pk), "post": "yes"}
    desk.post(reverse(f"{name}_changelist"), chosen)
    if not type(thing).objects.filter(pk=thing.pk).exists():
        return ""
    page = desk.post(reverse(f"{name}_delete", args=[thing.pk]), {"post": "yes"})
    return page.content.decode() if page.status_code == 200 else ""


@pytest.mark.parametrize("is_out", [True, False])
def test_what_an_event_named_stays_once_readers_have_seen_it(
    desk: Client, reader: Client, is_out: bool
) -> None:
    """After it was removed from the event, links, filters and feeds still lead to it."""
    things = [make_topic("War"), make_person("Ada"), make_place("Yalta")]
    event = make_event("X", state="published" if is_out else "draft")
    address = change_address(event)
    topic, person, place = (thing.pk for thing in things)
    named = form(desk, address, topics=[topic], people=[person], place=place, no_change="on")
    assert desk.post(address, named).status_code == 302
    bare = form(desk, address, topics=[], people=[], place="", no_change="on")
    assert desk.post(address, bare).status_code == 302
    for thing in things:
        assert ("others may link to its addresses" in delete(desk, thing)) == is_out
        feed = f"/events.atom?{thing._meta.model_name}={thing.slug}"
        assert reader.get(feed).status_code == (200 if is_out else 400)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("published", "readers have seen it: retract it instead, so that its address says why"),
        ("retracted", "it was retracted, and its address has to keep saying why"),
        ("merged", "it was merged into another event, and its addresses lead there"),
    ],
)
def test_of_events_chosen_together_the_page_says_which_stay(
    desk: Client, state: str, why: str
) -> None:
    draft, other = make_event("A draft", state="draft"), make_event("Another")
    stays, into = make_event("X"), other if state == "merged" else None
    Event.objects.filter(pk=stays.pk).update(state=state, merged_into=into)
    sent = {"action": "delete_selected", "_selected_action": [draft.pk, stays.pk], "post": "yes"}
    page = desk.post(reverse("admin:timeline_event_changelist"), sent).content.decode()
    assert f"<li>Event: X – {why}</li>" in page
    assert "permission" not in page
    assert Event.objects.count() == 3


@pytest.mark.parametrize("is_out", [True, False])
@pytest.mark.parametrize("way", ["document", "post", "beside", "number"])
def test_the_page_of_a_source_stays_once_readers_have_seen_it(
    desk: Client, reader: Client, is_out: bool, way: str
) -> None:
    """So do the pages of all its posts, to which it links; also when nothing cites it any more."""
    cited, beside = make_post(), make_post()
    document = cited.document
    event = make_event("X", state="published" if is_out else "draft")
    address = change_address(event)
    kept = form(desk, address, label="Kept", no_change="on")
    assert desk.post(address, kept).status_code == 302
    other = make_post(Document.objects.create(**fields_of(document)))
    elsewhere = citation(other) | {"citations-INITIAL_FORMS": "1"}
    assert desk.post(address, form(desk, address, no_change="on", **elsewhere)).status_code == 302
    assert not cited.citations.exists()
    page = reverse("admin:timeline_document_change", args=[document.pk])
    if way == "document":
        said = delete(desk, document)
    elif way == "post":
        said = delete(desk, beside)
    elif way == "beside":
        said = desk.post(page, form(desk, page, **{"posts-1-DELETE": "on"})).content.decode()
    else:
        said = desk.post(page, form(desk, page, **{"posts-1-number": "9"})).content.decode()
    assert ("others may link to its address" in said) == is_out
    answer = reader.get(f"/d/{document.public_id}/{beside.number}/")
    assert answer.status_code == (200 if is_out else 404)


def fields_of(document: Document) -> dict[str, Any]:
    names = ("publisher", "headline", "short_name", "url", "published_on")
    return {name: getattr(document, name) for name in names}


def test_a_post_that_is_like_a_cited_one_by_its_key_alone_is_deleted(desk: Client) -> None:
    """Key 1 is not taken for 12, nor a person's key for that of a post."""
    posts = [make_post() for _ in range(12)]
    first, twelfth = posts[0], posts[-1]
    alone = make_post(Document.objects.create(**fields_of(first.document)))
    event = make_event("X", people=["Ada"], cite=False)
    address = change_address(event)
    sent = form(desk, address, no_change="on", **citation(twelfth))
    assert desk.post(address, sent).status_code == 302
    assert "others may link" in delete(desk, first), "of the same document"
    assert not delete(desk, alone)
    assert not delete(desk, make_topic("Of the same key", pk=make_person("Ada").pk))
    assert Post.objects.count() == 12
    assert Event.objects.count() == 1
