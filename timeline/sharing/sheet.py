"""The contents of the share panel: link, embed code, QR code, picture and data of a view."""

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

#: Most QR modules per row, margin included, for the normal figure to give each two pixels.
_FINE = 60
# Dark on light with a margin in every theme, as QR readers expect.
_LOOK: dict[str, Any] = {"border": 3, "dark": "#000", "light": "#fff"}


@dataclass(frozen=True)
class Sheet:
    """A view to share. `is_settled` if relative dates ("last year") in its query were replaced by
    the absolute dates that they mean today."""

    title: str
    description: str
    link: str
    back: str
    card: Card
    forms: Forms | EventForms
    citation: str = ""
    is_settled: bool = False
    #: Error messages for parts of the query that could not be read and are left out.
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
        """The link as an inline SVG QR code; None if the link is too long for one."""
        if self._code is None:
            return None
        # segno's SVG has only numbers and colours, no user input.
        return mark_safe(self._code.svg_inline(omitsize=True, **_LOOK))  # noqa: S308

    @property
    def is_fine(self) -> bool:
        """Whether the code needs a larger figure, so that cameras can resolve its modules."""
        return bool(self._code and self._code.symbol_size(border=_LOOK["border"])[0] > _FINE)

    @property
    def qr_file(self) -> str:
        """The QR code as a data URI, to download."""
        return self._code.svg_data_uri(scale=8, **_LOOK) if self._code else ""

    @cached_property
    def _code(self) -> segno.QRCode | None:
        try:
            return segno.make(self.link, error="m", micro=False)
        except DataOverflowError:
            return None
