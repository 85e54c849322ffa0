"""Versions of what programs write; what is saved at the desk gets its own from reversion."""

from __future__ import annotations

import reversion
from django.contrib.auth.models import User
from django.db import models


def keep_version(kept: models.Model, comment: str, user: User | None = None) -> None:
    """The state of something now, for its history.

    In a revision of its own: going back to a revision brings back all that is in it, and who goes
    back with one event must not take others along. The caller has a transaction, or wants none.
    """
    with reversion.create_revision(atomic=False):
        if user:
            reversion.set_user(user)
        reversion.set_comment(comment)
        reversion.add_to_revision(kept)
