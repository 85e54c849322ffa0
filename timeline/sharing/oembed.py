"""oEmbed 1.0 responses (oembed.com) for our pages, as a dict and as XML."""

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

#: Default size of an embedded timeline in px.
WIDTH, HEIGHT = 720, 560
#: Default height of an embedded event in px.
EVENT_HEIGHT = 360
#: Seconds for which consumers may cache a response.
CACHE_AGE = 3600

# The frame may run our scripts and open our pages, nothing else.
_SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"


@dataclass(frozen=True)
class MaxSize:
    """The consumer's `maxwidth` and `maxheight` in px; None where not given."""

    width: int | None = None
    height: int | None = None

    def clamp(self, width: int, height: int) -> tuple[int, int]:
        return min(width, self.width or width), min(height, self.height or height)

    def has_room_for(self, card: Card) -> bool:
        return self.clamp(card.width, card.height) == (card.width, card.height)


def local_address(url: str) -> SplitResult | None:
    """Split a URL if it belongs to this site, under http or https alike; else return None."""
    try:
        found = urlsplit(url)
        is_ours = found.netloc.lower() == urlsplit(settings.SITE_URL).netloc.lower()
    except ValueError:  # such as a malformed IPv6 address
        return None
    return found if is_ours and found.scheme in {"http", "https"} else None


def discovery_url(url: str) -> str:
    """The oEmbed discovery URL of a page, to which the template adds the format."""
    return absolute(with_query(address("oembed"), urlencode({"url": url})))


def iframe(path: str, title: str, height: int = HEIGHT, width: int | str = "100%") -> SafeString:
    """The HTML code that embeds a view; `path` is that of its embed, with the query string."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"'
        ' referrerpolicy="strict-origin-when-cross-origin" sandbox="{}"></iframe>',
        *(absolute(path), title, width, height, _SANDBOX),
    )


def rich_response(
    title: str, embed_path: str, card: Card, max_size: MaxSize, height: int = HEIGHT
) -> dict[str, Any]:
    """The response of type "rich" for a timeline or an event."""
    width, height = max_size.clamp(WIDTH, height)
    return {
        **_common_fields(title, card, max_size),
        "html": str(iframe(embed_path, title, height, width)),
        "width": width,
        "height": height,
    }


def as_xml(data: dict[str, Any]) -> bytes:
    root = Element("oembed")
    for key, value in data.items():
        SubElement(root, key).text = for_xml(str(value))
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def _common_fields(title: str, card: Card, max_size: MaxSize) -> dict[str, Any]:
    fields = {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": "newsdesk",
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": CACHE_AGE,
    }
    if max_size.has_room_for(card):
        fields |= {
            "thumbnail_url": card.url,
            "thumbnail_width": card.width,
            "thumbnail_height": card.height,
        }
    return fields
