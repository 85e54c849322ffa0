"""What is read before any rule: EDTF, and what capitals, long dashes and digits say.

The rules after it see small letters, hyphens and the digits of ASCII only.
"""

from __future__ import annotations

import re

from timeline.dates.display import Shown
from timeline.dates.edtf import EDTFError, parse
from timeline.dates.english.drafts import Draft, Side, Unreadable, if_meant, is_valid, which
from timeline.dates.gregorian import day_number
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.normal import hyphenated
from timeline.dates.roman import roman
from timeline.dates.single import SECONDS_IN_DAY

_TWO_DIGITS_MORE = re.compile(r"([0-9]{2})([0-9]{2})-([0-9]{2})")
_DASHED = re.compile(r"([0-9]{2})([0-9]{2})\s?[–—]\s?([0-9]{2})")
_DASHED_AND_MARKED = re.compile(r"[?~%]?[0-9]{4}\s?[–—]\s?[0-9]{2}\s?[?~%]?")
# The years of "since 1939–40" and "1939-40 or 1944-45"; behind "2000 - 15" stands no month.
_PAIR = re.compile(
    r"(?<![\w./–—-])(?P<hundreds>[0-9]{2})(?P<first>[0-9]{2})(?P<dash>\s?[–—-]\s?)(?P<last>[0-9]{2})"
    r"(?=\s*(?:[,;)?]|\Z|(?:and|or|to|until)\b))",
    re.IGNORECASE,
)
# "3 June 2014-16" may end on the sixteenth.
_DAY_BEFORE = re.compile(
    r"(?<![0-9–—-])[0-9]{1,2}(?:st|nd|rd|th)?(?:\.?\s+(?:(?:of|de)\s+)?[^\W\d_]+\.?(?:\s+de)?)?,?\s+\Z",
    re.IGNORECASE,
)
_DASH_FIRST = re.compile(r"(?P<mark>[?~%]?)[–—]\s?(?P<date>[0-9].*)")
# Where EDTF would have the sign of a year before Christ.
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
_HIJRI_ENDS = day_number(1500)
_NUMERAL = re.compile(r"(M[CDILMVX]{3,})\.?")


def strict_edtf(text: str) -> Draft | None:
    """Valid EDTF wins, a moment without colons and an interval with spaces included; what looks
    like something else as well is noted."""
    text = _SPACED.sub(r"\1/\2", _with_colons(text))
    try:
        date = parse(text)
    except EDTFError:
        return None
    match = _TWO_DIGITS_MORE.fullmatch(text)
    if match and _may_be_years(int(match[2]), int(match[3])):
        note = _("Read as {date}. For a range of years write both in full.")
        return Draft(text, (Message.of(note, date=Shown(date)),))
    if _BEFORE_CHRIST.fullmatch(text):
        return Draft(text, (Message.of(_("Read as {date}."), date=Shown(date)),))
    return Draft(text)


def _with_colons(text: str) -> str:
    return _WITHOUT_COLONS.sub(r"\1-\2-\3T\4:\5:\6", text)


def long_dash(text: str) -> Draft | None:
    """A long dash is nobody's EDTF: "1939–41" are years, "2011–12" may be, and is asked."""
    if opening := _DASH_FIRST.fullmatch(text):
        date = f"{hyphenated(opening['date'])}{opening['mark']}"
        until, before_christ = f"../{date}", f"-{date}"
        if is_valid(before_christ):
            both = is_valid(until)
            raise which([until, before_christ]) if both else if_meant(before_christ)
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
        raise which([years, month])
    return None


def is_for_words(text: str) -> bool:
    """What a hyphen would make EDTF and a long dash does not: "1939–41?" are years as well, and
    the dash of "–1954/1960" is no sign."""
    if _DASH_AS_SIGN.search(text):
        return True
    return _DASHED_AND_MARKED.fullmatch(text) is not None and not _DASHED.fullmatch(text)


def years_in_full(text: str) -> str:
    """ "Since 1939–1940" of "since 1939–40": inside other words, the two digits behind a year may
    be another year, though "1939-40" alone is EDTF."""
    return _PAIR.sub(_in_full, text)


def months_or_years(text: str, months: Side, years: Side) -> Side:
    """What is meant: the reading of a text as it is typed, or that of `years_in_full`. No pair is a
    month if all end beyond twelve, nor with a long dash a season as EDTF has it. Raises Unreadable
    with both if either can be."""
    pairs = [pair for pair in _PAIR.finditer(text) if _in_full(pair) != pair[0]]
    others = years.candidates if isinstance(years, Unreadable) else [years.edtf] if years else []
    if all(int(pair["last"]) > 12 for pair in pairs):
        has_hyphen = any(pair["dash"].strip() == "-" for pair in pairs)
        if not (isinstance(months, Draft) and (has_hyphen and isinstance(years, Draft))):
            return years or months
    elif isinstance(months, Unreadable):
        added = others if isinstance(years, Draft) else []
        return Unreadable(months.message, [*months.candidates, *added])
    if isinstance(months, Draft) and others and months.edtf not in others:
        raise which([months.edtf, *others])
    return months or years


def _in_full(pair: re.Match[str]) -> str:
    first, last = int(pair["first"]), int(pair["last"])
    has_hyphen = pair["dash"].strip() == "-"
    is_day = _DAY_BEFORE.search(pair.string[: pair.start()])
    if is_day or not (_may_be_years(first, last) if has_hyphen else first < last):
        return pair[0]
    return f"{pair['hundreds']}{pair['first']}{pair['dash']}{pair['hundreds']}{pair['last']}"


def nearly_edtf(text: str) -> None:
    """Offer the set of "[1667, 1668]", and of "1667..1672", which stands in sets only: one of these
    years, or all of them? ISO 8601 leaves out of an end what the start says: "2003-05-01/03", and
    the colon of "+0100"."""
    if text[:1] in ("[", "{") and is_valid(closed := text.replace(", ", ",")) and closed != text:
        raise if_meant(closed)
    start, dots, end = text.partition("..")
    if dots and is_valid(one_of := f"[{text}]"):
        raise which([one_of, f"{start or dots}/{end or dots}"])
    if about := _ABOUT_IN_BRACKETS.fullmatch(text):
        raise if_meant(f"{about['year']}~")
    moment = _with_colons(text)
    offset = _OFFSET_WITHOUT_COLON.fullmatch(moment) if moment != text else None
    if offset and is_valid(whole := f"{offset[1]}:{offset[2]}"):
        raise if_meant(whole)
    short = _SHORT_END.fullmatch(text)
    if short and is_valid(whole := f"{short[1]}/{short[1][: -len(short[2])]}{short[2]}"):
        raise if_meant(whole)


def imprint(text: str) -> Draft | None:
    """A year in Roman capitals, as in an old imprint: MCMLIV."""
    match = _NUMERAL.fullmatch(text)
    year = roman(match[1].lower()) if match else None
    if year is None:
        return None
    note = Message.of(_("Read as a Roman numeral."))
    return Draft(f"{year:04}", (note,))


def check_digits(text: str, draft: Draft) -> None:
    """Years in Arabic or Persian digits may be counted from the Hijra: 1403 began in 2024."""
    if _EASTERN_DIGIT.search(text) and draft.date.upper < _HIJRI_ENDS * SECONDS_IN_DAY:
        message = _(
            "Is this {date}, or a year of the Persian or Islamic calendar? Write it as 2014."
        )
        raise Unreadable(Message.of(message, date=Shown(draft.date)), [draft.edtf])


def _may_be_years(first: int, last: int) -> bool:
    """Consecutive years, or a number that few would mean as a season's."""
    return last == first + 1 or last > max(first, 12)
