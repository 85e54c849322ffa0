"""Centuries, decades, seasons, and parts of periods: "late 18th century", "Q1 2025"."""

from __future__ import annotations

import re
from dataclasses import replace

from timeline.dates.display import MessageDate
from timeline.dates.edtf import Precision, parse, year_text
from timeline.dates.english.days import days_in_month, full_day, month_alone, named_month
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    ambiguous,
    combine_drafts,
    first_of,
    is_valid,
    month_text,
)
from timeline.dates.english.relative import relative_date
from timeline.dates.english.vocabulary import (
    DAY,
    ERA,
    FIRST_ERA,
    MONTHS,
    ORDINAL,
    ROMAN,
    SEASONS,
    YEAR,
    alternatives,
    is_bc,
    ordinal_of,
    year_of,
)
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.precision import SUB_YEARS
from timeline.dates.roman import roman

_CENTURY = re.compile(
    rf"{ORDINAL}[\s-]*(?:(?P<millennium>millennium)|c(?:entur(?:y|ies)|ent)?\.?)(?:\s*(?P<era>{ERA}))?"
)
# Only with "century" in full: "20 cent" is a coin, and "20 centuries" are a duration.
_NUMBERED_CENTURY = re.compile(
    rf"(?:{ROMAN}|(?P<ordinal>[0-9]{{1,2}}))\s+century(?:\s*(?P<era>{ERA}))?"
)
_THIS_CENTURY = 21
_DECADE = re.compile(r"(?P<year>[0-9]{3}0)'?s(?P<decade>\s*\(decade\))?")
_DECADE_OF_ERA = re.compile(rf"(?P<year>[1-9][0-9]{{0,2}}0)'?s\s*(?P<era>{ERA})")
# Decades as we display them: next to another date, "50-41 BC" isn't a range.
_DECADE_AS_RANGE = re.compile(
    r"(?P<first>1 bc - ad 9)|ad (?P<ad>[0-9]+0)-(?P<ad_end>[0-9]+)"
    r"|(?P<bc>[0-9]+0)-(?P<bc_end>[0-9]+) bc"
)
_SHORT_DECADE = re.compile(r"'?(?P<ten>[0-9])0'?s")
_DECADE_OF = re.compile(rf"(?:{ORDINAL}|last)\s+decade\s+of\s+(?:the\s+)?(?P<century>.+)")
_NAMES = {**MONTHS, **SEASONS}
_OF_PERIOD = re.compile(
    rf"(?:{DAY}\s+)?(?P<name>{alternatives(_NAMES)})\b\.?\s+(?:(?:in|of|the)\s+)*(?P<period>.+)"
)
_SEASONS = [
    re.compile(
        rf"(?:(?:in|during)\s+)?(?:the\s+)?(?P<season>{alternatives(SEASONS)}),?\s+(?:of\s+)?{YEAR}"
        rf"(?:\s*[-/]\s*(?:(?P<next_prefix>{FIRST_ERA})\s*)?(?P<next>[0-9]{{1,5}})"
        rf"(?:\s*(?P<next_era>{ERA}))?)?"
        r"(?:\s+\((?P<hemisphere>north|south)ern\s+hemisphere\))?"
    ),
    re.compile(rf"{YEAR}\s+(?P<season>{alternatives(SEASONS)})"),
]

_THE = r"(?:(?:in|of|the)\s+)*"
_WHOLE = rf"\s*{_THE}(?P<whole>.+)"
# Pattern → (index of the part, number of parts).
_PARTS: list[tuple[re.Pattern[str], tuple[int, int]]] = [
    (re.compile(pattern + _WHOLE), part)
    for pattern, part in [
        (r"(?:early|(?:the\s+)?(?:beginning|start)\s+of)\b[\s-]*", (0, 3)),
        (r"(?:mid|(?:the\s+)?middle\s+of)\b[\s-]*", (1, 3)),
        (r"(?:(?:late|(?:the\s+)?end\s+of)\b[\s-]*|end-)", (2, 3)),
        (r"(?:first|1st)\s+third\s+of\b", (0, 3)),
        (r"(?:second|2nd|middle)\s+third\s+of\b", (1, 3)),
        (r"(?:last|third|3rd|final)\s+third\s+of\b", (2, 3)),
        (r"(?:first|1st)\s+half\b", (0, 2)),
        (r"(?:second|2nd|last|latter)\s+half\b", (1, 2)),
        (r"(?:h1|1h)\b[/-]?", (0, 2)),
        (r"(?:h2|2h)\b[/-]?", (1, 2)),
        (r"(?:(?:q1|1q)\b[/-]?|(?:first|1st)\s+quarter\b)", (0, 4)),
        (r"(?:(?:q2|2q)\b[/-]?|(?:second|2nd)\s+quarter\b)", (1, 4)),
        (r"(?:(?:q3|3q)\b[/-]?|(?:third|3rd)\s+quarter\b)", (2, 4)),
        (r"(?:(?:q4|4q)\b[/-]?|(?:fourth|4th|last)\s+quarter\b)", (3, 4)),
    ]
]
_YEAR_AND_PART = [
    re.compile(r"(?P<year>[0-9]{4})[\s-]?(?P<part>[qh][1-4])"),
    re.compile(r"(?P<part>[qh][1-4]|[1-4][qh])(?P<year>[0-9]{4})"),
]
# Number of parts of a year → EDTF code of the first one.
_CODES = {2: 40, 3: 37, 4: 33}
# Hemisphere → the number to add to the EDTF code of a season.
_HEMISPHERES = {"north": 4, "south": 8}


def century(text: str, context: Context) -> Draft | None:
    """Read 18th century → 17XX; 5th century BC → -04XX; 2nd millennium → 1XXX."""
    if match := _CENTURY.fullmatch(text):
        number, millennium = ordinal_of(match["ordinal"]), match["millennium"]
    elif match := _NUMBERED_CENTURY.fullmatch(text):
        number = int(match["ordinal"] or roman(match["roman"]) or 0)
        number, millennium = number if number <= _THIS_CENTURY else 0, None
    else:
        return None
    sign = "-" if is_bc(match["era"]) else ""
    edtf = f"{sign}{number - 1}XXX" if millennium else f"{sign}{number - 1:02}XX"
    return Draft(edtf) if number and is_valid(edtf) else None


def decade(text: str, context: Context) -> Draft | None:
    """Read 1780s → 178X. "1800s" is the century; "2000s" may be either and raises Unreadable."""
    if match := _SHORT_DECADE.fullmatch(text):
        candidates = [f"{hundreds}{match['ten']}X" for hundreds in (20, 19, 18)]
        raise Unreadable(Message.of(_("Which century? Write the year in full.")), candidates)
    if match := _DECADE_OF.fullmatch(text):
        whole = century(match["century"], context)
        number = ordinal_of(match["ordinal"]) if match["ordinal"] else 10
        is_decade = whole and number <= 10 and re.fullmatch("[0-9]{2}XX", whole.edtf)
        return Draft(f"{whole.edtf[:2]}{number - 1}X") if whole and is_decade else None
    if match := _DECADE_OF_ERA.fullmatch(text):
        return _decade_of_era(int(match["year"]), match["era"])
    if match := _DECADE_AS_RANGE.fullmatch(text):
        return _decade_as_range(match)
    match = _DECADE.fullmatch(text)
    if not match:
        return None
    year = match["year"]
    ten, hundred = f"{year[:3]}X", f"{year[:2]}XX"
    if match["decade"] or not year.endswith("00"):
        return Draft(ten)
    if year == "2000":
        message = _("Is this the decade from 2000 to 2009, or the 21st century?")
        raise Unreadable(Message.of(message), [ten, hundred])
    note = _("{text} was read as the {century}. For ten years, write {first}–{last}.")
    numbers = {"first": year, "last": year[:3] + "9"}
    century_date = MessageDate(parse(hundred))
    return Draft(hundred, (Message.of(note, text=text, century=century_date, **numbers),))


def _decade_of_era(year: int, era: str) -> Draft:
    """Read the 450s BC as an interval, 459 to 450 BC: these years share no digits in EDTF."""
    if is_bc(era):
        ten, hundred = f"{year_text(-year - 8)}/{year_text(1 - year)}", f"-{year // 100:02}XX"
    else:
        ten, hundred = f"{year // 10:03}X", f"{year // 100:02}XX"
    if year % 100:
        return Draft(ten)
    raise ambiguous([ten, hundred])


def _decade_as_range(match: re.Match[str]) -> Draft | None:
    """Read 50-41 BC → -004X, AD 40-49 → 004X, 1 BC - AD 9 → 000X; None for ten years that share no
    digits in EDTF."""
    if match["first"]:
        return Draft("000X")
    if match["ad"]:
        ten, is_whole = match["ad"][:-1], int(match["ad_end"]) == int(match["ad"]) + 9
        return Draft(f"{ten:0>3}X") if is_whole else None
    ten, is_whole = str(int(match["bc"]) // 10 - 1), int(match["bc_end"]) == int(match["bc"]) - 9
    return Draft(f"-{ten:0>3}X") if is_whole else None


def month_of_period(text: str, context: Context) -> Draft | None:
    """Read a month, day or season of an unknown year: July, 1480s → 148X-07; winter of the 1940s →
    194X-24. None if the period can be written only as an interval, such as the 40s BC."""
    match = _OF_PERIOD.fullmatch(text)
    if match is None or (match["day"] and context.calendar == "J"):
        return None  # a Julian day of an unknown year can't be converted
    day = f"-{ordinal_of(match['day']):02}" if match["day"] else ""
    ending = f"-{_NAMES[match['name']]:02}{day}"
    try:
        period = first_of((century, decade), match["period"], context)
    except Unreadable as problem:
        candidates = [each + ending for each in problem.candidates if "/" not in each]
        raise Unreadable(problem.message, candidates) from problem
    if period is None or "/" in period.edtf:
        return None
    return replace(period, edtf=period.edtf + ending)


def season(text: str, context: Context) -> Draft | None:
    """Read spring 1944 → 1944-21; winter 1944-45 → 1944-24."""
    match = next((found for pattern in _SEASONS if (found := pattern.fullmatch(text))), None)
    if match is None:
        return None
    groups = match.groupdict()
    next_year, hemisphere = groups.get("next"), groups.get("hemisphere")
    # An era after the second year only is that of both: "winter 44-43 BC".
    era = groups["prefix"] or groups["era"]
    last_era = groups.get("next_prefix") or groups.get("next_era")
    year = year_of(match, None if era else last_era)
    if year is None:
        return None
    code = SEASONS[match["season"]] + (_HEMISPHERES[hemisphere] if hemisphere else 0)
    edtf = month_text(year, code)
    if not is_valid(edtf):
        return None
    if next_year and era and last_era:
        _check_eras(edtf, year, 1 - int(next_year) if is_bc(last_era) else int(next_year))
        return None
    if next_year and groups["era"]:
        return None  # "winter 44 BC - 43" may be a range that ends in AD 43
    if next_year:
        _check_next_year(year, next_year, code)
    elif _spans_new_year(code):
        note = _("Read as the season that begins in December: {date}.")
        return Draft(edtf, (Message.of(note, date=MessageDate(parse(edtf))),))
    return Draft(edtf)


def _check_eras(edtf: str, year: int, last: int) -> None:
    """Raise Unreadable for "winter 1 BC - AD 1", one winter or a range; all others are ranges."""
    if last != year + 1 or not _spans_new_year(int(edtf[-2:])):
        return
    raise ambiguous([edtf, f"{edtf}/{year_text(last)}"])


def _check_next_year(year: int, digits: str, code: int) -> None:
    """Raise Unreadable unless the season spans New Year and its second year is the one after.

    A short second year, "45", is in the century of the first. A summer with two years may be a
    southern one, which is offered.
    """
    counts_down = year < 1
    first, expected = (str(1 - each if counts_down else each) for each in (year, year + 1))
    number = expected if expected.endswith(digits) else first[: -len(digits)] + digits
    last = 1 - int(number) if counts_down else int(number)
    if _spans_new_year(code) and last == year + 1:
        return
    message = _(
        "Only a season that begins in December runs into the next year. "
        "Write {first} or {second} alone."
    )
    ends = [month_text(each, code) for each in (year, last)]
    candidates = ["/".join(ends), *ends] if last > year else []
    if code == SEASONS["summer"] and year >= 1 and last == year + 1:
        candidates.insert(0, month_text(year, code + _HEMISPHERES["south"]))
    dates = [MessageDate(parse(year_text(each))) for each in (year, last)]
    raise Unreadable(Message.of(message, first=dates[0], second=dates[1]), candidates)


def _spans_new_year(code: int) -> bool:
    """Whether a season begins in December: a winter, or in the south a summer."""
    return SUB_YEARS[code][0] == 12


#: The rules for what has parts. For a month without a year, its parts are offered.
_WHOLES = (century, decade, named_month, relative_date, month_alone)


def part_of_period(text: str, context: Context) -> Draft | None:
    """Read early, mid and late, halves and quarters of a month, year, decade or century."""
    for pattern in _YEAR_AND_PART:
        if match := pattern.fullmatch(text):
            text = f"{match['part']} {match['year']}"
            break
    for pattern, (index, count) in _PARTS:
        match = pattern.fullmatch(text)
        if not match:
            continue
        try:
            whole = first_of(_WHOLES, match["whole"], context)
        except Unreadable as problem:
            slices = [_slice(edtf, index, count, context) for edtf in problem.candidates]
            candidates = [each.edtf for each in slices if each]
            raise Unreadable(problem.message, candidates) from problem
        # A relative month is Gregorian, as the base is.
        days = replace(context, calendar="G") if whole and whole.is_relative else context
        if whole and is_valid(whole.edtf) and (piece := _slice(whole.edtf, index, count, days)):
            return replace(whole, edtf=piece.edtf, calendar=piece.calendar)
    return None


def _slice(edtf: str, index: int, count: int, context: Context) -> Draft | None:
    """One of `count` parts, from index 0. The earlier parts of a period get its surplus years;
    months are split before the 16th, or before the 11th and the 21st."""
    whole = parse(edtf).single
    if whole is None:
        return None
    if whole.precision is Precision.YEAR and abs(whole.first_year) <= 9999:
        return Draft(month_text(whole.first_year, _CODES[count] + index))
    if whole.precision in (Precision.DECADE, Precision.CENTURY, Precision.MILLENNIUM):
        size = whole.last_year - whole.first_year + 1
        start, stop = (whole.first_year + -(-size * i // count) for i in (index, index + 1))
        return Draft(f"{year_text(start)}/{year_text(stop - 1)}")
    if whole.precision is Precision.MONTH and count in (2, 3):
        year, month = whole.first_year, whole.months[0]
        length = days_in_month(year, month, context)
        starts = [*{2: (1, 16), 3: (1, 11, 21)}[count], length + 1]
        ends = [full_day(year, month, starts[index], context)]
        ends.append(full_day(year, month, starts[index + 1] - 1, context))
        return combine_drafts("/".join(end.edtf for end in ends), ends)
    return None
