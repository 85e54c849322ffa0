"""Saved timelines in the admin: a query is checked when it is saved, not when it is read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from tests.desk.forms import form
from tests.factories import make_timeline, make_topic
from timeline.models import Timeline

pytestmark = pytest.mark.django_db

ADD = reverse("admin:timeline_timeline_add")


def sent(query: str, **fields: str) -> dict[str, str]:
    return {
        "slug": "war",
        "title": "War",
        "standfirst": "",
        "query": query,
        "position": "1",
        "state": "published",
        **fields,
    }


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("", ""),
        ("topic=war", "topic=war"),
        ("?from=1900&topic=war", "topic=war&from=1900"),
        ("from=18th century&dates=possible", "from=18th+century"),
    ],
)
def test_a_query_is_saved_in_its_canonical_form(desk: Client, typed: str, saved: str) -> None:
    make_topic("War")
    assert desk.post(ADD, sent(typed)).status_code == 302
    assert Timeline.objects.get().query == saved


@pytest.mark.parametrize("typed", ["topic=nope", "color=red", "from=soonish", "after=x", "dates=x"])
def test_a_query_that_cannot_be_read_is_refused(desk: Client, typed: str) -> None:
    response = desk.post(ADD, sent(typed))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors.keys() == {"query"}
    assert not Timeline.objects.exists()


def test_a_changed_slug_keeps_the_old_address(desk: Client, reader: Client) -> None:
    timeline = make_timeline("peace")
    address = reverse("admin:timeline_timeline_change", args=[timeline.pk])
    assert desk.post(address, form(desk, address, slug="war")).status_code == 302
    response = reader.get("/t/peace/?q=x")
    assert (response.status_code, response["Location"]) == (301, "/t/war/?q=x")


def test_an_address_that_leads_to_one_timeline_is_given_to_no_other(
    desk: Client, reader: Client
) -> None:
    timeline = make_timeline("war", title="Wars")
    address = reverse("admin:timeline_timeline_change", args=[timeline.pk])
    desk.post(address, form(desk, address, slug="wars"))
    other = reverse("admin:timeline_timeline_change", args=[make_timeline("other").pk])
    for taking in (ADD, other):
        page = desk.post(taking, form(desk, taking, slug="war", title="War")).content.decode()
        assert "“war” is the old slug of the timeline “Wars” (now wars)" in page
    assert reader.get("/t/war/")["Location"] == "/t/wars/"
    again = form(desk, address, slug="war")
    assert desk.post(address, again).status_code == 302, "it may have it back"
    assert reader.get("/t/wars/")["Location"] == "/t/war/"


def test_an_older_version_takes_no_address_away(desk: Client, reader: Client) -> None:
    """The newer slug is not lost either."""
    timeline = make_timeline("peace")
    address = reverse("admin:timeline_timeline_change", args=[timeline.pk])
    for slug in ("peace", "war"):
        assert desk.post(address, form(desk, address, slug=slug)).status_code == 302
    first = Version.objects.get_for_object(timeline).last()
    assert first
    back = reverse("admin:timeline_timeline_revision", args=[timeline.pk, first.pk])
    assert desk.post(back, form(desk, back)).status_code == 302
    assert reader.get("/t/war/")["Location"] == "/t/peace/"


def test_what_is_recovered_takes_no_address_away(desk: Client, reader: Client) -> None:
    gone = make_timeline("war", state="draft")
    desk.post(reverse("admin:timeline_timeline_delete", args=[gone.pk]), {"post": "yes"})
    other = make_timeline("war")
    other.slug = "other"
    other.save()
    [version] = Version.objects.get_deleted(Timeline)
    recover = reverse("admin:timeline_timeline_recover", args=[version.pk])
    response = desk.post(recover, sent(""))
    assert response.context["adminform"].form.errors.keys() == {"slug"}
    assert reader.get("/t/war/")["Location"] == "/t/other/"
    assert desk.post(recover, sent("", slug="war-again")).status_code == 302
    assert reader.get("/t/war-again/").status_code == 200
    assert reader.get("/t/war/")["Location"] == "/t/other/"


def test_only_a_published_timeline_has_a_link_to_the_site(desk: Client) -> None:
    for state in ("draft", "published"):
        timeline = make_timeline(state, state=state)
        page = desk.get(reverse("admin:timeline_timeline_change", args=[timeline.pk]))
        assert ("View on site" in page.content.decode()) == (state == "published")


def test_a_published_timeline_is_not_set_back_to_draft(desk: Client, reader: Client) -> None:
    timeline = make_timeline("war")
    address = reverse("admin:timeline_timeline_change", args=[timeline.pk])
    response = desk.post(address, form(desk, address, state="draft"))
    assert response.context["adminform"].form.errors.keys() == {"state"}
    assert "others may link to its addresses" in response.content.decode()
    assert reader.get("/t/war/events.atom").status_code == 200
    assert desk.post(address, form(desk, address, title="Wars")).status_code == 302


def test_a_draft_is_published_and_deleted_at_will(desk: Client) -> None:
    timeline = make_timeline("war", state="draft")
    address = reverse("admin:timeline_timeline_change", args=[timeline.pk])
    assert desk.post(address, form(desk, address, title="Wars")).status_code == 302
    gone = make_timeline("peace", state="draft")
    desk.post(reverse("admin:timeline_timeline_delete", args=[gone.pk]), {"post": "yes"})
    assert desk.post(address, form(desk, address, state="published")).status_code == 302
    assert [*Timeline.objects.values_list("slug", "state")] == [("war", "published")]


def test_a_published_timeline_is_not_deleted(desk: Client, reader: Client) -> None:
    timeline, draft = make_timeline("war"), make_timeline("peace", state="draft")
    address = reverse("admin:timeline_timeline_delete", args=[timeline.pk])
    page = desk.get(address).content.decode()
    assert "Cannot delete" in page
    assert "others may link to its addresses" in page
    desk.post(address, {"post": "yes"})
    chosen = {
        "action": "delete_selected",
        "_selected_action": [str(timeline.pk), str(draft.pk)],
        "post": "yes",
    }
    response = desk.post(reverse("admin:timeline_timeline_changelist"), chosen)
    assert "others may link to its addresses" in response.content.decode()
    assert reader.get("/t/war/").status_code == 200
    assert Timeline.objects.filter(pk=draft.pk).exists(), "all that was chosen, or nothing"


def test_going_back_to_a_draft_takes_no_address_away(desk: Client, reader: Client) -> None:
    timeline = make_timeline("war", state="draft")
    address = reverse("admin:timeline_timeline_change", args=[timeline.pk])
    for fields in ({"title": "As a draft"}, {"title": "Published", "state": "published"}):
        assert desk.post(address, form(desk, address, **fields)).status_code == 302
    first = Version.objects.get_for_object(timeline).last()
    assert first
    back = reverse("admin:timeline_timeline_revision", args=[timeline.pk, first.pk])
    sent = form(desk, back)
    assert (sent["title"], sent["state"]) == ("As a draft", "published")
    refused = desk.post(back, sent | {"state": "draft"})
    assert refused.context["adminform"].form.errors.keys() == {"state"}
    assert desk.post(back, sent).status_code == 302
    assert "As a draft" in reader.get("/t/war/").content.decode()
