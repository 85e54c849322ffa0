"""English words for months, weekdays, numbers and eras, and the patterns that find them."""

from __future__ import annotations

import re

MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
WEEKDAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBERS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
]

MONTHS = {
    **{name: number for number, name in enumerate(MONTH_NAMES, 1)},
    **{name[:3]: number for number, name in enumerate(MONTH_NAMES, 1)},
    "sept": 9,
}
WEEKDAYS = {
    **{name: number for number, name in enumerate(WEEKDAY_NAMES)},
    **{name[:3]: number for number, name in enumerate(WEEKDAY_NAMES)},
    **{"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
}
_TENS = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS = {
    **{"a": 1, "an": 1, "a hundred": 100, "one hundred": 100},
    **{name: number for number, name in enumerate(_NUMBERS, 1)},
    **{name: number for number, name in zip(range(30, 100, 10), _TENS, strict=True)},
}
ORDINALS = {
    **{name: number for number, name in enumerate(_ORDINALS, 1)},
    **{name.replace("-", " "): number for number, name in enumerate(_ORDINALS, 1)},
}
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}


def alternatives(names: dict[str, int]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


WEEKDAY = rf"(?:{alternatives(WEEKDAYS)})"
MONTH = rf"(?P<month>{alternatives(MONTHS)})(?![^\W\d_])\.?"
DAY = rf"(?P<day>[0-9]{{1,2}}(?:st|nd|rd|th)?|(?:{alternatives(ORDINALS)})\b)"
ERA = r"b\.?\s?c\.?(?:\s?e\.?)?|a\.?\s?d\.?|c\.?\s?e\.?"
BC = r"(?<![a-z])b\.?\s?c\.?(?:\s?e\.?)?(?![a-z])"
FIRST_ERA = r"a\.?d\.?|c\.?e\.?|b\.?c\.?(?:e\.?)?"
YEAR = rf"(?:(?P<prefix>{FIRST_ERA})\s*)?(?P<year>[0-9]{{1,11}})(?:\s*(?P<era>{ERA}))?"
COMPOUND = rf"(?:twenty|{'|'.join(_TENS)})[- ](?:{'|'.join(_NUMBERS[:9])})"
NUMBER = rf"(?:[0-9]{{1,4}}(?:00)?|{COMPOUND}|{alternatives(NUMBERS)})"
ORDINAL = rf"(?P<ordinal>[0-9]{{1,2}}(?:st|nd|rd|th)|{alternatives(ORDINALS)})"
ROMAN = r"(?P<roman>[ivx]+)(?:st|nd|rd|th)?"


def number_of(word: str) -> int:
    """ "3" or "three" → 3, "twenty-five" → 25."""
    if word.isdigit():
        return int(word)
    if word in NUMBERS:
        return NUMBERS[word]
    tens, _hyphen, units = word.replace(" ", "-").partition("-")
    return NUMBERS[tens] + NUMBERS[units]


def ordinal_of(word: str) -> int:
    """ "18th", "18" or "eighteenth" → 18."""
    return ORDINALS[word] if word in ORDINALS else int(word.rstrip("stndrh"))


def is_bc(era: str | None) -> bool:
    """Whether the era is BC or BCE."""
    return bool(era) and str(era).startswith("b")


def year_of(match: re.Match[str], shared: str | None = None) -> int | None:
    """The astronomical year of a YEAR match; None unless it has four digits or exactly one era.
    ``shared`` is an era that is written with another year."""
    number = int(match["year"])
    eras = [era for era in (match["prefix"], match["era"], shared) if era]
    era = eras[0] if eras else None
    if len(eras) > 1:
        return None
    if not era:
        return number if len(match["year"]) == 4 and number else None
    if number == 0:
        return None
    return 1 - number if is_bc(era) else number
