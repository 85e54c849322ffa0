"""The form of an event: reads dates in free text and refuses to overwrite a colleague's edit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from timeline.dates.edtf import MAX_LENGTH
from timeline.dates.evidence import reading_of_words
from timeline.dates.offsets import check_local
from timeline.dates.reading import Unreadable
from timeline.desk.confirmations import is_stale_confirmed, stale_words_error, unreadable_message
from timeline.desk.conflicts import (
    Conflict,
    SnapshotField,
    current_token,
    differences,
    last_editor,
    snapshot_of,
    with_theirs,
)
from timeline.desk.dating import DateReading, read_date
from timeline.desk.explaining import CORRECTION_FIELDS
from timeline.desk.merged_choices import follow_merged
from timeline.desk.publishing import PublicationForm
from timeline.desk.sources import base_of, first_cited
from timeline.desk.widgets import DateWordsInput
from timeline.models import Event
from timeline.models.documents import validate_time_zone
from timeline.wording import display

#: Relations to objects that colleagues may merge or delete while the form is open.
RELATIONS = ("topics", "people", "place")
#: Fields of the form that are not fields of the event.
NON_MODEL_FIELDS = ("seen_token", "seen_related", "opened", "reason", *CORRECTION_FIELDS)

_IN_WORDS = _("In the source's words")


class EventForm(PublicationForm):
    """The form of an event. A subclass may also set `stored_values`, the `live` event's fields."""

    stored_values: dict[str, Any] | None = None

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
        label=_IN_WORDS,
        max_length=200,
        required=False,
        help_text=_("Only if they differ from the date, such as “the previous year” for 1999."),
    )
    seen_token = forms.CharField(widget=forms.HiddenInput, required=False)
    opened = SnapshotField()

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
        labels = {"date_text": _IN_WORDS}  # for users with view permission only
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "summary": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.instance
        self.date_reading: DateReading | None = None
        self.conflict: Conflict | None = None
        if event.pk:
            self.initial["date"] = event.date_edtf
            self.initial["seen_token"] = str(event.edit_token)
            self._compare_with(self.live or event)
        if "date" in self.fields:  # absent with view permission only
            typed = self["date"].value()
            self.fields["date"].widget.previews_on_load = bool(typed) and typed != event.date_edtf

    def _compare_with(self, stored: Event) -> None:
        """Compare with what is on record, even if the form shows an older version.

        An unbound form gets the record's values in `opened`; in a bound one, the fields that the
        editor takes over get the record's values.
        """
        initial = self.initial
        self.initial = {**initial, **(self.stored_values or {}), "date": stored.date_edtf}
        snapshot = snapshot_of(self, self.compared_fields())
        if self.is_bound:
            self.data = with_theirs(self, self.data)  # type: ignore[arg-type]
        else:
            self.initial = {**initial, "opened": snapshot}

    def clean_date(self) -> str:
        """Read the typed date into `date_reading`.

        Relative dates count from the first source's day.

        A date that is still the EDTF on record is not read again, only checked in a new zone.
        """
        typed: str = self.cleaned_data["date"]
        zone, calendar = (self.data.get(name, "") for name in ("date_tz", "date_calendar"))
        try:
            if self.instance.pk and typed == self.instance.date_edtf:
                if zone and zone != self.instance.date_tz:
                    check_local(self.instance.date, zone)
                return typed
            base = base_of(first_cited(self.data, self.instance))  # type: ignore[arg-type]
            self.date_reading = read_date(typed, base, zone=zone, calendar=calendar)
        except Unreadable as error:
            self.fields["date"].widget.previews_on_load = False  # it would repeat this error
            raise forms.ValidationError(unreadable_message(error), code="unreadable") from error
        return typed

    def clean_date_tz(self) -> str:
        """Validate the selected zone; `clean` replaces it if the date's text names another one."""
        zone: str = self.cleaned_data["date_tz"]
        if zone:
            validate_time_zone(zone)
        return zone

    def clean(self) -> dict[str, Any]:
        """Detect conflicting edits and keep the source's words in step with the date."""
        cleaned_data = super().clean() or {}
        for name in RELATIONS:
            if self.has_error(name, "invalid_choice"):
                follow_merged(self, name)
        if self.instance.pk and not self.is_recovery:
            self._check_token()
        self._check_words(cleaned_data)
        if "date_text" in cleaned_data:
            cleaned_data["date_text"] = cleaned_data["date_text"] or cleaned_data.get("date", "")
        if self.date_reading:
            if "date_tz" in cleaned_data:
                cleaned_data["date_tz"] = self.date_reading.zone
            cleaned_data["date_calendar"] = self.date_reading.calendar
        self.edit.date_changed = bool(self.instance.pk) and self.is_changed("date", None)
        self.check_publication(cleaned_data)
        self.check_correction(cleaned_data)
        if self.date_reading:
            self.instance.date_edtf = str(self.date_reading.reading.date)
        return cleaned_data

    def _check_token(self) -> None:
        token = current_token(self.instance)
        if self.data.get(self.add_prefix("seen_token")) == token:
            return
        # Reload: the instance may have been loaded before the other save, and locked after it.
        events = Event.objects.select_related("updated_by")
        stored = self.live or events.get(pk=self.instance.pk)
        values = self.stored_values or forms.model_to_dict(stored)
        self.initial = {**values, "date": stored.date_edtf}
        self.__dict__.pop("changed_data", None)
        self.conflict = Conflict(last_editor(stored), differences(self, self.compared_fields()))
        self.edit.conflict = self.conflict
        # The editor now sees both texts: when resubmitted, the form may be saved.
        data: QueryDict = self.data  # type: ignore[assignment]
        self.data = data.copy()
        self.data[self.add_prefix("seen_token")] = token
        self.data[self.add_prefix("opened")] = snapshot_of(self, self.compared_fields())
        raise forms.ValidationError(
            _(
                "%(what)s Your text is still in the form, but nothing has been saved. Compare, "
                "choose and save again."
            ),
            code="conflict",
            params={"what": self._what_was_saved(stored)},
        )

    def _what_was_saved(self, stored: Event) -> str:
        """Say who saved the event, if that is known and was not the editor."""
        if not self.cleaned_data.get("seen_token"):
            return str(_("Your browser didn’t say which version of this event you had opened."))
        if stored.updated_by == self.user:
            return str(_("You have saved this event yourself since you opened this form."))
        return _("%(by)s saved this event while you were writing.") % {"by": last_editor(stored)}

    def compared_fields(self) -> list[str]:
        return [name for name in self.fields if name not in NON_MODEL_FIELDS]

    def _check_words(self, cleaned_data: dict[str, Any]) -> None:
        """Ask about the source's words if the date changes and they don't."""
        record, words = self.live or self.instance, cleaned_data.get("date_text", "")
        old_words = self.initial.get("date_text") or ""
        if not self.instance.pk or not old_words or self.live:
            return
        data: QueryDict = self.data  # type: ignore[assignment]
        if self.is_changed("date", None) and words == old_words:
            if words == record.date_edtf or (self.date_reading and self._is_typed_date(words)):
                cleaned_data["date_text"] = words = (
                    ""  # these were the desk's words, not a source's
                )
            elif not is_stale_confirmed(data, "date_text"):
                advice = _("Enter its words for the new date, clear the field, or:")
                self.add_error(
                    "date_text", stale_words_error(data, "date_text", old_words, str(advice))
                )
        self.edit.old_words = old_words if words != old_words else ""

    def _is_typed_date(self, words: str) -> bool:
        """Tell whether the words are just the date as it was typed, saved for lack of others.

        That is so if they are in no citation and can be read as the date on record.
        """
        event = self.instance
        if event.citations.filter(Q(exact__contains=words) | Q(date_as_written=words)).exists():
            return False
        today, home = base_of(first_cited(self.data, event))  # type: ignore[arg-type]
        reading = reading_of_words(words, today, event.date_tz or home, event.date_calendar)
        return reading is not None and str(reading.date) == event.date_edtf

    def is_changed(self, name: str, value: Any) -> bool:
        stored = self.live or self.instance
        if name == "date":
            date_reading = self.date_reading
            date = str(date_reading.reading.date) if date_reading else self.instance.date_edtf
            return bool(date != stored.date_edtf) or self._is_displayed_differently()
        if name == "date_text":  # defaults to the date itself
            return bool(value != (stored.date_text or stored.date_edtf))
        return bool(value != getattr(stored, name))

    def _is_displayed_differently(self) -> bool:
        """Tell whether a changed zone or calendar alone changes how the same date is displayed."""
        stored = self.live or self.instance
        cleaned_data = self.cleaned_data
        zone = cleaned_data.get("date_tz", stored.date_tz)
        calendar = cleaned_data.get("date_calendar", stored.date_calendar)
        return bool(display(stored.date, zone, calendar) != stored.in_words)

    def changes_record(self) -> bool:
        is_other_change = bool(self.live or self.is_recovery or self.edit.citations_changed)
        return is_other_change or bool(differences(self, self.compared_fields()))

    def changes_nothing(self) -> bool:
        """Tell whether saving would neither change the record nor tell readers anything."""
        return not (self.changes_record() or self.cleaned_data.get("correction_kind"))
