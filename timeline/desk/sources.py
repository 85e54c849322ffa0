"""The post that a form of an event names, and what its dates count from."""

from __future__ import annotations

import datetime

from django.utils import timezone

from timeline.models import Post

#: More digits than any key has.
_TOO_LONG = 19


def post_of(key: object) -> Post | None:
    """The post with this key, its document loaded; None for whatever else was sent."""
    text = str(key)
    if not (text.isascii() and text.isdecimal()) or len(text) >= _TOO_LONG:
        return None
    return Post.objects.select_related("document").filter(pk=text).first()


def base_of(post: Post | None) -> tuple[datetime.date, str | None]:
    """What "yesterday" counts from: day and zone of the post's document, or today."""
    if post is None:
        return timezone.localdate(), None
    return post.document.published_on, post.document.time_zone
