"""An editor at the desk, through its own pages, for `bench.writing`."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.desk.forms import change_address, correction, form, form_of
from timeline.models import Citation, Event, Person, Place, Topic

ROOT = Path(__file__).resolve().parents[1]
LIST = reverse("admin:timeline_event_changelist")
IMPORT = reverse("admin:timeline_event_import")
#: Events that one action of the list changes: a page of it.
PAGE = 50
#: Events that a run may take for all its edits.
MOST = 2_000


class Desk:
    """Logged in with a second factor; each call does one thing and fails if newsdesk refuses it."""

    def __init__(self) -> None:
        user = User.objects.create_user("bench", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(content_type__app_label="timeline"))
        self.client = Client()
        self.client.force_login(user)
        session: Any = self.client.session
        device = TOTPDevice.objects.create(user=user, confirmed=True)
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        self.events = Event.objects.count()
        #: A page of the list in its last twentieth.
        self.late_page = self.events * 19 // 20 // PAGE
        # Read at once: an open cursor would hold SQLite to the state in which it was opened.
        self.published = iter(
            Event.objects.filter(state=Event.State.PUBLISHED).order_by("pk")[:MOST]
        )
        #: What the title of the last event that was saved says.
        self.word = ""

    def acts(self, number: int) -> dict[str, Callable[[], None]]:
        """What an editor does, in the order in which to do it."""
        edited, retracted, kept, other = (next(self.published) for _ in range(4))
        page = [str(next(self.published).pk) for _ in range(PAGE)]
        draft = _draft(edited)
        self.word = f"bench{number}x{time.monotonic_ns()}"
        forms: dict[str, dict[str, Any]] = {}

        def opening() -> None:
            forms["edit"] = form(self.client, change_address(edited))

        said = {"reason": "A bench", "no_change": "on"}
        told = correction("retraction", "It said so", "It does not")
        merging = reverse("admin:timeline_event_merge", args=[kept.pk, other.pk])
        tokens = {"kept_token": str(kept.edit_token), "other_token": str(other.edit_token)}
        tagging = {"action": "tag_selected", "_selected_action": page, "index": "0"}
        topic = str(Topic.objects.all()[number % 3].pk)
        return {
            "publishing a draft": lambda: self._send(draft, state="published"),
            "retracting, with a notice": lambda: self._send(retracted, state="retracted", **told),
            "merging two": lambda: self._post(merging, {**said, **tokens}),
            f"tagging the {PAGE} of a page": lambda: self._act({**tagging, "topic": topic}),
            "opening the form": opening,
            "saving it": lambda: self._post(
                change_address(edited),
                {**forms["edit"], **said, "title": f"{edited.title[:150]} {self.word}"},
            ),
        }

    def save_another(self) -> str:
        """An edit that readers see, form and all; what went wrong, if anything."""
        address = change_address(next(self.published))
        if (opened := self.client.get(address)).status_code != 200:
            return f"opening the form: {opened.status_code}"
        changes = {"label": "Bench", "reason": "A bench", "no_change": "on"}
        saved = self.client.post(address, form_of(opened, **changes))
        return "" if saved.status_code == 302 else f"saving: {saved.status_code}"

    def list(self, asked: str) -> None:
        self._get(f"{LIST}?{asked}")

    def gaps(self) -> None:
        self._get(reverse("admin:timeline_event_gaps"))

    def _get(self, address: str) -> None:
        response = self.client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")

    def _send(self, event: Event, **changes: Any) -> None:
        address = change_address(event)
        self._post(address, form(self.client, address, **changes))

    def _post(self, address: str, sent: dict[str, Any]) -> None:
        response: Any = self.client.post(address, sent)
        if response.status_code != 302:
            context = response.context or {}
            errors = context.get("errors") or getattr(context.get("form"), "errors", "")
            raise RuntimeError(f"{address}: {response.status_code} {errors}")

    def _act(self, sent: dict[str, Any]) -> None:
        """An action of the list: it is asked, and then confirmed."""
        asked: Any = self.client.post(LIST, sent)
        self._post(LIST, {**sent, "confirmed": "1", "shown": asked.context["shown"]})

    # --- imports ----------------------------------------------------------------------------------

    def import_new(self, rows: int) -> None:
        """By the pages of the desk: the file, its plan, the word to do it."""
        people, places, topics = (
            list(model.objects.values_list("name", flat=True)[:200])
            for model in (Person, Place, Topic)
        )
        text = _table(
            {
                "title": f"An imported event of number {number}",
                "date_text": f"{1700 + number % 300}-0{number % 9 + 1}-1{number % 9}",
                "summary": "What happened then, in a sentence or two of the usual length.",
                "people": people[number % len(people)],
                "place": places[number % len(places)],
                "topics": topics[number % len(topics)],
            }
            for number in range(rows)
        )
        file = SimpleUploadedFile("bench.csv", text.encode())
        page: Any = self.client.post(IMPORT, {"file": file}, follow=True)
        digest = page.context["plan"].digest
        self._post(
            page.redirect_chain[-1][0], {"confirm": "1", "reason": "A bench", "digest": digest}
        )

    def import_changed(self, rows: int) -> None:
        """By the command, in a process of its own: titles of what readers see."""
        self.word = f"bench{time.monotonic_ns()}"
        events = Event.objects.filter(state=Event.State.PUBLISHED).order_by("-pk")[:rows]
        text = _table(
            {"id": event.public_id, "title": f"{event.title[:150]} {self.word}"}
            for event in events.only("public_id", "title")
        )
        with NamedTemporaryFile("w", suffix=".csv") as file:
            file.write(text)
            file.flush()
            command = ["import_events", file.name, "--confirm", "A bench", "--telling", "no_change"]
            subprocess.run(  # noqa: S603 - ourselves
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=dict(os.environ),
                stdout=subprocess.DEVNULL,
                check=True,
            )


def _draft(like: Event) -> Event:
    """Somebody else's, ready to be published."""
    draft = Event(title="A draft", date_text=like.date_text, date_edtf=like.date_edtf)
    draft.save()
    [*cited] = like.citations.all()
    Citation.objects.create(
        event=draft, post=cited[0].post, exact=cited[0].exact, date_as_written=like.date_text
    )
    return draft


def _table(rows: Any) -> str:
    found = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, found[0])
    writer.writeheader()
    writer.writerows(found)
    return text.getvalue()
