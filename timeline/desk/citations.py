"""The passages that an event rests on, beside the event."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from timeline.models import Citation, Event, Support


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
        """A published event has at least one citation, and its readers hear of a change."""
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
        if self.has_changed() and not getattr(self.instance, "is_explained", True):
            raise forms.ValidationError(
                _(
                    "Readers have seen these citations. Fill in the correction below, or tick "
                    "“No change of meaning”."
                )
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

    def get_extra(self, request: HttpRequest, obj: Event | None = None, **kwargs: Any) -> int:
        """An event drawn from a post begins with its citation."""
        return 1 if obj is None and "post" in request.GET else self.extra
