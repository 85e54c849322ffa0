"""The contents of the share panel: link, embed code, QR code, picture and data of a view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe
from segno.encoder import DataOverflowError

from timeline.sharing.card import Card
from timeline.sharing.links import EventUrls, TimelineUrls
from timeline.sharing.oembed import EVENT_HEIGHT, HEIGHT, iframe

#: Most QR modules per row, margin included, for the normal figure to give each two pixels.
_MAX_NORMAL_MODULES = 60
# Dark on light with a margin in every theme, as QR readers expect.
_QR_OPTIONS: dict[str, Any] = {"border": 3, "dark": "#000", "light": "#fff"}


@dataclass(frozen=True)
class Sheet:
    """A view to share. `has_fixed_dates` if relative dates ("last year") in its query were replaced
    by the absolute dates that they mean today."""

    title: str
    description: str
    link: str
    back_url: str
    card: Card
    urls: TimelineUrls | EventUrls
    citation: str = ""
    has_fixed_dates: bool = False
    #: Error messages for parts of the query that could not be read and are left out.
    errors: tuple[str, ...] = ()

    @property
    def embed_path(self) -> str:
        return self.urls.path("embed")

    @property
    def embed_code(self) -> str:
        return iframe(self.embed_path, self.title, EVENT_HEIGHT if self.is_of_event else HEIGHT)

    @property
    def is_of_event(self) -> bool:
        return isinstance(self.urls, EventUrls)

    @property
    def qr(self) -> SafeString | None:
        """The link as an inline SVG QR code; None if the link is too long for one."""
        if self._qr_code is None:
            return None
        # segno's SVG has only numbers and colours, no user input.
        return mark_safe(self._qr_code.svg_inline(omitsize=True, **_QR_OPTIONS))  # noqa: S308

    @property
    def is_qr_dense(self) -> bool:
        """Whether the code needs a larger figure, so that cameras can resolve its modules."""
        return bool(
            self._qr_code
            and self._qr_code.symbol_size(border=_QR_OPTIONS["border"])[0] > _MAX_NORMAL_MODULES
        )

    @property
    def qr_file(self) -> str:
        """The QR code as a data URI, to download."""
        return self._qr_code.svg_data_uri(scale=8, **_QR_OPTIONS) if self._qr_code else ""

    @cached_property
    def _qr_code(self) -> segno.QRCode | None:
        try:
            return segno.make(self.link, error="m", micro=False)
        except DataOverflowError:
            return None
