"""The post that the form of an event cites first, from whose day its relative dates count."""

from __future__ import annotations

import datetime
import re

from django.http import QueryDict
from django.utils import timezone

from timeline.desk.keys import is_key
from timeline.models import Event, Post

#: The key under which the form of an event sends the post of a citation.
_POST = re.compile(r"citations-([0-9]{1,4})-post")


def post_of(key: object) -> Post | None:
    """Return the post with this key, its document loaded; None if there is none, or no key."""
    text = str(key)
    posts = Post.objects.select_related("document").filter(pk=text) if is_key(text) else None
    return posts.first() if posts else None


def first_cited(data: QueryDict, event: Event | None = None) -> Post | None:
    """Return the post that is cited first once the form is saved, in the new order of its rows.

    If the form has no rows, it is the first one that the stored event cites."""
    rows = [match[1] for match in map(_POST.fullmatch, data) if match]
    if not rows:
        stored = event.citations.select_related("post__document") if event and event.pk else None
        citation = stored.first() if stored else None
        return citation.post if citation else None

    def value(row: str, name: str) -> str:
        return data.get(f"citations-{row}-{name}", "").strip()

    def sort_key(row: str) -> tuple[int, int]:
        position = value(row, "position")
        return int(position) if is_key(position) else 0, int(row)

    cited_rows = [row for row in rows if value(row, "post") and not value(row, "DELETE")]
    return post_of(value(min(cited_rows, key=sort_key), "post")) if cited_rows else None


def base_of(post: Post | None) -> tuple[datetime.date, str | None]:
    """What "yesterday" counts from: the day and zone of a post, or today."""
    if post is None:
        return timezone.localdate(), None
    return post.day, post.document.time_zone
