"""Uploaded files, kept between the preview of an import and its confirmation."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: How long an import stays claimed after its last portion; then it may be taken over, as the
#: process may have died.
CLAIM_DURATION = datetime.timedelta(minutes=1)
#: How long an upload waits for its confirmation; after that the file has to be sent again.
LIFETIME = datetime.timedelta(hours=24)


def new_key() -> str:
    return secrets.token_urlsafe(24)


class UploadQuerySet(models.QuerySet[Any]):
    def alive(self) -> UploadQuerySet:
        return self.filter(at__gt=timezone.now() - LIFETIME)

    def free(self) -> UploadQuerySet:
        """Uploads that are neither imported nor being imported."""
        unclaimed = models.Q(busy_until=None) | models.Q(busy_until__lte=timezone.now())
        return self.filter(unclaimed, is_done=False)

    def expired(self) -> UploadQuerySet:
        return self.filter(at__lte=timezone.now() - LIFETIME)


class Upload(models.Model):
    """An uploaded file that waits for confirmation, and the progress of its import.

    It is kept in the database because another process or machine may serve the next request, and
    because the progress is updated in the transaction that imports a portion.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    #: Number of events that it has added and changed so far.
    added = models.PositiveIntegerField(default=0, db_default=0)
    changed = models.PositiveIntegerField(default=0, db_default=0)
    busy_until = models.DateTimeField(null=True)
    is_done = models.BooleanField(default=False, db_default=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("file to import")
        verbose_name_plural = _("files to import")

    def __str__(self) -> str:
        return self.name

    @property
    def is_free(self) -> bool:
        return self._as_stored().free().exists()

    def claim(self) -> bool:
        """Claim it for importing; False if it is imported already or somebody else is at it."""
        return bool(self._as_stored().free().update(busy_until=timezone.now() + CLAIM_DURATION))

    def add_progress(self, added: int, changed: int) -> None:
        """Add to the counts in the caller's transaction, and extend the claim."""
        self._as_stored().update(
            added=models.F("added") + added,
            changed=models.F("changed") + changed,
            busy_until=timezone.now() + CLAIM_DURATION,
        )

    def finish(self) -> None:
        """Drop the content; the counts stay, to be shown if the form is sent or opened again."""
        self._as_stored().update(is_done=True, content=b"")

    def release(self) -> None:
        self._as_stored().update(busy_until=None)

    def _as_stored(self) -> UploadQuerySet:
        """A queryset of this row, for atomic reads and writes: other processes change it, too."""
        return Upload.objects.filter(pk=self.pk)
