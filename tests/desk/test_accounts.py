"""Deleting accounts: possible only while nothing on record refers to the user."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.factories import make_event, make_topic
from timeline.models import Correction
from timeline.models.versions import keep_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver() -> User:
    return User.objects.create_user("leaver", is_staff=True)


def does(user: User, what: str) -> None:
    if what == "wrote":
        make_event("X", created_by=user)
    elif what == "changed":
        make_event("X", updated_by=user)
    elif what == "corrected":
        said = {"kind": Correction.Kind.UPDATE, "was": "So.", "now_says": "Otherwise."}
        Correction.objects.create(event=make_event("X"), by=user, **said)
    elif what == "saved a topic":
        keep_version(make_topic(), "Saved.", user)


@pytest.mark.parametrize("what", ["wrote", "changed", "corrected", "saved a topic", "nothing"])
@pytest.mark.parametrize("at_once", [False, True])
def test_who_did_anything_keeps_the_account(
    admin_client: Client, leaver: User, what: str, at_once: bool
) -> None:
    does(leaver, what)
    address, sent = reverse("admin:auth_user_delete", args=[leaver.pk]), {"post": "yes"}
    if at_once:
        address = reverse("admin:auth_user_changelist")
        sent |= {"action": "delete_selected", "_selected_action": str(leaver.pk)}
    response = admin_client.post(address, sent)
    assert User.objects.filter(pk=leaver.pk).exists() == (what != "nothing")
    if what != "nothing":
        assert "leaver – their work is in the history" in response.content.decode()
