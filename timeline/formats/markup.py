"""TimelineJS shows texts as HTML; ours are plain."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

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


#: What texts, captions and embedded media are made of; none of it runs by itself.
_HARMLESS = {
    *("a", "abbr", "b", "blockquote", "br", "cite", "code", "del", "div", "em", "h1", "h2", "h3"),
    *("h4", "hr", "i", "iframe", "img", "ins", "li", "ol", "p", "q", "s", "small", "span"),
    *("strong", "sub", "sup", "u", "ul"),
}
_LINKS = {"href", "src", "cite"}
_ATTRIBUTES = _LINKS | {"alt", "title", "class", "width", "height", "target", "rel", "lang", "dir"}
#: A tag that nobody could read in another way.
_PLAIN_TAG = re.compile(
    r"""</?(?P<name>[a-z][a-z0-9]*)(?P<said>(?: [a-z]+="[^"<>]*")*) ?/?>""", re.I
)
_ATTRIBUTE = re.compile(
    r"""(?<![a-zA-Z])([a-zA-Z]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))"""
)
_BEGINS_TAG = re.compile(r"<[a-zA-Z/!?]")
#: A browser leaves them out of an address before it reads it.
_LEFT_OUT = re.compile(r"[\x00-\x20]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)


def as_html(text: str) -> str:
    return html.escape(text, quote=False)


def is_harmless_address(address: str) -> bool:
    """Does it lead to a page, a file or a mailbox, and runs nothing?"""
    scheme = _SCHEME.match(_LEFT_OUT.sub("", address))
    return scheme is None or scheme[0].lower() in {"http:", "https:", "mailto:"}


def harmless(markup: str) -> str:
    """The HTML as it came, if nothing in it can run; else what of it can't: the tags and attributes
    that are known, and the text."""
    rest = _PLAIN_TAG.sub(lambda tag: "" if _is_harmless(tag) else tag[0], markup)
    return "".join(_rebuilt(markup)) if _BEGINS_TAG.search(rest) else markup


def _is_harmless(tag: re.Match[str]) -> bool:
    said = _ATTRIBUTE.findall(tag["said"])
    return tag["name"].lower() in _HARMLESS and list(_kept(said)) == [
        (name, html.unescape(quoted)) for name, quoted, *_others in said
    ]


def _kept(said: Iterable[Sequence[str]]) -> Iterator[tuple[str, str]]:
    for name, *values in said:
        value = html.unescape("".join(values))
        if name.lower() not in _ATTRIBUTES:
            continue
        if name.lower() not in _LINKS or is_harmless_address(value):
            yield name, value


def _rebuilt(markup: str) -> Iterator[str]:
    """Nothing but text, escaped, and tags that are written anew."""
    for text, tag in _pieces(markup):
        yield html.escape(html.unescape(text))
        if tag is None or (name := (tag["name"] or "").lower()) not in _HARMLESS:
            continue
        kept = [] if tag["ends"] else _kept(_ATTRIBUTE.findall(tag[0]))
        said = "".join(f' {each.lower()}="{html.escape(value)}"' for each, value in kept)
        yield f"<{tag['ends']}{name}{said}>"


def as_text(markup: str) -> str:
    """What a reader sees of the HTML. Text without tags and entities stays as it is."""
    if "<" not in markup and "&" not in markup:
        return markup
    lines = (" ".join(line.split()) for line in "".join(_seen(markup)).split("\n"))
    return "\n".join(line for line in lines if line)


def _seen(markup: str) -> Iterator[str]:
    for text, tag in _pieces(markup):
        yield html.unescape(text)
        if tag and (tag["name"] or "").lower() in _BREAKS:
            yield "\n"


def _pieces(markup: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """The text before each tag, and the tag; at last what stands behind. Nothing of what is never
    seen, nor its tags."""
    hidden, end = 0, 0
    for found in _TAG.finditer(markup):
        text = "" if hidden else markup[end : found.start()]
        end, name = found.end(), (found["name"] or "").lower()
        if name in _UNSEEN:
            hidden = max(0, hidden - 1) if found["ends"] else hidden + 1
            yield text, None
        else:
            yield text, None if hidden else found
    yield "" if hidden else markup[end:], None
