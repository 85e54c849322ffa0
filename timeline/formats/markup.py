"""TimelineJS shows texts as HTML; ours are plain."""

from __future__ import annotations

import html
from html.parser import HTMLParser

_BREAKS = {"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "tr"}
_UNSEEN = {"script", "style"}


def as_html(text: str) -> str:
    return html.escape(text, quote=False)


def as_text(markup: str) -> str:
    """What a reader sees of the HTML. Text without tags and entities stays as it is."""
    if "<" not in markup and "&" not in markup:
        return markup
    parser = _Texts()
    parser.feed(markup)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.seen).split("\n"))
    return "\n".join(line for line in lines if line)


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in _UNSEEN
        if tag in _BREAKS:
            self.seen.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _UNSEEN and self._hidden > 0
        if tag in _BREAKS:
            self.seen.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.seen.append(data)
