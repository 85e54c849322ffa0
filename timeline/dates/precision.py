"""The precision of a date, and the parts of a year that EDTF has codes for."""

from __future__ import annotations

from enum import IntEnum


class Precision(IntEnum):
    """Units of time, finest first; the gaps between the values leave room for more units.

    A season or a quarter has three months, a third has four (EDTF 37–39). An era is anything
    coarser than a millennium.
    """

    SECOND = 10
    DAY = 20
    MONTH = 30
    SEASON = 40
    QUARTER = 42
    THIRD = 44
    HALF = 46
    YEAR = 50
    DECADE = 60
    CENTURY = 70
    MILLENNIUM = 80
    ERA = 90

    @property
    def label(self) -> str:
        """The lower-case English word used in data: "day", "month", "year"."""
        return self.name.lower()


MONTHS_IN = {
    Precision.MONTH: 1,
    Precision.SEASON: 3,
    Precision.QUARTER: 3,
    Precision.THIRD: 4,
    Precision.HALF: 6,
    Precision.YEAR: 12,
    Precision.DECADE: 120,
    Precision.CENTURY: 1_200,
    Precision.MILLENNIUM: 12_000,
    Precision.ERA: 120_000,
}

# EDTF level 1 "Seasons" and level 2 "Sub-year Groupings": code → (first month, unit). A season
# without a hemisphere is taken as northern.
SUB_YEARS = {
    **{21 + i: (3 + 3 * i, Precision.SEASON) for i in range(4)},
    **{25 + i: (3 + 3 * i, Precision.SEASON) for i in range(4)},
    **{29 + i: ((9, 12, 3, 6)[i], Precision.SEASON) for i in range(4)},
    **{33 + i: (1 + 3 * i, Precision.QUARTER) for i in range(4)},
    **{37 + i: (1 + 4 * i, Precision.THIRD) for i in range(3)},
    **{40 + i: (1 + 6 * i, Precision.HALF) for i in range(2)},
}
