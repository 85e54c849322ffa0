"""Formset rows whose objects may have been deleted by somebody else since the form was opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from timeline.desk.confirmations import STAY, UNFOUND
from timeline.desk.conflicts import THEIRS

#: Keys whose values are, or begin with, names of form fields, which are renumbered, too.
_OF_FIELDS = {THEIRS, STAY, UNFOUND}


class RowsFormSet(forms.BaseInlineFormSet):
    """Treats rows of deleted objects as new: Django would drop them, and what was typed there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Indexes of the rows of deleted objects, except those marked for deletion here.
        self.vanished: set[int] = set()
        if self.is_bound and self.management_form.is_valid():
            self._make_vanished_ones_new()

    def _make_vanished_ones_new(self) -> None:
        """Renumber the forms, so that those whose object is gone come first among the new ones."""
        total = self.total_form_count()
        initial = min(self.initial_form_count(), total)
        known = {str(one.pk) for one in self.get_queryset()}
        ids = {number: self.data.get(f"{self.prefix}-{number}-id", "") for number in range(initial)}
        gone = [number for number in range(initial) if ids[number] not in known]
        if not gone:
            return
        order = [number for number in range(initial) if number not in gone]
        self.vanished = {
            place
            for place, number in enumerate(gone, start=len(order))
            if not self.data.get(f"{self.prefix}-{number}-DELETE")
        }
        places = {old: new for new, old in enumerate([*order, *gone, *range(initial, total)])}
        self.data = self._numbered_anew(places)
        for number in gone:
            self.data[f"{self.prefix}-{places[number]}-id"] = ""
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(len(order))
        self.__dict__.pop("management_form")

    def _numbered_anew(self, places: dict[int, int]) -> QueryDict:
        """Return the data with form indexes replaced as `places` says (old → new)."""

        def renamed(key: str) -> str:
            head, _dash, rest = key.removeprefix(f"{self.prefix}-").partition("-")
            is_ours = key.startswith(f"{self.prefix}-") and head.isascii() and head.isdecimal()
            if not is_ours or int(head) not in places:
                return key
            return f"{self.prefix}-{places[int(head)]}-{rest}"

        found = QueryDict(mutable=True)
        for key, values in self.data.lists():  # type: ignore[attr-defined]
            named = [renamed(one) for one in values] if key in _OF_FIELDS else values
            found.setlist(renamed(key), named)
        return found
