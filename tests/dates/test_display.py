"""Dates as they are displayed to readers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dates.strategies import valid_edtf
from tests.dates.tables import rows
from timeline.dates.display import MessageDate, clock_display, display, weekday_display
from timeline.dates.edtf import parse
from timeline.dates.messages import ENGLISH, Message

NEW_YORK = "America/New_York"


@pytest.mark.parametrize("row", rows("display_gold"), ids=lambda row: row["edtf"])
def test_gold(row: dict[str, Any]) -> None:
    assert display(parse(row["edtf"]), row["tz"]) == row["en"]


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("-0479/-0078", "480 BC – 79 BC"),
        ("-0479/-0478", "480–479 BC"),
        ("-0430/-0003", "431–4 BC"),
        ("Y20470601", "AD 20470601"),
        ("Y12000/Y20470601", "AD 12000–20470601"),
        ("180X", "1800s (decade)"),
        ("-004X", "50–41 BC"),
        ("098X", "AD 980–989"),
        ("-04XX", "5th century BC"),
        ("-00XX", "1st century BC"),
        ("11XX", "12th century"),
        ("21XX", "22nd century"),
        ("1XXX", "2nd millennium"),
        ("-1XXX", "2nd millennium BC"),
        ("XXXX-12-XX", "December, unknown year"),
        ("15XX-12", "December, 16th century"),
        ("19X5", "between 1905 and 1995"),
        ("1984-1X", "between October and December 1984"),
        ("1985-XX-25", "between 25 January and 25 December 1985"),
        ("1950S2", "c. 1950 (1900–1999)"),
        ("1999-24", "winter 1999–2000"),
        ("2014-30", "summer 2014–15 (Southern Hemisphere)"),
        ("178X-21", "spring 1780s"),
        ("20XX-37", "between January 2000 and April 2099"),
        ("193X-38", "between May 1930 and August 1939"),
        ("1950S4", "1950"),
        ("1984-06-3X", "30 June 1984"),
        ("-145X/..", "since 1460–1451 BC"),
        ("../004X", "until AD 40–49"),
        ("180X/..", "since the 1800s (decade)"),
        ("../-04XX", "until the 5th century BC"),
        ("1853/1856?", "1853 – perhaps 1856"),
        ("1853?/1856?", "1853 (uncertain) – 1856 (uncertain)"),
        ("1853/1856%", "1853 – perhaps c. 1856"),
        ("[1853,1856?]", "1853 or perhaps 1856"),
        ("-0043-24", "winter 44 BC"),
        ("0010/0020", "AD 10–20"),
        ("-04XX/-02XX", "5th–3rd century BC"),
        ("-00XX/00XX", "1st century BC – 1st century AD"),
        ("-0XXX/0XXX", "1st millennium BC – 1st millennium AD"),
        ("[-0043,1109]", "44 BC or AD 1109"),
        ("{1613,-2174}", "AD 1613 and 2175 BC"),
        ("[-0043,0079,1109]", "44 BC, AD 79 or AD 1109"),
        ("[101X,-0266]", "AD 1010–1019 or 267 BC"),
        ("-0266/101X", "267 BC – AD 1010–1019"),
        ("{1588S4,-0014}", "AD 1588 and 15 BC"),
        ("[-0588-21,1944-24]", "spring 589 BC or winter AD 1944–45"),
        ("{-0043-01,1109-03-05?}", "January 44 BC and perhaps 5 March AD 1109"),
        ("-0043-01/1109-03", "January 44 BC – March AD 1109"),
        ("-0043~/05XX", "c. 44 BC – 6th century AD"),
        ("-1XXX/-0XXX", "2nd millennium BC – 1st millennium BC"),
        ("-1199/1100", "1200 BC – AD 1100"),
        ("178X/179X", "1780s–1790s"),
        ("1783/1783", "1783"),
        ("1783?/..", "since 1783 (uncertain)"),
        ("[1667,1668,1670..1672]", "1667, 1668 or 1670–1672"),
        ("[2025-03-10..2025-03-16]", "between 10 and 16 March 2025"),
        ("[2025-03-10..2025-04-16]", "between 10 March and 16 April 2025"),
        ("[2025-03-10..2026-03-16]", "between 10 March 2025 and 16 March 2026"),
        ("[2025-03-10..2025-03-10]", "10 March 2025"),
        ("[2014-02..2014-03-18]", "between February and 18 March 2014"),
        ("[2014..2014-03-18]", "between 2014 and 18 March 2014"),
        ("[-0043..1109]", "between 44 BC and AD 1109"),
        ("[2014-03..2015]", "between March 2014 and sometime in 2015"),
        ("[1507..19XX%]", "between 1507 and perhaps c. 20th century"),
        ("[2022-02..2022-07]", "between February and July 2022"),
        ("{1953..1956}", "1953–1956"),
        ("{..1984}", "1984 and earlier"),
        ("{1976,1978..}", "1976 and 1978 and later"),
        ("[-0043,1109..]", "44 BC or AD 1109 or later"),
        ("1950S2/1960", "c. 1950 (1900–1999) – 1960"),
        ("1853~/1856", "c. 1853 – 1856"),
        ("1950S2~", "c. 1950 (1900–1999)"),
        ("1950S2%", "c. 1950 (1900–1999) (uncertain)"),
        ("00XX/-00XX", "1st century AD – 1st century BC"),
        ("2014-03/2014-XX-28", "March 2014 – between 28 January and 28 December 2014"),
        ("2014-03/2015", "March 2014 – sometime in 2015"),
        ("-0043-24/-0029", "winter 44 BC – sometime in 30 BC"),
        ("[2014-03,2015]", "March 2014 or sometime in 2015"),
        ("2004-02-01/2005", "1 February 2004 – 2005"),
        ("0079-08-24/0079-08-25", "24–25 August AD 79"),
        ("?2004-06-~11", "c. 11 June 2004 (uncertain)"),
    ],
)
def test_more(edtf: str, words: str) -> None:
    assert display(parse(edtf)) == words


@pytest.mark.parametrize(
    ("edtf", "zone", "words"),
    [
        ("2025-07-18T10:00:00-05:00", NEW_YORK, "18 July 2025, 10:00 UTC−5 (15:00 UTC)"),
        ("2025-07-18T10:00:00Z", NEW_YORK, "18 July 2025, 10:00 UTC"),
        ("2025-07-18T10:00:30+05:30", None, "18 July 2025, 10:00:30 UTC+5:30 (04:30:30 UTC)"),
        ("2025-07-18T10:00:00", NEW_YORK, "18 July 2025, 10:00 ET"),
        (
            "2024-12-31T22:00:00-05:00",
            NEW_YORK,
            "31 December 2024, 22:00 ET (1 January 2025, 03:00 UTC)",
        ),
        ("2025-01-18T10:00:00Z", "Europe/London", "18 January 2025, 10:00 London time (10:00 UTC)"),
        ("2025-03-18T10:00:00-05:00", "Etc/GMT+5", "18 March 2025, 10:00 UTC−5 (15:00 UTC)"),
        ("2025-03-18T10:00:00-05:00", "Etc/GMTx", "18 March 2025, 10:00 GMTx time (15:00 UTC)"),
        (
            "2025-01-18T10:00:00+02:00",
            "No/Such_Place",
            "18 January 2025, 10:00 Such Place time (08:00 UTC)",
        ),
        (
            "-0043-03-15T10:00:00+01:00",
            "Europe/Rome",
            "15 March 44 BC, 10:00 Rome time (09:00 UTC)",
        ),
        ("-0043-03-15T10:00:00Z", NEW_YORK, "15 March 44 BC, 10:00 UTC"),
        ("9999-12-31T23:59:59Z", NEW_YORK, "31 December 9999, 23:59:59 UTC"),
    ],
)
def test_zones(edtf: str, zone: str | None, words: str) -> None:
    assert display(parse(edtf), zone) == words


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1783-04-19", "19 April 1783 (8 April O.S.)"),
        ("1700-01-10", "10 January 1700 (31 December 1699 O.S.)"),
        ("1700-03-11", "11 March 1700 (29 February O.S.)"),
        ("1783-04-19~", "c. 19 April 1783 (8 April O.S.)"),
        ("1783-04-19/1783-04-25", "19–25 April 1783 (8–14 April 1783 O.S.)"),
        (
            "[1783-04-19..1783-04-25]",
            "between 19 and 25 April 1783 (between 8 and 14 April 1783 O.S.)",
        ),
        ("1783-04-19~/1783-04-25~", "c. 19 April 1783 – c. 25 April 1783 (8–14 April 1783 O.S.)"),
        ("../1783-04-19?", "until 19 April 1783 (uncertain) (until 8 April 1783 O.S.)"),
        ("1783-04-19/..", "since 19 April 1783 (since 8 April 1783 O.S.)"),
        (
            "[1783-04-19,1783-04-25]",
            "19 April 1783 or 25 April 1783 (8 April 1783 or 14 April 1783 O.S.)",
        ),
        ("1783-04-19T10:00:00", "19 April 1783, 10:00 (8 April O.S.)"),
        ("1783", "1783"),
        ("1783-04/1783-05", "April–May 1783"),
        # 29 February exists in that calendar only
        ("1700-03-01/1700-03-11", "1–11 March 1700 (19–29 February 1700 O.S.)"),
        ("1900-03-05/1900-03-13", "5–13 March 1900 (21–29 February 1900 O.S.)"),
        ("1900-03-13/1900-03-15", "13–15 March 1900 (29 February – 2 March 1900 O.S.)"),
        ("1900-03-13/..", "since 13 March 1900 (since 29 February 1900 O.S.)"),
        (
            "[1900-03-12..1900-03-13]",
            "between 12 and 13 March 1900 (between 28 and 29 February 1900 O.S.)",
        ),
        (
            "{1900-03-13,1900-04-13}",
            "13 March 1900 and 13 April 1900 (29 February 1900 and 31 March 1900 O.S.)",
        ),
        ("-0100-02-26/-0100-02-27", "26–27 February 101 BC (29 February – 1 March 101 BC O.S.)"),
    ],
)
def test_old_style(edtf: str, words: str) -> None:
    assert display(parse(edtf), calendar="J") == words


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2025-03-18", "Tuesday 18 March 2025"),
        ("2025-03-18T22:00:00-04:00", "Tuesday 18 March 2025"),
        ("2025-03", "March 2025"),
        ("2025-03-18~", "c. 18 March 2025"),
        ("156X-12-25", "25 December, 1560s"),
        ("2025-03-18/2025-03-19", "18–19 March 2025"),
        ("1066-10-14", "14 October 1066"),
    ],
)
def test_weekday(edtf: str, words: str) -> None:
    assert weekday_display(parse(edtf)) == words


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2025-03-18T10:00:00-04:00", "10:00 ET / 14:00 UTC"),
        ("2025-03-18T22:00:00-04:00", "22:00 ET / 19 March, 02:00 UTC"),
        ("2025-03-18T14:00:00Z", "14:00 UTC"),
        ("2025-03-18", ""),
        ("2025-03-18/2025-03-19", ""),
    ],
)
def test_clock(edtf: str, words: str) -> None:
    assert clock_display(parse(edtf), NEW_YORK) == words


def test_a_clock_without_zone() -> None:
    assert clock_display(parse("2025-03-18T10:00:00")) == "10:00"


@given(valid_edtf, st.sampled_from([None, NEW_YORK, "Europe/Kyiv", "nowhere", "../etc", "\0", "é"]))
def test_every_date_has_words(text: str, zone: str | None) -> None:
    date = parse(text)
    assert display(date, zone)
    assert display(date, zone, calendar="J")
    assert weekday_display(date, zone)
    clock_display(date, zone)


class Swapped:
    """A language that puts the year first, has its own name for a month, and has cases."""

    def gettext(self, message: str) -> str:
        return {
            "{day} {month} {year}": "{year} {month} {day}",
            "{month} {year}": "{year} {month}",
            "March": "березень",
            "On {date}.": "{date}!",
        }.get(message, message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return ENGLISH.ngettext(singular, plural, number)

    def pgettext(self, context: str, message: str) -> str:
        return "березня" if (context, message) == ("beside a day", "March") else message


def test_a_translator_can_reorder_and_inflect() -> None:
    assert display(parse("2025-03-18"), translations=Swapped()) == "2025 березня 18"
    assert display(parse("2025-03"), translations=Swapped()) == "2025 березень"
    message = Message.of("On {date}.", date=MessageDate(parse("2025-03-18")))
    assert str(message) == "On 18 March 2025."
    assert message.text(Swapped()) == "2025 березня 18!"
