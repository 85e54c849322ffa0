"""An editor who works through the pages of the desk, for `bench.writing`."""

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
#: Events that one action of the changelist changes: one page.
PAGE = 50
#: The most events that one run may edit.
MAX_EVENTS = 2_000


class Desk:
    """An editor logged in with a second factor; each call raises RuntimeError if it is refused."""

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
        #: A page 95% of the way through the changelist.
        self.late_page = self.events * 19 // 20 // PAGE
        # The queryset is evaluated as a whole: an open cursor would pin SQLite to its snapshot.
        self.published = iter(
            Event.objects.filter(state=Event.State.PUBLISHED).order_by("pk")[:MAX_EVENTS]
        )
        #: A unique word in the title of the event that was saved last.
        self.word = ""

    def actions(self, number: int) -> dict[str, Callable[[], None]]:
        """Return the actions of an editor by name, in the order in which to run them."""
        edited, retracted, kept, other = (next(self.published) for _ in range(4))
        page = [str(next(self.published).pk) for _ in range(PAGE)]
        draft = _create_draft(edited)
        self.word = f"bench{number}x{time.monotonic_ns()}"
        forms: dict[str, dict[str, Any]] = {}

        def opening() -> None:
            forms["edit"] = form(self.client, change_address(edited))

        answers = {"reason": "A bench", "no_change": "on"}
        notice = correction("retraction", "It said so", "It does not")
        merging = reverse("admin:timeline_event_merge", args=[kept.pk, other.pk])
        tokens = {"kept_token": str(kept.edit_token), "other_token": str(other.edit_token)}
        tagging = {"action": "tag_selected", "_selected_action": page, "index": "0"}
        topic = str(Topic.objects.all()[number % 3].pk)
        return {
            "publishing a draft": lambda: self._send(draft, state="published"),
            "retracting, with a notice": lambda: self._send(retracted, state="retracted", **notice),
            "merging two": lambda: self._post(merging, {**answers, **tokens}),
            f"tagging the {PAGE} of a page": lambda: self._run_action({**tagging, "topic": topic}),
            "opening the form": opening,
            "saving it": lambda: self._post(
                change_address(edited),
                {**forms["edit"], **answers, "title": f"{edited.title[:150]} {self.word}"},
            ),
        }

    def save_another(self) -> str:
        """Open and save the form of a published event; return what went wrong, if anything."""
        address = change_address(next(self.published))
        if (opened := self.client.get(address)).status_code != 200:
            return f"opening the form: {opened.status_code}"
        changes = {"label": "Bench", "reason": "A bench", "no_change": "on"}
        saved = self.client.post(address, form_of(opened, **changes))
        return "" if saved.status_code == 302 else f"saving: {saved.status_code}"

    def list(self, query: str) -> None:
        self._get(f"{LIST}?{query}")

    def gaps(self) -> None:
        self._get(reverse("admin:timeline_event_gaps"))

    def _get(self, address: str) -> None:
        response = self.client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")

    def _send(self, event: Event, **changes: Any) -> None:
        address = change_address(event)
        self._post(address, form(self.client, address, **changes))

    def _post(self, address: str, data: dict[str, Any]) -> None:
        response: Any = self.client.post(address, data)
        if response.status_code != 302:
            context = response.context or {}
            errors = context.get("errors") or getattr(context.get("form"), "errors", "")
            raise RuntimeError(f"{address}: {response.status_code} {errors}")

    def _run_action(self, data: dict[str, Any]) -> None:
        """Run an admin action, including its confirmation page."""
        confirmation: Any = self.client.post(LIST, data)
        self._post(LIST, {**data, "confirmed": "1", "shown": confirmation.context["fingerprint"]})

    # --- imports ----------------------------------------------------------------------------------

    def import_new(self, rows: int) -> None:
        """Import new events through the desk: upload the file, read its plan, confirm it."""
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
        """Change titles of published events with the command, in a separate process."""
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


def _create_draft(event: Event) -> Event:
    """Create a draft that this editor, who isn't its author, may publish (four eyes)."""
    draft = Event(title="A draft", date_text=event.date_text, date_edtf=event.date_edtf)
    draft.save()
    [*citations] = event.citations.all()
    Citation.objects.create(
        event=draft,
        post=citations[0].post,
        exact=citations[0].exact,
        date_as_written=event.date_text,
    )
    return draft


def _table(rows: Any) -> str:
    dicts = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, dicts[0])
    writer.writeheader()
    writer.writerows(dicts)
    return text.getvalue()
