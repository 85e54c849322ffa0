"""Permissions: groups, states, and the answer that each role gets at each address."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from reversion.models import Version

from tests.desk.forms import ADD, change_address, citation, correction, errors, form
from tests.factories import (
    make_citation,
    make_document,
    make_event,
    make_person,
    make_post,
    make_timeline,
    make_topic,
)
from timeline.desk.four_eyes import written_by
from timeline.models import Event, Person, Place, Post, Topic, Upload
from timeline.models.roles import GROUPS
from timeline.models.versions import keep_version

pytestmark = pytest.mark.django_db

# Merged events are edited through the event that was kept: see test_merging_events.py.
STATES = [state for state in Event.State if state != Event.State.MERGED]
ROLES = ("nobody", "staff", "Writer", "Editor", "Chief")
PRIVATE = (Event.State.DRAFT, Event.State.IN_REVIEW)
PUBLIC = (Event.State.PUBLISHED, Event.State.RETRACTED)
# What a role may do with an event in a state: view, change, delete.
MAY: dict[tuple[str, Event.State], str] = {
    **{("Writer", state): "view change" for state in PRIVATE},
    **{("Writer", state): "view" for state in PUBLIC},
    **{("Editor", state): "view change" for state in STATES},
    **{("Chief", state): "view change delete" for state in PRIVATE},
    **{("Chief", state): "view change" for state in PUBLIC},
}
# What a role may do with other models: add, change, delete.
MAY_SHAPE = {
    ("Writer", "document"): "add change",
    ("Writer", "person"): "add change",
    ("Writer", "topic"): "",
    ("Writer", "timeline"): "",
    ("Editor", "document"): "add change",
    ("Editor", "topic"): "",
    ("Editor", "timeline"): "add change",
    ("Chief", "document"): "add change delete",
    ("Chief", "topic"): "add change delete",
    ("Chief", "timeline"): "add change delete",
}


def browser(role: str) -> Client:
    client = Client()
    if role != "nobody":
        user = User.objects.create_user(f"one {role}", is_staff=True)
        if role in GROUPS:
            user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
    return client


def event_in(state: str) -> Event:
    event = make_event("X")
    event.state = state
    event.published_at = None if state in PRIVATE else event.published_at
    event.save()
    return event


def test_who_only_looks_at_an_event_reads_it_in_words() -> None:
    before = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
    event = make_event("X", date="1783~", date_text="about 1783", publish_at=before)
    page = browser("Writer").get(change_address(event)).content.decode()
    rows = dict(re.findall(r'<label[^>]*>([^<]*):</label>\s*<div class="readonly">([^<]*)<', page))
    assert rows["Date"] == "c. 1783"
    assert rows["In the source&#x27;s words"] == "about 1783"
    assert rows["Not before"] == "1 Jun 2026, 12:00:00 UTC"
    assert rows["Supports"] == "that it happened, when"
    assert "Opened" not in rows


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_what_a_role_may_do_with_an_event(role: str, state: str) -> None:
    event, client = event_in(state), browser(role)
    may = MAY.get((role, Event.State(state)), "").split()
    address = change_address(event)
    delete = reverse("admin:timeline_event_delete", args=[event.pk])
    shut = 302 if role == "nobody" else 403
    assert client.get(address).status_code == (200 if "view" in may else shut)
    assert client.get(delete).status_code == (200 if "delete" in may else shut)
    sent = form(client, address, title="Y", no_change="on") if "change" in may else {"title": "Y"}
    expected = 302 if "change" in may else 403
    assert client.post(address, sent).status_code == expected
    event.refresh_from_db()
    assert event.title == ("Y" if "change" in may else "X")
    assert client.post(delete, {"post": "yes"}).status_code == (302 if "delete" in may else shut)
    assert Event.objects.filter(pk=event.pk).exists() == ("delete" not in may)


@pytest.mark.parametrize(("role", "model"), MAY_SHAPE)
def test_what_a_role_may_do_with_the_rest(role: str, model: str) -> None:
    client, may = browser(role), MAY_SHAPE[role, model].split()
    post = make_post()
    things = {
        "document": post.document,
        "person": make_person("Ada"),
        "topic": make_topic("War"),
        "timeline": make_timeline("all"),
    }
    pk = things[model].pk
    add = client.get(reverse(f"admin:timeline_{model}_add"))
    assert (add.status_code == 200) == ("add" in may)
    delete = client.get(reverse(f"admin:timeline_{model}_delete", args=[pk]))
    assert (delete.status_code == 200) == ("delete" in may)
    change = client.post(reverse(f"admin:timeline_{model}_change", args=[pk]), {})
    assert (change.status_code == 200) == ("change" in may)


def sources_and_names(event: Event) -> list[Any]:
    post = event.citations.get().post
    return [event.people.get(), Place.objects.get(), post, post.document]


def own_address(thing: Any) -> str:
    return reverse(f"admin:timeline_{thing._meta.model_name}_change", args=[thing.pk])


LATER = timezone.now() + datetime.timedelta(days=900)


@pytest.mark.parametrize("role", ["Writer", "Editor"])
@pytest.mark.parametrize(
    ("state", "publish_at"),
    [*((state, None) for state in STATES), *((state, LATER) for state in STATES)],
)
def test_what_readers_see_or_will_is_changed_by_who_may_publish(
    role: str, state: Event.State, publish_at: datetime.datetime | None
) -> None:
    out = None if state in PRIVATE else publish_at or timezone.now()
    event = make_event("X", people=["Ada"], place="Yalta", state=state, published_at=out)
    Event.objects.update(publish_at=publish_at)
    client = browser(role)
    may = role == "Editor" or state in PRIVATE or (state == "retracted" and out == LATER)
    for thing in sources_and_names(event):
        assert client.get(own_address(thing)).status_code == 200
        answer = client.post(own_address(thing), {})
        assert answer.status_code == (200 if may else 403), thing


@pytest.mark.parametrize("role", ["Writer", "Editor"])
def test_only_who_may_publish_adds_to_a_page_that_readers_see(role: str) -> None:
    """A new post is shown on its document's page immediately, cited or not."""
    client, is_editor = browser(role), role == "Editor"
    seen = make_event("X").citations.get().post.document
    own = make_document("A page of the desk")
    waiting = make_document("A page of an event that waits for its day")
    make_citation(make_event("Y", publish_at=LATER, cite=False), make_post(waiting))
    beside = make_post(seen)
    address = reverse("admin:timeline_post_change", args=[beside.pk])
    assert client.post(address, {}).status_code == (200 if is_editor else 403)
    address = reverse("admin:timeline_document_change", args=[seen.pk])
    assert client.post(address, {}).status_code == (200 if is_editor else 403)
    add = reverse("admin:timeline_post_add")
    for document, may in ((seen, is_editor), (waiting, is_editor), (own, True)):
        sent = form(client, add, document=document.pk, number=77, headline="H")
        answer = client.post(add, sent)
        assert answer.status_code == (302 if may else 200)
        assert may or "only somebody who may publish can change it" in answer.content.decode()
    moved = reverse("admin:timeline_post_change", args=[own.posts.get().pk])
    sent = form(client, moved, document=seen.pk, number=78)
    assert client.post(moved, sent).status_code == (302 if is_editor else 200)


def test_what_readers_have_seen_is_for_who_may_publish_once_nothing_names_it() -> None:
    """Addresses that filter by it still show its name."""
    event = make_event("X", people=["Ada"], place="Yalta")
    things, writer, editor = sources_and_names(event), browser("Writer"), browser("Editor")
    address = change_address(event)
    other = make_post(make_document("Another"))
    sent = form(editor, address, no_change="on", **citation(other), people=[], place="")
    assert editor.post(address, sent | {"citations-INITIAL_FORMS": "1"}).status_code == 302
    for thing in things:
        answer = writer.post(own_address(thing), {"name": "Libel", "headline": "Libel"})
        assert answer.status_code == 403, thing
        assert "Libel" in answer.content.decode(), "to be copied"
        assert editor.post(own_address(thing), form(editor, own_address(thing))).status_code == 302


@pytest.mark.parametrize("state", ["draft", "published"])
def test_the_desk_leads_to_no_page_that_is_not_there(state: str, reader: Client) -> None:
    client, event = browser("Chief"), make_event("X", state=state)
    post, saved = event.citations.get().post, make_timeline("all", state=state)
    for thing in (event, post, post.document, saved):
        offered = thing.get_absolute_url() in client.get(own_address(thing)).content.decode()
        assert offered == (state == "published"), thing
        assert reader.get(thing.get_absolute_url()).status_code == (200 if offered else 404)


@pytest.mark.parametrize("role", ROLES)
def test_no_address_of_the_desk_tells_a_title_for_a_number(role: str) -> None:
    event = make_event("A draft", state="draft")
    kind = ContentType.objects.get_for_model(event)
    answer = browser(role).get(f"/admin/r/{kind.pk}/{event.pk}/", follow=True)
    assert answer.status_code == (200 if role == "nobody" else 404)
    assert event.slug not in str(answer.redirect_chain)


def test_the_address_of_a_post_that_readers_know_stays() -> None:
    client, post = browser("Chief"), make_event("X").citations.get().post
    for name in ("post", "document"):
        thing = post if name == "post" else post.document
        number = "number" if name == "post" else "posts-0-number"
        address = reverse(f"admin:timeline_{name}_change", args=[thing.pk])
        response = client.post(address, form(client, address) | {number: "777"})
        assert response.status_code == 200
        assert "others may link to its address" in response.content.decode()
    make_post(make_document(), number=50)
    address = reverse("admin:timeline_post_change", args=[Post.objects.get(number=50).pk])
    assert client.post(address, form(client, address, number="51")).status_code == 302


@pytest.mark.parametrize("role", ROLES)
def test_who_may_import(role: str) -> None:
    """A file changes hundreds of events, in any state, so it needs the right to publish."""
    client, may = browser(role), role in ("Editor", "Chief")
    shut = 302 if role == "nobody" else 403
    address = reverse("admin:timeline_event_import")
    plan = reverse("admin:timeline_event_import_plan", args=["x"])
    assert client.get(address).status_code == (200 if may else shut)
    assert client.get(plan).status_code == (404 if may else shut)
    file = SimpleUploadedFile("a.csv", b"title,edtf,topics\nA,2014,War\n")
    sent = client.post(address, {"file": file}, follow=may)
    assert sent.status_code == (200 if may else shut)
    assert Upload.objects.exists() == may
    offered = client.get(reverse("admin:timeline_event_changelist"))
    assert (address in offered.content.decode()) == may
    if may:  # only a chief makes topics
        [outcome] = sent.context["plan"].outcomes
        assert (outcome.kind == "new") == (role == "Chief")


def test_a_writer_hands_in_and_cannot_publish() -> None:
    client, post = browser("Writer"), make_post()
    sent = form(client, ADD, title="X", date="2014", **citation(post))
    response = client.post(ADD, sent | {"state": "published"})
    assert response.status_code == 200
    assert "state" in response.context["adminform"].form.errors
    assert client.post(ADD, sent | {"state": "in_review"}).status_code == 302
    assert Event.objects.get().state == "in_review"


def test_nobody_merges_by_a_state() -> None:
    client, address = browser("Chief"), change_address(event_in(Event.State.DRAFT))
    response = client.post(address, form(client, address, state="merged"))
    assert response.status_code == 200
    assert "state" in response.context["adminform"].form.errors


def test_who_is_logged_in_is_not_told_to_log_in() -> None:
    refused = browser("Writer").get(reverse("admin:timeline_event_import"))
    assert refused.status_code == 403
    assert "Only editors change what is published" in refused.content.decode()


def test_of_four_eyes_two_are_somebody_elses(settings: Any) -> None:
    settings.FOUR_EYES = True
    author, other, post = browser("Editor"), browser("Chief"), make_post()
    sent = form(author, ADD, title="X", date="2014", **citation(post))
    assert "Somebody else" in errors(author.post(ADD, sent | {"state": "published"}))
    author.post(ADD, sent)
    address = change_address(Event.objects.get())
    assert "Somebody else" in errors(author.post(address, form(author, address, state="published")))
    # Changes that only the publisher has seen can't be published either.
    changed = form(other, address, state="published", title="Y")
    assert "what you changed" in errors(other.post(address, changed))
    cited = form(other, address, state="published") | {"citations-0-exact": "other words"}
    assert "what you changed" in errors(other.post(address, cited))
    # Browsers send CRLF line endings, which are no change.
    Event.objects.update(summary="One.\nTwo.")
    sent = form(other, address, state="published", summary="One.\r\nTwo.")
    assert other.post(address, sent).status_code == 302
    assert Event.objects.get().state == "published"
    # An event under embargo is not public yet, and was approved as it is.
    later = {"publish_at_0": "2099-01-01", "publish_at_1": "00:00:00"}
    then = "2099-01-01T00:00Z"
    Event.objects.update(publish_at=then, published_at=then)
    assert "Somebody else" in errors(author.post(address, form(author, address, title="Y")))
    cited = form(author, address) | {"citations-0-exact": "other words"}
    assert "Somebody else" in errors(author.post(address, cited))
    assert author.post(address, form(author, address, **later)).status_code == 302
    sooner = {"publish_at_0": "", "publish_at_1": ""}
    assert "approved it for that time" in errors(
        author.post(address, form(author, address, **sooner))
    )
    # Whoever changes it in the same save is told of the change, not that they wrote it.
    said = errors(other.post(address, form(other, address, title="Y", **sooner)))
    assert "what you changed" in said
    assert "You wrote part of it" not in said
    assert other.post(address, form(other, address, **sooner)).status_code == 302
    # A public event may be corrected by its author.
    sent = form(author, address, title="Y", **correction("correction", "It said X.", "It says Y."))
    assert author.post(address, sent).status_code == 302


def test_of_four_eyes_whoever_wrote_any_of_it_is_an_author(settings: Any) -> None:
    settings.FOUR_EYES = True
    author, second, post = browser("Editor"), browser("Chief"), make_post()
    author.post(ADD, form(author, ADD, title="X", date="2014", **citation(post)))
    event = Event.objects.get()
    address = change_address(event)
    assert second.post(address, form(second, address, title="Y")).status_code == 302
    third = User.objects.create_superuser("third")
    Event.objects.update(updated_by=third)
    assert "Somebody else" in errors(second.post(address, form(second, address, state="published")))
    chosen = {"action": "publish_selected", "_selected_action": [event.pk], "index": "0"}
    page = second.post(reverse("admin:timeline_event_changelist"), chosen)
    assert "Y: Somebody else has to publish what you wrote." in page.content.decode()
    # The user who published it has not written it.
    fourth = Client()
    fourth.force_login(User.objects.create_superuser("fourth"))
    assert fourth.post(address, form(fourth, address, state="published")).status_code == 302
    Event.objects.update(updated_by=third, state="draft", published_at=None)
    assert fourth.post(address, form(fourth, address, state="published")).status_code == 302


SOON = {"publish_at_0": "2099-01-01", "publish_at_1": "00:00"}
RETRACTED = {"state": "retracted", **correction("retraction", "It was so.", "It was not.")}


@pytest.mark.parametrize(
    ("saved", "wrote"),
    [
        ([{"state": "in_review"}], False),
        ([SOON], False),
        ([{"state": "published", **SOON}, {"state": "in_review"}], False),
        ([{"state": "published"}, RETRACTED], False),
        ([{"state": "in_review"}, {"label": "Word"}], True),
        ([{"state": "in_review", "people": []}], True),
        ([{"state": "in_review", "citations-0-note": "How it was read."}], True),
        ([{"state": "in_review", "title": "Y"}, {"state": "draft", "title": "X"}], True),
    ],
)
def test_of_four_eyes_who_only_says_where_it_stands_wrote_nothing(
    settings: Any, saved: list[dict[str, Any]], wrote: bool
) -> None:
    settings.FOUR_EYES = True
    author, other, ada = browser("Editor"), browser("Chief"), make_person("Ada")
    sent = form(author, ADD, title="X", date="2014", people=[ada.pk], **citation(make_post()))
    assert author.post(ADD, sent).status_code == 302
    event = Event.objects.get()
    address = change_address(event)
    for fields in saved:
        assert other.post(address, form(other, address, **fields)).status_code == 302
    publisher, writer = (User.objects.get(username=f"one {role}") for role in ("Chief", "Editor"))
    assert written_by(writer, [event]) == {event.pk}
    assert written_by(publisher, [event]) == ({event.pk} if wrote else set())
    back = correction("correction", "It was not.", "It was.") if "correction_kind" in fields else {}
    answer = other.post(address, form(other, address, state="published", **back))
    assert answer.status_code == (200 if wrote else 302)


def test_of_four_eyes_nobody_writes_by_what_changes_around_it(settings: Any) -> None:
    """Renaming a person or moving a topic reorders those of an event, but is no edit of it."""
    settings.FOUR_EYES = True
    author, other = browser("Editor"), browser("Chief")
    event = make_event("X", state="draft", people=["Ada", "Ben"], topics=["War", "Arts"])
    address = change_address(event)
    assert author.post(address, form(author, address, title="Y")).status_code == 302
    Person.objects.filter(name="Ada").update(name="Zoe")
    lane: Any = Event.objects.get().lane
    Topic.objects.exclude(pk=lane.pk).update(position=0)
    lane.position = 9
    lane.save()
    assert Event.objects.get().lane != lane
    for state in ("in_review", "published"):
        assert other.post(address, form(other, address, state=state)).status_code == 302


def test_of_four_eyes_who_wrote_is_known_in_a_constant_number_of_statements(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = User.objects.create_user("one")
    events = [make_event(f"Event {number}", state="draft") for number in range(3)]
    for event in events:
        for _number in range(3):
            keep_version(event, "", user)
    for some in (events[:1], events):
        with django_assert_num_queries(4):
            assert written_by(user, some) == {event.pk for event in some}


@pytest.mark.parametrize("extra", [{}, {"state": "published"}])
def test_of_four_eyes_a_column_of_a_file_is_no_state(settings: Any, extra: dict[str, str]) -> None:
    settings.FOUR_EYES = True
    author, colleague = browser("Editor"), browser("Chief")
    event = make_event("X", state="draft", extra=extra)
    address = change_address(event)
    assert author.post(address, form(author, address, title="Y")).status_code == 302
    assert colleague.post(address, form(colleague, address, title="Z")).status_code == 302
    wanted = form(author, address, state="published")
    assert "publish what you wrote" in errors(author.post(address, wanted))


@pytest.mark.parametrize("has_citation", [True, False])
def test_nobody_publishes_what_cites_nothing(has_citation: bool) -> None:
    """Not even a user without rights on citations, who is not shown any."""
    user = User.objects.create_user("publisher", is_staff=True)
    names = ("view_event", "add_event", "change_event", "publish_event")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    event = make_event("X", state=Event.State.DRAFT, cite=has_citation)
    address = change_address(event)
    sent = form(client, address, state=Event.State.PUBLISHED)
    assert not [name for name in sent if name.startswith("citations")]
    response = client.post(address, sent)
    assert response.status_code == (302 if has_citation else 200)
    if not has_citation:
        assert "needs a citation" in str(response.context["adminform"].form.errors["state"])
        new = client.post(ADD, form(client, ADD, title="New", date="2000", state="published"))
        assert new.status_code == 200


@pytest.mark.parametrize("role", ["Writer", "Editor"])
def test_a_version_is_offered_to_who_may_go_back_to_it(role: str) -> None:
    event, client = event_in(Event.State.PUBLISHED), browser("Chief")
    client.post(
        change_address(event), form(client, change_address(event), title="Y", no_change="on")
    )
    history = reverse("admin:timeline_event_history", args=[event.pk])
    client = browser(role)
    page = client.get(history).content.decode()
    [version] = Version.objects.get_for_object(event)
    opened = reverse("admin:timeline_event_revision", args=[event.pk, version.pk])
    assert (f'href="{opened}"' in page) == (role == "Editor")
    assert client.get(opened).status_code == (200 if role == "Editor" else 403)
    assert f'href="{opened}compare/"' in page
