"""Merging two events that report the same thing, without breaking an address."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from pytest_django import Settings
from reversion.models import Version

from tests.desk.forms import change_address, correction, errors, form
from tests.factories import make_citation, make_event, make_post
from timeline.desk import merging_events
from timeline.desk.four_eyes import written_by
from timeline.models import Correction, Event
from timeline.models.roles import GROUPS

pytestmark = pytest.mark.django_db

DRAFT, PUBLISHED = Event.State.DRAFT, Event.State.PUBLISHED
LIST = reverse("admin:timeline_event_changelist")


def merge_address(kept: Event, other: Event) -> str:
    return reverse("admin:timeline_event_merge", args=[kept.pk, other.pk])


def tokens(*events: Event) -> dict[str, str]:
    for event in events:
        event.refresh_from_db()
    return {"kept_token": str(events[0].edit_token), "other_token": str(events[1].edit_token)}


def merge(desk: Client, kept: Event, other: Event, **more: Any) -> Any:
    sent = {**tokens(kept, other), "reason": "The same", "no_change": "on", **more}
    response = desk.post(merge_address(kept, other), {k: v for k, v in sent.items() if v})
    for event in (kept, other):
        event.refresh_from_db()
    return response


@pytest.fixture
def pair(db: None) -> tuple[Event, Event]:
    """Two published events that cite one passage; the second has more of everything else."""
    kept = make_event("The call", "2025-03-18", topics=["Calls"], people=["Ada"])
    other = make_event("A phone call", "2025-03-18", topics=["Calls", "War"], people=["Ben"])
    make_citation(other, make_post(), exact="other words")
    return kept, other


def test_both_are_shown_before_anything_changes(desk: Client, pair: tuple[Event, Event]) -> None:
    kept, other = pair
    Correction.objects.create(event=other, kind="update", was="a", now_says="b")
    response = desk.get(merge_address(kept, other))
    page = response.content.decode()
    for shown in ("The call", "A phone call", "moves over", "is already there", "Ben", "War"):
        assert shown in page
    assert merge_address(other, kept) in page, "the other one may be kept instead"
    assert "1 correction that readers were told" in page
    assert "Will lead to it" in page
    other.refresh_from_db()
    assert other.state == PUBLISHED


def test_what_the_other_had_moves_over(desk: Client, editor: User, pair: Any) -> None:
    kept, other = pair
    told = Correction.objects.create(event=other, kind="update", was="a", now_says="b")
    make_citation(other, exact="some words", date_as_written="on Tuesday", position=1)
    assert merge(desk, kept, other)["Location"] == change_address(kept)
    assert (other.state, other.merged_into) == ("merged", kept)
    assert list(kept.citations.values_list("exact", "date_as_written")) == [
        ("some words", "2025-03-18"),
        ("other words", "2025-03-18"),
        ("some words", "on Tuesday"),
    ]
    assert other.citations.get().exact == "some words", "the double stays behind"
    assert {person.name for person in kept.people.all()} == {"Ada", "Ben"}
    assert {topic.name for topic in kept.topics.all()} == {"Calls", "War"}
    assert (kept.title, kept.date_edtf) == ("The call", "2025-03-18")
    assert list(kept.corrections.all()) == [told]
    assert kept.updated_by == editor


def test_the_history_of_both_says_so_in_one_revision(desk: Client, pair: Any) -> None:
    kept, other = pair
    merge(desk, kept, other, reason="The same call")
    [of_kept] = Version.objects.get_for_object(kept)
    [of_other] = Version.objects.get_for_object(other)
    assert of_kept.revision == of_other.revision
    comment = of_kept.revision.comment
    assert comment.startswith("The same call. No change of meaning – ")
    assert "“A phone call” merged into “The call”" in comment
    history = desk.get(reverse("admin:timeline_event_history", args=[other.pk]))
    assert "merged into" in history.content.decode()


def test_every_address_of_the_other_leads_to_the_one_that_stays(
    desk: Client, reader: Client, pair: Any
) -> None:
    kept, other = pair
    old = other.get_absolute_url()
    merge(desk, kept, other)
    for address in (old, f"/e/{other.public_id}/", f"/e/{other.public_id}/whatever/"):
        response = reader.get(address)
        assert (response.status_code, response["Location"]) == (301, kept.get_absolute_url())
    for leaf in ("/e/{}/card.png", "/share/{}/"):
        response = reader.get(leaf.format(other.public_id))
        assert (response.status_code, response["Location"]) == (301, leaf.format(kept.public_id))
    assert reader.get(kept.get_absolute_url()).status_code == 200
    described = reader.get("/oembed", {"url": f"{settings.SITE_URL}{old}"}).json()
    assert described["title"] == "The call"
    found = reader.get("/events.json").json()
    assert [event["id"] for event in found["events"]] == [kept.public_id]
    assert "A phone call" not in reader.get("/").content.decode()


def test_a_chain_is_one_step_and_never_a_ring(desk: Client, reader: Client, pair: Any) -> None:
    second, first = pair
    third = make_event("The conversation", "2025-03-18")
    merge(desk, second, first)
    merge(desk, third, second)
    first.refresh_from_db()
    assert (first.merged_into, second.merged_into) == (third, third)
    for event in (first, second):
        response = reader.get(f"/e/{event.public_id}/")
        assert (response.status_code, response["Location"]) == (301, third.get_absolute_url())
    assert merge(desk, first, third).status_code == 200
    assert merge(desk, second, first).status_code == 200
    third.refresh_from_db()
    assert third.merged_into is None


def test_the_page_of_a_retracted_survivor_is_still_found(
    desk: Client, reader: Client, pair: Any
) -> None:
    kept, other = pair
    merge(desk, kept, other)
    kept.state = Event.State.RETRACTED
    kept.save()
    response = reader.get(f"/e/{other.public_id}/", follow=True)
    assert response.status_code == 410
    url = f"{settings.SITE_URL}/e/{other.public_id}/"
    assert reader.get("/oembed", {"url": url}).status_code == 410
    assert len(response.redirect_chain) == 1


def test_a_draft_is_not_given_away_by_what_was_merged_into_it(desk: Client, reader: Client) -> None:
    kept, other = make_event("Secret", state=DRAFT), make_event("Also secret", state=DRAFT)
    assert merge(desk, kept, other, no_change="").status_code == 302
    assert reader.get(f"/e/{other.public_id}/").status_code == 404


def test_a_merger_ends_the_preview_link_of_what_is_merged_away(
    desk: Client, reader: Client
) -> None:
    """The page of the kept event says that there is no link, and could not revoke it."""
    kept, other = make_event("Secret", state=DRAFT), make_event("Also secret", state=DRAFT)
    Event.objects.filter(pk=other.pk).update(preview_token="p" * 32)
    link = f"/preview/{'p' * 32}/"
    assert reader.get(link).status_code == 200
    said = "The preview link of “Also secret” stops working until"
    assert said in desk.get(merge_address(kept, other)).content.decode()
    assert said not in desk.get(merge_address(other, kept)).content.decode()
    assert merge(desk, kept, other, no_change="").status_code == 302
    assert reader.get(link).status_code == 404
    page = reverse("admin:timeline_event_preview", args=[kept.pk])
    assert "There is no link at the moment" in desk.get(page).content.decode()
    desk.post(page, {"make": "1"})
    kept.refresh_from_db()
    assert reader.get(f"/preview/{kept.preview_token}/").status_code == 200
    assert reader.get(link).status_code == 404
    # A public event is no secret: once it is out, even the old link leads to it.
    kept.state = PUBLISHED
    kept.save()
    assert reader.get(link)["Location"] == kept.get_absolute_url()


def test_readers_are_told_or_need_not_be(desk: Client, pair: Any) -> None:
    kept, other = pair
    refused = merge(desk, kept, other, no_change="")
    assert refused.status_code == 200
    assert "Readers have seen this event" in refused.content.decode()
    half = merge(desk, kept, other, no_change="", was="Two events.")
    assert "both texts" in half.content.decode()
    assert "Two events." in half.content.decode(), "what was typed stays"
    told = correction("correction", "Two events.", "One event.")
    assert merge(desk, kept, other, no_change="", **told).status_code == 302
    assert kept.corrections.get().was == "Two events."


def test_colleagues_are_told_why(desk: Client, pair: Any) -> None:
    kept, other = pair
    assert merge(desk, kept, other, reason="").status_code == 200
    assert other.state == PUBLISHED


@pytest.mark.parametrize("changed", [0, 1])
def test_a_page_that_was_open_before_another_edit_merges_nothing(
    desk: Client, pair: Any, changed: int
) -> None:
    kept, other = pair
    seen = tokens(kept, other)
    pair[changed].save()
    response = merge(desk, kept, other, **seen)
    assert response.status_code == 200
    assert "was changed while this page was open" in response.content.decode()
    assert other.state == PUBLISHED
    again = {name: response.context["form"][name].value() for name in seen}
    assert merge(desk, kept, other, **again).status_code == 302, "having seen both as they are"


def test_tabs_that_were_open_on_either_cover_nothing_and_lose_nothing(
    desk: Client, pair: Any
) -> None:
    kept, other = pair
    opened = [
        form(desk, change_address(event), title=f"From a tab {n}", no_change="on")
        for n, event in enumerate(pair)
    ]
    merge(desk, kept, other)
    stale = desk.post(change_address(kept), opened[0])
    assert stale.status_code == 200
    assert stale.context["conflict"]
    lost = desk.post(change_address(other), opened[1])
    assert lost.status_code == 409
    page = lost.content.decode()
    assert "From a tab 1" in page
    assert "other words" in page
    for event in pair:
        event.refresh_from_db()
        assert not event.title.startswith("From")


def test_what_was_merged_is_worked_on_where_it_is_now(desk: Client, pair: Any) -> None:
    kept, other = pair
    merge(desk, kept, other)
    response = desk.get(change_address(other))
    assert (response.status_code, response["Location"]) == (302, change_address(kept))
    first = Version.objects.get_for_object(other).last()
    assert first
    back = reverse("admin:timeline_event_revision", args=[other.pk, first.pk])
    assert desk.post(back, {}).status_code == 403
    assert desk.post(reverse("admin:timeline_event_delete", args=[other.pk])).status_code == 403
    assert desk.post(reverse("admin:timeline_event_delete", args=[kept.pk])).status_code == 403
    for action in ("publish_selected", "tag_selected"):
        sent = {"action": action, "_selected_action": [other.pk]}
        assert "It was merged into another" in desk.post(LIST, sent).content.decode()


@pytest.mark.parametrize(
    ("kept", "other", "reason"),
    [
        ({"state": DRAFT}, {}, "Readers know “B”"),
        ({"publish_at": timezone.now() + datetime.timedelta(days=1)}, {}, "Readers know “B”"),
        ({}, {"retract": True}, "was retracted"),
        ({"retract": True}, {}, "was retracted"),
    ],
)
def test_no_address_leads_where_readers_see_nothing(
    desk: Client, kept: dict[str, Any], other: dict[str, Any], reason: str
) -> None:
    events = []
    for title, fields in (("A", kept), ("B", other)):
        retract = fields.get("retract")
        event = make_event(title, **{k: v for k, v in fields.items() if k != "retract"})
        if retract:
            event.state = Event.State.RETRACTED
            event.save()
        events.append(event)
    first, second = events
    response = merge(desk, first, second)
    assert response.status_code == 200
    assert reason in response.context["refusal"]
    assert second.merged_into is None


def test_a_merger_cites_no_more_than_the_form_of_an_event(
    desk: Client, pair: tuple[Event, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, other = pair
    monkeypatch.setattr(merging_events, "MAX_EVENT_CITATIONS", 2)
    refused = merge(desk, kept, other)
    assert refused.context["refusal"] == (
        "Together they have more than 2 citations. Delete some first."
    )
    assert other.merged_into is None
    monkeypatch.setattr(merging_events, "MAX_EVENT_CITATIONS", 3)
    assert merge(desk, kept, other).status_code == 302


def test_a_merger_takes_no_event_back(desk: Client, pair: tuple[Event, Event]) -> None:
    """The page does not offer a retraction either."""
    kept, other = pair
    told = correction("retraction", "It was so.", "It was not.")
    page = desk.get(merge_address(kept, other)).content.decode()
    assert 'value="update"' in page
    assert 'value="retraction"' not in page
    response = merge(desk, kept, other, no_change="", **told)
    assert response.status_code == 200
    assert "correction_kind" in response.context["form"].errors
    assert (kept.state, other.merged_into, Correction.objects.count()) == (PUBLISHED, None, 0)


@pytest.mark.parametrize("state", [PUBLISHED, DRAFT])
def test_a_merger_asks_for_its_words_as_the_form_of_an_event_does(desk: Client, state: str) -> None:
    kept, other = make_event("A", state=state), make_event("B", state=DRAFT)
    page, form_page = (
        desk.get(address).content.decode()
        for address in (merge_address(kept, other), change_address(kept))
    )
    for shown in (
        "What readers are told of this change",
        'id="id_was_helptext"',
        "The words that were wrong, as readers saw them; shown struck through.",
        "A typo or a better word: kept in the history, not shown to readers.",
    ):
        assert (shown in page) == (shown in form_page) == (state == PUBLISHED)
    assert "For your colleagues, in the history." in page


SOON, LATER = "2099-06-01T12:00Z", "2099-12-01T12:00Z"


@pytest.mark.parametrize(
    ("kept", "other", "may"),
    [
        ({}, {"publish_at": SOON}, False),
        ({"publish_at": SOON}, {"publish_at": LATER}, False),
        ({"state": DRAFT}, {"publish_at": SOON}, False),
        ({}, {"publish_at": SOON, "state": DRAFT}, False),
        ({"publish_at": LATER}, {"publish_at": SOON}, True),
        ({"publish_at": SOON}, {"publish_at": SOON}, True),
        ({"publish_at": SOON}, {"state": DRAFT}, True),
        ({}, {"publish_at": "2020-01-01T12:00Z"}, True),
    ],
)
def test_no_embargo_ends_by_a_merger(
    desk: Client, reader: Client, kept: dict[str, Any], other: dict[str, Any], may: bool
) -> None:
    first, second = (
        make_event(title, **{**fields, "publish_at": parse_datetime(fields.get("publish_at", ""))})
        for title, fields in (("A", kept), ("B", other))
    )
    make_citation(second, exact="EMBARGOED WORDS")
    page = desk.get(merge_address(first, second)).content.decode()
    for event in (first, second):
        if event.publish_at:
            assert date_format(localtime(event.publish_at), "j M Y, H:i") in page, "both are shown"
    assert merge(desk, first, second).status_code == (302 if may else 200)
    assert ("“B” is under embargo until" in page) == (not may)
    assert (second.merged_into == first) == may
    if not may:
        assert "EMBARGOED WORDS" not in reader.get(first.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("fields", "stays", "four_eyes", "may"),
    [
        ({"publish_at": parse_datetime(SOON)}, "Approved", True, False),
        ({"publish_at": parse_datetime(SOON)}, "Mine", True, False),
        ({"publish_at": parse_datetime(SOON)}, "Approved", False, True),
        ({"publish_at": parse_datetime(SOON)}, "Mine", False, True),
        ({"state": DRAFT}, "Approved", True, True),
        ({"state": DRAFT}, "Mine", True, True),
        ({}, "Approved", True, True),
    ],
)
def test_nobody_merges_alone_what_was_approved_and_is_not_out_yet(
    desk: Client, settings: Settings, fields: dict[str, Any], stays: str, four_eyes: bool, may: bool
) -> None:
    """This holds for merging into the approved event, and for merging it into another one."""
    settings.FOUR_EYES = four_eyes
    approved = make_event("Approved", **fields)
    mine = make_event("Mine", state=DRAFT, publish_at=approved.publish_at)
    kept, other = (approved, mine) if stays == "Approved" else (mine, approved)
    response = merge(desk, kept, other)
    assert (other.merged_into == kept) == may
    assert may or "“Approved”: Somebody else approved it as it is" in response.content.decode()


@pytest.mark.parametrize("way", ["made", "saved"])
def test_of_four_eyes_whoever_wrote_what_was_merged_into_it_is_an_author(
    desk: Client, editor: User, settings: Settings, way: str
) -> None:
    settings.FOUR_EYES = True
    chief = User.objects.create_superuser("chief")
    browser = Client()
    browser.force_login(chief)
    kept = make_event("Hers", state=DRAFT)
    other = make_event("His", state=DRAFT, created_by=editor if way == "made" else None)
    if way == "saved":
        address = change_address(other)
        assert desk.post(address, form(desk, address, title="His own")).status_code == 302
    assert merge(browser, kept, other).status_code == 302
    Event.objects.update(updated_by=None)
    assert written_by(editor, [kept]) == written_by(chief, [kept]) == {kept.pk}
    address = change_address(kept)
    wanted = form(desk, address, state=PUBLISHED)
    assert "publish what you wrote" in errors(desk.post(address, wanted))


def test_a_draft_may_vanish_into_what_is_published(desk: Client, reader: Client) -> None:
    kept, other = make_event("Out"), make_event("Draft", state=DRAFT)
    assert merge(desk, kept, other).status_code == 302
    assert reader.get(f"/e/{other.public_id}/").status_code == 301


def test_an_event_is_not_merged_with_itself_or_with_none(desk: Client, pair: Any) -> None:
    kept, _other = pair
    assert "the same event" in desk.get(merge_address(kept, kept)).context["refusal"]
    nothing = reverse("admin:timeline_event_merge", args=[kept.pk, 987654])
    assert desk.get(nothing).status_code == desk.post(nothing).status_code == 404


def test_the_database_knows_no_merged_event_without_another(pair: Any) -> None:
    kept, other = pair
    for fields in ({"state": "merged"}, {"merged_into": kept}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.filter(pk=other.pk).update(**fields)


def test_the_other_one_is_found_while_typing(desk: Client, pair: Any) -> None:
    kept, other = pair
    address = reverse("admin:timeline_event_merge_choose", args=[kept.pk])
    assert address in desk.get(change_address(kept)).content.decode()
    assert desk.get(address).status_code == 200
    typed = {"app_label": "timeline", "model_name": "event", "field_name": "merged_into"}
    found = desk.get(reverse("admin:autocomplete"), {**typed, "term": "phone"}).json()
    assert [result["id"] for result in found["results"]] == [str(other.pk)]
    chosen = desk.get(address, {"other": other.pk})
    assert chosen["Location"] == merge_address(kept, other)
    for wrong in ("", "x", str(kept.pk), "987654"):
        assert "errorlist" in desk.get(address, {"other": wrong}).content.decode()


def test_two_are_chosen_in_the_list(desk: Client, pair: Any) -> None:
    kept, other = pair
    draft = make_event("Draft", state=DRAFT)

    def choose(*events: Event) -> Any:
        keys = [event.pk for event in events]
        return desk.post(LIST, {"action": "merge_selected", "_selected_action": keys})

    assert choose(kept, other)["Location"] == merge_address(kept, other)
    Event.objects.filter(pk=draft.pk).update(created_at=kept.created_at - datetime.timedelta(1))
    assert choose(draft, kept)["Location"] == merge_address(kept, draft), "readers know that one"
    for wrong in ([kept], [kept, other, draft]):
        assert choose(*wrong)["Location"] == f"{LIST}"


@pytest.mark.parametrize("role", ["nobody", "staff", *GROUPS])
def test_who_may_merge(role: str, pair: Any) -> None:
    kept, other = pair
    client = Client()
    if role != "nobody":
        user = User.objects.create_user("one", is_staff=True)
        user.groups.set(Group.objects.filter(name=role))
        client.force_login(user)
    may = role in {"Editor", "Chief"}
    shut = 302 if role == "nobody" else 403
    for address in (
        merge_address(kept, other),
        reverse("admin:timeline_event_merge_choose", args=[kept.pk]),
    ):
        assert client.get(address).status_code == (200 if may else shut)
    merge(client, kept, other)
    assert (other.merged_into == kept) == may


def test_a_new_title_keeps_the_old_addresses(desk: Client, reader: Client) -> None:
    event = make_event("First title")
    old = event.get_absolute_url()
    address = change_address(event)
    desk.post(address, form(desk, address, title="Second title", no_change="on"))
    event.refresh_from_db()
    assert event.get_absolute_url() != old
    response = reader.get(old)
    assert (response.status_code, response["Location"]) == (301, event.get_absolute_url())
