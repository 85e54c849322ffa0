"""The form of an event: its date as anyone writes it, its changes on record, nobody's work lost."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from timeline.dates.edtf import MAX_LENGTH
from timeline.dates.evidence import words_alone
from timeline.dates.offsets import check_local
from timeline.dates.reading import Unreadable
from timeline.desk.beside import shown_beside
from timeline.desk.conflicts import (
    Conflict,
    OpenedField,
    current_token,
    differences,
    opened_on,
    whose,
    with_theirs,
)
from timeline.desk.dating import Understood, understand
from timeline.desk.edits import edit_of
from timeline.desk.explaining import CORRECTION, ExplainedForm
from timeline.desk.four_eyes import refusal
from timeline.desk.led_on import lead_on
from timeline.desk.sources import base_of, first_cited
from timeline.desk.widgets import DateWordsInput
from timeline.desk.words import may_stay, question, unreadable
from timeline.models import Correction, Event
from timeline.models.documents import validate_time_zone
from timeline.wording import display

#: Fields whose change on a published event is a correction, unless it changes no meaning.
MEANING = ("title", "date", "date_text", "summary", "place")
#: Fields that name what colleagues may merge or delete meanwhile.
NAMED = ("topics", "people", "place")
#: Fields of the form that are none of the event's.
EXTRA = ("seen_token", "seen_beside", "opened", "reason", *CORRECTION)
#: Fields that publish an event as it is.
PUBLISHING = ("state", "publish_at")

_IN_WORDS = _("In the source's words")


class EventForm(forms.ModelForm, ExplainedForm):
    """Give it, as attributes of a subclass, the `user` who edits; where it goes back to an older
    version, the `live` event that this version would replace, and what is `on_record` of it by the
    names of its fields; and whether it brings a deleted event back."""

    live: Event | None = None
    on_record: dict[str, Any] | None = None
    recovers = False

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
        help_text=_("Only where they differ, such as “the previous year” for 1999."),
    )
    seen_token = forms.CharField(widget=forms.HiddenInput, required=False)
    #: For who may publish it: see `timeline.desk.beside`.
    seen_beside = forms.CharField(widget=forms.HiddenInput, required=False)
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
        labels = {"date_text": _IN_WORDS}  # for who only looks, and has no field
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "summary": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.instance
        #: What the citations beside it are asked, too: see CitationFormSet.
        self.edit = edit_of(event)
        self.understood: Understood | None = None
        self.conflict: Conflict | None = None
        # A version that is gone back to stands where the event does: see `EventAdmin.stays`.
        self.was_out = bool(event.pk) and event.is_out
        self.was_published = bool(event.pk) and event.state == Event.State.PUBLISHED
        if event.pk:
            self.initial["date"] = event.date_edtf
            self.initial["seen_token"] = str(event.edit_token)
        if "state" in self.fields:
            publishes = self.user.has_perm("timeline.publish_event")
            if publishes and event.pk and not (self.is_bound or self.was_published):
                self.initial["seen_beside"] = " ".join(shown_beside([event]))
            self.fields["state"].choices = [  # type: ignore[attr-defined]
                choice
                for choice in Event.State.choices
                if choice[0] in Event.private_states
                or (publishes and choice[0] != Event.State.MERGED)
            ]
        # Colleagues have no other word on why it is back; readers are told of the change alone.
        if self.recovers or (self.live and self.live.state not in Event.private_states):
            self.fields["reason"].required = True
        if event.pk:
            self._compare_with(self.live or event)
        if "date" in self.fields:  # who only looks has none
            typed = self["date"].value()
            self.fields["date"].widget.reads_at_once = bool(typed) and typed != event.date_edtf

    def _compare_with(self, on_record: Event) -> None:
        """Two edits meet in what is on record, also where the form shows an older version."""
        given = self.initial
        self.initial = {**given, **(self.on_record or {}), "date": on_record.date_edtf}
        opened = opened_on(self, self._compared())
        if self.is_bound:
            self.data = with_theirs(self, self.data)  # type: ignore[arg-type]
        else:
            self.initial = {**given, "opened": opened}

    def clean_date(self) -> str:
        """The date as EDTF. Relative words count from the day of the first source."""
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
            self.fields["date"].widget.reads_at_once = False  # to say the same again
            raise forms.ValidationError(unreadable(error), code="unreadable") from error
        return typed

    def clean_date_tz(self) -> str:
        """Before the words of the date, which may name another one."""
        zone: str = self.cleaned_data["date_tz"]
        if zone:
            validate_time_zone(zone)
        return zone

    def clean(self) -> dict[str, Any]:
        """Nobody else's edit is covered, rights are kept, and readers learn of a correction."""
        found = super().clean() or {}
        for name in NAMED:
            if self.has_error(name, "invalid_choice"):
                lead_on(self, name)
        if self.instance.pk:
            self._check_beside(found)
        if self.instance.pk and not self.recovers:
            self._check_token()
        self._check_words(found)
        if "date_text" in found:
            found["date_text"] = found["date_text"] or found.get("date", "")
        if self.understood:
            if "date_tz" in found:
                found["date_tz"] = self.understood.zone
            found["date_calendar"] = self.understood.calendar
        self.edit.dates_otherwise = bool(self.instance.pk) and self._changes("date", None)
        self._check_publication(found)
        self._check_correction(found)
        if self.understood:
            self.instance.date_edtf = str(self.understood.reading.date)
        return found

    def _check_beside(self, found: dict[str, Any]) -> None:
        """Who publishes has looked at its sources and names, too."""
        if found.get("state") != Event.State.PUBLISHED or self.was_published:
            return
        shown, seen = shown_beside([self.instance]), found.get("seen_beside", "").split()
        changed = {name for digest, name in shown.items() if digest not in seen}
        if not changed:
            return
        data: QueryDict = self.data  # type: ignore[assignment]
        self.data = data.copy()
        self.data[self.add_prefix("seen_beside")] = " ".join(shown)
        said = _(
            "What this event cites or names was changed while this form was open: %(names)s. Your "
            "text stands in the form and nothing of it is saved yet: look at that again, and save "
            "again."
        )
        listed = get_text_list([f"“{name}”" for name in sorted(changed)], _("and"))
        self.add_error(None, said % {"names": listed})

    def _check_token(self) -> None:
        token = current_token(self.instance)
        if self.data.get(self.add_prefix("seen_token")) == token:
            return
        # The event may have been loaded before the other save, and locked after it.
        stored = Event.objects.select_related("updated_by")
        on_record = self.live or stored.get(pk=self.instance.pk)
        said = self.on_record or forms.model_to_dict(on_record)
        self.initial = {**said, "date": on_record.date_edtf}
        self.__dict__.pop("changed_data", None)
        self.conflict = Conflict(whose(on_record), differences(self, self._compared()))
        self.edit.conflict = self.conflict
        # Sent again, knowing both texts, the form may be saved.
        data: QueryDict = self.data  # type: ignore[assignment]
        self.data = data.copy()
        self.data[self.add_prefix("seen_token")] = token
        self.data[self.add_prefix("opened")] = opened_on(self, self._compared())
        raise forms.ValidationError(
            _(
                "%(what)s Your text stands in the form and nothing of it is saved yet: compare, "
                "choose, and save again."
            ),
            code="conflict",
            params={"what": self._what_was_saved(on_record)},
        )

    def _what_was_saved(self, on_record: Event) -> str:
        """Nobody is said to have done what is not known, or what the editor did."""
        if not self.cleaned_data.get("seen_token"):
            return str(_("Your browser does not say which version of this event you opened."))
        if on_record.updated_by == self.user:
            return str(_("You have saved this event yourself since you opened this form."))
        return _("%(by)s saved this event while you were writing.") % {"by": whose(on_record)}

    def _compared(self) -> list[str]:
        """The fields that two edits are compared by."""
        return [name for name in self.fields if name not in EXTRA]

    def _check_words(self, found: dict[str, Any]) -> None:
        """The source's words go with a date: who changes one is asked about the others."""
        record, words = self.live or self.instance, found.get("date_text", "")
        before = self.initial.get("date_text") or ""
        if not self.instance.pk or not before or self.live:
            return
        sent: QueryDict = self.data  # type: ignore[assignment]
        if self._changes("date", None) and words == before:
            if words == record.date_edtf or (self.understood and self._are_no_sources(words)):
                found["date_text"] = words = ""  # the desk's own, where the source's were not given
            elif not may_stay(sent, "date_text"):
                way_out = _("Write its words for the new date, or empty the field, or:")
                self.add_error("date_text", question(sent, "date_text", before, str(way_out)))
        self.edit.words_before = before if words != before else ""

    def _are_no_sources(self, words: str) -> bool:
        """Do they say the date on record, and stand in no citation? Where no words were given, the
        desk took the date as it was typed."""
        event = self.instance
        if event.citations.filter(Q(exact__contains=words) | Q(date_as_written=words)).exists():
            return False
        today, home = base_of(first_cited(self.data, event))  # type: ignore[arg-type]
        reading = words_alone(words, today, event.date_tz or home, event.date_calendar)
        return reading is not None and str(reading.date) == event.date_edtf

    def _check_publication(self, found: dict[str, Any]) -> None:
        if self.was_out and found.get("state") in Event.private_states:
            self.add_error(
                "state", _("Readers have seen it: retract it, so that its address says why.")
            )
        not_before = found.get("publish_at")
        if self.was_out and not_before and not_before > timezone.now():
            said = _("Readers have seen it: retract it, so that its address says why.")
            if found.get("state") == Event.State.RETRACTED:
                said = _("What is retracted says so at once, without an embargo: empty this field.")
            self.add_error("publish_at", said)
        if found.get("state") != Event.State.PUBLISHED or (self.was_published and self.was_out):
            return
        if not self._has_citations():
            self.add_error(
                "state", _("A published event needs a citation, which somebody else has to add.")
            )
        says = [name for name in self._compared() if name not in PUBLISHING]
        changes = bool(self.live or self.recovers or differences(self, says))
        is_sooner = self.was_published and self._is_sooner(not_before)
        is_approved = self.was_published and not is_sooner
        if reason := refusal(self.instance, self.user, changes=changes, is_approved=is_approved):
            then = _("Somebody else approved it for then: what you wrote, others bring forward.")
            self.add_error(*(("publish_at", then) if is_sooner else ("state", reason)))
        self.edit.publisher, self.edit.is_approved = self.user, is_approved

    def _has_citations(self) -> bool:
        """Who has rights on citations sees them beside the form, and is told there: see
        `CitationFormSet`."""
        rights = (f"timeline.{right}_citation" for right in ("view", "add", "change", "delete"))
        if any(map(self.user.has_perm, rights)):
            return True
        return bool(self.instance.pk) and self.instance.citations.exists()

    def _is_sooner(self, not_before: datetime.datetime | None) -> bool:
        """Does its embargo end before it would?"""
        until = (self.live or self.instance).publish_at
        if until is None or until <= timezone.now():
            return False
        return not_before is None or not_before < until

    def _check_correction(self, found: dict[str, Any]) -> None:
        """What readers have seen changes only with a word to them, or with none needed."""
        is_explained = self.check_halves(found, is_seen=self.was_out)
        if found.get("state") == Event.State.RETRACTED and self.was_published and self.was_out:
            if found.get("correction_kind") != Correction.Kind.RETRACTION:
                self.add_error(
                    "correction_kind",
                    _("Say to readers why it is taken back: choose “Retraction” and write both."),
                )
            return
        is_retraction = found.get("correction_kind") == Correction.Kind.RETRACTION
        if is_retraction and found.get("state") != Event.State.RETRACTED:
            self.add_error(
                "correction_kind",
                _("A retraction takes the event back: choose the state “retracted” with it."),
            )
        self.edit.is_explained = not self.was_out or is_explained
        if not self.was_out:
            return
        returns = not self.was_published and found.get("state") == Event.State.PUBLISHED
        if returns and not found.get("correction_kind"):
            # Its address said that it was wrong: a slip of the pen does not bring it back.
            self.add_error(
                "correction_kind",
                _("Readers were told that it was taken back: tell them why it is here again."),
            )
            return
        changed = [
            str(self.fields[name].label)
            for name in MEANING
            # What is refused or asked about beside its field is not said to have changed, too.
            if name in found and self._changes(name, found[name])
        ]
        # Going back to a version may change its citations alone.
        if (changed or self.live) and not self.edit.is_explained:
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
            typed = self.understood
            date = str(typed.reading.date) if typed else self.instance.date_edtf
            return bool(date != on_record.date_edtf) or self._is_shown_otherwise()
        if name == "date_text":  # which is the date itself, where nothing else was written
            return bool(value != (on_record.date_text or on_record.date_edtf))
        return bool(value != getattr(on_record, name))

    def _is_shown_otherwise(self) -> bool:
        """Does the zone or the calendar alone make another text of the same date?"""
        on_record = self.live or self.instance
        found = self.cleaned_data
        zone = found.get("date_tz", on_record.date_tz)
        calendar = found.get("date_calendar", on_record.date_calendar)
        return bool(display(on_record.date, zone, calendar) != on_record.in_words)

    def changes_record(self) -> bool:
        is_otherwise = bool(self.live or self.recovers or self.edit.cites_otherwise)
        return is_otherwise or bool(differences(self, self._compared()))

    def changes_nothing(self) -> bool:
        """Would a save leave all on record as it is, and tell readers nothing?"""
        return not (self.changes_record() or self.cleaned_data.get("correction_kind"))
