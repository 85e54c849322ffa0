"""The state that `load_dataset` last wrote, so that it never overwrites later edits at the desk."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

#: Maximum length of the name of a data set, which is that of its folder, in characters.
MAX_NAME_LENGTH = 80


class LoadedEntry(models.Model):
    """One entry of a data set, as it was in the database after loading."""

    dataset = models.CharField(max_length=MAX_NAME_LENGTH)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    #: Field → value, for the fields that the loader knew at the time.
    state = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "kind", "key"], name="loaded_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.dataset}/{self.kind}/{self.key}"
