"""schema.org descriptions of our pages, for `<script type="application/ld+json">`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from timeline.models import Citation, Correction, Document, Event, Post
from timeline.sharing.links import absolute, original

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

PUBLISHER = {
    "@type": "NewsMediaOrganization",
    "name": "newsdesk",
    "url": f"{settings.SITE_URL}/",
    "correctionsPolicy": f"{settings.SITE_URL}/corrections/",
}


def script(data: dict[str, Any]) -> SafeString:
    """JSON that can't close its script element."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 - escaped above


def timeline_list(
    title: str, description: str, url: str, count: int, events: Sequence[Event]
) -> SafeString:
    """A timeline as an ordered list of the events of one page."""
    return script(
        {
            "@type": "ItemList",
            "name": title,
            "description": description,
            "url": url,
            "numberOfItems": count,
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": position,
                    "url": absolute(event.get_absolute_url()),
                }
                for position, event in enumerate(events, start=1)
            ],
        }
    )


def event_article(
    event: Event, citations: Sequence[Citation], corrections: Sequence[Correction]
) -> SafeString:
    """An event as the article that reports it; the event itself is what the article is about."""
    about: dict[str, Any] = {"@type": "Event", "name": event.title, "startDate": event.date_edtf}
    if event.place:
        about["location"] = {"@type": "Place", "name": event.place.name}
    data: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": event.title,
        "description": event.summary,
        "url": absolute(event.get_absolute_url()),
        "datePublished": (event.published_at or event.created_at).isoformat(),
        "dateModified": event.updated_at.isoformat(),
        "author": PUBLISHER,
        "publisher": PUBLISHER,
        "temporalCoverage": event.date_edtf,
        "about": about,
        "mentions": [_person(person.name, person.wikidata_id) for person in event.people.all()],
        "citation": [
            {
                "@type": "Quotation",
                "text": citation.exact,
                "url": original(citation),
                "isPartOf": absolute(citation.post.get_absolute_url()),
            }
            for citation in citations
        ],
    }
    if corrections:
        data["correction"] = [
            {
                "@type": "CorrectionComment",
                "text": f"{correction.was} → {correction.now_says}",
                "datePublished": correction.at.isoformat(),
            }
            for correction in corrections
        ]
    return script(data)


def document_page(document: Document) -> SafeString:
    """The published page that a document stands for."""
    return script(
        {
            "@type": "LiveBlogPosting",
            "headline": document.headline,
            "url": absolute(document.get_absolute_url()),
            "isBasedOn": document.url,
            "datePublished": document.published_on.isoformat(),
            "inLanguage": document.language,
            "sourceOrganization": {"@type": "NewsMediaOrganization", "name": document.publisher},
        }
    )


def post_page(post: Post) -> SafeString:
    """One post, as a part of its document."""
    return script(
        {
            "@type": "BlogPosting",
            "headline": post.headline,
            "position": post.number,
            "url": absolute(post.get_absolute_url()),
            "isPartOf": absolute(post.document.get_absolute_url()),
            "isBasedOn": post.document.url,
        }
    )


def _person(name: str, wikidata_id: str) -> dict[str, str]:
    person = {"@type": "Person", "name": name}
    if wikidata_id:
        person["sameAs"] = f"https://www.wikidata.org/wiki/{wikidata_id}"
    return person
