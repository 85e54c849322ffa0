"""What oEmbed 1.0 answers for one of our addresses (oembed.com), as data and as XML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from timeline.addresses import address
from timeline.sharing.card import Card
from timeline.sharing.links import absolute, with_query
from timeline.sharing.xml import for_xml

#: What an embed measures where nobody asks for another size.
WIDTH, HEIGHT = 720, 560
#: The same of one event.
EVENT_HEIGHT = 360
#: Seconds that an answer may be kept.
CACHE_AGE = 3600

# A frame that may run our script, open our pages, and nothing else.
_SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"


@dataclass(frozen=True)
class Room:
    """How large the asking page can show us; None where it doesn't say."""

    width: int | None = None
    height: int | None = None

    def within(self, width: int, height: int) -> tuple[int, int]:
        return min(width, self.width or width), min(height, self.height or height)

    def holds(self, card: Card) -> bool:
        return self.within(card.width, card.height) == (card.width, card.height)


def local_address(url: str) -> SplitResult | None:
    """The address in parts, if it is one of this site; over http or https, whoever asks."""
    try:
        found = urlsplit(url)
        is_ours = found.netloc.lower() == urlsplit(settings.SITE_URL).netloc.lower()
    except ValueError:  # such as a damaged IPv6 address
        return None
    return found if is_ours and found.scheme in {"http", "https"} else None


def discovery(url: str) -> str:
    """Where a page says that others may ask about it; lacks only the format."""
    return absolute(with_query(address("oembed"), urlencode({"url": url})))


def iframe(path: str, title: str, height: int = HEIGHT, width: int | str = "100%") -> SafeString:
    """The code that embeds a view; `path` is that of its embed, with the query."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"'
        ' referrerpolicy="strict-origin-when-cross-origin" sandbox="{}"></iframe>',
        *(absolute(path), title, width, height, _SANDBOX),
    )


def rich(
    title: str, embed_path: str, card: Card, room: Room, height: int = HEIGHT
) -> dict[str, Any]:
    """A timeline, or an event: its embed."""
    width, height = room.within(WIDTH, height)
    return {
        **_common(title, card, room),
        "html": str(iframe(embed_path, title, height, width)),
        "width": width,
        "height": height,
    }


def as_xml(data: dict[str, Any]) -> bytes:
    root = Element("oembed")
    for key, value in data.items():
        SubElement(root, key).text = for_xml(str(value))
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _common(title: str, card: Card, room: Room) -> dict[str, Any]:
    found = {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": "newsdesk",
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": CACHE_AGE,
    }
    if room.holds(card):
        found |= {
            "thumbnail_url": card.url,
            "thumbnail_width": card.width,
            "thumbnail_height": card.height,
        }
    return found
