"""Everything that a view can be taken along as, for the share panel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe
from segno.encoder import DataOverflowError

from timeline.sharing.card import Card
from timeline.sharing.links import EventForms, Forms
from timeline.sharing.oembed import EVENT_HEIGHT, HEIGHT, iframe

#: Modules in a row, margin included, that a figure beside the fields shows well: two pixels each.
_FINE = 60
# Dark on light with a margin in every theme: what cameras expect.
_LOOK: dict[str, Any] = {"border": 3, "dark": "#000", "light": "#fff"}


@dataclass(frozen=True)
class Sheet:
    """A view to share. Where it `is_settled`, a date that counts from today stands in its forms as
    it is today."""

    title: str
    description: str
    link: str
    back: str
    card: Card
    forms: Forms | EventForms
    citation: str = ""
    is_settled: bool = False
    #: What of the query could not be read, and is left out of all this.
    errors: tuple[str, ...] = ()

    @property
    def embed_path(self) -> str:
        return self.forms.path("embed")

    @property
    def embed(self) -> str:
        return iframe(self.embed_path, self.title, EVENT_HEIGHT if self.is_of_event else HEIGHT)

    @property
    def is_of_event(self) -> bool:
        return isinstance(self.forms, EventForms)

    @property
    def qr(self) -> SafeString | None:
        """The link as a QR code; None where it is too long for one."""
        if self._code is None:
            return None
        # segno writes numbers and colours, none of what somebody typed.
        return mark_safe(self._code.svg_inline(omitsize=True, **_LOOK))  # noqa: S308

    @property
    def is_fine(self) -> bool:
        """Does the code need more room than others, for cameras to tell its modules apart?"""
        return bool(self._code and self._code.symbol_size(border=_LOOK["border"])[0] > _FINE)

    @property
    def qr_file(self) -> str:
        """The same to take along."""
        return self._code.svg_data_uri(scale=8, **_LOOK) if self._code else ""

    @cached_property
    def _code(self) -> segno.QRCode | None:
        try:
            return segno.make(self.link, error="m", micro=False)
        except DataOverflowError:
            return None
