"""Formset rows whose objects may have been deleted by somebody else since the form was opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from timeline.desk.confirmations import WORDS_STAY, WORDS_UNFOUND
from timeline.desk.conflicts import TAKE_THEIRS

#: Keys whose values are, or begin with, names of form fields, which are renumbered, too.
_FIELD_NAME_KEYS = {TAKE_THEIRS, WORDS_STAY, WORDS_UNFOUND}


class RowsFormSet(forms.BaseInlineFormSet):
    """Treats rows of deleted objects as new: Django would drop them, and what was typed there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Indexes of the rows of deleted objects, except those marked for deletion here.
        self.vanished: set[int] = set()
        if self.is_bound and self.management_form.is_valid():
            self._make_vanished_new()

    def _make_vanished_new(self) -> None:
        """Renumber the forms, so that those whose object is gone come first among the new ones."""
        total = self.total_form_count()
        initial = min(self.initial_form_count(), total)
        known_ids = {str(one.pk) for one in self.get_queryset()}
        ids = {number: self.data.get(f"{self.prefix}-{number}-id", "") for number in range(initial)}
        missing = [number for number in range(initial) if ids[number] not in known_ids]
        if not missing:
            return
        order = [number for number in range(initial) if number not in missing]
        self.vanished = {
            new_number
            for new_number, number in enumerate(missing, start=len(order))
            if not self.data.get(f"{self.prefix}-{number}-DELETE")
        }
        new_numbers = {
            old: new for new, old in enumerate([*order, *missing, *range(initial, total)])
        }
        self.data = self._renumbered(new_numbers)
        for number in missing:
            self.data[f"{self.prefix}-{new_numbers[number]}-id"] = ""
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(len(order))
        self.__dict__.pop("management_form")

    def _renumbered(self, new_numbers: dict[int, int]) -> QueryDict:
        """Return the data with form indexes replaced as `new_numbers` says (old → new)."""

        def renumber(key: str) -> str:
            head, _dash, rest = key.removeprefix(f"{self.prefix}-").partition("-")
            is_ours = key.startswith(f"{self.prefix}-") and head.isascii() and head.isdecimal()
            if not is_ours or int(head) not in new_numbers:
                return key
            return f"{self.prefix}-{new_numbers[int(head)]}-{rest}"

        data = QueryDict(mutable=True)
        for key, values in self.data.lists():  # type: ignore[attr-defined]
            new_values = [renumber(one) for one in values] if key in _FIELD_NAME_KEYS else values
            data.setlist(renumber(key), new_values)
        return data
