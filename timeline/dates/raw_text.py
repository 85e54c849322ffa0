"""Reads what has to be read as typed: EDTF, Roman numerals, long dashes and non-ASCII digits.

This runs before the rules, which see only lower-case letters, hyphens and ASCII digits.
"""

from __future__ import annotations

import re

from timeline.dates.display import MessageDate
from timeline.dates.edtf import EDTFError, parse
from timeline.dates.english.drafts import Draft, Outcome, Unreadable, ambiguous, is_valid, unlikely
from timeline.dates.gregorian import day_number
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.normalization import hyphenated
from timeline.dates.roman import roman
from timeline.dates.single import SECONDS_IN_DAY

_YEAR_AND_TWO_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})-([0-9]{2})")
_DASHED = re.compile(r"([0-9]{2})([0-9]{2})\s?[–—]\s?([0-9]{2})")
_DASHED_AND_QUALIFIED = re.compile(r"[?~%]?[0-9]{4}\s?[–—]\s?[0-9]{2}\s?[?~%]?")
# The years in "since 1939–40" and "1939-40 or 1944-45", but not those in "2000 - 15 March".
_PAIR = re.compile(
    r"(?<![\w./–—-])(?P<hundreds>[0-9]{2})(?P<first>[0-9]{2})(?P<dash>\s?[–—-]\s?)(?P<last>[0-9]{2})"
    r"(?=\s*(?:[,;)?]|\Z|(?:and|or|to|until)\b))",
    re.IGNORECASE,
)
# A day before the pair: "3 June 2014-16" may end on the sixteenth.
_DAY_BEFORE = re.compile(
    r"(?<![0-9–—-])[0-9]{1,2}(?:st|nd|rd|th)?(?:\.?\s+(?:(?:of|de)\s+)?[^\W\d_]+\.?(?:\s+de)?)?,?\s+\Z",
    re.IGNORECASE,
)
_DASH_FIRST = re.compile(r"(?P<mark>[?~%]?)[–—]\s?(?P<date>[0-9].*)")
# A long dash where EDTF has the minus sign of a year BC.
_DASH_AS_SIGN = re.compile(r"(?:\A|[/,\[{.])\s*[?~%]?[–—]")
_BEFORE_CHRIST = re.compile(r"[?~%]?-[1-9][0-9]{3}[?~%]?")
_WITHOUT_COLONS = re.compile(
    r"\A([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})(?=Z?\Z|[+-][0-9]{2}(?::?[0-9]{2})?\Z)"
)
_OFFSET_WITHOUT_COLON = re.compile(r"(.*T.*[+-][0-9]{2})([0-9]{2})")
_SPACED = re.compile(r"(\S) / (\S)")
_SHORT_END = re.compile(r"([0-9]{4}-[0-9-]+)/([0-9]{2}(?:-[0-9]{2})?)")
_ABOUT_IN_BRACKETS = re.compile(r"\[c\. ?(?P<year>[0-9]{4})\]")
_EASTERN_DIGIT = re.compile("[٠-٩۰-۹]")
_LAST_HIJRI_DAY = day_number(1500)
_NUMERAL = re.compile(r"(M[CDILMVX]{3,})\.?")


def strict_edtf(text: str) -> Draft | None:
    """Read valid EDTF, which takes precedence; a time may lack colons, a slash may have spaces. A
    note says how the text was read if it looks like something else as well."""
    text = _SPACED.sub(r"\1/\2", _with_colons(text))
    try:
        date = parse(text)
    except EDTFError:
        return None
    match = _YEAR_AND_TWO_DIGITS.fullmatch(text)
    if match and _can_be_years(int(match[2]), int(match[3])):
        note = _("Read as {date}. For a range of years, write both in full.")
        return Draft(text, (Message.of(note, date=MessageDate(date)),))
    if _BEFORE_CHRIST.fullmatch(text):
        return Draft(text, (Message.of(_("Read as {date}."), date=MessageDate(date)),))
    return Draft(text)


def _with_colons(text: str) -> str:
    return _WITHOUT_COLONS.sub(r"\1-\2-\3T\4:\5:\6", text)


def long_dash(text: str) -> Draft | None:
    """Read text with a long dash, which isn't EDTF: "1939–41" are years. Raises Unreadable for a
    leading dash, and for "2011–12", which may be years or a month."""
    if match := _DASH_FIRST.fullmatch(text):
        date = f"{hyphenated(match['date'])}{match['mark']}"
        until, before_christ = f"../{date}", f"-{date}"
        if is_valid(before_christ):
            both = is_valid(until)
            raise ambiguous([until, before_christ]) if both else unlikely(before_christ)
    match = _DASHED.fullmatch(text)
    if not match:
        return None
    century, first, last = match.groups()
    month = f"{century}{first}-{last}"
    if int(first) < int(last):
        years = f"{century}{first}/{century}{last}"
        if int(last) > 12:
            return Draft(years)
    elif int(last) > 12:
        years = f"{century}{first}/{int(century) + 1}{last}"
    else:
        return None
    if is_valid(years) and is_valid(month):
        raise ambiguous([years, month])
    return None


def is_dash_significant(text: str) -> bool:
    """Whether to leave text to the rules that would be EDTF with a hyphen for its long dash:
    "1939–41?" are years, and the dash in "–1954/1960" isn't a minus sign."""
    if _DASH_AS_SIGN.search(text):
        return True
    return _DASHED_AND_QUALIFIED.fullmatch(text) is not None and not _DASHED.fullmatch(text)


def with_full_years(text: str) -> str:
    """Write the second year of each pair in full: "since 1939–40" → "since 1939–1940". "1939-40"
    alone is EDTF, but within other words the two digits may be a year."""
    return _PAIR.sub(_full_pair, text)


def months_or_years(text: str, months: Outcome, years: Outcome) -> Outcome:
    """Choose between the readings of a text as typed, `months`, and of its `with_full_years`.

    If all pairs end above 12, none is a month, and with a long dash none is an EDTF season.
    Raises Unreadable with both readings if both are possible.
    """
    pairs = [pair for pair in _PAIR.finditer(text) if _full_pair(pair) != pair[0]]
    year_candidates = (
        years.candidates if isinstance(years, Unreadable) else [years.edtf] if years else []
    )
    if all(int(pair["last"]) > 12 for pair in pairs):
        has_hyphen = any(pair["dash"].strip() == "-" for pair in pairs)
        if not (isinstance(months, Draft) and (has_hyphen and isinstance(years, Draft))):
            return years or months
    elif isinstance(months, Unreadable):
        added = year_candidates if isinstance(years, Draft) else []
        return Unreadable(months.message, [*months.candidates, *added])
    if isinstance(months, Draft) and year_candidates and months.edtf not in year_candidates:
        raise ambiguous([months.edtf, *year_candidates])
    return months or years


def _full_pair(pair: re.Match[str]) -> str:
    first, last = int(pair["first"]), int(pair["last"])
    has_hyphen = pair["dash"].strip() == "-"
    is_day = _DAY_BEFORE.search(pair.string[: pair.start()])
    if is_day or not (_can_be_years(first, last) if has_hyphen else first < last):
        return pair[0]
    return f"{pair['hundreds']}{pair['first']}{pair['dash']}{pair['hundreds']}{pair['last']}"


def check_near_edtf(text: str) -> None:
    """Raise Unreadable with candidates for text that is nearly EDTF.

    That is "[1667, 1668]" with its space; "1667..1672", which is valid in sets only and may be one
    of these years or all of them; "[c. 1667]"; and ISO 8601's shortened end, "2003-05-01/03", and
    offset without a colon, "+0100".
    """
    if text[:1] in ("[", "{") and is_valid(closed := text.replace(", ", ",")) and closed != text:
        raise unlikely(closed)
    start, dots, end = text.partition("..")
    if dots and is_valid(one_of := f"[{text}]"):
        raise ambiguous([one_of, f"{start or dots}/{end or dots}"])
    if match := _ABOUT_IN_BRACKETS.fullmatch(text):
        raise unlikely(f"{match['year']}~")
    moment = _with_colons(text)
    offset = _OFFSET_WITHOUT_COLON.fullmatch(moment) if moment != text else None
    if offset and is_valid(whole := f"{offset[1]}:{offset[2]}"):
        raise unlikely(whole)
    short = _SHORT_END.fullmatch(text)
    if short and is_valid(whole := f"{short[1]}/{short[1][: -len(short[2])]}{short[2]}"):
        raise unlikely(whole)


def roman_year(text: str) -> Draft | None:
    """Read a year in Roman capitals, as in the imprint of an old book: MCMLIV."""
    match = _NUMERAL.fullmatch(text)
    year = roman(match[1].lower()) if match else None
    if year is None:
        return None
    note = Message.of(_("Read as a Roman numeral."))
    return Draft(f"{year:04}", (note,))


def check_digits(text: str, draft: Draft) -> None:
    """Refuse Arabic or Persian digits if the year may count from the Hijra: 1403 began in 2024."""
    if _EASTERN_DIGIT.search(text) and draft.date.upper < _LAST_HIJRI_DAY * SECONDS_IN_DAY:
        message = _(
            "Is this {date}, or a year in the Persian or Islamic calendar? Write it like 2014."
        )
        raise Unreadable(Message.of(message, date=MessageDate(draft.date)), [draft.edtf])


def _can_be_years(first: int, last: int) -> bool:
    """Whether these are consecutive years, or `last` is later and no month: few mean a season."""
    return last == first + 1 or last > max(first, 12)
