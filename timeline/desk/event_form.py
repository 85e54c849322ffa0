"""The form of an event: its date as anyone writes it, its changes on record, nobody's work lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from timeline.dates.edtf import MAX_LENGTH
from timeline.dates.reading import Reading, Unreadable, read
from timeline.desk.conflicts import Conflict, current_token, find_conflict, with_theirs
from timeline.desk.four_eyes import refusal
from timeline.desk.sources import base_of, post_of
from timeline.desk.widgets import DateWordsInput
from timeline.models import Correction, Event, Post
from timeline.wording import say

#: Fields whose change on a published event is a correction, unless it changes no meaning.
MEANING = ("title", "date", "summary", "place")
#: Fields of the form that are none of the event's.
EXTRA = ("seen_token", "reason", "correction_kind", "was", "now_says", "no_change")
_PRIVATE = (Event.State.DRAFT, Event.State.IN_REVIEW)


class EventForm(forms.ModelForm):
    """Give it the `user` who edits, as an attribute of a subclass; and, where it goes back to an
    older version, the `live` event that this version would replace."""

    user: User
    live: Event | None = None

    date = forms.CharField(
        label=_("Date"),
        max_length=MAX_LENGTH,
        widget=DateWordsInput,
        help_text=_(
            "As the source wrote it, or as you know it: June 3, 2000 · 18th century · c. 1944 · "
            "1853–56 · 10 a.m. ET March 18, 2025 · EDTF such as 2014-02/2014-03-18."
        ),
    )
    date_text = forms.CharField(
        label=_("In the source's words"),
        max_length=200,
        required=False,
        help_text=_("Only where they differ, such as “the previous year” for 1999."),
    )
    seen_token = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text=_("For your colleagues, in the history."),
    )
    correction_kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", "–"), *Correction.Kind.choices], required=False
    )
    was = forms.CharField(
        label=_("What was wrong"),
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
    )
    now_says = forms.CharField(
        label=_("What it says now"),
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
    )
    no_change = forms.BooleanField(
        label=_("No change of meaning"),
        required=False,
        help_text=_("A slip of the pen, a better word. Kept in the history, not shown to readers."),
    )

    class Media:
        js = ("django_htmx/htmx-2.min.js",)

    class Meta:
        model = Event
        fields = (
            "title",
            "label",
            "summary",
            "date",
            "date_text",
            "date_tz",
            "date_calendar",
            "topics",
            "people",
            "place",
            "importance",
            "state",
            "publish_at",
        )
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "summary": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.instance
        self.reading: Reading | None = None
        self.conflict: Conflict | None = None
        on_record = self.live or event
        self.was_out = bool(event.pk) and on_record.is_out
        self.was_published = bool(event.pk) and on_record.state == Event.State.PUBLISHED
        if event.pk:
            self.initial["date"] = event.date_edtf
            self.initial["seen_token"] = str(on_record.edit_token)
        if self.live:  # going back changes what an event says, not whether it is out
            self.initial["state"] = self.live.state
            self.initial["publish_at"] = self.live.publish_at
        if not self.user.has_perm("timeline.publish_event") and "state" in self.fields:
            self.fields["state"].choices = [  # type: ignore[attr-defined]
                choice for choice in Event.State.choices if choice[0] in _PRIVATE
            ]
        if self.data and event.pk:
            self.data = with_theirs(self, self.data)  # type: ignore[arg-type]

    def clean_date(self) -> str:
        """The date as EDTF. Relative words count from the day of the first source."""
        typed: str = self.cleaned_data["date"]
        if self.instance.pk and typed == self.instance.date_edtf:
            return typed
        today, zone = base_of(self._source())
        try:
            reading = read(typed, today=today, zone=self.data.get("date_tz") or zone)
        except Unreadable as error:
            raise forms.ValidationError(say(error.message), code="unreadable") from error
        self.reading = reading
        return typed

    def clean(self) -> dict[str, Any]:
        """Nobody else's edit is covered, rights are kept, and readers learn of a correction."""
        found = super().clean() or {}
        if self.instance.pk:
            self._check_token()
        found["date_text"] = found.get("date_text") or found.get("date", "")
        if self.reading:
            found["date_tz"] = found.get("date_tz") or self.reading.zone or ""
            if self.reading.calendar == Event.Calendar.JULIAN:
                found["date_calendar"] = Event.Calendar.JULIAN.value
        self._check_publication(found)
        self._check_correction(found)
        if self.reading:
            self.instance.date_edtf = str(self.reading.date)
        return found

    def _check_token(self) -> None:
        token = str(self.live.edit_token) if self.live else current_token(self.instance)
        if self.data.get(self.add_prefix("seen_token")) == token:
            return
        # The event may have been loaded before the other save, and locked after it.
        on_record = Event.objects.select_related("updated_by").get(pk=self.instance.pk)
        self.initial = {**forms.model_to_dict(on_record), "date": on_record.date_edtf}
        self.__dict__.pop("changed_data", None)
        names = [name for name in self.fields if name not in EXTRA]
        self.conflict = find_conflict(self, names, on_record)
        # Sent again, knowing both texts, the form may be saved.
        data: QueryDict = self.data  # type: ignore[assignment]
        self.data = data.copy()
        self.data[self.add_prefix("seen_token")] = token
        raise forms.ValidationError(
            _(
                "%(by)s saved this event while you were writing. Your text stands in the form and "
                "nothing of it is saved yet: compare, choose, and save again."
            ),
            code="conflict",
            params={"by": self.conflict.by},
        )

    def _check_publication(self, found: dict[str, Any]) -> None:
        if self.was_out and found.get("state") in _PRIVATE:
            self.add_error(
                "state", _("Readers have seen it: retract it, so that its address says why.")
            )
        is_publishing = found.get("state") == Event.State.PUBLISHED and not self.was_published
        if is_publishing and (reason := refusal(self.live or self.instance, self.user)):
            self.add_error("state", reason)

    def _check_correction(self, found: dict[str, Any]) -> None:
        """What readers have seen changes only with a word to them, or with none needed."""
        given = [found.get(name) for name in ("correction_kind", "was", "now_says")]
        if any(given) and not all(given):
            self.add_error("correction_kind", _("A correction needs its kind and both texts."))
        if found.get("state") == Event.State.RETRACTED and self.was_published and self.was_out:
            if found.get("correction_kind") != Correction.Kind.RETRACTION:
                self.add_error(
                    "correction_kind",
                    _("Say to readers why it is taken back: choose “Retraction” and write both."),
                )
            return
        # The citations ask the same: see CitationFormSet.
        self.instance.is_explained = not self.was_out or all(given) or found.get("no_change")
        changed = [
            str(self.fields[name].label) for name in MEANING if self._changes(name, found.get(name))
        ]
        # Going back to a version may change its citations alone.
        if (changed or self.live) and not self.instance.is_explained:
            self.add_error(
                "correction_kind",
                _(
                    "Readers have seen this event. Tell them what was wrong and what it says now, "
                    "or tick “No change of meaning”. Changed: %(fields)s."
                )
                % {"fields": ", ".join(changed) or _("the version")},
            )

    def _changes(self, name: str, value: Any) -> bool:
        """Does the form say something else than the record?"""
        on_record = self.live or self.instance
        if name == "date":
            date = str(self.reading.date) if self.reading else self.instance.date_edtf
            return bool(date != on_record.date_edtf)
        return bool(value != getattr(on_record, name))

    def _source(self) -> Post | None:
        """The first post that is cited, as sent or else as stored."""
        if sent := self.data.get("citations-0-post"):
            return post_of(sent)
        if not self.instance.pk:
            return None
        cited = self.instance.citations.select_related("post__document").first()
        return cited.post if cited else None

    def correction(self) -> Correction | None:
        """What readers are told of this change, not saved yet."""
        found = self.cleaned_data
        if not found.get("correction_kind"):
            return None
        return Correction(
            event=self.instance,
            kind=found["correction_kind"],
            was=found["was"],
            now_says=found["now_says"],
            by=self.user,
        )

    def why(self) -> str:
        """What the history keeps of the change besides its fields."""
        found = self.cleaned_data
        parts = [found.get("reason", "")]
        if found.get("no_change"):
            parts.append(str(self.fields["no_change"].label))
        return ". ".join(part for part in parts if part)
