"""Text that was sent but can't be saved is shown for copying."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from tests.desk.forms import ADD, change_address, citation, form
from tests.factories import make_event, make_person, make_place, make_post
from timeline.models import Event

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script>"


def shown(response: Any) -> dict[str, str]:
    return dict(response.context["typed"])


def writer() -> Client:
    user = User.objects.create_user("a writer", is_staff=True)
    user.groups.add(Group.objects.get(name="Writer"))
    client = Client()
    client.force_login(user)
    return client


def logged_in_again(editor: User) -> tuple[Client, str]:
    """Return a client with CSRF checks, and the token of a form opened before the new login."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    token = client.get(ADD).context["csrf_token"]
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    return client, str(token)


def test_what_was_published_meanwhile_shows_what_was_typed(draft_event: Event) -> None:
    client, address = writer(), change_address(draft_event)
    place = make_place("Yalta")
    sent = form(client, address, title="Mine", summary=f"One\n{EVIL}", place=place.pk)
    sent |= citation(make_post(headline="A post"), 1, exact="my words", supports="place")
    draft_event.state = Event.State.PUBLISHED
    draft_event.save()
    response = client.post(address, {**sent, "csrfmiddlewaretoken": "hush"})
    assert response.status_code == 403
    found = shown(response)
    assert found["Title"] == "Mine"
    assert found["Place"] == "Yalta"
    assert found["State"] == "draft"
    assert found["Citation 2: Phrase"] == "my words"
    assert found["Citation 2: Post"].endswith("A post")
    assert found["Citation 2: Supports"] == "where"
    assert not {"Seen token", "Opened", "seen_token", "opened"} & set(found)
    page = response.content.decode()
    assert "One<br>&lt;script&gt;" in page
    assert "hush" not in page
    assert f'href="{address}"' in page
    assert "no-store" in response["Cache-Control"]
    draft_event.refresh_from_db()
    assert draft_event.title == "An unfinished draft"


def test_what_was_deleted_meanwhile_shows_what_was_typed(desk: Client, draft_event: Event) -> None:
    person = make_person("Ada")
    typed = {
        change_address(draft_event): {"title": "Mine"},
        reverse("admin:timeline_person_change", args=[person.pk]): {"name": "Mine"},
    }
    forms = {address: form(desk, address, **fields) for address, fields in typed.items()}
    draft_event.delete()
    person.delete()
    for address, sent in forms.items():
        response = desk.post(address, sent)
        assert response.status_code == 404
        assert "Mine" in shown(response).values()
        assert "/recover/" in response.content.decode()
        assert desk.get(address).status_code == 302, "nothing is lost"


def test_who_may_not_recover_what_was_deleted_is_led_to_the_list(draft_event: Event) -> None:
    user = User.objects.create_user("a corrector", is_staff=True)
    names = ("view_event", "change_event", "view_citation", "change_citation")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client, address = Client(), change_address(draft_event)
    client.force_login(user)
    sent = form(client, address, title="Mine")
    draft_event.delete()
    response = client.post(address, sent)
    assert response.status_code == 404
    assert response.context["link_text"] == "Open the list in another tab"
    assert response.context["address"] == reverse("admin:timeline_event_changelist")


def test_who_is_logged_out_sees_what_was_typed(desk: Client, draft_event: Event) -> None:
    address = change_address(draft_event)
    sent = form(desk, address, title="Mine", publish_at_0="2030-01-01", publish_at_1="10:00")
    desk.logout()
    response = desk.post(f"{address}?x=1", sent)
    assert response.status_code == 403
    assert shown(response)["Title"] == "Mine"
    assert shown(response)["Not before"] == "2030-01-01 10:00"
    assert not [name for name in shown(response) if name.startswith("citations-")]
    way_on = f"/admin/login/?{urlencode({'next': f'{address}?x=1'})}"
    page = response.content.decode()
    assert f'href="{way_on}"' in page
    assert "nav-sidebar" not in page, "it would say that nothing is allowed"
    draft_event.refresh_from_db()
    assert draft_event.title == "An unfinished draft"


def test_strangers_learn_no_name_of_what_is_kept_here(reader: Client) -> None:
    """A form may send any key, but only users who may view the object are shown its name."""
    event = make_event("X", place="Secret place", state=Event.State.DRAFT)
    assert event.place
    sent = {"title": "Mine", "place": event.place.pk, "topics": ["1", "2"]}
    sent |= citation(make_post(headline="Secret post"))
    response = reader.post(ADD, sent)
    assert response.status_code == 403
    assert shown(response)["Place"] == str(event.place.pk)
    assert "Secret" not in response.content.decode()


def test_who_has_logged_in_again_sees_what_was_typed(editor: User) -> None:
    client, token = logged_in_again(editor)
    response = client.post(ADD, {"title": "Mine", "csrfmiddlewaretoken": token})
    assert response.status_code == 403
    assert shown(response) == {"Title": "Mine"}
    page = response.content.decode()
    assert "no longer valid" in page
    assert token not in page
    assert "csrfmiddlewaretoken" not in page.partition('id="content"')[2], "nothing to send again"
    assert not Event.objects.exists()


def test_fields_of_no_known_form_go_by_their_names(editor: User) -> None:
    client, token = logged_in_again(editor)
    first, second = make_event("A"), make_event("B")
    address = reverse("admin:timeline_event_merge", args=[first.pk, second.pk])
    sent = {"reason": "The same", "no_change": "on", "csrfmiddlewaretoken": token}
    assert shown(client.post(address, sent)) == {"reason": "The same", "no_change": "on"}


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/admin/login/", {"username": "ada.lovelace", "password": "hush"}),
        ("/admin/second-factor/", {"code": "123456", "key": "hush", "next": "/admin/"}),
        ("/admin/password_change/", {"old_password": "hush", "new_password1": "hush"}),
        ("/admin/timeline/event/", {"action": "delete_selected", "_selected_action": "1"}),
        ("/admin/timeline/event/1/delete/", {"post": "yes"}),
        ("/admin/timeline/event/", {"action": "retract", "confirmed": "1", "shown": "1f"}),
        ("/admin/timeline/event/import/1f/", {"digest": "1f", "confirm": "Import"}),
        ("/admin/timeline/event/1/preview/", {"revoke": "Revoke the link"}),
        ("/healthz", {"title": "Mine"}),
    ],
)
def test_secrets_and_what_nobody_typed_are_not_shown(
    editor: User, address: str, sent: dict[str, str]
) -> None:
    client, token = logged_in_again(editor)
    response = client.post(address, {**sent, "csrfmiddlewaretoken": token})
    assert response.status_code in {403, 405}
    page = response.content.decode()
    assert "What you sent" not in page
    assert not [text for text in ("hush", "123456", "ada.lovelace", token) if text in page]


def test_a_form_of_another_site_says_nothing_here(editor: User, desk: Client) -> None:
    client, token = logged_in_again(editor)
    sent = {"title": "Call this number", "csrfmiddlewaretoken": token}
    for origin in ("https://evil.example", "null"):
        response = client.post(ADD, sent, headers={"Origin": origin})
        assert response.status_code == 403
        assert "Call this number" not in response.content.decode()
        stranger = Client().post(ADD, sent, headers={"Origin": origin})
        assert stranger.status_code == 302
    ours = client.post(ADD, sent, headers={"Origin": "http://testserver"})
    assert "Call this number" in ours.content.decode()
