"""The social image of a view: the version in its address, and its PNG."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import caches

from timeline.chart.sizes import CARD
from timeline.drawing import Counts, Marks, fingerprint
from timeline.sharing.links import absolute
from timeline.sharing.picture import HEIGHT, WIDTH, Content, draw, png
from timeline.sharing.plot import LANES

#: Raise it when pictures change while their content does not: caches know them by their address.
DESIGN = 2


@dataclass(frozen=True)
class Card:
    """A picture at `address`, a path with its query."""

    address: str
    content: Content
    drawable: Marks | Counts

    width, height = WIDTH, HEIGHT

    @property
    def version(self) -> str:
        """Changes with all that is drawn; cheap, for every page names it."""
        drawn = repr((DESIGN, self.content, fingerprint(self.drawable)))
        return hashlib.sha256(drawn.encode()).hexdigest()[:12]

    @property
    def url(self) -> str:
        """Absolute, and another one for another picture, for caches that never ask again."""
        mark = "&" if "?" in self.address else "?"
        return absolute(f"{self.address}{mark}v={self.version}")

    @property
    def alt(self) -> str:
        return self.content.sentences

    def png(self) -> bytes:
        """The picture, drawn anew only where there is something new in it."""
        key = f"card-{self.version}"
        found: bytes | None = caches["cards"].get(key)
        if found is None:
            size = CARD.for_lanes(len(self.drawable.lanes), LANES)
            found = png(draw(self.content, self.drawable.chart(size)))
            caches["cards"].set(key, found)
        return found
