"""Django's widgets, with the names that assistive technology needs."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextInputWidget
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class NamedSplitDateTime(AdminSplitDateTime):
    """A moment in two fields, each of which says which half it is."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for widget, name in zip(self.widgets, (_("Date"), _("Time")), strict=True):
            widget.attrs["aria-label"] = name


class DateWordsInput(AdminTextInputWidget):
    """A date in words; what it is read as stands beneath it while it is typed."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        live = {
            "hx-get": reverse("admin:timeline_event_reading"),
            "hx-trigger": "input delay:300ms",
            "hx-include": "#id_date_tz, #id_citations-0-post",
            "hx-target": "#reading",
            "hx-sync": "this:replace",
        }
        typed = super().render(name, value, {**(attrs or {}), **live}, renderer)
        return format_html('{}<div id="reading" class="reading" aria-live="polite"></div>', typed)
