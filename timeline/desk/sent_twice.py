"""A form that is sent twice is saved once: by a double click, or by who waits and clicks again.

What a save leaves behind is named after what was sent: the token of an event, or the public id of
a new event or document. Each form that is opened holds another CSRF token, so two are never the
same by chance; what is sent for the second time finds the name taken.
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

SENT_TWICE = _("It was saved already: this form came twice, and counted once.")
#: Django's buttons: where they lead makes no other event.
_BUTTONS = ("_save", "_continue", "_addanother")


def token_left(sent: QueryDict) -> uuid.UUID:
    """The `edit_token` of an event that was saved by this form."""
    return uuid.UUID(bytes=_digest(sent)[:16])


def id_left(sent: QueryDict) -> str:
    """The `public_id` of what was added by this form."""
    return public_id_of(_digest(sent))


def added_by(sent: QueryDict, user: User) -> Event | None:
    """The event that this form has added already."""
    return Event.objects.filter(public_id=id_left(sent), created_by=user).first()


def _digest(sent: QueryDict) -> bytes:
    fields = sorted((name, sent.getlist(name)) for name in sent if name not in _BUTTONS)
    return hashlib.sha256(urlencode(fields, doseq=True).encode()).digest()


class SentOnceAdmin(VersionAdmin):
    """Says of what was saved already that it was, and not that it is saved now."""

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            response: HttpResponse = super().add_view(request, form_url, extra_context)
            return response
        except IntegrityError:
            saved = self.added_already(request)
            if saved is None:
                raise
            request.said_instead = SENT_TWICE  # type: ignore[attr-defined]
            sent_twice: HttpResponse = self.response_add(request, saved)
            return sent_twice

    def added_already(self, request: HttpRequest) -> Model | None:
        """What this very form has added before, where that can be told."""
        return None

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *args: Any, **kw: Any
    ) -> None:
        """Django says of every save that it has changed something. What was saved already, or
        changes nothing, is `request.said_instead`."""
        if level == messages.SUCCESS and hasattr(request, "said_instead"):
            message, level = request.said_instead, messages.INFO
        super().message_user(request, message, level, *args, **kw)
