"""Django's widgets and fields, with the names that assistive technology needs, and safe from
whatever a request may hold."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import (
    AdminSplitDateTime,
    AdminTextInputWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import (
    get_current_timezone,
    get_current_timezone_name,
    localdate,
    override,
)
from django.utils.translation import gettext_lazy as _

from timeline.dates.reading import Reading, Unreadable, read
from timeline.desk.keys import is_key
from timeline.wording import say


class NamedSplitDateTime(AdminSplitDateTime):
    """A moment in two fields, each of which says which half it is."""

    #: Whose clock shows it; None for that of the server.
    zone: datetime.tzinfo | None = None

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for widget, name in zip(self.widgets, (_("Date"), _("Time")), strict=True):
            widget.attrs["aria-label"] = name

    def decompress(self, value: Any) -> Any:
        with override(self.zone or get_current_timezone()):
            return super().decompress(value)


class DayField(forms.DateField):
    """A day as the project reads dates. Django would take 10/12/2026 for a day of October without
    a word, and an embargo until December would be over at once."""

    default_error_messages = {
        "invalid": _("This isn’t one certain day. Write it as 2026-12-10 or 10 December 2026.")
    }

    def to_python(self, value: Any) -> datetime.date | None:
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        try:
            reading = read(value, today=localdate())
        except Unreadable as problem:
            if problem.candidates:
                raise forms.ValidationError(say(problem.message), code="invalid") from problem
            raise self._refused() from problem
        return self._day(reading)

    def _day(self, reading: Reading) -> datetime.date:
        """Of a reading that is one, and that nothing had to be assumed for."""
        if reading.assumed:
            raise self._refused()
        try:
            return datetime.date.fromisoformat(str(reading.date))
        except ValueError as error:  # a month, a moment, a day that is in doubt or before our era
            raise self._refused() from error

    def _refused(self) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages["invalid"], code="invalid")


class ClockField(forms.TimeField):
    """A time of day, also as "9 a.m."."""

    input_formats = (
        *("%H:%M", "%H:%M:%S", "%H:%M:%S.%f"),
        *("%I %p", "%I%p", "%I:%M %p", "%I:%M%p"),
    )
    default_error_messages = {"invalid": _("This isn’t a time. Write it as 09:00 or 9 a.m.")}

    def strptime(self, value: str, format: str) -> datetime.time:
        return super().strptime(value.lower().replace(".m.", "m"), format)


class MomentField(forms.SplitDateTimeField):
    """Names the zone that it is read in, for Django's script says only how far it is from here.
    Refuses what is a moment here, but lies outside of all years where UTC is."""

    widget: NamedSplitDateTime
    default_error_messages = {
        "invalid_date": DayField.default_error_messages["invalid"],
        "invalid_time": ClockField.default_error_messages["invalid"],
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = (DayField(required=False), ClockField(required=False))
        self.said = self.help_text
        self._explain(_("Time zone: %(zone)s.") % {"zone": get_current_timezone_name()})

    def go_by(self, zone: datetime.tzinfo, explained: str) -> None:
        """Show and read the moment by the clock of another zone, which the text beneath names."""
        self.widget.zone = zone
        self._explain(explained)

    def _explain(self, zone: str) -> None:
        self.help_text = f"{self.said} {zone}".strip()

    def compress(self, data_list: Any) -> datetime.datetime | None:
        with override(self.widget.zone or get_current_timezone()):
            return super().compress(data_list)

    def clean(self, value: Any) -> Any:
        moment: datetime.datetime | None = super().clean(value)
        try:
            if moment:
                moment.astimezone(datetime.UTC)
        except OverflowError as error:
            raise forms.ValidationError(_("There is no such moment."), code="invalid") from error
        return moment


#: For `formfield_overrides`.
DAYS_AND_MOMENTS: dict[type[models.Field[Any, Any]], Any] = {
    models.DateField: {"form_class": DayField},
    models.DateTimeField: {"form_class": MomentField, "widget": NamedSplitDateTime},
}


class _Keys:
    """Looks up what is chosen by its keys, and nothing that is no key: a form shows again what was
    sent, and an address may fill in anything."""

    #: What may be chosen, by key, where one form has many of these; else each asks for its own.
    known: Mapping[str, models.Model] | None = None

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [key for key in map(str, value) if is_key(key)]
        if self.known is None:
            return super().optgroups(name, keys, attr)  # type: ignore[misc]
        found = [("", ""), *((key, str(self.known[key])) for key in keys if key in self.known)]
        options = [
            self.create_option(name, key, label, bool(key), number)  # type: ignore[attr-defined]
            for number, (key, label) in enumerate(found)
        ]
        return [(None, options, 0)]


class KeySelect(_Keys, AutocompleteSelect):
    pass


class KeySelectMultiple(_Keys, AutocompleteSelectMultiple):
    pass


class _KeysField(forms.ModelMultipleChoiceField):
    """Django asks the database for all of them at once, which a huge number stops."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not is_key(str(key)):
                said = self.error_messages["invalid_pk_value"]
                raise forms.ValidationError(said, code="invalid_pk_value", params={"pk": key})
        return super().clean(value)


class KeyFields(BaseModelAdmin):
    """For an admin, or an inline, with `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KeySelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Without Select2's "clear all", which breaks the list of what is chosen for screen
        readers; every choice has its own."""
        if db_field.name in self.get_autocomplete_fields(request):
            widget = KeySelectMultiple(db_field, self.admin_site, using=kwargs.get("using"))
            kwargs |= {"widget": widget, "form_class": _KeysField}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field:
            field.widget.is_required = True
        return field


#: The fields that a date is read with: desk.js tells of their changes.
READ_WITH = "#id_date_tz, #id_date_calendar, " + ", ".join(
    f"[name^=citations-][name$=-{name}]" for name in ("post", "position", "DELETE")
)


class DateWordsInput(AdminTextInputWidget):
    """A date in words; what it is read as stands beneath it while it is typed, and anew when what
    it counts from changes, of which desk.js tells."""

    #: Also when the form is opened: its date was typed, and is none on record.
    reads_at_once = False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        live = {
            "hx-get": reverse("admin:timeline_event_reading"),
            "hx-trigger": f"{'load, ' if self.reads_at_once else ''}input delay:300ms, reread",
            "hx-include": READ_WITH,
            "hx-target": "#reading",
            "hx-sync": "this:replace",
        }
        typed = super().render(name, value, {**(attrs or {}), **live}, renderer)
        return format_html('{}<div id="reading" class="reading" aria-live="polite"></div>', typed)
