"""The social image (card) of a view: its versioned URL and its cached PNG."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import caches

from timeline.chart.sizes import CARD
from timeline.drawing import Counts, Marks, fingerprint
from timeline.sharing.links import absolute
from timeline.sharing.picture import HEIGHT, WIDTH, Content, draw, png
from timeline.sharing.plot import LANES

#: Raise this when the drawing changes for the same content: caches identify a picture by its URL.
DESIGN = 2


@dataclass(frozen=True)
class Card:
    """The picture at `address`, a path with its query string."""

    address: str
    content: Content
    drawable: Marks | Counts

    width, height = WIDTH, HEIGHT

    @property
    def version(self) -> str:
        """A hash of everything drawn. Cheap, since every page contains it in the picture's URL."""
        drawn = repr((DESIGN, self.content, fingerprint(self.drawable)))
        return hashlib.sha256(drawn.encode()).hexdigest()[:12]

    @property
    def url(self) -> str:
        """The absolute URL, which changes with the picture, for caches that never revalidate."""
        mark = "&" if "?" in self.address else "?"
        return absolute(f"{self.address}{mark}v={self.version}")

    @property
    def alt(self) -> str:
        return self.content.sentences

    def png(self) -> bytes:
        """The picture, cached by version."""
        key = f"card-{self.version}"
        found: bytes | None = caches["cards"].get(key)
        if found is None:
            size = CARD.for_lanes(len(self.drawable.lanes), LANES)
            found = png(draw(self.content, self.drawable.chart(size)))
            caches["cards"].set(key, found)
        return found
