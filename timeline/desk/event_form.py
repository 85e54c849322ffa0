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
from timeline.desk.confirmations import is_kept, question, unreadable
from timeline.desk.conflicts import (
    Conflict,
    OpenedField,
    current_token,
    differences,
    snapshot_of,
    whose,
    with_theirs,
)
from timeline.desk.dating import Understood, understand
from timeline.desk.explaining import CORRECTION
from timeline.desk.merged_choices import follow_merged
from timeline.desk.publishing import PublicationForm
from timeline.desk.sources import base_of, first_cited
from timeline.desk.widgets import DateWordsInput
from timeline.models import Event
from timeline.models.documents import validate_time_zone
from timeline.wording import display

#: Relations to objects that colleagues may merge or delete while the form is open.
NAMED = ("topics", "people", "place")
#: Fields of the form that are not fields of the event.
EXTRA = ("seen_token", "seen_related", "opened", "reason", *CORRECTION)

_IN_WORDS = _("In the source's words")


class EventForm(PublicationForm):
    """The form of an event. A subclass may also set `on_record`, the `live` event's fields."""

    on_record: dict[str, Any] | None = None

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
    opened = OpenedField()

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
        self.understood: Understood | None = None
        self.conflict: Conflict | None = None
        if event.pk:
            self.initial["date"] = event.date_edtf
            self.initial["seen_token"] = str(event.edit_token)
            self._compare_with(self.live or event)
        if "date" in self.fields:  # absent with view permission only
            typed = self["date"].value()
            self.fields["date"].widget.previews_on_load = bool(typed) and typed != event.date_edtf

    def _compare_with(self, on_record: Event) -> None:
        """Compare with what is on record, even if the form shows an older version.

        An unbound form gets the record's values in `opened`; in a bound one, the fields that the
        editor takes over get the record's values.
        """
        given = self.initial
        self.initial = {**given, **(self.on_record or {}), "date": on_record.date_edtf}
        opened = snapshot_of(self, self.compared())
        if self.is_bound:
            self.data = with_theirs(self, self.data)  # type: ignore[arg-type]
        else:
            self.initial = {**given, "opened": opened}

    def clean_date(self) -> str:
        """Read the typed date into `understood`; relative dates count from the first source's day.

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
            self.understood = understand(typed, base, zone=zone, calendar=calendar)
        except Unreadable as error:
            self.fields["date"].widget.previews_on_load = False  # it would repeat this error
            raise forms.ValidationError(unreadable(error), code="unreadable") from error
        return typed

    def clean_date_tz(self) -> str:
        """Validate the selected zone; `clean` replaces it if the date's text names another one."""
        zone: str = self.cleaned_data["date_tz"]
        if zone:
            validate_time_zone(zone)
        return zone

    def clean(self) -> dict[str, Any]:
        """Detect conflicting edits and keep the source's words in step with the date."""
        found = super().clean() or {}
        for name in NAMED:
            if self.has_error(name, "invalid_choice"):
                follow_merged(self, name)
        if self.instance.pk and not self.recovers:
            self._check_token()
        self._check_words(found)
        if "date_text" in found:
            found["date_text"] = found["date_text"] or found.get("date", "")
        if self.understood:
            if "date_tz" in found:
                found["date_tz"] = self.understood.zone
            found["date_calendar"] = self.understood.calendar
        self.edit.date_changed = bool(self.instance.pk) and self.changes("date", None)
        self.check_publication(found)
        self.check_correction(found)
        if self.understood:
            self.instance.date_edtf = str(self.understood.reading.date)
        return found

    def _check_token(self) -> None:
        token = current_token(self.instance)
        if self.data.get(self.add_prefix("seen_token")) == token:
            return
        # Reload: the instance may have been loaded before the other save, and locked after it.
        stored = Event.objects.select_related("updated_by")
        on_record = self.live or stored.get(pk=self.instance.pk)
        said = self.on_record or forms.model_to_dict(on_record)
        self.initial = {**said, "date": on_record.date_edtf}
        self.__dict__.pop("changed_data", None)
        self.conflict = Conflict(whose(on_record), differences(self, self.compared()))
        self.edit.conflict = self.conflict
        # The editor now sees both texts: when resubmitted, the form may be saved.
        data: QueryDict = self.data  # type: ignore[assignment]
        self.data = data.copy()
        self.data[self.add_prefix("seen_token")] = token
        self.data[self.add_prefix("opened")] = snapshot_of(self, self.compared())
        raise forms.ValidationError(
            _(
                "%(what)s Your text is still in the form, but nothing has been saved. Compare, "
                "choose and save again."
            ),
            code="conflict",
            params={"what": self._what_was_saved(on_record)},
        )

    def _what_was_saved(self, on_record: Event) -> str:
        """Say who saved the event, if that is known and was not the editor."""
        if not self.cleaned_data.get("seen_token"):
            return str(_("Your browser didn’t say which version of this event you had opened."))
        if on_record.updated_by == self.user:
            return str(_("You have saved this event yourself since you opened this form."))
        return _("%(by)s saved this event while you were writing.") % {"by": whose(on_record)}

    def compared(self) -> list[str]:
        return [name for name in self.fields if name not in EXTRA]

    def _check_words(self, found: dict[str, Any]) -> None:
        """Ask about the source's words if the date changes and they don't."""
        record, words = self.live or self.instance, found.get("date_text", "")
        before = self.initial.get("date_text") or ""
        if not self.instance.pk or not before or self.live:
            return
        sent: QueryDict = self.data  # type: ignore[assignment]
        if self.changes("date", None) and words == before:
            if words == record.date_edtf or (self.understood and self._are_no_sources(words)):
                found["date_text"] = words = ""  # these were the desk's words, not a source's
            elif not is_kept(sent, "date_text"):
                way_out = _("Enter its words for the new date, clear the field, or:")
                self.add_error("date_text", question(sent, "date_text", before, str(way_out)))
        self.edit.words_before = before if words != before else ""

    def _are_no_sources(self, words: str) -> bool:
        """Tell whether the words are just the date as it was typed, saved for lack of others.

        That is so if they are in no citation and can be read as the date on record.
        """
        event = self.instance
        if event.citations.filter(Q(exact__contains=words) | Q(date_as_written=words)).exists():
            return False
        today, home = base_of(first_cited(self.data, event))  # type: ignore[arg-type]
        reading = reading_of_words(words, today, event.date_tz or home, event.date_calendar)
        return reading is not None and str(reading.date) == event.date_edtf

    def changes(self, name: str, value: Any) -> bool:
        on_record = self.live or self.instance
        if name == "date":
            typed = self.understood
            date = str(typed.reading.date) if typed else self.instance.date_edtf
            return bool(date != on_record.date_edtf) or self._is_shown_otherwise()
        if name == "date_text":  # defaults to the date itself
            return bool(value != (on_record.date_text or on_record.date_edtf))
        return bool(value != getattr(on_record, name))

    def _is_shown_otherwise(self) -> bool:
        """Tell whether a changed zone or calendar alone changes how the same date is displayed."""
        on_record = self.live or self.instance
        found = self.cleaned_data
        zone = found.get("date_tz", on_record.date_tz)
        calendar = found.get("date_calendar", on_record.date_calendar)
        return bool(display(on_record.date, zone, calendar) != on_record.in_words)

    def changes_record(self) -> bool:
        is_otherwise = bool(self.live or self.recovers or self.edit.citations_changed)
        return is_otherwise or bool(differences(self, self.compared()))

    def changes_nothing(self) -> bool:
        """Tell whether saving would neither change the record nor tell readers anything."""
        return not (self.changes_record() or self.cleaned_data.get("correction_kind"))
