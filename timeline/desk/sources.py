"""The post that a form of an event names, and what its dates count from."""

from __future__ import annotations

import datetime

from django.utils import timezone

from timeline.desk.keys import is_key
from timeline.models import Post


def post_of(key: object) -> Post | None:
    """The post with this key, its document loaded; None for whatever else was sent."""
    text = str(key)
    found = Post.objects.select_related("document").filter(pk=text) if is_key(text) else None
    return found.first() if found else None


def base_of(post: Post | None) -> tuple[datetime.date, str | None]:
    """What "yesterday" counts from: the day and zone of a post, or today."""
    if post is None:
        return timezone.localdate(), None
    return post.day, post.document.time_zone
