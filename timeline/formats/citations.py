"""The citations of an event in one CSV cell: a JSON list with what is needed to find each post.

[{"post": "vws8kqc5/6", "exact": "June 3, 2000", "supports": ["date"], "headline": "…",
  "document": {"publisher": "…", "headline": "…", "short_name": "…", "url": "https://…",
               "published_on": "2025-03-18", "time_zone": "America/New_York", "language": "en"}}]

Empty values are left out. `headline`, `anchor` and `document` describe the post; they are optional
if the post already exists.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from timeline.formats.rows import CellError, CitationRow, replace_unstorable, require_storable
from timeline.models import Citation, Support
from timeline.models.ids import PATTERN as PUBLIC_ID

_POST = re.compile(rf"({PUBLIC_ID})/([1-9][0-9]{{0,8}})")
_TEXTS = (*Citation.text_fields, "headline", "anchor")
DOCUMENT_TEXTS = (
    "publisher",
    "headline",
    "short_name",
    "url",
    "published_on",
    "time_zone",
    "language",
)
_KEYS = {"post", "supports", "document", *_TEXTS}


def citation_row(citation: Citation) -> CitationRow:
    """Return a citation, loaded with its post and document, as a file gives it."""
    post, document = citation.post, citation.post.document
    return CitationRow(
        document.public_id,
        post.number,
        citation.exact,
        citation.prefix,
        citation.suffix,
        tuple(citation.supports),
        citation.date_as_written,
        citation.note,
        post.headline,
        post.anchor,
        tuple((name, str(getattr(document, name))) for name in DOCUMENT_TEXTS),
    )


def citations_cell(citations: Iterable[CitationRow]) -> str:
    """Return the cell for these citations; "" if there are none."""
    items = []
    for citation in citations:
        item: dict[str, Any] = {"post": f"{citation.document_id}/{citation.number}"}
        item |= {name: getattr(citation, name) for name in _TEXTS}
        item |= {"supports": list(citation.supports), "document": dict(citation.document)}
        items.append({name: value for name, value in item.items() if value})
    return json.dumps(items, ensure_ascii=False) if items else ""


def read_citations(cell: str) -> tuple[CitationRow, ...]:
    """Parse the citations of a cell. Raises CellError."""
    if not cell.strip():
        return ()
    try:
        items = json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise CellError(
            _("citations is not valid JSON (%(error)s). Copy the whole cell, or leave it empty.")
            % {"error": error}
        ) from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise CellError(_("citations is not a JSON list of objects. docs/addresses.md shows one."))
    return tuple(_read_item(item) for item in items)


def _read_item(item: dict[str, Any]) -> CitationRow:
    post = item.get("post")
    match = _POST.fullmatch(post) if isinstance(post, str) else None
    if match is None:
        raise CellError(
            _(
                "citations: “post” is “%(post)s”. Write the document and the number, as in "
                "vws8kqc5/6."
            )
            % {"post": replace_unstorable(str(post))}
        )
    if unknown := sorted(set(item) - _KEYS):
        raise CellError(
            _("citations: there is no key “%(key)s”. Correct its name, or remove it.")
            % {"key": replace_unstorable(unknown[0])}
        )
    document = item.get("document", {})
    if not isinstance(document, dict) or set(document) - set(DOCUMENT_TEXTS):
        raise CellError(
            _("citations: “document” can have %(keys)s, and nothing else.")
            % {"keys": ", ".join(DOCUMENT_TEXTS)}
        )
    supports = item.get("supports", [])
    if not isinstance(supports, list) or not supports or not set(map(str, supports)) <= _SUPPORTS:
        raise CellError(
            _("citations: “supports” has to list one or more of %(known)s.")
            % {"known": ", ".join(Support.values)}
        )
    texts = {name: _text(name, item.get(name, "")) for name in _TEXTS}
    return CitationRow(
        match[1],
        int(match[2]),
        supports=tuple(dict.fromkeys(supports)),
        document=tuple(
            (name, _text(name, document[name])) for name in DOCUMENT_TEXTS if name in document
        ),
        **texts,
    )


_SUPPORTS = set(Support.values)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise CellError(
            _("citations: “%(name)s” is not text. Put it in quotation marks.") % {"name": name}
        )
    return require_storable(value)
