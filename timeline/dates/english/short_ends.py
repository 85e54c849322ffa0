"""Completes ends of ranges that leave out the hundreds: "1853-56", "480-79 BC"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.dates.english.vocabulary import ERA, FIRST_ERA

_YEAR_AT_END = re.compile(r".*\b(?P<hundreds>[0-9]{2})(?P<rest>[0-9]{2})(?:s(?: \(decade\))?)?")
_SHORT_YEAR = re.compile(
    r"(?P<rest>[0-9]{2})s?\s*"
    r"(?:\??|[(\[]\?[)\]]|\(uncertain\)|\(?approx\.?\)?|or so|a\.?d\.?|c\.?e\.?)"
)
_LONG = re.compile(
    rf".*?(?P<prefix>(?<![a-z])(?:{FIRST_ERA})\s*)?(?<![0-9,])(?P<year>[0-9]{{2,4}})(?:'?s)?"
)
_SHORT_OF_ERA = re.compile(
    rf"(?:the\s+)?(?P<year>[0-9]{{1,2}})(?P<behind>(?P<decade>'?s)?\s*(?:(?:{ERA})(?![a-z]).*)?)"
)


def borrowing_hundreds(left: str, right: str) -> Iterator[str]:
    """Yield the end with the hundreds of the start: "56" in "1853-56" is 1856."""
    long, short = _YEAR_AT_END.fullmatch(left), _SHORT_YEAR.fullmatch(right)
    if long and short and long["rest"] < short["rest"]:
        yield long["hundreds"] + right
    elif long and short and (long["rest"], short["rest"]) == ("99", "00"):
        yield str(int(long["hundreds"]) + 1) + right


def completed_ends(left: str, right: str) -> Iterator[str]:
    """Yield the end with the first digits of the start, where an era allows for short years. "79
    BC" in "480-79 BC" may be 479 BC, and "60" in "AD 450-60" is AD 460."""
    long, short = _LONG.fullmatch(left), _SHORT_OF_ERA.fullmatch(right)
    if long and short and len(short["year"]) < len(long["year"]):
        year = long["year"][: -len(short["year"])] + short["year"] + short["behind"]
        yield year
        yield (long["prefix"] or "") + year


def is_incomplete(right: str) -> bool:
    """Whether the end can't be a year by itself: nobody writes 4 BC as "04", and a short decade
    belongs to the century of the start."""
    match = _SHORT_OF_ERA.fullmatch(right)
    return bool(match and (match["decade"] or match["year"].startswith("0")))
