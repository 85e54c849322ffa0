"""Prevents lost updates of documents, posts, people, places, topics and saved timelines.

As with events, a form carries the values that its fields had when it was opened. If a stored value
has changed since and saving would overwrite it, nothing is saved before the editor has seen both.
Comparing values catches every way of writing: there is no token that a program could forget to
renew.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from timeline.desk.conflicts import Difference, SnapshotField, differences, snapshot_of, with_theirs
from timeline.desk.rows import RowsFormSet


class ConflictForm(forms.ModelForm):
    """Form that refuses to overwrite changes made since it was opened.

    To edit an older version, set `stored_values` on a subclass: the values on record by field name,
    empty if the version restores a deleted object."""

    stored_values: dict[str, Any] | None = None

    opened = SnapshotField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Changes made elsewhere since the form was opened, which saving it would overwrite.
        self.conflicts: list[Difference] = []
        model_fields = {field.name for field in self._meta.model._meta.get_fields()}
        self.compared_fields = [name for name in self.fields if name in model_fields]
        if not self.instance.pk or self.stored_values == {}:
            return
        initial = self.initial
        self.initial = {**initial, **(self.stored_values or {})}
        snapshot = snapshot_of(self, self.compared_fields)
        if self.is_bound:
            self.data = with_theirs(self, self.data)  # type: ignore[arg-type]
        else:
            self.initial = {**initial, "opened": snapshot}

    def clean(self) -> dict[str, Any]:
        """Compare with the stored row, which `RecoverableAdmin.changeform_view` has locked."""
        cleaned_data = super().clean() or {}
        if not self.instance.pk or self.stored_values == {}:
            return cleaned_data
        diffs = differences(self, self.compared_fields)
        self.conflicts = [one for one in diffs if one.side != "here"]
        if not self.conflicts:
            return cleaned_data
        # The editor is now shown both texts: sent again, the form may be saved.
        data: QueryDict = self.data  # type: ignore[assignment]
        self.data = data.copy()
        self.data[self.add_prefix("opened")] = snapshot_of(self, self.compared_fields)
        labels = [one.label for one in self.conflicts]
        raise forms.ValidationError(
            _(
                "Somebody changed this while you were writing: %(fields)s. Your text is still "
                "in the form, but nothing has been saved. Compare, choose and save again."
            ),
            code="conflict",
            params={"fields": get_text_list(labels, _("and"))},
        )


class ConflictFormSet(RowsFormSet):
    """Formset that also reports conflicts with deleted rows.

    Django ignores the errors of rows marked for deletion, and drops rows that somebody else has
    deleted without an error."""

    def clean(self) -> None:
        super().clean()
        deleted = [form for form in self.initial_forms if form.cleaned_data.get("DELETE")]
        if any(form.conflicts for form in deleted):
            raise forms.ValidationError(
                _(
                    "Somebody changed a row that you marked for deletion. Nothing has been saved "
                    "yet. Save again to delete it, or untick “Delete” to keep it."
                ),
                code="conflict",
            )
        for number in self.vanished:
            message = _(
                "It was deleted while you were writing. Nothing has been saved yet. Remove "
                "this row to leave it deleted, or save again to add it again."
            )
            self.forms[number].add_error(None, message)


class ConflictInline(InlineModelAdmin):
    form = ConflictForm
    formset = ConflictFormSet

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Lock the rows on POST: they may also be saved by forms of their own."""
        rows = super().get_queryset(request)
        return rows.select_for_update(of=("self",)) if request.method == "POST" else rows

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out `opened` for users who may only view: they overwrite nothing."""
        fields = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fields
        return [name for name in fields if name != "opened"]
