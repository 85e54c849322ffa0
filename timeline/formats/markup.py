"""TimelineJS shows texts as HTML; ours are plain."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_BREAKS = {"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "tr"}
_UNSEEN = {"script", "style"}
#: A tag with its attributes, a comment to its end or that of the text, a declaration. Nothing is
#: given back once it is taken: a text of many beginnings is read once (Python's own parser reads
#: it again from each).
_TAG = re.compile(
    r"""<(?P<ends>/?)(?P<name>[a-zA-Z][^\s/<>]*+)(?:=\s*+(?:"[^"]*+"|'[^']*+')|[^<>])*+>"""
    r"""|<!--(?:[^-]++|-(?!->))*+(?:-->)?"""
    r"""|<[!?/][^<>]*+>"""
)


def as_html(text: str) -> str:
    return html.escape(text, quote=False)


def as_text(markup: str) -> str:
    """What a reader sees of the HTML. Text without tags and entities stays as it is."""
    if "<" not in markup and "&" not in markup:
        return markup
    lines = (" ".join(line.split()) for line in "".join(_seen(markup)).split("\n"))
    return "\n".join(line for line in lines if line)


def _seen(markup: str) -> Iterator[str]:
    hidden, end = 0, 0
    for found in _TAG.finditer(markup):
        if not hidden:
            yield html.unescape(markup[end : found.start()])
        end, name = found.end(), (found["name"] or "").lower()
        if name in _UNSEEN:
            hidden = max(0, hidden - 1) if found["ends"] else hidden + 1
        elif name in _BREAKS:
            yield "\n"
    if not hidden:
        yield html.unescape(markup[end:])
