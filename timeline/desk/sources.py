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
    found = Post.objects.select_related("document").filter(pk=text) if is_key(text) else None
    return found.first() if found else None


def first_cited(sent: QueryDict, event: Event | None = None) -> Post | None:
    """Return the post that is cited first once the form is saved, in the new order of its rows.

    If the form has no rows, it is the first one that the stored event cites."""
    rows = [found[1] for found in map(_POST.fullmatch, sent) if found]
    if not rows:
        stored = event.citations.select_related("post__document") if event and event.pk else None
        cited = stored.first() if stored else None
        return cited.post if cited else None

    def said(row: str, name: str) -> str:
        return sent.get(f"citations-{row}-{name}", "").strip()

    def place(row: str) -> tuple[int, int]:
        position = said(row, "position")
        return int(position) if is_key(position) else 0, int(row)

    kept = [row for row in rows if said(row, "post") and not said(row, "DELETE")]
    return post_of(said(min(kept, key=place), "post")) if kept else None


def base_of(post: Post | None) -> tuple[datetime.date, str | None]:
    """What "yesterday" counts from: the day and zone of a post, or today."""
    if post is None:
        return timezone.localdate(), None
    return post.day, post.document.time_zone
