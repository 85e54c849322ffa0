"""Translatable templates for the words that dates are displayed with."""

from __future__ import annotations

from timeline.dates.messages import Translations, in_context, pgettext_lazy
from timeline.dates.messages import gettext_noop as _

# Many languages inflect the month after a day: "март", but "18 марта".
MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
MONTHS_WITH_DAY = (
    pgettext_lazy("beside a day", "January"),
    pgettext_lazy("beside a day", "February"),
    pgettext_lazy("beside a day", "March"),
    pgettext_lazy("beside a day", "April"),
    pgettext_lazy("beside a day", "May"),
    pgettext_lazy("beside a day", "June"),
    pgettext_lazy("beside a day", "July"),
    pgettext_lazy("beside a day", "August"),
    pgettext_lazy("beside a day", "September"),
    pgettext_lazy("beside a day", "October"),
    pgettext_lazy("beside a day", "November"),
    pgettext_lazy("beside a day", "December"),
)
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)

# EDTF code → template. {year} is one year, or two if the season spans New Year.
SUB_YEARS = {
    21: _("spring {year}"),
    22: _("summer {year}"),
    23: _("autumn {year}"),
    24: _("winter {year}"),
    25: _("spring {year} (Northern Hemisphere)"),
    26: _("summer {year} (Northern Hemisphere)"),
    27: _("autumn {year} (Northern Hemisphere)"),
    28: _("winter {year} (Northern Hemisphere)"),
    29: _("spring {year} (Southern Hemisphere)"),
    30: _("summer {year} (Southern Hemisphere)"),
    31: _("autumn {year} (Southern Hemisphere)"),
    32: _("winter {year} (Southern Hemisphere)"),
    33: _("Q1 {year}"),
    34: _("Q2 {year}"),
    35: _("Q3 {year}"),
    36: _("Q4 {year}"),
    37: _("early {year}"),
    38: _("mid-{year}"),
    39: _("late {year}"),
    40: _("first half of {year}"),
    41: _("second half of {year}"),
}

_FIRST = pgettext_lazy("ordinal of a century or millennium", "{number}st")
_SECOND = pgettext_lazy("ordinal of a century or millennium", "{number}nd")
_THIRD = pgettext_lazy("ordinal of a century or millennium", "{number}rd")
_OTHER = pgettext_lazy("ordinal of a century or millennium", "{number}th")
_ORDINALS = {1: _FIRST, 2: _SECOND, 3: _THIRD}


def ordinal(number: int, translations: Translations) -> str:
    """18 → "18th"."""
    is_teen = number % 100 in (11, 12, 13)
    template = _OTHER if is_teen else _ORDINALS.get(number % 10, _OTHER)
    return in_context(translations, template, number=number)
