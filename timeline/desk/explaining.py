"""Form fields that explain a change: a reason for colleagues, and a correction for readers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import reversion
from django import forms
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from reversion.admin import VersionAdmin

from timeline.models import Correction, Event
from timeline.models.text_limits import validate_length
from timeline.models.visible import validate_visible
from timeline.querysets import EventQuerySet

#: The fields of a correction, and the checkbox that says that none is needed.
CORRECTION_FIELDS = ("correction_kind", "was", "now_says", "no_change")


class ReasonField(forms.CharField):
    """The reason for a change: one line, shown with the change in the history."""

    widget = forms.TextInput(attrs={"class": "vLargeTextField"})

    def __init__(self, **kwargs: Any) -> None:
        help_text = _("For your colleagues, in the history.")
        super().__init__(
            **{"label": _("Reason"), "max_length": 200, "help_text": help_text, **kwargs}
        )


class ExplainedForm(forms.Form):
    """A form with a reason and a correction. A subclass sets `user`, the editor."""

    user: User

    reason = ReasonField(required=False)
    correction_kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", "–"), *Correction.Kind.choices], required=False
    )
    was = forms.CharField(
        label=_("It said"),
        required=False,
        validators=[validate_length, validate_visible],
        help_text=_("The words that were wrong, as readers saw them; shown struck through."),
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
    )
    now_says = forms.CharField(
        label=_("It now says"),
        required=False,
        validators=[validate_length, validate_visible],
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
    )
    no_change = forms.BooleanField(
        label=_("No change of meaning"),
        required=False,
        help_text=_("A typo or a better word: kept in the history, not shown to readers."),
    )

    def remove_retraction_choice(self) -> None:
        """Remove the choice "Retraction": only an event's own form can retract it, by its state."""
        kinds: Any = self.fields["correction_kind"]
        kinds.choices = [
            choice for choice in kinds.choices if choice[0] != Correction.Kind.RETRACTION
        ]

    def check_explanation(self, cleaned_data: dict[str, Any], *, is_seen: bool = True) -> bool:
        """Tell whether the change is explained to readers, or marked as not changing the meaning.

        Adds errors for an incomplete correction, for one given together with `no_change`, and for
        one of an event that readers have not seen.
        """
        texts = [cleaned_data.get(name) for name in ("correction_kind", "was", "now_says")]
        if any(texts) and not is_seen:
            self.add_error(
                None,
                _(
                    "Readers haven’t seen this event, so there is nothing to correct. Clear the "
                    "correction."
                ),
            )
        if any(texts) and not all(texts):
            self.add_error("correction_kind", _("A correction needs a kind and both texts."))
        if any(texts) and cleaned_data.get("no_change"):
            self.add_error(
                "no_change",
                _("Either write a correction or tick “No change of meaning”, not both."),
            )
        return all(texts) or bool(cleaned_data.get("no_change"))

    def correction_of(self, event: Event) -> Correction | None:
        """Return the unsaved correction that tells readers of this change, if any."""
        return next(iter(self.corrections_of(Event.objects.filter(pk=event.pk))), None)

    def corrections_of(self, events: EventQuerySet) -> list[Correction]:
        """Return the unsaved corrections of several events, in one query.

        If the form changes nothing, events whose latest correction says the same are skipped, so
        that a form sent twice tells readers once. Two real changes may have the same correction.
        """
        cleaned_data = self.cleaned_data
        if not cleaned_data.get("correction_kind"):
            return []
        texts = {
            "kind": cleaned_data["correction_kind"],
            "was": cleaned_data["was"],
            "now_says": cleaned_data["now_says"],
        }
        if not self.changes_record():
            later = Correction.objects.filter(event=OuterRef("event"), pk__gt=OuterRef("pk"))
            same = Correction.objects.filter(~Exists(later), event=OuterRef("pk"), **texts)
            events = events.filter(~Exists(same))
        return [Correction(event=event, by=self.user, **texts) for event in events.only("pk")]

    def changes_record(self) -> bool:
        """Tell whether saving would change the record, apart from adding a correction."""
        return True

    def history_comment(self) -> str:
        """Return the comment for the history: the reason, and whether the meaning is unchanged."""
        cleaned_data = self.cleaned_data
        parts = [cleaned_data.get("reason", "")]
        if cleaned_data.get("no_change"):
            parts.append(str(self.fields["no_change"].label))
        return ". ".join(part for part in parts if part)


class ExplainedAdmin(VersionAdmin):
    """An admin for objects edited with an `ExplainedForm`.

    `save_model` sets `request.history_comment`.
    """

    @contextmanager
    def create_revision(self, request: HttpRequest) -> Iterator[None]:
        """Prefix the revision's comment by Django or reversion with the editor's reason."""
        with super().create_revision(request):
            yield
            if comment := getattr(request, "history_comment", ""):
                reversion.set_comment(f"{comment} – {reversion.get_comment()}")
