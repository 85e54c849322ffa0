"""Events in the admin: the date in one field, the citations beside the event."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from reversion.admin import VersionAdmin

from timeline.dates.edtf import MAX_LENGTH
from timeline.dates.reading import Reading, Unreadable, read
from timeline.desk.widgets import NamedSplitDateTime
from timeline.models import Citation, Correction, Event, Support
from timeline.wording import display, say, say_all


class EventForm(forms.ModelForm):
    """One field takes the date as anyone writes it; the columns follow from it."""

    date = forms.CharField(
        label=_("Date"),
        max_length=MAX_LENGTH,
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
        self.reading: Reading | None = None
        if self.instance.pk:
            self.initial["date"] = self.instance.date_edtf

    def clean_date(self) -> str:
        """The date as EDTF. Relative words count from the day of the first source."""
        typed: str = self.cleaned_data["date"]
        if self.instance.pk and typed == self.instance.date_edtf:
            return typed
        try:
            reading = read(typed, today=self._today(), zone=self.data.get("date_tz") or None)
        except Unreadable as error:
            raise forms.ValidationError(say(error.message), code="unreadable") from error
        self.instance.date_edtf = str(reading.date)
        self.reading = reading
        return typed

    def clean(self) -> dict[str, Any]:
        """Take zone and calendar from the typed date, where the form is silent."""
        found = super().clean() or {}
        found["date_text"] = found.get("date_text") or found.get("date", "")
        if self.reading:
            found["date_tz"] = found.get("date_tz") or self.reading.zone or ""
            if self.reading.calendar == Event.Calendar.JULIAN:
                found["date_calendar"] = Event.Calendar.JULIAN.value
        return found

    def _today(self) -> Any:
        citation = (
            self.instance.citations.select_related("post__document").first()
            if self.instance.pk
            else None
        )
        return citation.post.document.published_on if citation else timezone.localdate()


class CitationForm(forms.ModelForm):
    supports = forms.MultipleChoiceField(
        label=_("Supports"),
        choices=Support.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Support.EVENT.value, Support.DATE.value],
    )

    class Meta:
        model = Citation
        fields = (
            "post",
            "exact",
            "prefix",
            "suffix",
            "date_as_written",
            "note",
            "supports",
            "position",
        )


class CitationFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """A published event has at least one citation."""
        super().clean()
        kept = [
            form
            for form in self.forms
            if (form.has_changed() or form.instance.pk) and form not in self.deleted_forms
        ]
        if self.instance.state == Event.State.PUBLISHED and not kept:
            raise forms.ValidationError(
                _("A published event needs a citation: choose a post and give the phrase.")
            )


class CitationInline(admin.StackedInline):
    model = Citation
    form = CitationForm
    formset = CitationFormSet
    autocomplete_fields = ("post",)
    extra = 0
    fields = (
        "post",
        ("exact", "date_as_written"),
        ("prefix", "suffix"),
        "note",
        ("supports", "position"),
    )


class CorrectionInline(admin.TabularInline):
    """Corrections can be added and read, never changed or taken back."""

    model = Correction
    fields = ("kind", "was", "now_says")
    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(VersionAdmin):
    form = EventForm
    inlines = (CitationInline, CorrectionInline)
    list_display = ("title", "shown_date", "place", "importance", "state", "updated_at")
    list_filter = ("state", "topics", "importance")
    list_select_related = ("place",)
    list_per_page = 50
    search_fields = ("title", "summary", "public_id")
    autocomplete_fields = ("topics", "people", "place")
    formfield_overrides = {models.DateTimeField: {"widget": NamedSplitDateTime}}
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("title", "summary", "date", "date_text", "label")}),
        (_("Who and where"), {"fields": ("topics", "people", "place")}),
        (_("Publication"), {"fields": ("state", "publish_at", "importance")}),
        (
            _("More about the date"),
            {"fields": ("date_tz", "date_calendar"), "classes": ("collapse",)},
        ),
    )

    def reversion_register(self, model: type[models.Model], **options: Any) -> None:
        """Corrections are no part of a version: going back to one must not take them back."""
        options["follow"] = [name for name in options.get("follow", ()) if name != "corrections"]
        super().reversion_register(model, **options)

    def formfield_for_manytomany(self, *args: Any, **kwargs: Any) -> Any:
        """Without Select2's "clear all", which breaks the list of what is chosen for screen
        readers; every choice has its own."""
        field = super().formfield_for_manytomany(*args, **kwargs)
        if field:
            field.widget.is_required = True
        return field

    @admin.display(description=_("date"), ordering="date_sort")
    def shown_date(self, event: Event) -> str:
        return display(event.date, event.date_tz, event.date_calendar)

    def view_on_site(self, event: Event) -> Any:
        """Only where a reader would find it: a draft has no public page."""
        public = Event.objects.published().filter(pk=event.pk).exists()
        return event.get_absolute_url() if public else None

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        obj.updated_by = request.user  # type: ignore[assignment]
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
        if form.reading:
            words = _("“%(typed)s” was read as %(date)s.") % {
                "typed": form.cleaned_data["date"],
                "date": display(obj.date, obj.date_tz, obj.date_calendar),
            }
            self.message_user(request, " ".join([str(words), *say_all(form.reading.assumed)]))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is Correction:
            for correction in formset.save(commit=False):
                correction.by = request.user
                correction.save()
        else:
            super().save_formset(request, form, formset, change)
