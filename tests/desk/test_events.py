"""An editor's work on events, through the admin's own forms."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from tests.desk.forms import ADD, change_address, citation, correction, errors, form, form_of
from tests.factories import (
    make_citation,
    make_document,
    make_event,
    make_person,
    make_place,
    make_post,
    make_topic,
)
from timeline.models import Correction, Event, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(db: None) -> Post:
    """A post of a document of 18 March 2025."""
    return make_post(make_document(published_on=datetime.date(2025, 3, 18)))


def test_an_event_is_added_from_a_post(desk: Client, editor: User, post: Post) -> None:
    topic, person, place = make_topic("Calls"), make_person("Ada"), make_place("Yalta")
    sent = form(
        desk,
        ADD,
        title="Ada calls",
        summary="They talk.",
        date="June 3, 2000",
        topics=[topic.pk],
        people=[person.pk],
        place=place.pk,
        state="published",
        **citation(post, exact="the call", date_as_written="June 3, 2000"),
    )
    response = desk.post(ADD, sent)
    assert response.status_code == 302, errors(response)
    event = Event.objects.get()
    assert (event.date_edtf, event.date_text) == ("2000-06-03", "June 3, 2000")
    assert (event.created_by, event.updated_by) == (editor, editor)
    assert event.published_at is not None
    [cited] = event.citations.all()
    assert (cited.post, cited.exact, cited.supports) == (post, "the call", ["event", "date"])
    assert desk.get(event.get_absolute_url()).status_code == 200
    assert [e.title for e in Event.objects.all().matching("yalta ada talk")] == ["Ada calls"]


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("18th century", "17XX"),
        ("c. 1944", "1944~"),
        ("2014-02/2014-03-18", "2014-02/2014-03-18"),
        ("June 2000", "2000-06"),
        ("since 2014", "2014/.."),
    ],
)
def test_a_date_is_typed_as_anyone_writes_it(desk: Client, typed: str, edtf: str) -> None:
    response = desk.post(ADD, form(desk, ADD, title="X", date=typed), follow=True)
    event = Event.objects.get()
    assert (event.date_edtf, event.date_text) == (edtf, typed)
    assert f"“{typed}” was read as" in response.content.decode()


def test_the_words_of_the_source_may_differ(desk: Client) -> None:
    desk.post(ADD, form(desk, ADD, title="X", date="1999", date_text="the previous year"))
    event = Event.objects.get()
    assert (event.date_edtf, event.date_text) == ("1999", "the previous year")


@pytest.mark.parametrize("typed", ["soonish", "2014-13", "03/04/2014 or so", "x" * 300, "<b>"])
def test_a_date_that_cannot_be_read_is_refused_beside_its_field(desk: Client, typed: str) -> None:
    response = desk.post(ADD, form(desk, ADD, title="X", date=typed))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors.keys() == {"date"}
    assert response.context["adminform"].form["date"].value() == typed
    assert not Event.objects.exists()


def test_a_zone_that_does_not_exist_is_refused_beside_its_field(desk: Client) -> None:
    for zone in ("../../etc/passwd", "\x00"):
        for date in (
            "10 a.m. local time, March 18, 2025",
            "2025-03-18T10:00:00",
            "10 a.m. ET March 18, 2025",
        ):
            response = desk.post(ADD, form(desk, ADD, title="X", date=date, date_tz=zone))
            assert response.status_code == 200
            assert "date_tz" in response.context["adminform"].form.errors
    assert not Event.objects.exists()


def test_on_a_page_of_several_days_they_count_from_the_day_of_the_post(desk: Client) -> None:
    """The day is that of the document's time zone; in UTC it would be the 20th."""
    posted = datetime.datetime(2025, 3, 20, 1, 30, tzinfo=datetime.UTC)
    document = make_document(published_on=datetime.date(2025, 3, 18), time_zone="America/New_York")
    cited = make_post(document, published_at=posted)
    sent = form(desk, ADD, title="X", date="yesterday", **citation(cited))
    assert desk.post(ADD, sent).status_code == 302
    assert Event.objects.get().date_edtf == "2025-03-18"
    asked = {"date": "yesterday", "citations-0-post": str(cited.pk)}
    shown = desk.get("/admin/timeline/event/reading/", asked).content.decode()
    assert "18 March 2025" in shown


def test_relative_words_count_from_the_day_of_the_source(desk: Client, post: Post) -> None:
    event = make_event("X", "2000", cite=False)
    make_citation(event, post)
    with time_machine.travel("2026-06-01T12:00:00Z", tick=False):
        desk.force_login(User.objects.get(username="editor"))
        address = change_address(event)
        sent = form(desk, address, date="yesterday", no_change="on")
        sent["words_stay"] = "citations-0-date_as_written yesterday"
        assert desk.post(address, sent).status_code == 302
    event.refresh_from_db()
    assert event.date_edtf == "2025-03-17"


def test_a_date_that_was_not_touched_is_not_read_again(desk: Client) -> None:
    """The parser may read a text differently one day; an untouched date must stay the same."""
    for edtf in ("2011-12", "1783?", "[1667,1668..1670]", "{1960,1961-12}", "1984-06?/2004-08~"):
        event = make_event("X", edtf, date_text="as the source wrote it")
        address = change_address(event)
        sent = form(desk, address, title="Y", no_change="on")
        assert sent["date"] == edtf
        response = desk.post(address, sent, follow=True)
        assert "was read as" not in response.content.decode()
        event.refresh_from_db()
        assert (event.title, event.date_edtf) == ("Y", edtf)
        assert event.date_text == "as the source wrote it"


def test_control_characters_are_taken_out_of_what_is_typed(desk: Client, post: Post) -> None:
    """Word processors write vertical tabs for line breaks, which pages and feeds must not hold.

    A bidirectional override in a title would reverse the sentences that quote it.
    """
    typed = form(desk, ADD, title="A\x0b\u202etitle", summary="One\x08.\r\n\u2066Two.", date="2014")
    typed |= citation(post, exact="some\x0cwords\x1b", date_as_written="")
    desk.post(ADD, typed)
    event = Event.objects.get()
    assert (event.title, event.summary) == ("A title", "One.\r\nTwo.")
    assert event.citations.get().exact == "some words"
    drawn = desk.get(ADD, {"post": str(post.pk), "exact": "on\x0bTuesday"})
    assert form_of(drawn)["citations-0-exact"] == "on Tuesday"


@pytest.mark.parametrize("name", ["summary", "was"])
def test_a_text_that_would_fill_every_page_is_refused_and_stays_as_typed(
    desk: Client, name: str
) -> None:
    address = change_address(make_event("X", "2014"))
    typed = form(desk, address, **correction("update", "One", "Two"))
    page = desk.post(address, typed | {name: "x" * 10_001})
    assert "at most 10000 characters (it has 10001)" in page.content.decode()
    assert "x" * 10_001 in page.content.decode()
    assert desk.post(address, typed | {name: "x" * 10_000}).status_code == 302


def test_nothing_is_published_without_a_citation(desk: Client, post: Post) -> None:
    response = desk.post(ADD, form(desk, ADD, title="X", date="2014", state="published"))
    assert response.status_code == 200
    assert "A published event needs a citation" in errors(response)
    assert not Event.objects.exists()
    assert desk.post(ADD, form(desk, ADD, title="X", date="2014", state="draft")).status_code == 302


def test_the_last_citation_of_a_published_event_cannot_be_taken_away(desk: Client) -> None:
    event = make_event("X")
    address = change_address(event)
    sent = form(desk, address, **{"citations-0-DELETE": "on"})
    response = desk.post(address, sent)
    assert response.status_code == 200
    assert "A published event needs a citation" in errors(response)
    assert event.citations.count() == 1


def test_a_correction_is_written_once_and_read_by_everybody(
    desk: Client, editor: User, reader: Client
) -> None:
    event = make_event("X")
    address = change_address(event)
    sent = form(
        desk,
        address,
        date="2014-03-19",
        words_stay="citations-0-date_as_written 2014-03-19",
        **correction(kind="correction", was="It said the 18th.", now_says="It was the 19th."),
    )
    response = desk.post(address, sent)
    assert response.status_code == 302, errors(response)
    [made] = Correction.objects.all()
    assert (made.event, made.by, made.kind) == (event, editor, "correction")
    for place in ("/corrections/", event.get_absolute_url()):
        assert "It said the 18th." in reader.get(place).content.decode()
    # Form data sent for the correction afterwards can neither change nor delete it.
    sent = form(desk, address)
    sent |= {
        "corrections-TOTAL_FORMS": "1",
        "corrections-INITIAL_FORMS": "1",
        "corrections-0-id": str(made.pk),
        "corrections-0-event": str(event.pk),
        "corrections-0-kind": "update",
        "corrections-0-was": "Nothing.",
        "corrections-0-now_says": "Nothing.",
        "corrections-0-DELETE": "on",
    }
    desk.post(address, sent)
    [kept] = Correction.objects.all()
    assert (kept.was, kept.kind) == ("It said the 18th.", "correction")


def test_an_older_version_of_a_corrected_event_can_still_be_looked_at(desk: Client) -> None:
    event = make_event("X")
    address = change_address(event)
    desk.post(address, form(desk, address, title="First", no_change="on"))
    sent = form(desk, address, title="Second")
    desk.post(address, sent | correction(kind="update", was="a", now_says="b"))
    versions = Version.objects.get_for_object(event)
    assert len(versions) == 2
    old = reverse("admin:timeline_event_revision", args=[event.pk, versions[1].pk])
    response = desk.get(old)
    assert response.status_code == 200
    assert response.context["adminform"].form["title"].value() == "First"
    assert Correction.objects.count() == 1, "looking changes nothing"
    assert desk.post(old, form(desk, old)).status_code == 200, "readers have seen the newer one"
    assert desk.post(old, form(desk, old, no_change="on", reason="Why")).status_code == 302
    event.refresh_from_db()
    assert event.title == "First"
    assert Correction.objects.count() == 1, "going back takes no correction back"


def test_a_version_that_was_saved_with_a_correction_can_be_gone_back_to(desk: Client) -> None:
    event = make_event("X")
    address = change_address(event)
    for title in ("First", "Second"):
        told = correction(kind="update", was="a", now_says=title)
        desk.post(address, form(desk, address, title=title) | told)
    old = Version.objects.get_for_object(event)[1]
    back = reverse("admin:timeline_event_revision", args=[event.pk, old.pk])
    assert desk.post(back, form(desk, back, no_change="on", reason="Why")).status_code == 302
    event.refresh_from_db()
    assert event.title == "First"
    assert Correction.objects.count() == 2


@pytest.mark.parametrize("make", [make_person, make_place, make_topic, make_document, make_post])
def test_a_version_is_opened_as_what_it_is_of_alone(desk: Client, make: Any) -> None:
    """The URL of another model's object with the same key would bypass the rules for events."""
    other = make()
    event = make_event("X", pk=other.pk)
    address = change_address(event)
    desk.post(address, form(desk, address, title="Y", no_change="on"))
    version = Version.objects.get_for_object(event)[0]
    name = f"admin:timeline_{other._meta.model_name}_revision"
    around = reverse(name, args=[event.pk, version.pk])
    assert desk.get(around).status_code == 404
    assert desk.post(around, {}).status_code == 404


def test_only_what_readers_can_see_has_a_link_to_the_site(
    desk: Client, draft_event: Event, embargoed_event: Event, retracted_event: Event
) -> None:
    public = make_event("Public")
    for event in (draft_event, embargoed_event, retracted_event, public):
        page = desk.get(change_address(event)).content.decode()
        assert ("View on site" in page) == (event == public), event.title


def test_the_list_is_searched_and_costs_few_statements(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        make_event(f"Talk n{number}z", place="Yalta", topics=["War"])
    desk.get(reverse("admin:index"))  # the first request after a login writes the session
    with django_assert_max_num_queries(11):
        page = desk.get(reverse("admin:timeline_event_changelist"))
    assert page.status_code == 200
    found = desk.get(reverse("admin:timeline_event_changelist"), {"q": "talk n7z"})
    assert [event.title for event in found.context["cl"].queryset] == ["Talk n7z"]


@pytest.mark.parametrize(
    ("model", "field", "make"),
    [
        ("event", "topics", lambda: make_topic("Alpha")),
        ("event", "people", lambda: make_person("Alpha")),
        ("event", "place", lambda: make_place("Alpha")),
        ("citation", "post", lambda: make_post(headline="Alpha")),
    ],
)
def test_choices_are_found_while_typing(desk: Client, model: str, field: str, make: Any) -> None:
    found = make()
    response = desk.get(
        reverse("admin:autocomplete"),
        {"app_label": "timeline", "model_name": model, "field_name": field, "term": "alph"},
    )
    assert response.status_code == 200
    assert [result["id"] for result in response.json()["results"]] == [str(found.pk)]


PAGES = ["event", "document", "post", "person", "place", "topic", "timeline"]


@pytest.mark.parametrize("model", PAGES)
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_the_desk_is_for_editors_only(reader: Client, desk: Client, model: str, page: str) -> None:
    address = reverse(f"admin:timeline_{model}_{page}")
    for method in (reader.get, reader.post):
        response = method(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")
    assert desk.get(address).status_code == 200


def test_staff_without_permissions_may_change_nothing(db: None) -> None:
    event = make_event("X")
    user = User.objects.create_user("guest", is_staff=True)
    guest = Client()
    guest.force_login(user)
    for address in (ADD, change_address(event), reverse("admin:timeline_event_changelist")):
        assert guest.get(address).status_code == 403
        assert guest.post(address, {}).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_event"))
    guest.force_login(user)
    assert guest.get(change_address(event)).status_code == 200
    assert guest.post(change_address(event), {}).status_code == 403


def test_every_change_leaves_a_version_with_its_author(desk: Client, editor: User) -> None:
    event = make_event("X")
    address = change_address(event)
    desk.post(address, form(desk, address, title="Y", no_change="on", reason="Shorter"))
    [version] = Version.objects.get_for_object(event)
    assert version.revision.user == editor
    assert version.field_dict["title"] == "Y"
    assert version.revision.comment.startswith("Shorter. No change of meaning – ")
    assert timezone.now() - version.revision.date_created < datetime.timedelta(minutes=5)


def test_a_save_that_changes_nothing_is_none(desk: Client) -> None:
    """Feeds would show it as the latest change, and four eyes would count the user as an author."""
    event = make_event("X", summary="One line.\nAnother.", people=["Ada"])
    before = Event.objects.values().get()
    address = change_address(event)
    sent = form(desk, address, summary="One line.\r\nAnother.", no_change="on", reason="Looked")
    response = desk.post(address, sent, follow=True)
    assert response.redirect_chain
    page = response.content.decode()
    assert "Nothing was changed, so nothing was saved." in page
    assert "successfully" not in page
    assert Event.objects.values().get() == before
    assert not Version.objects.exists()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"people": []},
        {"importance": 5},
        {"citations-0-note": "How.", "no_change": "on"},
        correction("update", "It was so.", "It is so."),
    ],
    ids=["people", "a field", "a citation", "a correction"],
)
def test_whatever_changes_is_saved(desk: Client, editor: User, change: dict[str, Any]) -> None:
    event = make_event("X", people=["Ada"])
    address = change_address(event)
    response = desk.post(address, form(desk, address, **change), follow=True)
    assert "was changed successfully" in response.content.decode()
    event.refresh_from_db()
    assert event.updated_by == editor
    assert Version.objects.get_for_object(event).count() == LogEntry.objects.count() == 1


def test_words_that_say_another_time_than_the_date_are_asked_for_a_note(
    desk: Client, post: Post
) -> None:
    said = citation(post, date_as_written="June 4, 2000")
    sent = form(desk, ADD, title="A summit", date="3 June 2000", **{**said})
    page = desk.post(ADD, sent).content.decode()
    assert "“June 4, 2000” says 4 June 2000, but the date of the event is 3 June 2000." in page
    for note in ("", "The post counts the night to the day after."):
        sent |= {"citations-0-note": note}
        assert desk.post(ADD, sent).status_code == (302 if note else 200)
    cited = Event.objects.get().citations.get()
    assert cited.note == "The post counts the night to the day after."
    address = change_address(cited.event)  # unchanged words are not asked about again
    assert desk.post(address, form(desk, address, label="Night")).status_code == 302
