"""Convert between newsdesk's plain texts and TimelineJS's HTML, and sanitize the latter."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

import nh3

_BREAKS = {"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "tr"}
_INVISIBLE = {"script", "style"}
#: A tag with its attributes, a comment (if unclosed, to the end of the text), or a declaration. The
#: possessive quantifiers prevent backtracking, so that a text with many unclosed tags takes linear
#: time (Python's own parser starts again at each).
_TAG = re.compile(
    r"""<(?P<ends>/?)(?P<name>[a-zA-Z][^\s/<>]*+)(?:=\s*+(?:"[^"]*+"|'[^']*+')|[^<>])*+>"""
    r"""|<!--(?:[^-]++|-(?!->))*+(?:-->)?"""
    r"""|<[!?/][^<>]*+>"""
)
#: nh3's defaults, plus iframes for embedded media and attributes for presentation and links.
_CLEANER = nh3.Cleaner(
    tags=nh3.ALLOWED_TAGS | {"iframe"},
    attributes=nh3.ALLOWED_ATTRIBUTES
    | {
        "*": {"class", "dir", "lang", "title"},
        "a": {"href", "hreflang", "rel", "target"},
        "iframe": {"height", "src", "width"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
_BEGINS_TAG = re.compile(r"<[a-zA-Z/!?]")
#: In characters; more than any real slide has. Parsing nested tags takes quadratic time.
MAX_MARKUP_LENGTH = 20_000
#: A word of the text, or the name of an opening tag, or a word of its attributes.
_WORD = re.compile(r"(?<!</)\b\w+")


def as_html(text: str) -> str:
    return html.escape(text, quote=False)


def is_safe_url(url: str) -> bool:
    """Whether the URL is relative or has an allowed scheme, and so can't run a script."""
    return _CLEANER.clean(f'<a href="{html.escape(url)}"></a>') != "<a></a>"


def sanitize(markup: str) -> str:
    """Sanitize HTML: keep the allowed tags and attributes, and the text. Text without tags stays as
    it is; HTML longer than MAX_MARKUP_LENGTH becomes escaped text."""
    if not _BEGINS_TAG.search(markup):
        return markup
    return as_html(as_text(markup)) if len(markup) > MAX_MARKUP_LENGTH else _CLEANER.clean(markup)


def is_lossless(cleaned: str, markup: str) -> bool:
    """Whether cleaning removed no word of the HTML, however tags and entities are spelled now."""
    return _words(markup) <= _words(cleaned)


def _words(markup: str) -> Counter[str]:
    return Counter(_WORD.findall(unquote(html.unescape(markup)).lower()))


def as_text(markup: str) -> str:
    """Return the visible text of the HTML. Text without tags and entities stays as it is."""
    if "<" not in markup and "&" not in markup:
        return markup
    lines = (" ".join(line.split()) for line in "".join(_visible_parts(markup)).split("\n"))
    return "\n".join(line for line in lines if line)


def as_line(markup: str) -> str:
    """Return the visible text of the HTML on one line."""
    return " ".join(as_text(markup).split())


def _visible_parts(markup: str) -> Iterator[str]:
    hidden_depth, end = 0, 0
    for tag in _TAG.finditer(markup):
        if not hidden_depth:
            yield html.unescape(markup[end : tag.start()])
        end, name = tag.end(), (tag["name"] or "").lower()
        if name in _INVISIBLE:
            hidden_depth = max(0, hidden_depth - 1) if tag["ends"] else hidden_depth + 1
        elif name in _BREAKS:
            yield "\n"
    if not hidden_depth:
        yield html.unescape(markup[end:])
