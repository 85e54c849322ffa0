"""Django's widgets and fields, with accessible names, and safe for arbitrary request data."""

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


class LabelledSplitDateTime(AdminSplitDateTime):
    """A date and time in two inputs, each with a label of its own."""

    #: The time zone in which the value is shown; None for the server's.
    zone: datetime.tzinfo | None = None

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for widget, name in zip(self.widgets, (_("Date"), _("Time")), strict=True):
            widget.attrs["aria-label"] = name

    def decompress(self, value: Any) -> Any:
        with override(self.zone or get_current_timezone()):
            return super().decompress(value)


class DayField(forms.DateField):
    """A day, read by newsdesk's own date reader.

    Django would silently take 10/12/2026 for a day in October, and an embargo until December would
    be over at once."""

    default_error_messages = {
        "invalid": _("This isn’t one certain day. Write it as 2026-12-10 or 10 December 2026.")
    }

    def to_python(self, value: Any) -> datetime.date | None:
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        try:
            reading = read(value, today=localdate())
        except Unreadable as error:
            if error.candidates:
                raise forms.ValidationError(say(error.message), code="invalid") from error
            raise self._invalid_error() from error
        return self._day(reading)

    def _day(self, reading: Reading) -> datetime.date:
        """Return the day of a reading, if it is a single day and nothing had to be assumed."""
        if reading.assumptions:
            raise self._invalid_error()
        try:
            return datetime.date.fromisoformat(str(reading.date))
        except ValueError as error:  # a month, a time, an uncertain day, or one BCE
            raise self._invalid_error() from error

    def _invalid_error(self) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages["invalid"], code="invalid")


class ClockField(forms.TimeField):
    """A time of day; "9 a.m." is accepted, too."""

    input_formats = (
        *("%H:%M", "%H:%M:%S", "%H:%M:%S.%f"),
        *("%I %p", "%I%p", "%I:%M %p", "%I:%M%p"),
    )
    default_error_messages = {"invalid": _("This isn’t a time. Write it as 09:00 or 9 a.m.")}

    def strptime(self, value: str, format: str) -> datetime.time:
        return super().strptime(value.lower().replace(".m.", "m"), format)


class MomentField(forms.SplitDateTimeField):
    """A date and time whose help text names its time zone: Django's script shows only an offset.

    Refuses local times whose UTC equivalent is not in the years 1 to 9999."""

    widget: LabelledSplitDateTime
    default_error_messages = {
        "invalid_date": DayField.default_error_messages["invalid"],
        "invalid_time": ClockField.default_error_messages["invalid"],
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = (DayField(required=False), ClockField(required=False))
        self.base_help_text = self.help_text
        self._set_help_text(_("Time zone: %(zone)s.") % {"zone": get_current_timezone_name()})

    def use_time_zone(self, zone: datetime.tzinfo, explanation: str) -> None:
        """Show and read the value in a time zone, which `explanation` names below the field."""
        self.widget.zone = zone
        self._set_help_text(explanation)

    def _set_help_text(self, zone: str) -> None:
        self.help_text = f"{self.base_help_text} {zone}".strip()

    def compress(self, data_list: Any) -> datetime.datetime | None:
        with override(self.widget.zone or get_current_timezone()):
            return super().compress(data_list)

    def clean(self, value: Any) -> Any:
        moment: datetime.datetime | None = super().clean(value)
        try:
            if moment:
                moment.astimezone(datetime.UTC)
        except OverflowError as error:
            raise forms.ValidationError(
                _("This date and time is out of range. Enter a year from 1 to 9999."),
                code="invalid",
            ) from error
        return moment


#: For `formfield_overrides`.
DATE_FIELD_OVERRIDES: dict[type[models.Field[Any, Any]], Any] = {
    models.DateField: {"form_class": DayField},
    models.DateTimeField: {"form_class": MomentField, "widget": LabelledSplitDateTime},
}


class _KeysMixin:
    """Mixin that looks up chosen objects by valid keys only.

    A form shows again whatever was sent, and the query string can prefill anything."""

    #: Choices by key, shared if a form has many of these widgets; if None, each makes a query.
    objects_by_key: Mapping[str, models.Model] | None = None

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [key for key in map(str, value) if is_key(key)]
        if self.objects_by_key is None:
            return super().optgroups(name, keys, attr)  # type: ignore[misc]
        choices = [
            ("", ""),
            *((key, str(self.objects_by_key[key])) for key in keys if key in self.objects_by_key),
        ]
        options = [
            self.create_option(name, key, label, bool(key), number)  # type: ignore[attr-defined]
            for number, (key, label) in enumerate(choices)
        ]
        return [(None, options, 0)]


class KeySelect(_KeysMixin, AutocompleteSelect):
    pass


class KeySelectMultiple(_KeysMixin, AutocompleteSelectMultiple):
    pass


class _KeysField(forms.ModelMultipleChoiceField):
    """Checks every key first: Django looks all of them up at once, which a huge number breaks."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not is_key(str(key)):
                message = self.error_messages["invalid_pk_value"]
                raise forms.ValidationError(message, code="invalid_pk_value", params={"pk": key})
        return super().clean(value)


class KeyFieldsAdmin(BaseModelAdmin):
    """Base of an admin or inline with `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KeySelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Mark the widget as required, which hides Select2's "clear all": that breaks the list of
        choices for screen readers, and every choice has its own button to remove it."""
        if db_field.name in self.get_autocomplete_fields(request):
            widget = KeySelectMultiple(db_field, self.admin_site, using=kwargs.get("using"))
            kwargs |= {"widget": widget, "form_class": _KeysField}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field:
            field.widget.is_required = True
        return field


#: Selector of the fields that the reading of a date depends on: desk.js watches them.
READING_SELECTOR = "#id_date_tz, #id_date_calendar, " + ", ".join(
    f"[name^=citations-][name$=-{name}]" for name in ("post", "position", "DELETE")
)


class DateWordsInput(AdminTextInputWidget):
    """Input of a date in words, with a live preview of how it is read.

    The preview is loaded while typing, and on desk.js's `reread` event, when a field changes that
    the reading depends on."""

    #: Whether to preview on load, too: the date was prefilled or sent, and is not the stored one.
    previews_on_load = False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        htmx_attrs = {
            "hx-get": reverse("admin:timeline_event_reading"),
            "hx-trigger": f"{'load, ' if self.previews_on_load else ''}input delay:300ms, reread",
            "hx-include": READING_SELECTOR,
            "hx-target": "#reading",
            "hx-sync": "this:replace",
        }
        html = super().render(name, value, {**(attrs or {}), **htmx_attrs}, renderer)
        return format_html('{}<div id="reading" class="reading" aria-live="polite"></div>', html)
