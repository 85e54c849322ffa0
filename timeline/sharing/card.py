"""The social image (card) of a view: its versioned URL and its cached PNG."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import caches

from timeline.chart.sizes import CARD
from timeline.drawing import Counts, Marks, fingerprint
from timeline.sharing.links import absolute
from timeline.sharing.picture import HEIGHT, WIDTH, Content, draw_picture, render_png
from timeline.sharing.plot import LANES_HEIGHT

#: Raise this when the drawing changes for the same content: caches identify a picture by its URL.
DESIGN = 2


@dataclass(frozen=True)
class Card:
    """The picture at `path`, a path with its query string."""

    path: str
    content: Content
    chart_data: Marks | Counts

    width, height = WIDTH, HEIGHT

    @property
    def version(self) -> str:
        """A hash of everything drawn. Cheap, since every page contains it in the picture's URL."""
        content_text = repr((DESIGN, self.content, fingerprint(self.chart_data)))
        return hashlib.sha256(content_text.encode()).hexdigest()[:12]

    @property
    def url(self) -> str:
        """The absolute URL, which changes with the picture, for caches that never revalidate."""
        separator = "&" if "?" in self.path else "?"
        return absolute(f"{self.path}{separator}v={self.version}")

    @property
    def alt(self) -> str:
        return self.content.sentences

    def png(self) -> bytes:
        """The picture, cached by version."""
        key = f"card-{self.version}"
        image: bytes | None = caches["cards"].get(key)
        if image is None:
            size = CARD.for_lanes(len(self.chart_data.lanes), LANES_HEIGHT)
            image = render_png(draw_picture(self.content, self.chart_data.chart(size)))
            caches["cards"].set(key, image)
        return image
