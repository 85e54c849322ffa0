"""Secret links: unguessable, unlisted, revocable, and a plain redirect once the event is out."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from tests.desk.forms import change_address, form
from tests.factories import make_event
from timeline.models import Event

pytestmark = pytest.mark.django_db


def make_link(desk: Client, event: Event) -> str:
    page = reverse("admin:timeline_event_preview", args=[event.pk])
    assert desk.post(page, {"make": "1"}).status_code == 302
    event.refresh_from_db()
    assert event.preview_token
    link = reverse("timeline:preview", args=[event.preview_token])
    assert link in desk.get(page).content.decode()
    return link


def test_a_draft_is_shown_to_whoever_has_the_link(
    desk: Client, reader: Client, draft_event: Event, embargoed_event: Event
) -> None:
    for event in (draft_event, embargoed_event):
        response = reader.get(make_link(desk, event))
        page = response.content.decode()
        assert response.status_code == 200
        assert event.title in page
        assert "not published" in page
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
        for telltale in ("canonical", "ld+json", "og:"):
            assert telltale not in page.partition("</head>")[0]


def test_a_preview_leads_to_no_page_that_is_not_there_yet(
    desk: Client, reader: Client, draft_event: Event
) -> None:
    post = draft_event.citations.get().post
    link, there = make_link(desk, draft_event), f'href="{post.get_absolute_url()}'
    assert there not in (page := reader.get(link).content.decode())
    assert "Post 1" in page
    make_event("Out")
    assert there in reader.get(link).content.decode()


def test_a_link_cannot_be_guessed(desk: Client, reader: Client, draft_event: Event) -> None:
    first = make_link(desk, draft_event)
    assert len(first.strip("/").partition("/")[2]) == 32
    for guess in ("", "x", "None", draft_event.public_id, "0" * 32, "%00"):
        assert reader.get(f"/preview/{guess}/").status_code == 404


def test_a_new_link_ends_the_old_one_and_revoking_ends_both(
    desk: Client, reader: Client, draft_event: Event
) -> None:
    first = make_link(desk, draft_event)
    second = make_link(desk, draft_event)
    assert [reader.get(link).status_code for link in (first, second)] == [404, 200]
    desk.post(reverse("admin:timeline_event_preview", args=[draft_event.pk]), {"revoke": "1"})
    assert [reader.get(link).status_code for link in (first, second)] == [404, 404]


def test_what_is_retracted_before_it_was_out_has_no_preview(
    desk: Client, reader: Client, embargoed_event: Event
) -> None:
    link = make_link(desk, embargoed_event)
    Event.objects.update(state=Event.State.RETRACTED)
    assert reader.get(link).status_code == 404


def test_a_link_is_made_and_ended_by_who_may_change_the_event(
    desk: Client, reader: Client, embargoed_event: Event
) -> None:
    link = make_link(desk, embargoed_event)
    writer = Client()
    user = User.objects.create_user("writer", is_staff=True)
    user.groups.add(Group.objects.get(name="Writer"))
    writer.force_login(user)
    page = reverse("admin:timeline_event_preview", args=[embargoed_event.pk])
    for sent in ({"make": "1"}, {"revoke": "1"}):
        assert writer.post(page, sent).status_code == 403
    assert reader.get(link).status_code == 200


def test_once_the_event_is_out_the_link_leads_there(
    desk: Client, reader: Client, draft_event: Event
) -> None:
    link = make_link(desk, draft_event)
    draft_event.state = Event.State.PUBLISHED
    draft_event.save()
    response = reader.get(link)
    assert (response.status_code, response["Location"]) == (302, draft_event.get_absolute_url())


def test_going_back_to_a_version_revives_no_link(
    desk: Client, reader: Client, draft_event: Event
) -> None:
    link = make_link(desk, draft_event)
    address = change_address(draft_event)
    desk.post(address, form(desk, address, title="First"))
    desk.post(reverse("admin:timeline_event_preview", args=[draft_event.pk]), {"revoke": "1"})
    desk.post(address, form(desk, address, title="Second"))
    version = Version.objects.get_for_object(draft_event).last()
    assert version
    back = reverse("admin:timeline_event_revision", args=[draft_event.pk, version.pk])
    assert desk.post(back, form(desk, back)).status_code == 302
    draft_event.refresh_from_db()
    assert draft_event.title == "First"
    assert reader.get(link).status_code == 404


def test_only_who_may_change_events_sees_and_makes_links(
    reader: Client, viewer: Client, draft_event: Event
) -> None:
    page = reverse("admin:timeline_event_preview", args=[draft_event.pk])
    for client, status in ((reader, 302), (viewer, 403)):
        for method in (client.get, client.post):
            assert method(page).status_code == status
    draft_event.refresh_from_db()
    assert draft_event.preview_token is None
