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

from timeline.desk.conflicts import Difference, OpenedField, differences, snapshot_of, with_theirs
from timeline.desk.rows import RowsFormSet


class ConflictForm(forms.ModelForm):
    """Form that refuses to overwrite changes made since it was opened.

    To edit an older version, set `on_record` on a subclass: the stored values by field name, empty
    if the version restores a deleted object."""

    on_record: dict[str, Any] | None = None

    opened = OpenedField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Changes made elsewhere since the form was opened, which saving it would overwrite.
        self.changed_there: list[Difference] = []
        own = {field.name for field in self._meta.model._meta.get_fields()}
        self._compared = [name for name in self.fields if name in own]
        if not self.instance.pk or self.on_record == {}:
            return
        given = self.initial
        self.initial = {**given, **(self.on_record or {})}
        opened = snapshot_of(self, self._compared)
        if self.is_bound:
            self.data = with_theirs(self, self.data)  # type: ignore[arg-type]
        else:
            self.initial = {**given, "opened": opened}

    def clean(self) -> dict[str, Any]:
        """Compare with the stored row, which `RecoverableAdmin.changeform_view` has locked."""
        found = super().clean() or {}
        if not self.instance.pk or self.on_record == {}:
            return found
        unlike = differences(self, self._compared)
        self.changed_there = [one for one in unlike if one.side != "here"]
        if not self.changed_there:
            return found
        # The editor is now shown both texts: sent again, the form may be saved.
        sent: QueryDict = self.data  # type: ignore[assignment]
        self.data = sent.copy()
        self.data[self.add_prefix("opened")] = snapshot_of(self, self._compared)
        labels = [one.label for one in self.changed_there]
        raise forms.ValidationError(
            _(
                "Somebody changed this while you were writing: %(fields)s. Your text is still "
                "in the form, but nothing has been saved. Compare, choose and save again."
            ),
            code="conflict",
            params={"fields": get_text_list(labels, _("and"))},
        )


class OpenedFormSet(RowsFormSet):
    """Formset that also reports conflicts with deleted rows.

    Django ignores the errors of rows marked for deletion, and drops rows that somebody else has
    deleted without an error."""

    def clean(self) -> None:
        super().clean()
        deleted = [form for form in self.initial_forms if form.cleaned_data.get("DELETE")]
        if any(form.changed_there for form in deleted):
            raise forms.ValidationError(
                _(
                    "Somebody changed a row that you marked for deletion. Nothing has been saved "
                    "yet. Save again to delete it, or untick “Delete” to keep it."
                ),
                code="conflict",
            )
        for number in self.vanished:
            said = _(
                "It was deleted while you were writing. Nothing has been saved yet. Remove "
                "this row to leave it deleted, or save again to add it again."
            )
            self.forms[number].add_error(None, said)


class OpenedInline(InlineModelAdmin):
    form = ConflictForm
    formset = OpenedFormSet

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
