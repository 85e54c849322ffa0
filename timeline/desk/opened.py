"""No lost edits of documents, posts, people, places, topics and saved timelines.

Their forms carry what their fields said when they were opened, as those of events do. Where the
record says something else by now, and the form would cover it, nothing is saved before the editor
has seen both. Whatever wrote it: there is no token that a program could forget to renew.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from timeline.desk.conflicts import Difference, OpenedField, differences, opened_on, with_theirs
from timeline.desk.rows import RowsFormSet


class OpenedForm(forms.ModelForm):
    """Where its instance is an older version, give it, as an attribute of a subclass, what is
    `on_record` by the names of its fields: nothing, where the version brings back what was
    deleted."""

    on_record: dict[str, Any] | None = None

    opened = OpenedField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: What was changed elsewhere since the form was opened, and would be covered by it.
        self.changed_there: list[Difference] = []
        own = {field.name for field in self._meta.model._meta.get_fields()}
        self._compared = [name for name in self.fields if name in own]
        if not self.instance.pk or self.on_record == {}:
            return
        given = self.initial
        self.initial = {**given, **(self.on_record or {})}
        opened = opened_on(self, self._compared)
        if self.is_bound:
            self.data = with_theirs(self, self.data)  # type: ignore[arg-type]
        else:
            self.initial = {**given, "opened": opened}

    def clean(self) -> dict[str, Any]:
        """The record is locked, see `KeepingAdmin.changeform_view`."""
        found = super().clean() or {}
        if not self.instance.pk or self.on_record == {}:
            return found
        unlike = differences(self, self._compared)
        self.changed_there = [one for one in unlike if one.side != "here"]
        if not self.changed_there:
            return found
        # Sent again, knowing both texts, the form may be saved.
        sent: QueryDict = self.data  # type: ignore[assignment]
        self.data = sent.copy()
        self.data[self.add_prefix("opened")] = opened_on(self, self._compared)
        labels = [one.label for one in self.changed_there]
        raise forms.ValidationError(
            _(
                "Somebody changed this while you were writing: %(fields)s. Your text stands in the "
                "form and nothing of it is saved yet: compare, choose, and save again."
            ),
            code="conflict",
            params={"fields": get_text_list(labels, _("and"))},
        )


class OpenedFormSet(RowsFormSet):
    """Django asks nothing of a row that is deleted here, and says nothing of one that was deleted
    there."""

    def clean(self) -> None:
        super().clean()
        deleted = [form for form in self.initial_forms if form.cleaned_data.get("DELETE")]
        if any(form.changed_there for form in deleted):
            raise forms.ValidationError(
                _(
                    "You delete what somebody changed while you were writing. Nothing is saved "
                    "yet: save again to delete it, or take away the tick."
                ),
                code="conflict",
            )
        for number in self.vanished:
            said = _(
                "It was deleted while you were writing, and nothing is saved yet: remove this row "
                "to leave it so, or save again to add it anew."
            )
            self.forms[number].add_error(None, said)


class OpenedInline(InlineModelAdmin):
    form = OpenedForm
    formset = OpenedFormSet

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Locked while it is saved: its rows have forms of their own, too."""
        rows = super().get_queryset(request)
        return rows.select_for_update(of=("self",)) if request.method == "POST" else rows

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who only looks covers nothing."""
        fields = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fields
        return [name for name in fields if name != "opened"]
