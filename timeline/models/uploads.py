"""Files on their way in: kept between the look at what they would change and the word to do it."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: How long nobody else takes up an import after its last portion: a process that ended leaves it.
AT_WORK = datetime.timedelta(minutes=1)
#: How long somebody may take to confirm; after that the file has to be sent again.
LIFETIME = datetime.timedelta(hours=24)


def new_key() -> str:
    return secrets.token_urlsafe(24)


class UploadQuerySet(models.QuerySet[Any]):
    def alive(self) -> UploadQuerySet:
        return self.filter(at__gt=timezone.now() - LIFETIME)

    def free(self) -> UploadQuerySet:
        """Neither imported nor being imported."""
        nobody = models.Q(busy_until=None) | models.Q(busy_until__lte=timezone.now())
        return self.filter(nobody, is_done=False)

    def expired(self) -> UploadQuerySet:
        return self.filter(at__lte=timezone.now() - LIFETIME)


class Upload(models.Model):
    """A file that waits for its confirmation, and what has come of it. In the database, because the
    next request may meet another process or machine, and because how far it is changes in the same
    transaction as what it brings."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    #: Events that it has added and changed so far.
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

    def take_up(self) -> bool:
        """Begin to import it. False where that is done, or somebody else is at it."""
        return bool(self._as_stored().free().update(busy_until=timezone.now() + AT_WORK))

    def tell(self, added: int, changed: int) -> None:
        """So many more events are written, in the caller's transaction."""
        self._as_stored().update(
            added=models.F("added") + added,
            changed=models.F("changed") + changed,
            busy_until=timezone.now() + AT_WORK,
        )

    def finish(self) -> None:
        """Keep what came of it alone: who sends the form twice, or goes back to it, is told."""
        self._as_stored().update(is_done=True, content=b"")

    def put_down(self) -> None:
        self._as_stored().update(busy_until=None)

    def _as_stored(self) -> UploadQuerySet:
        """What others write of it meanwhile counts, too."""
        return Upload.objects.filter(pk=self.pk)
