"""Saves a form only once if it is sent twice, by a double click or an impatient second click.

What a save leaves behind is derived from a hash of the data sent: the token of an event, or the
public id of a new event or document. Each form that is opened has its own CSRF token, so no two
submissions are equal by chance; a repeated one finds the token or id taken.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from reversion.admin import VersionAdmin

from timeline.models import Event
from timeline.models.ids import public_id_of

SENT_TWICE = _("This was already saved: the form was sent twice and counted once.")
#: Django's submit buttons, which only choose the next page and are left out of the hash.
_BUTTONS = ("_save", "_continue", "_addanother")


def token_from(data: QueryDict) -> uuid.UUID:
    """Return the `edit_token` that an event gets when this form saves it."""
    return uuid.UUID(bytes=_digest(data)[:16])


def public_id_from(data: QueryDict) -> str:
    """Return the `public_id` that an object gets when this form adds it."""
    return public_id_of(_digest(data))


def event_added_by(data: QueryDict, user: User) -> Event | None:
    """Return the event that this user has already added with this form, if any."""
    return Event.objects.filter(public_id=public_id_from(data), created_by=user).first()


def _digest(data: QueryDict) -> bytes:
    fields = sorted((name, data.getlist(name)) for name in data if name not in _BUTTONS)
    return hashlib.sha256(urlencode(fields, doseq=True).encode()).digest()


class SubmitOnceAdmin(VersionAdmin):
    """Answers the second submission of a form by saying that it was saved already."""

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            response: HttpResponse = super().add_view(request, form_url, extra_context)
            return response
        except IntegrityError:
            saved = self.find_added(request)
            if saved is None:
                raise
            request.success_message = SENT_TWICE  # type: ignore[attr-defined]
            sent_twice: HttpResponse = self.response_add(request, saved)
            return sent_twice

    def find_added(self, request: HttpRequest) -> Model | None:
        """Return the object that this very form has added before, if that can be told."""
        return None

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *args: Any, **kw: Any
    ) -> None:
        """Replace Django's message of success with `request.success_message`, which is set if the
        form was saved already or changes nothing."""
        if level == messages.SUCCESS and hasattr(request, "success_message"):
            message, level = request.success_message, messages.INFO
        super().message_user(request, message, level, *args, **kw)
