"""Corrections: public, append-only notes on what was wrong and what it says now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from timeline.models.events import Event
from timeline.models.visible import validate_visible

CHANGED = "A correction is append-only: write a new one."
DELETED = "A correction is append-only: it can't be deleted."


class NoteKind(models.TextChoices):
    """What readers are told, if anything, when an import changes what they have seen."""

    CORRECTION = "correction", _("Correction: what we had wrong, and what it says now")
    CLARIFICATION = "clarification", _("Clarification: the same, said more clearly")
    UPDATE = "update", _("Update: something is new")
    NO_CHANGE = "no_change", _("No change of meaning: kept in the history, not shown to readers")

    @property
    def kind(self) -> str:
        """The kind of the correction to write; "" for no correction."""
        return "" if self is NoteKind.NO_CHANGE else self.value

    def comment(self, why: str) -> str:
        """The revision comment for the history."""
        return why if self.kind else f"{why}. {self.label.partition(':')[0]}"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Allows reading and adding only. The database refuses everything else, too
    (`correction_triggers`); the errors raised here say why."""

    def update(self, **fields: Any) -> int:
        raise TypeError(CHANGED)

    def delete(self) -> Any:
        raise TypeError(DELETED)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise TypeError(CHANGED)

    def move_to(self, event: Event) -> int:
        """Move the notes of an event to the one it is merged into, where readers still see them."""
        return super().update(event=event)


class Correction(models.Model):
    """A note to the readers of an event. Only the desk sees who wrote it."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        UPDATE = "update", _("Update")
        RETRACTION = "retraction", _("Retraction")

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    was = models.TextField(_("what was wrong"), validators=[validate_visible])
    now_says = models.TextField(_("what it says now"), validators=[validate_visible])
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("by"),
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["correction", "clarification", "update", "retraction"]
                ),
                name="correction_kind_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.event}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(CHANGED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(DELETED)

    @property
    def in_words(self) -> str:
        """The whole note on one line that can be read on its own."""
        template = gettext("It said: %(was)s It now says: %(now)s")
        return template % {"was": self.was, "now": self.now_says}

    @classmethod
    def of_changes(
        cls, event: Event, kind: str, changes: Iterable[tuple[str, str, str]], by: Any = None
    ) -> Correction:
        """Return an unsaved correction for field changes, given as (label, before, after)."""
        listed = list(changes)
        return cls(
            event=event,
            kind=kind,
            was="\n".join(_line(label, before) for label, before, _after in listed),
            now_says="\n".join(_line(label, after) for label, _before, after in listed),
            by=by,
        )


def correction_label(event: Event) -> str:
    """Return how a list mentions the notes to readers of an event, loaded `with_sources()`; "" for
    none. Only corrections are called that: an update means that the story went on."""
    count = event.correction_count
    if not count:
        return ""
    kinds = {
        "correction": ngettext("Corrected", "Corrected %(count)s times", count),
        "clarification": ngettext("Clarified", "Clarified %(count)s times", count),
        "update": ngettext("Updated", "Updated %(count)s times", count),
        "retraction": ngettext("Retracted", "Retracted %(count)s times", count),
    }
    mixed = ngettext("Changed", "Changed %(count)s times", count)
    return kinds.get(event.correction_kind, mixed) % {"count": count}


def _line(label: str, text: str) -> str:
    return f"{capfirst(label)}: {text or gettext('nothing')}"
