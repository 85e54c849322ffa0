"""The columns that hold an event's date, and the one method that writes them."""

from __future__ import annotations

import datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from timeline.dates import edtf
from timeline.dates.edtf import EDTF, EDTFError, Precision
from timeline.dates.single import SECONDS_IN_DAY
from timeline.models.documents import validate_time_zone
from timeline.wording import display


def validate_edtf(text: str) -> None:
    try:
        edtf.parse(text)
    except EDTFError as error:
        raise ValidationError(
            _("“%(text)s” is not EDTF: %(error)s"), params={"text": text, "error": error}
        ) from error


class Dated(models.Model):
    """A date as it was written, as EDTF, and as the bounds used for filtering and ordering.

    Every field below `date_calendar` is derived from `date_edtf` and set only by `set_date`.
    Bounds are seconds of local wall time since 0001-01-01, proleptic Gregorian, upper exclusive.
    """

    class Calendar(models.TextChoices):
        GREGORIAN = "G", _("Gregorian")
        JULIAN = "J", _("Julian (Old Style)")

    #: The words of the source, or of the editor.
    date_text = models.CharField(_("date"), max_length=200)
    #: ISO 8601-2 / EDTF, Library of Congress levels 0 to 2.
    date_edtf = models.CharField(_("EDTF"), max_length=255, validators=[validate_edtf])
    #: IANA name; the zone of the date itself, never that of the reader's browser.
    date_tz = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[validate_time_zone]
    )
    date_calendar = models.CharField(
        _("calendar of the source"),
        max_length=1,
        choices=Calendar.choices,
        default=Calendar.GREGORIAN,
    )
    date_lower = models.BigIntegerField(editable=False)
    date_upper = models.BigIntegerField(editable=False)
    date_sort = models.BigIntegerField(editable=False)
    date_precision = models.PositiveSmallIntegerField(editable=False)
    #: UTC; only for a time with an offset, in the years that the database can hold.
    date_instant = models.DateTimeField(null=True, editable=False)
    #: Month × 100 + day, for “on this day”; only when the day is known.
    date_month_day = models.PositiveSmallIntegerField(null=True, editable=False)

    class Meta:
        abstract = True

    @cached_property
    def date(self) -> EDTF:
        return edtf.parse(self.date_edtf)

    @property
    def in_words(self) -> str:
        """The date as readers see it, in the language of the page."""
        return display(self.date, self.date_tz, self.date_calendar)

    @property
    def in_full(self) -> str:
        """The date in words with its EDTF and source text, for comparing two versions."""
        return f"{self.in_words} ({self.date_edtf}; “{self.date_text}”)"

    def set_date(self, date: EDTF) -> None:
        """Set every column derived from the EDTF. The zone and the source's words are kept."""
        self.__dict__["date"] = date
        self.date_edtf = str(date)
        self.date_lower, self.date_upper = date.lower, date.upper
        self.date_sort = date.sort_key
        self.date_precision = date.precision
        self.date_instant = _instant(date)
        self.date_month_day = _month_day(date)


EPOCH = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)


def _instant(date: EDTF) -> datetime.datetime | None:
    if date.instant is None:
        return None
    try:
        return EPOCH + datetime.timedelta(seconds=date.instant)
    except OverflowError:
        return None


def _month_day(date: EDTF) -> int | None:
    """Month × 100 + day of a date within one known day in the years 1 to 9999, else None."""
    if date.precision > Precision.DAY or date.upper - date.lower > SECONDS_IN_DAY:
        return None
    try:
        day = EPOCH + datetime.timedelta(seconds=date.lower)
    except OverflowError:
        return None
    return day.month * 100 + day.day
