"""The rows of a form, some of which may be of what somebody has deleted since it was opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from timeline.desk.conflicts import THEIRS
from timeline.desk.words import STAY, UNFOUND

#: What a form sends under these names are names of its fields.
_OF_FIELDS = {THEIRS, STAY, UNFOUND}


class RowsFormSet(forms.BaseInlineFormSet):
    """Django would lose such rows, and what was typed in them; here they are new ones."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Their numbers.
        self.vanished: set[int] = set()
        if self.is_bound and self.management_form.is_valid():
            self._make_vanished_ones_new()

    def _make_vanished_ones_new(self) -> None:
        """Number the forms anew, those whose own is not on record any more as new ones."""
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
        """The data under the numbers that these places give them."""

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
