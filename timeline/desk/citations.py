"""The inline form of an event's citations, the passages of posts that support it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from timeline.dates.edtf import parse
from timeline.desk.confirmations import (
    is_stale_confirmed,
    is_unfound_confirmed,
    stale_words_error,
    unfound_words_error,
)
from timeline.desk.conflicts import (
    Difference,
    SnapshotField,
    differences,
    record_has_changed,
    snapshot_of,
    with_theirs,
)
from timeline.desk.dating import contradiction
from timeline.desk.edit_state import edit_state_of
from timeline.desk.four_eyes import refusal_to_publish
from timeline.desk.keys import is_key
from timeline.desk.rows import RowsFormSet
from timeline.desk.sources import base_of
from timeline.desk.widgets import KeyFieldsAdmin
from timeline.models import Citation, Event, Post, Support
from timeline.models.events import MAX_EVENT_CITATIONS
from timeline.search.quoting import Quotable
from timeline.wording import display

FIELDS = (
    "post",
    "exact",
    "prefix",
    "suffix",
    "date_as_written",
    "note",
    "supports",
    "position",
)

#: The fields shown both to editors and to users with view permission only.
_SHARED_FIELDS = ("post", ("exact", "date_as_written"), ("prefix", "suffix"), "note")


class CitationForm(forms.ModelForm):
    supports = forms.MultipleChoiceField(
        label=_("Supports"),
        choices=Support.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Support.EVENT.value, Support.DATE.value],
    )
    opened = SnapshotField()

    class Meta:
        model = Citation
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened"] = snapshot_of(self, FIELDS)
            if self.is_bound:
                self.data = with_theirs(self, self.data)  # type: ignore[arg-type]

    @cached_property
    def changed_data(self) -> list[str]:
        """Treat a new row in which only the position changed as unchanged, that is, empty."""
        changed = super().changed_data
        return [] if not self.instance.pk and changed == ["position"] else changed


@dataclass(frozen=True)
class CitationConflict:
    """A citation that was changed, deleted or added elsewhere since the form was opened.

    `kind` is "changed", "deleted there" (elsewhere), "deleted here" (in this form) or "added
    there"; `delete_name` is the name of the form's DELETE checkbox for it.
    """

    label: str
    kind: str
    differences: list[Difference]
    delete_name: str = ""


class CitationFormSet(RowsFormSet):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edit = edit_state_of(self.instance)
        self.conflicts: list[CitationConflict] = []
        for form in self.forms:
            if "post" in form.fields:  # absent with view permission only
                form.fields["post"].widget.widget.objects_by_key = self._posts

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """Place new citations after the existing ones."""
        super().add_fields(form, index)
        if not form.instance.pk:
            positions = [one.position for one in self.get_queryset()] if self.instance.pk else []
            form.initial.setdefault("position", max(positions, default=-1) + 1)

    def clean(self) -> None:
        """Check what concerns all citations together.

        A published event keeps at least one citation, its readers are told of changes, and no
        colleague's edit is overwritten.
        """
        super().clean()
        self.edit.citations_changed = self.has_changed()
        if self.vanished or self.edit.conflict:
            self.conflicts = self._conflicts()
        self._check_words()
        self._check_readings()
        self._check_quotes()
        remaining = [
            form
            for form in self.forms
            if (form.has_changed() or form.instance.pk) and form not in self.deleted_forms
        ]
        if (
            self.instance.state == Event.State.PUBLISHED
            and not remaining
            and not self._added_elsewhere()
        ):
            raise forms.ValidationError(
                _("A published event needs a citation. Choose a post and enter the phrase.")
            )
        if self.edit.citations_changed and not self.edit.is_explained:
            raise forms.ValidationError(
                _(
                    "Readers have seen these citations. Fill in the correction below, or tick "
                    "“No change of meaning”."
                )
            )
        if reason := self._refusal():
            raise forms.ValidationError(reason)
        if self.vanished and not self.edit.conflict:
            raise forms.ValidationError(
                _(
                    "A citation was deleted while you were writing. Nothing has been saved yet. "
                    "Choose above whether to keep yours, and save again."
                )
            )

    def _refusal(self) -> str:
        """Return why the user may not publish these citations with the event; "" if they may."""
        publisher, is_approved = self.edit.publisher, self.edit.is_approved
        if publisher is None:
            return ""
        return refusal_to_publish(
            self.instance, publisher, is_changed=self._is_changed(), is_approved=is_approved
        )

    @cached_property
    def _posts(self) -> dict[str, Post]:
        """The posts chosen in the forms, by primary key: one query instead of one per form."""
        keys = {str(form["post"].value()) for form in self.forms if "post" in form.fields}
        posts = Post.objects.select_related("document").in_bulk(filter(is_key, keys))
        return {str(key): post for key, post in posts.items()}

    def _is_changed(self) -> bool:
        """Tell whether the forms differ from the record, ignoring the browser's line endings."""
        return bool(self.deleted_forms) or any(
            differences(form, FIELDS) if form.instance.pk else form.has_changed()
            for form in self.forms
        )

    # --- two edits of one event -------------------------------------------------------------------

    def _conflicts(self) -> list[CitationConflict]:
        conflicts = []
        for number, form in enumerate(self.forms):
            delete_name = form.add_prefix("DELETE")
            if number in self.vanished:
                diffs = differences(form, FIELDS)
                label = form["exact"].value() or ""
                conflicts.append(CitationConflict(label, "deleted there", diffs, delete_name))
            elif form.instance.pk:
                diffs = differences(form, FIELDS)
                label = form.initial["exact"]
                is_changed = record_has_changed(form, FIELDS)
                if form in self.deleted_forms:
                    if is_changed:
                        conflicts.append(CitationConflict(label, "deleted here", diffs))
                elif diffs:
                    conflicts.append(CitationConflict(label, "changed", diffs))
                # When resubmitted, the form counts as opened on the current record.
                form.data = form.data.copy()
                form.data[form.add_prefix("opened")] = snapshot_of(form, FIELDS)
        conflicts += [
            CitationConflict(one.exact, "added there", []) for one in self._added_elsewhere()
        ]
        return conflicts

    def _added_elsewhere(self) -> list[Citation]:
        """Return the citations on record that were not submitted with this form."""
        if not self.instance.pk:
            return []
        sent_keys = {form.instance.pk for form in self.initial_forms}
        return [one for one in self.get_queryset() if one.pk not in sent_keys]

    # --- the source's words -----------------------------------------------------------------------

    def _check_words(self) -> None:
        """Ask about citations that still hold the source's words for the previous date."""
        old_words = self.edit.old_words
        if not old_words:
            return
        data: QueryDict = self.data  # type: ignore[assignment]
        for form in self.initial_forms:
            name = form.add_prefix("date_as_written")
            if form in self.deleted_forms or not self._has_date_words(form, old_words):
                continue
            if "date_as_written" in form.changed_data or is_stale_confirmed(data, name):
                continue
            advice = _("Enter what it says about the new date, or:")
            form.add_error("date_as_written", stale_words_error(data, name, old_words, str(advice)))

    def _has_date_words(self, form: forms.ModelForm, words: str) -> bool:
        """Tell whether the citation's date as written is exactly these words."""
        return bool(words) and form["date_as_written"].value() == words

    def _check_readings(self) -> None:
        """Require a note where a citation's words for the date contradict the event's date.

        Either one of them is a mistake, or readers need an explanation; an import asks the same.
        Words equal to the event's previous date words are left to `_check_words`.
        """
        if not self.instance.date_edtf:  # the date could not be read
            return
        date, event = parse(self.instance.date_edtf), self.instance
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if form in self.deleted_forms or "post" not in data:
                continue
            is_redated = self.edit.date_changed and not self._has_date_words(
                form, self.edit.old_words
            )
            if not form.has_changed() and not is_redated:
                continue
            if data.get("note") or Support.DATE not in data.get("supports", ()):
                continue
            base, words = base_of(data["post"]), data.get("date_as_written", "")
            zone, calendar = event.date_tz, event.date_calendar
            if reading := contradiction(words, date, base, zone=zone, calendar=calendar):
                names = {
                    "words": words,
                    "read": reading.words,
                    "date": display(date, zone, calendar),
                }
                text = _(
                    "“%(words)s” says %(read)s, but the date of the event is %(date)s. Correct one "
                    "of them, or explain to readers here how the date was read."
                )
                form.add_error("note", text % names)

    def _check_quotes(self) -> None:
        """Check that quoted words occur in the post's text, where that text is stored.

        Anyone can then check a date against its source. Unchanged citations are not checked again.
        """
        quotable = cache(Quotable)
        for form in self.forms:
            data = dict(getattr(form, "cleaned_data", {}))
            post = data.get("post")
            if form in self.deleted_forms or post is None or not post.text:
                continue
            name_by_words = {data.get(name, ""): name for name in reversed(Citation.quoted_fields)}
            for words, name in name_by_words.items():  # the same words in two fields: checked once
                if {"post", name}.isdisjoint(form.changed_data):
                    continue
                key = form.add_prefix(name)
                if is_unfound_confirmed(self.data, key, words):  # type: ignore[arg-type]
                    continue
                if not quotable(post.text).has(words):
                    form.add_error(name, unfound_words_error(key, words))


class CitationInline(KeyFieldsAdmin, admin.StackedInline):
    model = Citation
    form = CitationForm
    formset = CitationFormSet
    autocomplete_fields = ("post",)
    extra = 0
    max_num = MAX_EVENT_CITATIONS
    fields = (*_SHARED_FIELDS, ("supports", "position"), "opened")
    readonly_fields = ("supported",)

    def get_formset(self, *args: Any, **kwargs: Any) -> Any:
        """Cap `absolute_max`: a request cannot make Django build more forms than can be saved."""
        return super().get_formset(*args, **{"absolute_max": self.max_num, **kwargs})

    def get_fields(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """Replace the checkboxes by text, and drop `opened`, for users who may only view."""
        event_admin = self.admin_site.get_model_admin(Event)
        if obj is None or event_admin.has_change_permission(request, obj):
            return super().get_fields(request, obj)
        return (*_SHARED_FIELDS, ("supported", "position"))

    @admin.display(description=_("supports"))
    def supported(self, citation: Citation) -> str:
        return citation.supports_in_words

    def get_extra(self, request: HttpRequest, obj: Event | None = None, **kwargs: Any) -> int:
        """Show one extra row for an event that is created from a post, to cite that post."""
        return 1 if obj is None and "post" in request.GET else self.extra
