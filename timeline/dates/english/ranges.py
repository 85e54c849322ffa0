"""Ranges and choices, in which one side may leave out what the other says: "3-5 June 2000"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain, pairwise, product

from timeline.dates.display import MessageDate
from timeline.dates.edtf import EDTF, Precision, parse, year_text
from timeline.dates.english.days import is_yearless
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Outcome,
    Rule,
    Unreadable,
    ambiguous,
    combine_drafts,
    ends_of,
    first_of,
    is_valid,
    with_qualifier,
)
from timeline.dates.english.one_date import MAYBE, one_date, without_qualifiers
from timeline.dates.english.short_ends import borrowing_hundreds, completed_ends, is_incomplete
from timeline.dates.english.vocabulary import (
    BC,
    COMPOUND,
    ERA,
    FIRST_ERA,
    MONTH,
    SEASONS,
    YEAR,
    alternatives,
)
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.single import SECONDS_IN_DAY, Single

_RANGES = [
    re.compile(pattern)
    for pattern in (
        r"between\s+(?P<left>.+?)\s+and\s+(?P<right>.+)",
        r"(?:from\s+)?(?P<left>.+?)\s+(?:to|until|till|through|thru|up to)\s+(?P<right>.+)",
        r"(?:from\s+)?(?P<left>.+?)\s+--?\s+(?P<right>.+)",
        r"(?:from\s+)?(?P<left>[^-]+?)--?\s*(?P<right>[^-]+)",
    )
]
#: EDTF templates for one of several dates, and for all of them.
ONE_OF, ALL_OF = "[{}]", "{{{}}}"
_CHOICES = [
    (
        re.compile(r"(?:either\s+)?(?P<left>.+?)\s+or\s+(?!about|around)(?P<right>.+)"),
        ONE_OF,
    ),
    (re.compile(r"(?P<left>.+?)\s+(?:and|&)\s+(?P<right>.+)"), ALL_OF),
]
_NUMBER = re.compile(r"[0-9]+")
# A range always includes both ends.
_INCLUSIVE = re.compile(r",?\s+(?:inclusive|[(\[](?:both\s+)?inclusive[)\]])\Z")
# Hyphens that don't make a range: "mid-to-late", "mid-1950s", "2014-Q3" and "twenty-five".
_PART_TO_PART = re.compile(r"\b(early|mid)-(?:to-)?(mid|late)\b")
_HYPHENATED = re.compile(r"\b(early|mid|late)-\s*")
_PART_OF_YEAR = re.compile(r"(?<![qh][1-4] )\b([0-9]{4})-(?=[qh][1-4]\b)")
_NUMBER_WORD = re.compile(rf"\b{COMPOUND}\b")
_NIGHT = re.compile(r"(?:(?:on|in|during)\s+)?(?:(?:the\s+)?night\s+of|overnight(?:\s+on)?)\s+")
_UNKNOWN_TIME = re.compile(r"(?:at\s+)?some\s?(?:time|point(?:\s+in\s+time)?)\s+(?=between\b)")
_YEAR_ALONE = re.compile(YEAR)
# The first of two decades that share an ending: "1780-90s", "450-440s BC", "1850-1860er Jahre".
_DECADES = re.compile(r"\b([0-9]{1,3}0)(?=--?[0-9]{0,2}[0-9]0(?:s|er|е|х|ті)\b)")
# Next to a decade, "1900s" is a decade, too: "1890s-1900s".
_DECADE = re.compile(r"\b(?:[0-9]{2})?[1-9]0'?s\b")
_HUNDREDS = re.compile(r"\b[0-9]{2}00'?s\b(?!\s*\(decade\))")
_ALSO_MONTH = re.compile(r"[^0-9]*(?P<month>[0-9]{4}-(?:0[1-9]|1[0-2]))[^0-9]*")
_DAY_IN_DIGITS = re.compile(r"[0-9]{1,2}([./])[0-9]{1,2}\1?")
_LAST_IN_DIGITS = re.compile(r"[0-9]{1,2}([./])[0-9]{1,2}(?P<year>\1[0-9]{4})")
# Dates have fewer words, and every word costs an attempt.
_MAX_WORDS = 16
# Words that aren't a date by themselves: a side must not consist of them only.
_FILLER = re.compile(
    r"(?:\b(?:in|on|at|during|the|of|year|about|around|circa|ca?|ad|bc"
    rf"|approximately|approx|roughly|dated|anno|some|time|sometime|{MAYBE})\b\W*)*"
)
_UNCERTAIN = re.compile(rf"(?:{MAYBE})\b")
ANY_ERA = re.compile(rf"(?<![a-z])(?:{ERA})(?![a-z])")
_YEAR_OF_ERA = re.compile(rf"(?<![a-z])(?:(?:{ERA})\s*|(?:{FIRST_ERA})\s*[0-9]+)\Z")
# "1944 to three years ago", but "2000 to 3000 years ago".
_SHORT_AGO = re.compile(r"(?![0-9]{4}\b).* ago")
_MONTH = re.compile(rf"\b{MONTH}")
_HEMISPHERE = re.compile(r"hemisphere\)\Z")
_SEASON_ALONE = re.compile(rf"\b(?:{alternatives(SEASONS)})\b.*[0-9]\s*\Z")
_ERAS = ("bc", "ad")
_MAX_MONTH_SECONDS = 31 * SECONDS_IN_DAY
_WHICH_ERA = _("Write AD or BC with both dates.")
Join = Callable[[Draft, Draft], Draft | None]
PairReader = Callable[[str, str, Context], tuple[Draft, Draft] | None]


def choice(text: str, context: Context) -> Draft | None:
    """Read "1667 or 1668" → [1667,1668]; "1960 and December 1961" → {1960,1961-12}."""
    text = mark_decades(_HYPHENATED.sub(r"\1 ", text))
    for pattern, template in _CHOICES:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        join = partial(set_of, template)
        pair = pair_of(match["left"], match["right"], context, join)
        _check_era(match["left"], match["right"], pair, context, join)
        if pair:
            _check_first_era(match["left"], match["right"], pair, context, join)
            if pair[0].date.precision < Precision.YEAR and _is_year(pair[1]):
                readings = year_readings(match["left"], match["right"], pair, context, join)
                if len(readings) > 1 or _YEAR_ALONE.fullmatch(match["right"]):
                    raise Unreadable(Message.of(_("Write both dates in full.")), readings)
            check_uncertainty(match["left"], pair, join)
            return join(*pair)
        if complete := _complete_sides(match["left"], match["right"], context):
            return join(*complete)
    return None


def _complete_sides(left: str, right: str, context: Context) -> tuple[Draft, Draft] | None:
    """Read two complete sides, at least one of them a range: "1767-1799 or 1800-1833"."""
    sides = (left, right)
    eras = [bool(ANY_ERA.search(side)) for side in sides]
    if not any(re.search("[0-9]-[0-9]", side) for side in sides) or any(eras) != all(eras):
        return None
    with suppress(Unreadable):
        one, other = (first_of((one_date, _flat_span), side, context) for side in sides)
        return (one, other) if one and other else None
    return None


def _complete_years(left: str, right: str, context: Context) -> tuple[Draft, Draft] | None:
    """Like `_complete_sides`, for years only, "2010-2011 to 2012-2013". Days may mean other
    things."""
    pair = _complete_sides(left, right, context)
    return pair if pair and all(map(_is_year, pair)) else None


def set_of(template: str, *drafts: Draft) -> Draft:
    """The set of these dates, made with ONE_OF or ALL_OF as the template."""
    members = ",".join(draft.edtf.replace("/", "..") for draft in drafts)
    return combine_drafts(template.format(members), drafts)


def span(text: str, context: Context) -> Draft | None:
    """Read a range, which includes both ends; either may be a range of years itself."""
    return _span(text, context, _complete_years)


def _flat_span(text: str, context: Context) -> Draft | None:
    """Read a range without nested ranges, whose sides would be split again at every dash."""
    return _span(text, context, lambda *_sides: None)


def _span(text: str, context: Context, read_pair: PairReader) -> Draft | None:
    """Read a range; `read_pair` reads two sides that aren't single dates. "The night of 18-19
    March" is both days, "sometime between 1944 and 1945" one of the two years."""
    if match := _UNKNOWN_TIME.match(text):
        draft = _span(text[match.end() :], context, read_pair)
        return set_of(ONE_OF, draft) if draft else None
    if night := _NIGHT.match(text):
        draft = _span(text[night.end() :].replace("/", "-"), context, read_pair)
        is_night = draft and draft.date.upper - draft.date.lower == 2 * SECONDS_IN_DAY
        return draft if is_night else None
    text = _HYPHENATED.sub(r"\1 ", _PART_TO_PART.sub(r"\1 to \2", _INCLUSIVE.sub("", text)))
    text = _PART_OF_YEAR.sub(r"\1 ", text)
    text = _NUMBER_WORD.sub(lambda match: match[0].replace("-", " "), text)
    text = mark_decades(_DECADES.sub(r"\1s", text))
    for pattern in _RANGES:
        match = pattern.fullmatch(text)
        pair = pair_of(match["left"], match["right"], context, interval_of) if match else None
        if match:
            _check_era(match["left"], match["right"], pair, context, interval_of)
            pair = pair or read_pair(match["left"], match["right"], context)
        if match and pair:
            draft = interval_of(*pair)
            # "C. 2009-10" without its "c." would be EDTF for October.
            if draft and (month_match := _ALSO_MONTH.fullmatch(text)):
                raise ambiguous([draft.edtf, month_match["month"]])
            if (year := _bare_decade(match["left"], pair[0])) and match["right"].isdigit():
                return _years_or_decades(year, match["right"], pair)
            is_day = pair[0].date.precision is Precision.DAY
            if draft and is_day and (day := _day_in_decade(text, context)):
                raise ambiguous([draft.edtf, day.edtf])
            if draft and _can_end_in_part(*pair):
                readings = year_readings(match["left"], match["right"], pair, context, interval_of)
                if len(readings) > 1:
                    raise ambiguous(readings)
            check_uncertainty(match["left"], pair, interval_of)
            return draft
    return None


def _day_in_decade(text: str, context: Context) -> Draft | None:
    """Read "14 December, 780-771 BC", which looks like a range, as that day in one of ten years."""
    with suppress(Unreadable):
        return one_date(text, context) if ", " in text and ANY_ERA.search(text) else None
    return None


def _can_end_in_part(left: Draft, right: Draft) -> bool:
    """Whether the end may be the same month or part of another year: "March 2014 to 2015", "early
    2014 to 2015". A day would be repeated."""
    return Precision.DAY < left.date.precision < Precision.YEAR and _is_year(right)


def _is_year(draft: Draft) -> bool:
    return draft.date.precision is Precision.YEAR and not draft.is_relative


def _bare_decade(text: str, draft: Draft) -> str | None:
    """The year of a decade that only a plural before it shows to be one: "les années 1850"."""
    year = text[-4:]
    return year if draft.date.precision is Precision.DECADE and year.isdigit() else None


def _years_or_decades(year: str, last: str, pair: tuple[Draft, Draft]) -> Draft:
    """Read "les années 1850-1856" as years; "1850-1860" may be decades and raises Unreadable."""
    if last.endswith("0"):
        raise ambiguous([f"{year[:3]}X/{last[:3]}X", f"{year}/{last}"])
    return combine_drafts(f"{year}/{last}", pair)


def mark_decades(text: str) -> str:
    """Mark "1900s" as a decade if there is another decade in the text: "1890s and 1900s"."""
    return _HUNDREDS.sub(r"\g<0> (decade)", text) if _DECADE.search(text) else text


def _check_era(
    left: str, right: str, pair: tuple[Draft, Draft] | None, context: Context, join: Join
) -> None:
    """Raise Unreadable if the end may be BC or AD, "1200 BC-1100", or needs one of them."""
    if not re.search(BC, left) or ANY_ERA.search(right):
        return
    readings = _joined_readings(((left, f"{right} {era}") for era in _ERAS), context, join)
    if len(readings) > 1 or (readings and not pair):
        raise Unreadable(Message.of(_WHICH_ERA), readings)


def _check_first_era(
    left: str, right: str, pair: tuple[Draft, Draft], context: Context, join: Join
) -> None:
    """Raise Unreadable if the era of the first date is unclear: "19 April 1783 or 15 March 44 BC".

    Years in order, "1500 or 1400 BC", and days of one month share an era. Other days don't, nor
    does a year next to anything else, or out of order, "1613 or 2175 BC".
    """
    if not re.search(BC, right) or ANY_ERA.search(left):
        return
    first, last = (draft.date for draft in pair)
    is_in_order = first.lower <= last.lower or not isinstance(_first_date([left], context), Draft)
    if last.precision is first.precision >= Precision.YEAR and is_in_order:
        return
    if are_days_of_a_month(first, last):
        return
    readings = _joined_readings(((f"{left} {era}", right) for era in _ERAS), context, join)
    if len(readings) > 1:
        raise Unreadable(Message.of(_WHICH_ERA), readings)


def are_days_of_a_month(*dates: EDTF) -> bool:
    """Whether the dates are days in order within a month, "10 or 11 June 323 BC", so that none of
    their numbers can be a year of another era."""
    if any(date.precision is not Precision.DAY for date in dates):
        return False
    is_in_order = all(one.lower < other.lower for one, other in pairwise(dates))
    return is_in_order and dates[-1].upper - dates[0].lower <= _MAX_MONTH_SECONDS


def _joined_readings(sides: Iterable[tuple[str, str]], context: Context, join: Join) -> list[str]:
    readings = []
    for left, right in sides:
        with suppress(Unreadable):
            pair = pair_of(left, right, context)
            draft = join(*pair) if pair else None
            readings += [draft.edtf] if draft and is_valid(draft.edtf) else []
    return readings


def interval_of(left: Draft, right: Draft) -> Draft | None:
    """The interval between two dates, or None; raises Unreadable if it ends before it starts."""
    left_ends, right_ends = ends_of(left.date), ends_of(right.date)
    if left_ends is None or right_ends is None:
        return None
    edtf = f"{left_ends[0].text}/{right_ends[1].text}"
    backwards = f"{right_ends[0].text}/{left_ends[1].text}"
    if is_valid(edtf) and left.date.lower <= right.date.lower:
        return combine_drafts(edtf, (left, right))
    if is_valid(edtf):  # "1952 to 20th century" may end later in it
        raise ambiguous([edtf, backwards])
    # Relative dates can't be in another year.
    is_relative = left.is_relative or right.is_relative
    years = [] if is_relative else _over_new_year(left_ends[0], right_ends[1])
    candidates = [*years, backwards]
    message = Message.of(
        _("The range ends ({last}) before it starts ({first})."),
        first=MessageDate(parse(left_ends[0].text)),
        last=MessageDate(parse(right_ends[1].text)),
    )
    raise Unreadable(message, candidates)


def _over_new_year(start: Single, stop: Single) -> list[str]:
    """Candidates for "Dec-Jan 2014": either end may be in the year, which is said only once."""
    year, text = start.first_year, year_text(start.first_year)
    if stop.first_year != year or not start.text.startswith(f"{text}-"):
        return []
    first, last = start.text.removeprefix(text), stop.text.removeprefix(text)
    return [
        f"{year_text(year - 1)}{first}/{stop.text}",
        f"{start.text}/{year_text(year + 1)}{last}",
    ]


def check_uncertainty(
    text: str, drafts: Sequence[Draft], join: Callable[..., Draft | None]
) -> None:
    """Raise Unreadable for "probably 1944 or 1945": only the first or each may be uncertain."""
    first, *others = drafts
    if not _UNCERTAIN.match(text) or others[-1].date.uncertain:
        return
    each = join(first, *(replace(other, edtf=with_qualifier(other.edtf, "?")) for other in others))
    candidates = [draft.edtf for draft in (each, join(*drafts)) if draft]
    message = _(
        "Is only one of them uncertain, or are all? Write “(uncertain)” after each that is."
    )
    raise Unreadable(Message.of(message), candidates)


def year_readings(
    left: str, right: str, pair: tuple[Draft, Draft], context: Context, join: Join
) -> list[str]:
    """The readings of "March 2014 or 2015", which may end in March 2015 or the whole year."""
    drafts = [join(*pair)]
    for text in _right_variants(left, right):
        with suppress(Unreadable):
            draft = one_date(text, context)
            if draft and draft.date.precision is pair[0].date.precision:
                drafts.insert(0, join(pair[0], draft))
                break
    return [draft.edtf for draft in drafts if draft]


def pair_of(left: str, right: str, context: Context, *joins: Join) -> tuple[Draft, Draft] | None:
    """Read both sides of a pair; None if either isn't a date. If a side is refused, raises
    Unreadable with its message, and with candidates made by `joins`."""
    if _FILLER.fullmatch(left) or _FILLER.fullmatch(right):
        return None
    if len(left.split()) + len(right.split()) > _MAX_WORDS:
        return None
    start, stop = outcomes = sides_of(left, right, context)
    if isinstance(start, Draft) and isinstance(stop, Draft):
        full = _first_date(completed_ends(left, right), context)
        if isinstance(full, Draft) and _can_be_end(full, start, stop):
            return start, full if is_incomplete(right) else _end_of(start, full, stop, joins)
        return start, stop
    if isinstance(start, Draft) and right.isdigit():
        _check_end(start, left, right, context, *joins)
    raise_refusal(outcomes, *joins)
    return None


def _can_be_end(full: Draft, start: Draft, stop: Draft) -> bool:
    """Whether all are years or longer periods, and the end in full comes after the start and
    differs from the end as written."""
    years = all(each.date.precision >= Precision.YEAR for each in (full, start, stop))
    return years and start.date.lower < full.date.lower != stop.date.lower


def _end_of(start: Draft, full: Draft, stop: Draft, joins: Sequence[Join]) -> Draft:
    """The end in full, unless the end as written is possible, too: that raises Unreadable."""
    whole, short = (
        [edtf for join in joins for edtf in _joined_candidates(join, (start, end))]
        for end in (full, stop)
    )
    if short:
        raise Unreadable(Message.of(_("Write both dates in full.")), [*whole, *short])
    return full


def sides_of(left: str, right: str, context: Context) -> tuple[Outcome, Outcome]:
    """Read each side by itself or with parts borrowed from the other. A day or month takes no year
    or era from a period: "the 18th century to March 20"."""
    start = _first_date(_left_variants(left, right), context)
    variants = _right_variants(left, right)
    if isinstance(start, Draft) and start.date.precision >= Precision.YEAR:
        if not _MONTH.search(left) and is_yearless(without_qualifiers(right)):
            return start, _first_date([right], context)
        variants = chain(borrowing_hundreds(left, right), variants)
    return start, _first_date(variants, context)


def raise_refusal(outcomes: Sequence[Outcome], *joins: Callable[..., Draft | None]) -> None:
    """Raise the first refusal among the sides, with candidates for the whole made by `joins`.

    These pair the first candidates of all sides, then the second ones, and so on; if none is
    valid, all combinations. Does nothing if no side is refused or one isn't a date at all.
    """
    problem = next((outcome for outcome in outcomes if isinstance(outcome, Unreadable)), None)
    if problem is None or None in outcomes:
        return
    columns = [
        list(map(Draft, outcome.candidates)) if isinstance(outcome, Unreadable) else [outcome]
        for outcome in outcomes
        if outcome
    ]
    longest = max(map(len, columns))
    aligned = zip(*(each * longest if len(each) == 1 else each for each in columns), strict=False)
    for rows in (aligned, product(*columns)):
        if candidates := [
            edtf for row in rows for join in joins for edtf in _joined_candidates(join, row)
        ]:
            break
    raise Unreadable(problem.message, candidates)


def _joined_candidates(join: Callable[..., Draft | None], row: tuple[Draft, ...]) -> Iterator[str]:
    with suppress(Unreadable):
        if draft := join(*row):
            yield draft.edtf


def _check_end(start: Draft, left: str, right: str, context: Context, *joins: Join) -> None:
    """Raise Unreadable for a mere number as the end: "June 2000-12" may end in December or in 2012,
    and "June 3, 2000 to 5" lacks the month of its end."""
    message = Message.of(_("Write the end of the range in full."))
    if start.date.precision is Precision.MONTH:
        year = start.edtf[:4]
        ends = [f"{year}-{right:0>2}"] if int(right) <= 12 else []
        ends.append(year[: -len(right)] + right)
        raise Unreadable(message, (f"{start.edtf}/{end}" for end in ends))
    if start.date.precision is Precision.DAY:
        texts = (
            left[: each.start()] + right + left[each.end() :] for each in _NUMBER.finditer(left)
        )
        outcomes = (_first_date([text], context) for text in texts)
        days = [
            day.edtf
            for day in outcomes
            if isinstance(day, Draft) and day.date.precision is Precision.DAY
        ]
        raise_refusal((start, Unreadable(message, days) if days else None), *joins)


def _first_date(texts: Iterable[str], context: Context) -> Outcome:
    """The draft of the first attempt that is a date, else the first refusal, else None."""
    return _first_date_and_text(texts, context, (one_date,))[0]


def _first_date_and_text(
    texts: Iterable[str], context: Context, rules: Sequence[Rule]
) -> tuple[Outcome, str]:
    """The same, with the text that the draft was read from, or "" if there is no draft."""
    first_refusal = None
    for text in texts:
        try:
            if draft := first_of(rules, text, context):
                return draft, text
        except Unreadable as refusal:
            first_refusal = first_refusal or refusal
    return first_refusal, ""


def read_list_item(left: str, right: str, context: Context) -> tuple[Outcome, str]:
    """Read one date of a list, by itself or with parts borrowed from the next one. Returns it with
    its text in full. It may be a range: "3-5" in "3-5, 8 and 10 June 2000"."""
    rules = (one_date, span) if "-" in left else (one_date,)
    return _first_date_and_text(_left_variants(left, right), context, rules)


def _left_variants(left: str, right: str) -> Iterator[str]:
    """Yield the left side with words from the end of the right one, the most first.

    "264" in "264-146 BC" is BC. A year with an era borrows nothing: another number would make it a
    day, "27 BC 14".
    """
    if _HEMISPHERE.search(right) and _SEASON_ALONE.search(left):
        return  # it may be of the other hemisphere
    is_complete_year = _SHORT_AGO.fullmatch(right) and re.search(r"\b[0-9]{4}\Z", left)
    words = [] if is_complete_year or _YEAR_OF_ERA.search(left) else right.split()
    for start in range(1, len(words)):
        yield f"{left} {' '.join(words[start:])}"
    # "28.06." of "28.06.-03.07.2019"
    if _DAY_IN_DIGITS.fullmatch(left) and (last := _LAST_IN_DIGITS.fullmatch(right)):
        yield left.rstrip("./") + last["year"]
    yield left


def _right_variants(left: str, right: str) -> Iterator[str]:
    """Yield the right side by itself, then with words from the left: "5, 2000" in "June 3-5, 2000".

    A qualifier isn't borrowed: "c. June 3-5" is about the third only, like "c. 3-5 June". Before an
    era it is: "c. AD 300-400".
    """
    yield right
    bare = without_qualifiers(left)
    words = (left if ANY_ERA.match(bare) else bare).split()
    for count in range(1, len(words)):
        yield f"{' '.join(words[:count])} {right}"
    # A mere number after a year with an era may be a year of either era: "27 BC-14".
    if not right.isdigit():
        for start in range(1, len(words)):
            yield f"{right} {' '.join(words[start:])}"
