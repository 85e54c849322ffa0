"""Days and months in other languages: "18 березня 2014", "le 18 mars 2014", "2014年3月18日"."""

from __future__ import annotations

import re

from timeline.dates.english.days import full_day, missing_year
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    ambiguous,
    month_text,
    unlikely,
)
from timeline.dates.english.numbers import numeric
from timeline.dates.english.weekdays import check_weekday
from timeline.dates.languages.names import Language, languages
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.normalization import unaccented

_MAX_LENGTH = 60
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+(?:[-'][^\W\d_]+)*|\S")
_SEPARATORS = frozenset(".,-/'()°")
# The unambiguous orders of token kinds: Day, Month, Year, Weekday.
_ORDERS = {"DMY", "MDY", "MY", "WDMY", "WMDY", "DMYW", "MDYW"}
_WITHOUT_YEAR = {"DM", "MD", "WDM", "WMD"}
# "Nisan" is April in Turkish, and a month of the Hebrew calendar, whose years are above 5000.
_HEBREW, _HEBREW_YEARS = "nisan", 5000
# Polish names that are other months in Croatian, which has a full stop after the day.
_CROATIAN = {"lip": 6, "lis": 10, "listopad": 10, "listopada": 10}
# "From" in Italian: that is an open side, not a day.
_SINCE = {"da"}
# "18.03.2014 г."
_IN_DIGITS = re.compile(r"(?P<before>\D*?)\s?(?P<day>[0-9]+([./-])[0-9]+\3[0-9]+)\s?(?P<after>\D*)")
_EASTERN = re.compile(
    r"([0-9]{4})\s*[年년]\s*(?:([0-9]{1,2})\s*[月월]\s*(?:([0-9]{1,2})\s*[日일]?)?)?"
)
# "2025年3月18日(火)", "星期二", "화요일"
_EASTERN_WEEKDAY = re.compile(
    r"(?P<day>.+[日일])\s*\(?(?:星期|周|週)?(?P<weekday>[月火水木金土日一二三四五六天월화수목금토일])(?:曜日?|요일)?\)?"
)
_EASTERN_WEEKDAYS = ("月一월", "火二화", "水三수", "木四목", "金五금", "土六토", "日天일")
# Month names of two words: "تشرين الثاني"
_MONTH_OF_TWO_WORDS = re.compile(r"(?<=كانون|تشرين)\s(?=ال)")


def foreign_day(text: str, context: Context) -> Draft | None:
    """Read a month, with or without its day, in a language other than English."""
    if match := _EASTERN.fullmatch(text):
        return _eastern(match, context)
    if match := _EASTERN_WEEKDAY.fullmatch(text):
        return _eastern_weekday(match, context)
    if len(text) > _MAX_LENGTH:
        return None
    if match := _IN_DIGITS.fullmatch(text):
        return _in_digits(match, context)
    tokens = _TOKEN.findall(_MONTH_OF_TWO_WORDS.sub("-", unaccented(text)))
    for language in languages():
        if kinds := _token_kinds(tokens, language):
            return _read_tokens(tokens, kinds, language, context)
    return None


def _in_digits(match: re.Match[str], context: Context) -> Draft | None:
    """Read a numeric day with its weekday or filler words, all in one language: "Dienstag,
    18.03.2014". All languages are tried: "So" is Sunday in one and Saturday in another."""
    words = set(_TOKEN.findall(unaccented(f"{match['before']} {match['after']}"))) - set(".,()")
    if words & _SINCE:
        return None
    refusal = None
    for language in languages():
        weekdays = [language.weekdays[word] for word in words & language.weekdays.keys()]
        if len(weekdays) > 1 or not words <= language.fillers | language.weekdays.keys():
            continue
        draft = numeric(match["day"], context)
        if draft is None or not (weekdays or refusal):
            return draft
        try:
            for weekday in weekdays:
                check_weekday(draft, weekday)
        except Unreadable as problem:
            refusal = problem
        else:
            if weekdays:
                return draft
    if refusal:
        raise refusal
    return None


def _eastern(match: re.Match[str], context: Context) -> Draft:
    """Read year, month and day as numbers, in Chinese, Japanese and Korean."""
    year, month, day = match.groups()
    if day:
        return full_day(int(year), int(month), int(day), context)
    return Draft(month_text(int(year), int(month)) if month else year)


def _eastern_weekday(match: re.Match[str], context: Context) -> Draft | None:
    """Refuse a numeric day with its weekday, which must match, and offer the day without it."""
    day = _EASTERN.fullmatch(match["day"])
    if day is None:
        return None
    draft = _eastern(day, context)
    matches = (match["weekday"] in names for names in _EASTERN_WEEKDAYS)
    check_weekday(draft, list(matches).index(True))
    raise unlikely(draft.edtf, draft.message_date)


def _token_kinds(tokens: list[str], language: Language) -> list[str] | None:
    """The kind of each token, "" for filler; None if one is unknown, or without just one month."""
    kinds = [_token_kind(token, language) for token in tokens]
    if kinds.count("M") > 1:
        # "Mar." in Italian is Tuesday if "marzo" is the month.
        pairs = zip(tokens, kinds, strict=True)
        kinds = ["W" if kind == "M" and word in language.weekdays else kind for word, kind in pairs]
    return None if "?" in kinds or kinds.count("M") != 1 else kinds


def _token_kind(token: str, language: Language) -> str:
    if token.isdigit():
        return {1: "D", 2: "D", 4: "Y"}.get(len(token), "?")
    if token in language.months:
        return "M"
    if token in language.weekdays:
        return "W"
    return "" if token in _SEPARATORS or token in language.fillers else "?"


def _read_tokens(
    tokens: list[str], kinds: list[str], language: Language, context: Context
) -> Draft | None:
    by_kind = {kind: token for kind, token in zip(kinds, tokens, strict=True) if kind}
    month = language.months[by_kind["M"]]
    order = "".join(kinds)
    if order in _WITHOUT_YEAR:
        raise missing_year(month, int(by_kind["D"]), context)
    if order not in _ORDERS or (order == "MY" and by_kind["M"] in language.abbreviations):
        return None
    year = int(by_kind["Y"])
    if not year:
        return None
    if by_kind["M"] == _HEBREW and year >= _HEBREW_YEARS:
        message = _(
            "{year} is a year in the Hebrew calendar. Write the date in the Gregorian calendar."
        )
        raise Unreadable(Message.of(message, year=str(year)), [f"{year - 3760:04}"])
    if "D" not in by_kind:
        return Draft(month_text(year, month))
    draft = full_day(year, month, int(by_kind["D"]), context)
    if "W" in by_kind:
        check_weekday(draft, language.weekdays[by_kind["W"]])
    elif by_kind["M"] in _CROATIAN and tokens[tokens.index(by_kind["D"]) + 1] == ".":
        readings = [
            full_day(year, _CROATIAN[by_kind["M"]], int(by_kind["D"]), context),
            draft,
        ]
        raise ambiguous((each.edtf for each in readings), (each.message_date for each in readings))
    return draft
