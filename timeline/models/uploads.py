"""Files on their way in: kept between the look at what they would change and the word to do it."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: How long somebody may take to confirm; after that the file has to be sent again.
LIFETIME = datetime.timedelta(hours=24)


def new_key() -> str:
    return secrets.token_urlsafe(24)


class UploadQuerySet(models.QuerySet[Any]):
    def alive(self) -> UploadQuerySet:
        return self.filter(at__gt=timezone.now() - LIFETIME)

    def expired(self) -> UploadQuerySet:
        return self.filter(at__lte=timezone.now() - LIFETIME)


class Upload(models.Model):
    """A file that waits for its confirmation. In the database, because the next request may meet
    another process or machine, and because it goes in the same transaction as what it brings."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = UploadQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("file to import")
        verbose_name_plural = _("files to import")

    def __str__(self) -> str:
        return self.name
