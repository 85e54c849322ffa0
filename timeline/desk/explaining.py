"""The fields in which an editor says why: to colleagues, and to readers of what they have seen."""

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
from timeline.models.lengths import validate_length
from timeline.models.visible import validate_visible
from timeline.querysets import EventQuerySet

#: The fields of a correction, and the word that none is needed.
CORRECTION = ("correction_kind", "was", "now_says", "no_change")


class ReasonField(forms.CharField):
    """Why, in a line that stands with the change in its history."""

    widget = forms.TextInput(attrs={"class": "vLargeTextField"})

    def __init__(self, **given: Any) -> None:
        said = _("For your colleagues, in the history.")
        super().__init__(**{"label": _("Reason"), "max_length": 200, "help_text": said, **given})


class ExplainedForm(forms.Form):
    """Give it the `user` who edits, as an attribute of a subclass."""

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
        help_text=_("A slip of the pen, a better word. Kept in the history, not shown to readers."),
    )

    def offer_no_retraction(self) -> None:
        """Where the change can't take an event back: that is done in its own form, by its state."""
        kinds: Any = self.fields["correction_kind"]
        kinds.choices = [one for one in kinds.choices if one[0] != Correction.Kind.RETRACTION]

    def check_halves(self, found: dict[str, Any], *, is_seen: bool = True) -> bool:
        """Is the change explained to readers, or said to need it not? Half a correction is none,
        and an error, and so is one that is said not to be needed, or of what nobody has seen."""
        given = [found.get(name) for name in ("correction_kind", "was", "now_says")]
        if any(given) and not is_seen:
            self.add_error(
                None,
                _("Readers have not seen this event: there is nothing to correct, empty the note."),
            )
        if any(given) and not all(given):
            self.add_error("correction_kind", _("A correction needs its kind and both texts."))
        if any(given) and found.get("no_change"):
            self.add_error(
                "no_change", _("Readers are told of a change, or need not be: not both.")
            )
        return all(given) or bool(found.get("no_change"))

    def correction_of(self, event: Event) -> Correction | None:
        """What readers are told of this change, not saved yet."""
        return next(iter(self.corrections_of(Event.objects.filter(pk=event.pk))), None)

    def corrections_of(self, events: EventQuerySet) -> list[Correction]:
        """The same of several events. Where the form changes nothing, not of those of which it was
        the last thing that readers were told: who sends a form twice tells them once. Two changes
        may well be told in the same words. One statement."""
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
        """Would a save leave anything otherwise than it is on record, beside what is said of it?"""
        return True

    def why(self) -> str:
        """What the history keeps of the change besides its fields."""
        found = self.cleaned_data
        parts = [found.get("reason", "")]
        if found.get("no_change"):
            parts.append(str(self.fields["no_change"].label))
        return ". ".join(part for part in parts if part)


class ExplainedAdmin(VersionAdmin):
    """Of what is changed in such a form. Give its request `why`."""

    @contextmanager
    def create_revision(self, request: HttpRequest) -> Iterator[None]:
        """Whatever Django and reversion say of a change, the editor's reason comes first."""
        with super().create_revision(request):
            yield
            if why := getattr(request, "why", ""):
                reversion.set_comment(f"{why} – {reversion.get_comment()}")
