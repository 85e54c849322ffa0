"""Merging two people, places or topics that are the same, without breaking an address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from reversion.models import Version

from tests.desk.forms import ADD, change_address, errors, form, form_of
from tests.desk.test_roles import ROLES, browser
from tests.factories import make_event, make_person, make_place, make_timeline, make_topic
from tests.web import parse, text, titles
from timeline.models import Correction, Event, Person, Place, Topic
from timeline.models.visibility import is_known_to_readers

pytestmark = pytest.mark.django_db

MAKERS: dict[str, Any] = {"topic": make_topic, "person": make_person, "place": make_place}
KINDS: dict[str, Any] = {"topic": Topic, "person": Person, "place": Place}
every_kind = pytest.mark.parametrize("kind", MAKERS)


def named(kind: str, name: str) -> dict[str, Any]:
    """Return the arguments of `make_event` for an event that names one."""
    return (
        {"place": name} if kind == "place" else {"people" if kind == "person" else "topics": [name]}
    )


def address_of(kept: Any, other: Any) -> str:
    return reverse(f"admin:timeline_{kept._meta.model_name}_merge", args=[kept.pk, other.pk])


def change_of(thing: Any) -> str:
    return reverse(f"admin:timeline_{thing._meta.model_name}_change", args=[thing.pk])


def merge(desk: Client, kept: Any, other: Any, **more: str) -> Any:
    address = address_of(kept, other)
    shown = desk.get(address).context["form"].fingerprint
    return desk.post(address, {"shown": shown, "reason": "The same", **more})


def names_of(event: Event) -> set[str]:
    place = [event.place] if event.place else []
    return {str(one) for one in (*event.people.all(), *event.topics.all(), *place)}


@every_kind
def test_what_named_the_other_names_the_one_that_stays(desk: Client, kind: str) -> None:
    kept, other = MAKERS[kind]("Kyiv"), MAKERS[kind]("Kiev")
    events = [
        make_event("Public", **named(kind, "Kiev")),
        make_event("Draft", state="draft", **named(kind, "Kiev")),
    ]
    events.append(make_event("Gone", state="merged", merged_into=events[0], **named(kind, "Kiev")))
    if kind != "place":
        events.append(make_event("Both"))
        getattr(events[-1], "people" if kind == "person" else "topics").set([kept, other])
    tokens = [event.edit_token for event in events]
    response = merge(desk, kept, other)
    assert response["Location"] == change_of(kept)
    assert not type(other).objects.filter(pk=other.pk).exists()
    for event, token in zip(events, tokens, strict=True):
        event.refresh_from_db()
        assert names_of(event) == {"Kyiv"}
        assert event.edit_token != token, "a form that is open is told"
        [version] = Version.objects.get_for_object(event)
        assert version.revision.comment == "The same – “Kiev” merged into “Kyiv”."
        assert version.revision.user.username == "editor"
        if kind == "topic":
            assert event.lane == kept
        else:
            assert "kyiv" in event.words.words
            assert "kiev" not in event.words.words
    assert not Correction.objects.exists(), "another name of it is no other event"
    [version] = Version.objects.get_for_object(kept)
    assert version.revision.comment.startswith("The same – ")
    [deleted] = Version.objects.get_deleted(type(kept))
    assert (deleted.object_repr, deleted.revision.comment) == ("Kiev", version.revision.comment)


@every_kind
def test_every_slug_of_the_other_leads_there(desk: Client, reader: Client, kind: str) -> None:
    kept, other = MAKERS[kind]("Kyiv"), MAKERS[kind]("Kiev")
    make_event("A", **named(kind, "Kyiv"))
    make_event("B", **named(kind, "Kiev"))
    other.slug = "kiev-ukraine"
    other.save()
    saved = make_timeline("all", query=f"{kind}=kiev-ukraine&{kind}=kyiv&from=1900")
    page = desk.get(address_of(kept, other)).content.decode()
    assert "The timeline “Timeline all” asks for “Kyiv” instead." in page
    merge(desk, kept, other)
    for slug in ("kyiv", "kiev", "kiev-ukraine"):
        assert titles(parse(reader.get(f"/?{kind}={slug}"))) == ["A", "B"]
    saved.refresh_from_db()
    assert saved.query == f"{kind}=kyiv&from=1900"
    sent = {"name": "X", "slug": "kiev", "position": "0", "slot": "1"}
    taken = desk.post(reverse(f"admin:timeline_{kind}_add"), sent)
    assert "is the old slug of the" in errors(taken)
    assert is_known_to_readers(kept)


def test_addresses_that_readers_have_stay_when_nothing_names_it_any_more(desk: Client) -> None:
    """Others may have addresses of the merged one; they lead to the one that is kept."""
    event, kept = make_event("A", people=["Kiev"]), make_person("Kyiv")
    other = event.people.get()
    event.people.clear()
    assert is_known_to_readers(other)
    assert not is_known_to_readers(kept)
    merge(desk, kept, other)
    assert is_known_to_readers(kept)


def test_what_the_one_lacks_it_takes_over(desk: Client) -> None:
    kept = make_place("Kyiv", latitude=50.45)
    other = make_place(
        "Kiev", description="A capital.", wikidata_id="Q1899", latitude=50, longitude=30
    )
    page = desk.get(address_of(kept, other)).content.decode()
    assert "“Kyiv” has no description, and takes it over." in page
    assert "has no longitude" not in page, "half of a point is not that of another"
    merge(desk, kept, other)
    kept.refresh_from_db()
    assert (kept.description, kept.wikidata_id) == ("A capital.", "Q1899")
    assert (kept.latitude, kept.longitude) == (50.45, None)
    [version, *_] = Version.objects.get_for_object(kept)
    assert version.field_dict["description"] == "A capital."


def test_both_are_shown_before_anything_changes(desk: Client) -> None:
    kept, other = make_person("Bill Clinton"), make_person("William Clinton")
    make_event(people=["William Clinton"])
    response = desk.get(address_of(kept, other))
    page = response.content.decode()
    assert "1 event that names “William Clinton” names “Bill Clinton” instead" in page
    assert address_of(other, kept) in page, "the other one may be kept instead"
    assert Person.objects.count() == 2


def test_the_other_one_is_said_to_be_deleted(desk: Client) -> None:
    page = parse(desk.get(address_of(make_person("Bill"), make_person("William"))))
    [table] = [
        each for each in page.iter("table") if text(each.find("caption")) == "Both as they are now"
    ]
    heads = [text(head) for head in table.iter("th") if head.get("scope") == "col"]
    assert heads == ["Field", "Stays", "Is deleted"]


def test_two_of_wikidata_are_not_merged(desk: Client) -> None:
    kept, other = make_person("A", wikidata_id="Q1"), make_person("B", wikidata_id="Q2")
    response = merge(desk, kept, other)
    assert response.status_code == 200
    assert "They have different Wikidata ids: “A” is Q1, “B” is Q2." in response.content.decode()
    assert Person.objects.count() == 2


def test_of_more_events_than_one_action_may_change_the_other_one_is_kept(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timeline.desk.merging_subjects.MAX_AT_ONCE", 1)
    kept, other = make_topic("A"), make_topic("B")
    for _ in range(2):
        make_event(topics=["B"])
    assert "2 events name “B”, but at most 1 can" in merge(desk, kept, other).content.decode()
    assert merge(desk, other, kept).status_code == 302


def test_what_four_eyes_approved_is_not_changed_by_two(desk: Client, settings: Settings) -> None:
    later = timezone.now() + timedelta(days=1)
    waits = make_event("Waits", people=["B"], publish_at=later, published_at=later)
    kept, other = make_person("A"), waits.people.get()
    settings.FOUR_EYES = True
    response = merge(desk, kept, other)
    assert "“Waits” names “B”. Somebody else approved it" in response.content.decode()
    settings.FOUR_EYES = False
    assert merge(desk, kept, other).status_code == 302


def test_what_was_changed_meanwhile_is_shown_first(desk: Client) -> None:
    kept, other = make_person("A"), make_person("B")
    address = address_of(kept, other)
    shown = desk.get(address).context["form"].fingerprint
    Person.objects.filter(pk=other.pk).update(description="Another B.")
    response = desk.post(address, {"shown": shown, "reason": "The same"})
    page = response.content.decode()
    assert "was changed while this page was open" in page
    assert "Another B." in page
    assert 'value="The same"' in page
    again = {name: response.context["form"][name].value() for name in ("shown", "reason")}
    assert desk.post(address, again).status_code == 302
    twice = desk.post(address, again, follow=True)
    assert "“B” has already been merged into “A”." in twice.content.decode()
    assert twice.redirect_chain[0][0] == change_of(kept)


@every_kind
def test_who_merges_with_what_was_deleted_is_told_so(desk: Client, kind: str) -> None:
    kept, other = MAKERS[kind]("Kyiv"), MAKERS[kind]("Kiev")
    address = address_of(kept, other)
    delete = reverse(f"admin:timeline_{kind}_delete", args=[other.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 302
    said = desk.post(address, {"reason": "The same"}, follow=True).content.decode()
    assert "Nothing was merged: the other one no longer exists." in said


def test_a_merger_without_a_reason_is_none(desk: Client) -> None:
    kept, other = make_person("A"), make_person("B")
    assert "This field is required" in merge(desk, kept, other, reason="").content.decode()
    assert desk.post(address_of(kept, kept), {"reason": "x"}).status_code == 302
    assert Person.objects.count() == 2


@every_kind
def test_the_list_leads_to_it(desk: Client, kind: str) -> None:
    few, many, third = (MAKERS[kind](name) for name in ("A", "B", "C"))
    make_event(**named(kind, "B"))
    address = reverse(f"admin:timeline_{kind}_changelist")
    chosen = [few.pk, many.pk]
    sent = {"action": "merge_selected", "index": "0", "_selected_action": chosen}
    assert desk.post(address, sent)["Location"] == address_of(many, few)
    chosen.append(third.pk)
    page = desk.post(address, sent, follow=True).content.decode()
    assert "Select exactly two to merge" in page


@pytest.mark.parametrize("role", ROLES)
@every_kind
def test_who_may(role: str, kind: str) -> None:
    """Users who may publish, and change objects of the kind: only chiefs may change topics."""
    client = browser(role)
    kept, other = MAKERS[kind]("A"), MAKERS[kind]("B")
    may = role == "Chief" or (role == "Editor" and kind != "topic")
    shut = 302 if role == "nobody" else 403
    for method in ("get", "post", "put"):
        answer = getattr(client, method)(address_of(kept, other))
        allowed = 405 if method == "put" else 200
        assert answer.status_code == (allowed if may else shut)
    if role not in ("nobody", "staff"):
        offered = client.get(reverse(f"admin:timeline_{kind}_changelist")).content.decode()
        assert ('value="merge_selected"' in offered) == may


def test_a_form_that_names_the_other_loses_nothing(desk: Client) -> None:
    event, kept = make_event("X", state="draft", people=["B"]), make_person("A")
    address = change_address(event)
    mine = form(desk, address, title="Mine")
    merge(desk, kept, event.people.get())
    response = desk.post(address, mine)
    assert response.status_code == 200
    assert "You have saved this event yourself" in errors(response)
    assert form_of(response)["title"] == "Mine"


def test_what_was_merged_comes_back_under_another_slug(desk: Client) -> None:
    kept, other = make_person("A"), make_person("B", description="Of the two.")
    merge(desk, kept, other)
    [deleted] = Version.objects.get_deleted(Person)
    address = reverse("admin:timeline_person_recover", args=[deleted.pk])
    sent = form(desk, address)
    assert "“b” is the old slug of the person “A”" in errors(desk.post(address, sent))
    assert desk.post(address, {**sent, "slug": "b-after-all"}).status_code == 302
    assert Person.objects.get(slug="b-after-all").description == "Of the two."


def test_twenty_events_take_no_more_statements_than_two(desk: Client) -> None:
    def statements(count: int) -> int:
        kept, other = make_place(f"A{count}"), make_place(f"B{count}")
        for _ in range(count):
            make_event(place=f"B{count}", cite=False)
        shown = desk.get(address_of(kept, other)).context["form"].fingerprint
        with CaptureQueriesContext(connection) as asked:
            sent = {"shown": shown, "reason": "The same"}
            assert desk.post(address_of(kept, other), sent).status_code == 302
        return len(asked)

    statements(1)  # warms the caches
    assert statements(2) == statements(20)
    assert not Place.objects.filter(name__startswith="B").exists()
    assert not Topic.objects.exists()


def field_of(kind: str) -> str:
    return {"topic": "topics", "person": "people", "place": "place"}[kind]


def held(page: Any, kind: str) -> set[str]:
    """Return the names of the objects chosen in the field of the form on the page."""
    value = page.context["adminform"].form[field_of(kind)].value()
    keys = value if isinstance(value, list) else [value] if value else []
    return {str(one) for one in KINDS[kind].objects.filter(pk__in=keys)}


@every_kind
@pytest.mark.parametrize("is_new", [True, False])
def test_who_names_what_is_merged_meanwhile_goes_on_with_the_one_that_stays(
    desk: Client, kind: str, is_new: bool
) -> None:
    kept, other = MAKERS[kind]("Kyiv"), MAKERS[kind]("Kiev")
    address = ADD if is_new else change_address(make_event("X", "2014", state="draft"))
    chosen = str(other.pk) if kind == "place" else [str(kept.pk), str(other.pk)]
    sent = form(desk, address, title="Y", date="2014", **{field_of(kind): chosen})
    merge(desk, kept, other)
    page = desk.post(address, sent)
    assert "“Kiev” has become “Kyiv”" in errors(page)
    assert held(page, kind) == {"Kyiv"}
    assert desk.post(address, form_of(page)).status_code == 302
    assert names_of(Event.objects.get(title="Y")) == {"Kyiv"}


@every_kind
def test_what_is_deleted_meanwhile_is_named(desk: Client, kind: str) -> None:
    other = MAKERS[kind]("Kiev")
    chosen = str(other.pk) if kind == "place" else [str(other.pk)]
    sent = form(desk, ADD, title="Y", date="2014", **{field_of(kind): chosen})
    delete = reverse(f"admin:timeline_{kind}_delete", args=[other.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 302
    page = desk.post(ADD, sent)
    assert "“Kiev” was deleted while you were writing" in errors(page)
    assert held(page, kind) == set()
    assert desk.post(ADD, form_of(page)).status_code == 302


def test_what_never_was_is_no_choice(desk: Client) -> None:
    sent = form(desk, ADD, title="Y", date="2014", people=["999"])
    assert "999 is not one of the available choices" in errors(desk.post(ADD, sent))
