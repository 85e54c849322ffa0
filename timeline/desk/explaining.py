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
CORRECTION = ("correction_kind", "was", "now_says", "no_change")


class ReasonField(forms.CharField):
    """The reason for a change: one line, shown with the change in the history."""

    widget = forms.TextInput(attrs={"class": "vLargeTextField"})

    def __init__(self, **given: Any) -> None:
        said = _("For your colleagues, in the history.")
        super().__init__(**{"label": _("Reason"), "max_length": 200, "help_text": said, **given})


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

    def offer_no_retraction(self) -> None:
        """Remove the choice "Retraction": only an event's own form can retract it, by its state."""
        kinds: Any = self.fields["correction_kind"]
        kinds.choices = [one for one in kinds.choices if one[0] != Correction.Kind.RETRACTION]

    def check_halves(self, found: dict[str, Any], *, is_seen: bool = True) -> bool:
        """Tell whether the change is explained to readers, or marked as not changing the meaning.

        Adds errors for an incomplete correction, for one given together with `no_change`, and for
        one of an event that readers have not seen.
        """
        given = [found.get(name) for name in ("correction_kind", "was", "now_says")]
        if any(given) and not is_seen:
            self.add_error(
                None,
                _(
                    "Readers haven’t seen this event, so there is nothing to correct. Clear the "
                    "correction."
                ),
            )
        if any(given) and not all(given):
            self.add_error("correction_kind", _("A correction needs a kind and both texts."))
        if any(given) and found.get("no_change"):
            self.add_error(
                "no_change",
                _("Either write a correction or tick “No change of meaning”, not both."),
            )
        return all(given) or bool(found.get("no_change"))

    def correction_of(self, event: Event) -> Correction | None:
        """Return the unsaved correction that tells readers of this change, if any."""
        return next(iter(self.corrections_of(Event.objects.filter(pk=event.pk))), None)

    def corrections_of(self, events: EventQuerySet) -> list[Correction]:
        """Return the unsaved corrections of several events, in one query.

        If the form changes nothing, events whose latest correction says the same are skipped, so
        that a form sent twice tells readers once. Two real changes may have the same correction.
        """
        found = self.cleaned_data
        if not found.get("correction_kind"):
            return []
        said = {
            "kind": found["correction_kind"],
            "was": found["was"],
            "now_says": found["now_says"],
        }
        if not self.changes_record():
            later = Correction.objects.filter(event=OuterRef("event"), pk__gt=OuterRef("pk"))
            same = Correction.objects.filter(~Exists(later), event=OuterRef("pk"), **said)
            events = events.filter(~Exists(same))
        return [Correction(event=event, by=self.user, **said) for event in events.only("pk")]

    def changes_record(self) -> bool:
        """Tell whether saving would change the record, apart from adding a correction."""
        return True

    def why(self) -> str:
        """Return the comment for the history: the reason, and whether the meaning is unchanged."""
        found = self.cleaned_data
        parts = [found.get("reason", "")]
        if found.get("no_change"):
            parts.append(str(self.fields["no_change"].label))
        return ". ".join(part for part in parts if part)


class ExplainedAdmin(VersionAdmin):
    """An admin for objects edited with an `ExplainedForm`; `save_model` sets `request.why`."""

    @contextmanager
    def create_revision(self, request: HttpRequest) -> Iterator[None]:
        """Prefix the revision's comment by Django or reversion with the editor's reason."""
        with super().create_revision(request):
            yield
            if why := getattr(request, "why", ""):
                reversion.set_comment(f"{why} – {reversion.get_comment()}")
