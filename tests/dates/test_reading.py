"""Free text is read as it was meant, or asked about; never anything in between."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dates.strategies import valid_edtf
from tests.dates.tables import rows
from timeline.dates import gregorian
from timeline.dates import reading as reading_module
from timeline.dates.display import display
from timeline.dates.edtf import EDTFError, parse
from timeline.dates.reading import MAX_LENGTH, Reading, Unreadable, read

TODAY = datetime.date(2025, 3, 18)
NEW_YORK = "America/New_York"


def reading(text: str) -> Reading:
    return read(text, today=TODAY, zone=NEW_YORK)


def refusal(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        reading(text)
    return caught.value


def refused_by_a_rule_or_shown(text: str, today: datetime.date, calendar: str) -> None:
    """The door turns a rule's EDTFError into Unreadable, too, but no rule may need it."""
    try:
        found = read(text, today=today, zone=NEW_YORK, calendar=calendar)
    except Unreadable as problem:
        refused = problem
    else:
        assert found.text == text
        assert display(found.date, found.zone, calendar=found.calendar)
        assert all(map(str, found.assumed))
        return
    assert not isinstance(refused.__cause__, EDTFError), text
    for candidate in refused.candidates:
        parse(candidate)


@pytest.mark.parametrize("row", rows("entry_gold"), ids=lambda row: row["input"])
def test_gold(row: dict[str, Any]) -> None:
    if not row["accept"]:
        refusal(row["input"])
        return
    try:
        assert str(reading(row["input"]).date) in row["accept"]
    except Unreadable:
        assert row.get("refuse_ok")


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        # Days, months, years
        ("18-Mar-2014", "2014-03-18"),
        ("2014 March 18", "2014-03-18"),
        ("2000-6-3", "2000-06-03"),
        ("04/04/2014", "2014-04-04"),
        ("2000/13", "2000/2013"),
        ("１７８３", "1783"),
        ("“1783”", "1783"),
        ("2009-10.", "2009-10"),
        ("(2009-10)", "2009-10"),
        ('"2009-10"', "2009-10"),
        ("1780-90s", "178X/179X"),
        ("1950-1960s", "195X/196X"),
        ("17001 BC", "Y-17000"),
        ("A.D. 79", "0079"),
        ("3.1954", "1954-03"),
        ("18.03.2014 г.", "2014-03-18"),
        ("1–го травня 1986", "1986-05-01"),
        ("18‑го марта 2014", "2014-03-18"),
        ("“MCMLIV”", "1954"),
        ("dnia 18.03.2014 r.", "2014-03-18"),
        ("am 18.3.2014", "2014-03-18"),
        ("25.10.1917 г. (7.11.1917)", "1917-11-07"),
        ("before 0000-01-13", "../0000-01-12"),
        # Periods
        ("2nd millennium BC", "-1XXX"),
        ("1st century", "00XX"),
        ("the 40s AD", "004X"),
        ("c. July, 1480s (uncertain)", "148X-07%"),
        ("in July of the 1480s", "148X-07"),
        ("winter of the 1940s", "194X-24"),
        ("25 December, 1560s", "156X-12-25"),
        ("December, 16th century", "15XX-12"),
        ("XVIII w.", "17XX"),
        ("XX ст.", "19XX"),
        ("20 век", "19XX"),
        ("XVIII–XIX вв.", "17XX/18XX"),
        ("XVIIIe–XIXe siècles", "17XX/18XX"),
        ("القرن الـ18", "17XX"),
        ("18世紀", "17XX"),
        ("18 세기", "17XX"),
        ("1780年代", "178X"),
        ("1780년대", "178X"),
        ("w latach 1780-tych", "178X"),
        ("1780’lerde", "178X"),
        ("1941–45 гг.", "1941/1945"),
        ("у 1941–1945 роках", "1941/1945"),
        ("second half of the 18th century", "1750/1799"),
        ("early 1780s", "1780/1783"),
        ("late 5th century BC", "-0432/-0400"),
        ("2025 Q1", "2025-33"),
        ("in 2014-Q3", "2014-35"),
        ("in 18 century", "17XX"),
        ("first half of June 2000", "2000-06-01/2000-06-15"),
        ("mid-February 2014", "2014-02-11/2014-02-20"),
        ("winter 1999-2000", "1999-24"),
        ("c. winter 1999-2000", "1999-24~"),
        ("c. winter 1999–2000", "1999-24~"),
        ("likely winter 1999-2000", "1999-24?"),
        ("winter 1944-1945?", "1944-24?"),
        ("sometime in winter 1999-2000", "1999-24"),
        ("winter 69-70 AD", "0069-24"),
        ("winter AD 69-70", "0069-24"),
        ("winter 44-43 BC", "-0043-24"),
        ("winter 9999–10000", "9999-24"),
        ("spring 2014 (Northern Hemisphere)", "2014-25"),
        ("winter 2014–15 (Northern Hemisphere)", "2014-28"),
        ("c. summer 2014–15 (Southern Hemisphere)", "2014-30~"),
        ("winter 2014 (Southern Hemisphere)", "2014-32"),
        ("spring or winter 2014 (Southern Hemisphere)", "[2014-29,2014-32]"),
        (
            "spring 2014 (Southern Hemisphere) – winter 2015 (Southern Hemisphere)",
            "2014-29/2015-32",
        ),
        ("winter 1944–1945 (approximate)", "1944-24~"),
        ("the fall of 1917", "1917-23"),
        ("2000s (decade)", "200X"),
        # Marks
        ("probably c. 1783", "1783%"),
        ("c. late 18th century", "1767~/1799~"),
        ("c. 1950 (1900–1999)", "1950S2"),
        ("c. 1783 (1780–1789)", "1783S3"),
        ("c. 1783~", "1783~"),
        ("on or about June 3, 2000", "2000-06-03~"),
        ("some time in June 2000", "2000-06"),
        # Open sides
        ("before June 2000", "../2000-05"),
        ("before 1 March 2000", "../2000-02-29"),
        ("before the 1st century AD", "../0000"),
        ("before c. 1st century", "../0000~"),
        ("before the 1st century BC", "../-0100"),
        ("before the 2nd century", "../0099"),
        ("before c. 1954", "../1953~"),
        ("since 50–41 BC", "-004X/.."),
        ("until AD 40–49", "../004X"),
        ("July, 20–11 BC or later", "[-001X-07..]"),
        ("before July, 1480s", "../1480-06"),
        ("after winter of the 1940s", "1950-03/.."),
        ("before 25 December, 1560s", "../1560-12-24"),
        ("before 1984-1X", "../1984-09"),
        ("after the 18th century", "1800/.."),
        ("“../1954”", "../1954"),
        ("../1954.", "../1954"),
        ("(2014/..)", "2014/.."),
        ("after 31 December 1999", "2000-01-01/.."),
        ("since c. 2014", "2014~/.."),
        ("probably until June 2000", "../2000-06?"),
        ("probably until c. 1954", "../1954%"),
        ("perhaps since 2014", "2014?/.."),
        ("likely before 1954", "../1953?"),
        ("not before 1954", "1954/.."),
        ("no later than 1954", "../1954"),
        ("2014-", "2014/.."),
        ("2014 onwards", "2014/.."),
        # Ranges and choices
        ("June 3-July 5, 2000", "2000-06-03/2000-07-05"),
        ("2000-06-03–2000-06-05", "2000-06-03/2000-06-05"),
        ("1780s-90s", "178X/179X"),
        ("1200-1100 BC", "-1199/-1099"),
        ("10 BC - AD 10", "-0009/0010"),
        ("5th-3rd century BC", "-04XX/-02XX"),
        ("the 40s BC to 31 BC", "-0048/-0030"),
        ("450-440s BC", "-0458/-0439"),
        ("40-30s BC", "-0048/-0029"),
        ("50–41 BC – 31 BC", "-004X/-0030"),
        ("10–1 BC or AD 40–49", "[-000X,004X]"),
        ("AD 770–779 – 1620s", "077X/162X"),
        ("267 BC – AD 1010–1019", "-0266/101X"),
        ("50–41 BC", "-0049/-0040"),
        ("spring 589 BC or winter AD 1944–45", "[-0588-21,1944-24]"),
        ("late 18th century - early 19th century", "1767/1833"),
        ("early to mid 1954", "1954-37/1954-38"),
        ("mid-1953 to late 1955", "1953-38/1955-39"),
        ("between June and August 1944", "1944-06/1944-08"),
        ("between 10 and 16 March 2025", "2025-03-10/2025-03-16"),
        (
            "between 19 and 25 April 1783 (between 8 and 14 April 1783 O.S.)",
            "1783-04-19/1783-04-25",
        ),
        ("June 2000-July", "2000-06/2000-07"),
        ("les années 1850-1856", "1850/1856"),
        ("1850-1860er Jahre", "185X/186X"),
        ("1850-1860-е годы", "185X/186X"),
        ("2014-Q1–Q3", "2014-33/2014-35"),
        ("1939–41?", "1939/1941?"),
        ("~1939–41", "1939~/1941"),
        ("1939–41 (uncertain)", "1939?/1941?"),
        ("1939–41 or so", "1939~/1941~"),
        ("1939–40 and 1944–45", "{1939..1940,1944..1945}"),
        ("1944-45 or 1946-47", "[1944..1945,1946..1947]"),
        ("from 1954-1956", "1954/1956"),
        ("since 2000-06", "2000-06/.."),
        ("1985–04?", "1985-04?"),
        ("1944 to three years ago", "1944/2022"),
        ("late 1944 or 3 years ago", "[1944-39,2022]"),
        ("13-15/06/2000", "2000-06-13/2000-06-15"),
        ("6/13–15/2000", "2000-06-13/2000-06-15"),
        ("3.–5.6.2000", "2000-06-03/2000-06-05"),
        ("28.06.–03.07.2019", "2019-06-28/2019-07-03"),
        ("28.06. or 03.07.2019", "[2019-06-28,2019-07-03]"),
        ("March 2014 – sometime in 2015", "2014-03/2015"),
        ("spring 44 BC – sometime in 43 BC", "-0043-21/-0042"),
        ("March 2014 to c. 2015", "2014-03/2015~"),
        ("3 March 2014 to 2015", "2014-03-03/2015"),
        ("1951, April 5 – 7 May 1951", "1951-04-05/1951-05-07"),
        ("January 27 BC to August AD 14", "-0026-01/0014-08"),
        ("January 27 BC – August AD 14", "-0026-01/0014-08"),
        ("March 5 BC to May 1000", "-0004-03/1000-05"),
        ("January 1 AD to December 1999", "0001-01/1999-12"),
        ("between January 1 BC and September AD 999", "0000-01/0999-09"),
        ("June 4 BC and May AD 30", "{-0003-06,0030-05}"),
        ("1767–1799 or 1800–1833", "[1767..1799,1800..1833]"),
        ("1767–1799 or 1810", "[1767..1799,1810]"),
        ("1 May 1944 or 3–5 June 1944", "[1944-05-01,1944-06-03..1944-06-05]"),
        ("1767–1799 and 1800–1833", "{1767..1799,1800..1833}"),
        ("44 BC or AD 1109", "[-0043,1109]"),
        ("January 44 BC – March AD 1109", "-0043-01/1109-03"),
        ("c. 44 BC – 6th century AD", "-0043~/05XX"),
        ("1st millennium BC – 1st millennium AD", "-0XXX/0XXX"),
        ("perhaps 1944 or perhaps 1945", "[1944?,1945?]"),
        ("1944 (uncertain) or 1945", "[1944?,1945]"),
        ("1500 or 1400 BC", "[-1499,-1399]"),
        ("43 or 44 BC", "[-0042,-0043]"),
        ("4 March or 3 April 2014", "[2014-03-04,2014-04-03]"),
        ("June 3 or 4, 2000", "[2000-06-03,2000-06-04]"),
        # Times
        ("10 p.m. ET (0200 GMT) March 18, 2025", "2025-03-18T22:00:00-04:00"),
        ("18 March 2025 14:00 UTC (10:00 ET)", "2025-03-18T14:00:00Z"),
        ("10 a.m. EST July 4, 2025", "2025-07-04T10:00:00-05:00"),
        ("18 March 2025 (10:00 ET; 14:00 GMT)", "2025-03-18T10:00:00-04:00"),
        ("10 a.m. ET March 18, 2025 (2 p.m. GMT, 5 p.m. MSK)", "2025-03-18T10:00:00-04:00"),
        ("1 a.m. Moscow time (2200 GMT Monday) March 18, 2025", "2025-03-18T01:00:00+03:00"),
        (
            "24 December 388 BC, 23:49 UTC−4 (25 December, 03:49 UTC)",
            "-0387-12-24T23:49:00-04:00",
        ),
        ("24 December AD 79, 23:49 UTC−4 (25 December, 03:49 UTC)", "0079-12-24T23:49:00-04:00"),
        ("18 March 2025, 10:00 local time", "2025-03-18T10:00:00-04:00"),
        ("18 March 2025 10:00 GMT+5:30", "2025-03-18T10:00:00+05:30"),
        ("18 March 2014, 15:50 MSK", "2014-03-18T15:50:00+04:00"),
        ("18 March 2025, 15:50 MSK", "2025-03-18T15:50:00+03:00"),
        ("1550 MSK 18 March 2014", "2014-03-18T15:50:00+04:00"),
        ("8 August 2008, 12:00 MSD", "2008-08-08T12:00:00+04:00"),
        ("20 July 1974, 06:00 TRT", "1974-07-20T06:00:00+03:00"),
        ("9 August 1965, 10:00 SGT", "1965-08-09T10:00:00+07:30"),
        ("1 July 1997, 00:00 HKT", "1997-07-01T00:00:00+08:00"),
        ("26 October 1987, 10:00 KST", "1987-10-26T10:00:00+09:00"),
        ("18 March 2025 10:00-04:00", "2025-03-18T10:00:00-04:00"),
        ("2025-03-18 01:00-05:00", "2025-03-18T01:00:00-05:00"),
        ("2025-03-18 22:00-02:00", "2025-03-18T22:00:00-02:00"),
        ("18 March 2025 22:00:00-02:00", "2025-03-18T22:00:00-02:00"),
        ("18 March 2025 22:00 -02:00", "2025-03-18T22:00:00-02:00"),
        ("2025-03-18 10:00:00-05", "2025-03-18T10:00:00-05:00"),
        ("2025-03-18T10:00-12", "2025-03-18T10:00:00-12:00"),
        ("18 March 2025, 10:00 UTC–5", "2025-03-18T10:00:00-05:00"),
        ("18 March 2025, 10:00−05:00", "2025-03-18T10:00:00-05:00"),
        ("18 March 2025 01:00 -05:00", "2025-03-18T01:00:00-05:00"),
        ("18 March 2025 at noon", "2025-03-18T12:00:00"),
        ("11 a.m. ET (midnight Tokyo time) 18 March 2025", "2025-03-18T11:00:00-04:00"),
        ("12:30 a.m. 18 March 2025", "2025-03-18T00:30:00"),
        ("18/03/2025 2pm", "2025-03-18T14:00:00"),
        ("2025-03-18T10:00", "2025-03-18T10:00:00"),
        ("1:30 a.m. ET (0630 GMT) November 2, 2025", "2025-11-02T01:30:00-05:00"),
        # Old Style
        ("29 February 1700 O.S.", "1700-03-11"),
        ("10 January 1700 (31 December 1699 O.S.)", "1700-01-10"),
        ("10 January 1700 (31 December O.S.)", "1700-01-10"),
        ("25 October (7 November N.S.) 1917", "1917-11-07"),
        ("19 April 1783 N.S.", "1783-04-19"),
        ("8–14 April 1783 O.S.", "1783-04-19/1783-04-25"),
        ("8 April 1783 O.S. – 14 April 1783 O.S.", "1783-04-19/1783-04-25"),
        ("8 or 14 April 1783 (O.S.)", "[1783-04-19,1783-04-25]"),
        ("10:00, 8 April 1783 O.S.", "1783-04-19T10:00:00"),
        ("23–27 February 1917 (8–12 March 1917 N.S.)", "1917-03-08/1917-03-12"),
        ("19 April 1783, 10:00 (8 April O.S.)", "1783-04-19T10:00:00"),
        ("19–25 April 1783 N.S.", "1783-04-19/1783-04-25"),
        ("25 October (7 November) 1917", "1917-11-07"),
        ("October 25 (November 7), 1917", "1917-11-07"),
        ("7 November 1917 (25 October)", "1917-11-07"),
        ("c. 10 January 1700 (31 December 1699 O.S.)", "1700-01-10~"),
        ("5 January 1700, 10:00 (26 December 1699 O.S.)", "1700-01-05T10:00:00"),
        ("c. 19 April 1783 – c. 25 April 1783 (8–14 April 1783 O.S.)", "1783-04-19~/1783-04-25~"),
        ("until 19 April 1783 (uncertain) (until 8 April 1783 O.S.)", "../1783-04-19?"),
        ("26 December 1825 (7 January 1826)", "1826-01-07"),
        ("8 (19) April 1783", "1783-04-19"),
        ("c. 8 (19) April 1783", "1783-04-19~"),
        ("25 октября (7 ноября) 1917 года", "1917-11-07"),
        ("8/19 April 1783", "1783-04-19"),
        ("25 October/7 November 1917", "1917-11-07"),
        ("11 February 1731/32 O.S.", "1732-02-22"),
        ("February 1731/32", "1732-02"),
        ("18 March 2014 (Tuesday)", "2014-03-18"),
        ("Wednesday, 25 October 1917 O.S.", "1917-11-07"),
        ("Wednesday, 7 November 1917 (25 October O.S.)", "1917-11-07"),
        ("среда, 25 октября 1917 O.S.", "1917-11-07"),
        ("week of 16 October 1917 O.S.", "1917-10-29/1917-11-04"),
        ("after 28 February 1900 O.S.", "1900-03-13/.."),
        ("before 1 March 1900 O.S.", "../1900-03-13"),
        ("before 1 March 1700 O.S.", "../1700-03-11"),
        ("late February 1900 O.S.", "1900-03-05/1900-03-13"),
        ("second half of February 1800 O.S.", "1800-02-27/1800-03-12"),
        ("21–29 February 1900 O.S.", "1900-03-05/1900-03-13"),
        ("25–29 February 1700 O.S.", "1700-03-07/1700-03-11"),
        ("c. 29 February 1900 O.S.", "1900-03-13~"),
        ("29.02.1900 O.S.", "1900-03-13"),
        ("29 февраля 1900 O.S.", "1900-03-13"),
        ("Tuesday 29 February 1900 O.S.", "1900-03-13"),
        ("29 February (13 March) 1900", "1900-03-13"),
        ("13 March (29 February) 1900", "1900-03-13"),
        ("29 February/13 March 1900", "1900-03-13"),
        ("8/19 April 1783 O.S.", "1783-04-19"),
        ("25 October 1917 O.S. (7 November 1917)", "1917-11-07"),
        ("7 November 1917 N.S. (25 October)", "1917-11-07"),
        ("8 April 1783 (O.S.) (19 April 1783)", "1783-04-19"),
        ("8–12 March 1917 (23–27 February 1917 O.S.)", "1917-03-08/1917-03-12"),
        ("8 April 1783 O.S. to yesterday", "1783-04-19/2025-03-17"),
        ("25 October 1917 O.S. to 3 March 1918 N.S.", "1917-11-07/1918-03-03"),
        ("8 April 1783 O.S. to 25 April 1783 N.S.", "1783-04-19/1783-04-25"),
        ("7 November 1917 N.S. to 3 March 1918 O.S.", "1917-11-07/1918-03-16"),
        ("after 25 October 1917 O.S. and before 3 March 1918 N.S.", "1917-11-08/1918-03-02"),
        ("25 October 1917 O.S. or 7 November 1917", "1917-11-07"),
        ("25 October 1917 O.S. and 7 November 1917 N.S.", "1917-11-07"),
        ("8 April 1783 O.S. – 14 April 1783", "1783-04-19/1783-04-25"),
        ("25 October 1917 to 3 March 1918 O.S.", "1917-11-07/1918-03-16"),
        # Relative
        ("the day before yesterday", "2025-03-16"),
        ("last Tuesday", "2025-03-11"),
        ("this Sunday", "2025-03-23"),
        ("last week", "2025-03-10/2025-03-16"),
        ("last weekend", "2025-03-15/2025-03-16"),
        ("about three years ago", "2022~"),
        ("a decade ago", "2015~"),
        ("about a century ago", "1925~"),
        ("since a century ago", "1925~/.."),
        ("9999 decades ago", "Y-97965~"),
        ("in a decade", "2035~"),
        ("two centuries from now", "2225~"),
        ("in 200 years", "2225~"),
        ("a century ago today", "1925-03-18"),
        ("five months ago", "2024-10"),
        ("20 days ago", "2025-02-26"),
        ("48 hours ago", "2025-03-16"),
        ("in two weeks", "2025-03-31/2025-04-06"),
        ("this decade", "202X"),
        ("last century", "19XX"),
        ("earlier this month", "2025-03"),
        ("since last Friday", "2025-03-14/.."),
        ("yesterday at 10 a.m.", "2025-03-17T10:00:00"),
        ("10 p.m. last night", "2025-03-17T22:00:00"),
        ("1 a.m. this morning", "2025-03-18T01:00:00"),
        ("5:30 p.m. tonight", "2025-03-18T17:30:00"),
        ("7 p.m. on the evening of 18 March 2025", "2025-03-18T19:00:00"),
        ("3 a.m. in the early hours of 18 March 2025", "2025-03-18T03:00:00"),
        ("a week from today", "2025-03-25"),
        ("a month from today", "2025-04-18"),
        ("100 years from today", "2125-03-18"),
        ("a week from now", "2025-03-24/2025-03-30"),
        # the year, and no clock of four digits
        ("4 p.m. June 3, 2025 EST", "2025-06-03T16:00:00-05:00"),
        ("10:00, 18 March 2014 UTC", "2014-03-18T10:00:00Z"),
        ("10:25 p.m. 18 March 2025 GMT", "2025-03-18T22:25:00Z"),
        # an offset, and no second clock
        ("March 18, 2025 2:05 PM (UTC-04:00)", "2025-03-18T14:05:00-04:00"),
        ("18 March 2025, 10:00 (+03:00)", "2025-03-18T10:00:00+03:00"),
        ("early or mid-June 2000", "[2000-06-01..2000-06-10,2000-06-11..2000-06-20]"),
        ("early and mid-June 2000", "{2000-06-01..2000-06-10,2000-06-11..2000-06-20}"),
        ("early or mid-1954", "[1954-37,1954-38]"),
        ("1880s, 1890s and 1900s", "{188X,189X,190X}"),
        ("1780s, 1790s or 1800s", "[178X,179X,180X]"),
        # the years before 1752 ended on 24 March
        ("24 March 1602/3 O.S.", "1603-04-03"),
        ("21 March 1749/50 O.S.", "1750-04-01"),
    ],
)
def test_more_ways_to_write(text: str, edtf: str) -> None:
    assert str(reading(text).date) == edtf


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("03/04/2014", ("2014-03-04", "2014-04-03")),
        ("2000/06", ("2000-06", "2000/2006")),
        ("2000s", ("200X", "20XX")),
        ("July 2000s", ("200X-07", "20XX-07")),
        ("the early 2000s", ("2000/2003", "2000/2033")),
        ("the ’90s", ("209X", "199X", "189X")),
        ("Sep ’01", ("2001-09", "1901-09", "1801-09")),
        ("’68", ("2068", "1968", "1868")),
        ("'68", ("2068", "1968", "1868")),
        ("6 June ’44", ("2044-06-06", "1944-06-06", "1844-06-06")),
        ("’68–’70", ("2068/2070", "1968/1970", "1868/1870")),
        ("1914–’18", ("1914/2018", "1914/1918")),
        (
            "25 October 1917 (O.S.) to 3 March 1918",
            ("1917-11-07/1918-03-16", "1917-11-07/1918-03-03"),
        ),
        (
            "25 October 1917 O.S. and 3 March 1918",
            ("{1917-11-07,1918-03-16}", "{1917-11-07,1918-03-03}"),
        ),
        (
            "between 8 April 1783 O.S. and 9 May 1784",
            ("1783-04-19/1784-05-20", "1783-04-19/1784-05-09"),
        ),
        (
            "after 25 October 1917 O.S. and before 3 March 1918",
            ("1917-11-08/1918-03-15", "1917-11-08/1918-03-02"),
        ),
        ("8 April (O.S.) – 9 May 1783", ("1783-04-19/1783-05-20", "1783-04-19/1783-05-09")),
        (
            "8 April 1783 O.S., 9 May 1783 or 10 June 1783",
            (
                "[1783-04-19,1783-05-20,1783-06-21]",
                "[1783-04-19,1783-05-09,1783-06-10]",
                "[1783-04-19,1783-05-20,1783-06-10]",
            ),
        ),
        (
            "25 October 1917 O.S. – 7 November 1917",
            ("1917-11-07/1917-11-20", "1917-11-07/1917-11-07"),
        ),
        ("29 February 1900 O.S. to 3 April 1918", ("1900-03-13/1918-04-16",)),
        (
            "14 April 1783 O.S. to 19 April 1783 N.S.",
            ("1782-04-25/1783-04-19", "1783-04-25/1784-04-19", "1783-04-19/1783-04-25"),
        ),
        ("25 October ’17 O.S.", ("2017-11-07", "1917-11-07", "1817-11-06")),
        ("June 2000–5", ("2000-06/2005",)),
        ("June 2000–12", ("2000-06/2000-12", "2000-06/2012")),
        ("800", ("0800", "-0799")),
        ("12345", ("Y12345", "Y-12344")),
        ("June/July 1944", ("1944-06/1944-07", "[1944-06,1944-07]")),
        ("3/4 June 2000", ("2000-06-03/2000-06-04", "[2000-06-03,2000-06-04]")),
        ("1200s BC", ("-1208/-1199", "-12XX")),
        ("5 Nisan 5708", ("1948",)),
        ("3. listopada 2014.", ("2014-10-03", "2014-11-03")),
        ("۱۴۰۳/۱۲/۲۸", ("1403-12-28",)),
        ("١٤٤٦", ("1446",)),
        ("1200 BC–1100", ("-1199/-1099", "-1199/1100")),
        ("3rd century BC–2nd century", ("-02XX/-01XX", "-02XX/01XX")),
        ("1200 BCE–1100", ("-1199/-1099", "-1199/1100")),
        ("1200BC–1100", ("-1199/-1099", "-1199/1100")),
        ("March 2014 or 2015?", ("[2014-03,2015-03?]", "[2014-03,2015?]")),
        ("1500 BC or 1400", ("[-1499,-1399]", "[-1499,1400]")),
        (
            "19 April 1783 or 15 March 44 BC",
            ("[-1782-04-19,-0043-03-15]", "[1783-04-19,-0043-03-15]"),
        ),
        ("1944 or March 44 BC", ("[-1943,-0043-03]", "[1944,-0043-03]")),
        ("19th century or 44 BC", ("[-18XX,-0043]", "[18XX,-0043]")),
        ("2000 to 3000 years ago", ("-0975~/0025~",)),
        ("two to three decades ago", ("1995~/2005~",)),
        ("1613 and 2175 BC", ("{-1612,-2174}", "{1613,-2174}")),
        ("27 BC – 14", ("-0026/-0013", "-0026/0014")),
        ("100 BC-100", ("-0099/-0099", "-0099/0100")),
        ("3 June 44", ()),
        ("15 March 44 BC or 43 BC", ("[-0043-03-15,-0042-03-15]", "[-0043-03-15,-0042]")),
        ("June 4 BC and AD 30", ("{-0003-06,0030-06}", "{-0003-06,0030}")),
        ("June 44 BC or 43 BC", ("[-0043-06,-0042-06]", "[-0043-06,-0042]")),
        ("28 December 1783 or 1784 O.S.", ("[1784-01-08,1785-01-08]", "[1784-01-08,1784]")),
        ("probably 1944 or 1945", ("[1944?,1945?]", "[1944?,1945]")),
        ("Do, 18.03.2014", ("2014-03-18", "2014-03-20")),
        ("di 20.03.2014", ("2014-03-20", "2014-03-18")),
        ("probably 1944, 1945 or 1946", ("[1944?,1945?,1946?]", "[1944?,1945,1946]")),
        (
            "possibly June 3, 4 or 5, 2000",
            (
                "[2000-06-03?,2000-06-04?,2000-06-05?]",
                "[2000-06-03?,2000-06-04,2000-06-05]",
            ),
        ),
        ("perhaps June or July 1944", ("[1944-06?,1944-07?]", "[1944-06?,1944-07]")),
        ("2014-03, May 2015", ("[2014-03,2015-05]", "{2014-03,2015-05}")),
        ("1954, 1956", ("[1954,1956]", "{1954,1956}")),
        (
            "late 1951, April–July 1962",
            ("[1951-39,1962-04..1962-07]", "{1951-39,1962-04..1962-07}"),
        ),
        ("18 W", ("17XX",)),
        ("6 ст", ("05XX",)),
        ("20 в.", ("19XX",)),
        ("2000年代", ("200X", "20XX")),
        ("le 3/4/2014", ("2014-03-04", "2014-04-03")),
        ("seit 2014", ()),
        ("3.1415", ("1415-03",)),
        ("13/1/0000", ()),
        ("0000/1/13", ()),
        # Of a range or choice, the whole is offered
        ("June 3-5", ("2025-06-03/2025-06-05", "2024-06-03/2024-06-05")),
        ("3–5 May", ("2025-05-03/2025-05-05", "2024-05-03/2024-05-05")),
        ("between 3 and 5 May", ("2025-05-03/2025-05-05", "2024-05-03/2024-05-05")),
        ("July 4 or 5", ("[2025-07-04,2025-07-05]", "[2024-07-04,2024-07-05]")),
        (
            "3, 4 and 5 June",
            ("{2025-06-03,2025-06-04,2025-06-05}", "{2024-06-03,2024-06-04,2024-06-05}"),
        ),
        ("03/06/2000-05/06/2000", ("2000-03-06/2000-05-06", "2000-06-03/2000-06-05")),
        ("03/06-05/06/2000", ("2000-03-06/2000-05-06", "2000-06-03/2000-06-05")),
        ("28/06-03/07/2019", ("2019-06-28/2019-07-03",)),
        ("03-05/06/2000", ("2000-06-03/2000-06-05",)),
        ("06/03-05/2000", ("2000-06-03/2000-06-05",)),
        ("05-03/06/2000", ()),
        ("1999-2000 and 2001-02", ("{1999..2000,2001-02}", "{1999..2000,2001..2002}")),
        ("2009–10 or 2011–12", ("[2009-10,2011-12]", "[2009..2010,2011..2012]")),
        ("2011–12, 2013 and 2014", ("{2011-12,2013,2014}", "{2011..2012,2013,2014}")),
        ("3 June 2014–16", ("2014-06-03/2014-06-16",)),
        # Of a range with an open side, what it would be if all of it were meant
        ("before 1954-1956", ("../1953",)),
        ("after 3–5 June 2000", ("2000-06-06/..",)),
        ("until the 17th–18th century", ("../17XX",)),
        ("since 1939–40", ("1939/..",)),
        ("since 1939-40", ("1939/..",)),
        ("before 2011–12", ("../2011-11", "../2010")),
        ("since 2011-12", ("2011-12/..", "2011/..")),
        (
            "Tuesday 18 – Wednesday 20 March 2025",
            ("2025-03-18/2025-03-20", "2025-03-18/2025-03-19"),
        ),
        ("Monday to Friday", ("2025-03-17/2025-03-21",)),
        ("28 December – 3 January", ("2024-12-28/2025-01-03",)),
        ("June 3, 2000 to 5", ("2000-06-03/2000-06-05",)),
        ("3 June 2000 to 2", ()),
        ("Tuesday 03.04.2014", ("2014-04-03", "2014-04-01", "2014-03-04")),
        ("25 October 1917 O.S. (8 November 1917)", ("1917-11-07",)),
        ("before the 2000s", ("../1999",)),
        # A footnote's number?
        ("July 3¹, 2000", ("2000-07-03",)),
        ("1¹ May 2000", ("2000-05-01",)),
        ("44² BC", ("-0043",)),
        ("178¹", ("0178", "-0177")),
        ("March 18³", ("2025-03-18", "2024-03-18")),
        ("3① July 2000", ("2000-07-03",)),
        ("winter 43-44 BC", ()),
        ("summer 44-43 BC", ("-0043-22/-0042-22", "-0043-22", "-0042-22")),
        ("winter 69-70", ()),
        ("winter 44 BC – 43 BC", ("-0043-24", "-0043-24/-0042")),
        ("winter 1 BC – AD 1", ("0000-24", "0000-24/0001")),
        ("winter AD 69 – AD 70", ("0069-24", "0069-24/0070")),
        ("winter 44 BC – 43", ("-0043-24/-0042", "-0043-24/0043")),
        ("spring 2014 – summer 2015 (Southern Hemisphere)", ()),
        # Beyond the days that EDTF can write
        ("–0000", ()),
        ("31 December 9999 O.S.", ()),
        ("1 January 10000 BC O.S.", ()),
        ("20 October (1 January) 9999", ()),
        ("31 December 9999 24:00 UTC", ()),
        ("Monday, March 18, 2025", ("2025-03-18", "2025-03-17")),
        ("March 18", ("2025-03-18", "2024-03-18")),
        ("29 February", ("2024-02-29",)),
        ("on Monday", ("2025-03-17", "2025-03-24")),
        ("next Friday", ("2025-03-21", "2025-03-28")),
        ("Wednesday", ("2025-03-12", "2025-03-19")),
        ("30 hours ago", ("2025-03-16", "2025-03-17")),
        ("early March", ("2025-03-01/2025-03-10", "2024-03-01/2024-03-10")),
        ("the second half of March", ("2025-03-16/2025-03-31", "2024-03-16/2024-03-31")),
        ("since March", ("2025-03/..", "2024-03/..")),
        ("before 18 March", ("../2025-03-17", "../2024-03-17")),
        ("by the end of March", ("../2025-03", "../2024-03")),
        ("since the '90s", ("209X/..", "199X/..", "189X/..")),
        ("May or later", ("[2025-05..]", "[2024-05..]")),
        (
            "1:30 a.m. November 2, 2025 ET",
            ("2025-11-02T01:30:00-05:00", "2025-11-02T01:30:00-04:00"),
        ),
        ("Feb 29, 2023", ("2023-02",)),
        ("1856-1853", ("1853/1856",)),
        ("[1667, 1668, 1670..1672]", ("[1667,1668,1670..1672]",)),
        ("1667..1672", ("[1667..1672]", "1667/1672")),
        ("“1954..”", ("[1954..]", "1954/..")),
        ("..1954", ("[..1954]", "../1954")),
        # A month or season of the second year, or that year?
        ("March 2014 to 2015", ("2014-03/2015-03", "2014-03/2015")),
        ("March 2014–2015", ("2014-03/2015-03", "2014-03/2015")),
        ("between March 2014 and 2015", ("2014-03/2015-03", "2014-03/2015")),
        ("early 2014 to 2015", ("2014-37/2015-37", "2014-37/2015")),
        ("winter 44 BC – 30 BC", ("-0043-24/-0029-24", "-0043-24/-0029")),
        ("les années 1850-1860", ("185X/186X", "1850/1860")),
        ("gli anni 1850-1860", ("185X/186X", "1850/1860")),
        ("June 4 BC to AD 30", ("-0003-06/0030-06", "-0003-06/0030")),
        ("July, 620–611 BC", ("-0619-07/-0610-07", "-0619-07/-0610")),
        ("July, 230–221 BC (uncertain)", ("-0229-07?/-0220-07?", "-0229-07?/-0220?")),
        ("Dec–Jan 2014", ("2013-12/2014-01", "2014-12/2015-01", "2014-01/2014-12")),
        ("18 March 2025, 10:00-12:00", ("2025-03-18T10:00:00", "2025-03-18T10:00:00-12:00")),
        ("18 March 2025, 10:00–12:00", ("2025-03-18T10:00:00",)),
        ("9:30-11:00 yesterday", ("2025-03-17T09:30:00", "2025-03-17T09:30:00-11:00")),
        ("18 March 2025, 10:00-12", ("2025-03-18T10:00:00", "2025-03-18T10:00:00-12:00")),
        ("2025-03-18 10:00-12", ("2025-03-18T10:00:00", "2025-03-18T10:00:00-12:00")),
        ("18 March 2025 22:00-02:00", ("2025-03-18T22:00:00", "2025-03-18T22:00:00-02:00")),
        ("18 March 2025 20:00-01:00", ("2025-03-18T20:00:00", "2025-03-18T20:00:00-01:00")),
        ("18 March 2025, 22:00-02", ("2025-03-18T22:00:00", "2025-03-18T22:00:00-02:00")),
        ("18 March 2025, 9:30-11", ("2025-03-18T09:30:00", "2025-03-18T09:30:00-11:00")),
        ("10 a.m.-2, 18 March 2025", ("2025-03-18T10:00:00", "2025-03-18T10:00:00-02:00")),
        ("18 March 2025, 10:00–12", ("2025-03-18T10:00:00",)),
        ("18 March 2025, 10:00–2", ("2025-03-18T10:00:00",)),
        ("18 March 2025, 10:00–05:00", ("2025-03-18T10:00:00",)),
        ("10:00 to 12 on 18 March 2025", ("2025-03-18T10:00:00",)),
        ("14:00–15:30 18 March 2025", ("2025-03-18T14:00:00",)),
        ("10 a.m.-12 p.m., 18 March 2025", ("2025-03-18T10:00:00",)),
        ("10:00 to 12:00 on 18 March 2025", ("2025-03-18T10:00:00",)),
        ("midnight 18 March 2025", ("2025-03-18T00:00:00", "2025-03-19T00:00:00")),
        ("18 March 2025, 12 midnight", ("2025-03-18T00:00:00", "2025-03-19T00:00:00")),
        ("yesterday at midnight", ("2025-03-17T00:00:00", "2025-03-18T00:00:00")),
        (
            "midnight on the night of 18 March 2025",
            ("2025-03-18T00:00:00", "2025-03-19T00:00:00"),
        ),
        (
            "midnight ET on 9 March 2025",
            ("2025-03-09T00:00:00-05:00", "2025-03-10T00:00:00-04:00"),
        ),
        (
            "midnight (0400 GMT) 18 March 2025",
            ("2025-03-18T00:00:00-04:00", "2025-03-19T00:00:00-04:00"),
        ),
        ("midnight UTC 31 December 9999", ("9999-12-31T00:00:00Z",)),
        (
            "before midnight on 18 March 2025",
            ("2025-03-18T00:00:00", "2025-03-19T00:00:00"),
        ),
        ("midnight to 2 a.m. 18 March 2025", ("2025-03-18T00:00:00", "2025-03-19T00:00:00")),
        ("10 p.m. to midnight MSK, 18 March 2025", ("2025-03-18T22:00:00+03:00",)),
        (
            "1 a.m. (0500 GMT) last night",
            ("2025-03-17T01:00:00-04:00", "2025-03-18T01:00:00-04:00"),
        ),
        # The zone behind the end of a stretch is that of its beginning, too
        ("18 March 2025 10 a.m. to noon ET", ("2025-03-18T10:00:00-04:00",)),
        ("18 March 2025, 2 p.m. to 4 p.m. Moscow time", ("2025-03-18T14:00:00+03:00",)),
        ("18 March 2025, 2 p.m. to 4 p.m. (UTC+3)", ("2025-03-18T14:00:00+03:00",)),
        ("10 a.m. ET to 5 p.m. Moscow time, 18 March 2025", ("2025-03-18T10:00:00-04:00",)),
        ("10 a.m. to noon March 18, 2025 ET", ("2025-03-18T10:00:00-04:00",)),
        ("10 a.m. to noon ET (1400 to 1600 GMT) 18 March 2025", ()),
        ("18 March 2025 10 a.m. to noon Nowhere time", ()),
        ("1 a.m. last night", ("2025-03-17T01:00:00", "2025-03-18T01:00:00")),
        ("1 a.m. tonight", ("2025-03-18T01:00:00", "2025-03-19T01:00:00")),
        ("2:30 a.m. ET on the night of 8 March 2025", ("2025-03-08T02:30:00-05:00",)),
        ("3 p.m. this morning", ("2025-03-18T15:00:00",)),
        ("9 a.m. ET last night", ("2025-03-17T09:00:00-04:00",)),
        (
            "2 a.m. on the night of 18 March 2025",
            ("2025-03-18T02:00:00", "2025-03-19T02:00:00"),
        ),
        ("about 10 a.m. ET on 18 March 2025", ("2025-03-18T10:00:00-04:00",)),
        ("24:00 3 June 2000", ("2000-06-04T00:00:00",)),
        ("2000-12-31T24:00:00Z", ("2001-01-01T00:00:00Z",)),
        ("24:00 ET 8 March 2025", ("2025-03-09T00:00:00-05:00",)),
        ("after 10 a.m. ET on 18 March 2025", ("2025-03-18T10:00:00-04:00",)),
        ("in 2009-10", ("2009/2010", "2009-10")),
        ("2009–10?", ("2009/2010?", "2009-10")),
        ("c. 2000-06", ("2000~/2006", "2000-06")),
        ("(1909–10)", ("1909/1910", "1909-10")),
        ("19 April 1783 (9 April O.S.)", ("1783-04-19",)),
        ("Thursday, 25 October 1917 O.S.", ("1917-11-07", "1917-11-08")),
        ("03/04/1783 O.S.", ("1783-03-15", "1783-04-14")),
        ("8 (18) April 1783", ("1783-04-19",)),
        ("31 April 1783 O.S.", ("1783-04",)),
        ("Monday 29 February 1900 O.S.", ("1900-03-13", "1900-03-12")),
        ("11 February 1731/32", ("1732-02-22", "1732-02-11")),
        ("30 January 1648/9", ("1649-02-09", "1649-01-30")),
        (
            "1:30 a.m. ET November 2, 2025",
            ("2025-11-02T01:30:00-05:00", "2025-11-02T01:30:00-04:00"),
        ),
        ("noon March 18", ("2025-03-18T12:00:00", "2024-03-18T12:00:00")),
        ("9 a.m. ET March 18", ("2025-03-18T09:00:00-04:00", "2024-03-18T09:00:00-04:00")),
        ("14:00, 4/5/2025", ("2025-04-05T14:00:00", "2025-05-04T14:00:00")),
        (
            "midnight March 18",
            (
                *("2025-03-18T00:00:00", "2025-03-19T00:00:00"),
                *("2024-03-18T00:00:00", "2024-03-19T00:00:00"),
            ),
        ),
        ("24:00 March 18", ("2025-03-18", "2024-03-18")),
        ("noon, 30 February 2025", ("2025-02",)),
        (
            "March 18, 2014 GMT",
            ("2014-03-18", "2025-03-18T20:14:00Z", "2024-03-18T20:14:00Z"),
        ),
        ("–1954?", ("../1954?", "-1954?")),
        ("~–1954", ("../1954~", "-1954~")),
        ("–195X", ("../195X", "-195X")),
        ("–2014–03", ("../2014-03", "-2014-03")),
        ("–1954/1960", ("-1954/1960",)),
        ("1890s/1900s", ("189X/190X", "[189X,190X]")),
        ("1890s, 1900s, 1910s", ("[189X,190X,191X]", "{189X,190X,191X}")),
        ("July, 1200s BC", ("-12XX-07",)),
        ("24 March 1602/3", ("1603-04-03", "1603-03-24")),
    ],
)
def test_what_has_two_readings_is_asked(text: str, candidates: tuple[str, ...]) -> None:
    problem = refusal(text)
    assert problem.candidates == candidates
    assert str(problem) == str(problem.message)


@pytest.mark.parametrize(
    "text",
    [
        "2:30 a.m. ET March 9, 2025", "2:30 a.m. March 9, 2025 ET", "10:00 ET 18 March 2025 CET",
        "18 March 2025 14:00 UTC (11:00 ET)", "10 a.m. ET",
        "1 a.m. Moscow time (2200 GMT Tuesday) March 18, 2025",
        "18 March 2025, 22:00 ET (18 March, 02:00 UTC)", "18 March 2025 (10:00 ET; 19:00 GMT)",
        "10 a.m. ET March 18, 2025 (2 p.m. GMT, 9 p.m. MSK)",
        "10 a.m. (1407 GMT) March 18, 2025", "18 March 2025 10:00 Easter time",
        "13 a.m. 18 March 2025", "18 March 2025 10:00 Nowhere time", "10:00 June 2000",
        "1945–1941 гг.", "1920 гг.", "am 18.3.2014 року", "25世紀", "1954/…", "31 June, 1560s",
        "in 1985-04-12/", "dated until the 18th century", "since Tuesday?",
        "1500 BCE, 1400 or 1300", "19 April 1783, 3 May 1784 or 15 March 44 BCE",
        "before Monday or so",
        "in ../1985-04-12", "in 2014 years",
        "10:00 c. 18 March 2025", "10am-11am 18 March 2025", "30 February 1700 O.S.",
        "29 February 1700", "April 1783 O.S.", "3/4/14", "800", "AD 800 BC", "0 BC", "2000-00",
        "1856-53", "the nineties", "12th of never", "March 17001 BC", "99999 years ago",
        "every Monday", "summer 1944-45", "0th century", "?",
        "in - June 2000", "or", "-", "until", "c.", "before 10:00 18 March 2025",
        "1985-04-12T24:00:00", "c. ?1944-45", "circa ?1853–56",
        "8–12 March 1917 (24–27 February 1917 O.S.)", "yesterday O.S.",
        "c. 19 April 1783 (9 April 1783 O.S.)",
        "8 April 1783 O.S., 9 May 1783 N.S. or 10 June 1783 N.S.",
        "19 April 1783, 10:00 (9 April O.S.)",
        "July, 40s BC", "25 December, 450s BC", "before July, 40s BC", "spring or the 40s BC",
        "10 April 1602/3 O.S.", "[–44,–43]",
    ],
)  # fmt: skip
def test_refused_with_a_sentence(text: str) -> None:
    assert str(refusal(text)).endswith((".", "?"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2:30 a.m. ET March 9, 2025", "The clocks of that zone didn’t show 9 March 2025, 02:30."),
        ("18 March 2025 10:00 UTC+15", "Offsets from UTC lie between −12:00 and +14:00."),
        (
            "31 December 9999 10 p.m. ET",
            "What the clocks of that zone showed then isn’t known. Leave the zone out.",
        ),
        (
            "1 January 1850, 10 a.m. New York time",
            "Then the clocks of that zone weren’t whole minutes from UTC. Leave the zone out.",
        ),
    ],
)
def test_what_is_wrong_with_a_clock_is_said(text: str, message: str) -> None:
    assert str(refusal(text)) == message


def test_what_was_assumed_is_said() -> None:
    assert [str(note) for note in reading("yesterday").assumed] == [
        "“yesterday” was counted from 18 March 2025."
    ]
    for text in (
        "2011-12",
        "1921-22",
        "1800s",
        "winter 1944",
        "03.04.2014",
        "(2011-12)",
        "8 April 1783 O.S.",
    ):
        assert reading(text).assumed, text
    for text in ("2000-06", "2013-06", "June 3, 2000", "winter 1944-45", "c. 1783"):
        assert not reading(text).assumed, text


def test_what_else_the_words_say() -> None:
    assert reading("10 a.m. ET March 18, 2025").zone == NEW_YORK
    assert reading("10 a.m. March 18, 2025 (ET)").zone == NEW_YORK
    assert reading("10 a.m. on March 18, 2025, Moscow time").zone == "Europe/Moscow"
    assert reading("5 a.m. Kyiv time 24 February 2022").zone == "Europe/Kyiv"
    assert reading("14:00 UTC 18 March 2025").zone is None
    assert reading("8 April 1783 O.S.").calendar == "J"
    assert reading("8 (19) April 1783").calendar == "J"
    assert reading("8 April 1783").calendar == "G"
    assert reading("last year").relative
    assert not reading("2024").relative
    assert reading("after 1 March 2025 and before tomorrow").relative


def test_no_day_is_offered_that_cannot_be_written() -> None:
    with pytest.raises(Unreadable) as caught:
        read("on Monday", today=datetime.date(9999, 12, 31), calendar="J")
    assert caught.value.candidates == ("9999-12-27",)


def test_what_counts_from_our_days_is_of_our_calendar() -> None:
    with pytest.raises(Unreadable) as caught:
        read("next Friday", today=TODAY, calendar="J")
    assert caught.value.candidates == ("2025-03-21", "2025-03-28")
    assert str(read("yesterday", today=TODAY, calendar="J").date) == "2025-03-17"


@pytest.mark.parametrize(
    ("text", "edtf", "calendar"),
    [
        ("1 March 1783 to yesterday", "1783-03-12/2025-03-17", "J"),
        ("after 1 March 1783 and before tomorrow", "1783-03-13/2025-03-18", "J"),
        ("29.02.1900", "1900-03-13", "J"),
        ("late February 1900", "1900-03-05/1900-03-13", "J"),
        ("late last month", "2025-02-21/2025-02-28", "G"),
        ("before March 1783", "../1783-02", "G"),
        ("December, 1560s", "156X-12", "G"),
        ("24 March 1602/3", "1603-04-03", "J"),
        # ISO 8601 counts Gregorian days
        ("2025-W12", "2025-03-17/2025-03-23", "G"),
        ("2025-077", "2025-03-18", "G"),
    ],
)
def test_a_source_in_old_style_names_days_of_its_own(text: str, edtf: str, calendar: str) -> None:
    found = read(text, today=TODAY, calendar="J")
    assert (str(found.date), found.calendar) == (edtf, calendar)


def test_local_time_needs_a_zone() -> None:
    with pytest.raises(Unreadable):
        read("18 March 2025, 10:00 local time", today=TODAY)


@pytest.mark.parametrize("row", rows("display_gold"), ids=lambda row: row["en"])
def test_what_is_displayed_can_be_typed(row: dict[str, Any]) -> None:
    """But for a year of nine digits."""
    if row["edtf"] == "Y170000002":
        refusal(row["en"])
        return
    date = reading(row["en"]).date
    assert (date.lower, date.upper) == (parse(row["edtf"]).lower, parse(row["edtf"]).upper)


@given(valid_edtf, st.sampled_from("GJ"))
def test_what_is_displayed_means_nothing_else_when_typed(text: str, calendar: str) -> None:
    """It may be asked about, as “March 2014 or 2015”, or have no words that are read."""
    date = parse(text)
    with contextlib.suppress(Unreadable):
        read_back = reading(display(date, calendar=calendar)).date
        assert (read_back.lower, read_back.upper) == (date.lower, date.upper)


_PIECES = st.sampled_from(
    [
        "1",
        "03",
        "18",
        "44",
        "56",
        "1783",
        "1853-56",
        "2000",
        "9999",
        "0000",
        "10000",
        "2014-03-04",
        "03/04/2014",
        "12345",
        "999999999",
        "june",
        "March",
        "feb.",
        "monday",
        "c.",
        "ca",
        "about",
        "?",
        "probably",
        "BC",
        "AD",
        "18th",
        "twenty-first",
        "century",
        "1780s",
        "1800s",
        "winter",
        "spring",
        "of",
        "the",
        "in",
        "on",
        "before",
        "after",
        "until",
        "since",
        "by",
        "or",
        "and",
        "-",
        "–",
        "/",
        "to",
        "between",
        "from",
        "early",
        "mid-",
        "late",
        "end",
        "half",
        "first",
        "Q1",
        "today",
        "yesterday",
        "last",
        "next",
        "this",
        "week",
        "month",
        "years",
        "ago",
        "decade",
        "’68",
        "1731/32",
        "1890s",
        "12,000",
        "&",
        "|",
        "10:00",
        "24:00",
        "10",
        "a.m.",
        "p.m.",
        "noon",
        "ET",
        "GMT",
        "1400",
        "+02:00",
        "-13:00",
        "Kyiv",
        "time",
        "O.S.",
        "[",
        "(",
        ")",
        "]",
        ",",
        ".",
        "~",
        "%",
        "X",
        "17XX",
        "Y1E9",
        "twenty-five",
        "third",
        "week of",
        "night of",
        "W12",
        "-W12",
        "XVIII",
        "MCMLIV",
        "mars",
        "марта",
        "березні",
        "de",
        "г.",
        "року",
        "1780-е",
        "век",
        "siècle",
        "年",
        "月",
        "مارس",
        "٢٠١٤",
        "–",
        "{",
        "}",
    ]
)
_TYPED = st.lists(_PIECES, max_size=9).flatmap(
    lambda pieces: st.sampled_from([" ", ""]).map(lambda glue: glue.join(pieces))
)


_LAST_AND_FIRST = [
    f"{day} {year}"
    for year in ("9999", "10000", "0000", "1 BC", "10000 BC", "10001 BC", "99999 BC")
    for day in ("1 January", "28 February", "20 October", "31 December", "December", "")
]
_ROUND_A_DATE = [
    "{}", "–{}", "{}–", "{} O.S.", "{} N.S.", "c. {} O.S.", "{} (1 January)", "{} (1 January O.S.)",
    "1 January ({})", "20 October (1 January) {}", "20 October/1 January {}", "before {}",
    "after {}", "after {} O.S.", "late {}", "early {} O.S.", "{} 24:00", "{} 24:00 UTC",
    "{} 10 p.m. ET", "00:00+02:00 {}", "week of {}", "Monday {}", "until {}", "1 May 44 BC – {}",
    "{} – 31 December 9999", "{} or later", "winter {}", "{}s", "{}-24", "{} or 31 December 9999",
]  # fmt: skip


@pytest.mark.parametrize("calendar", "GJ")
def test_where_years_end_each_rule_says_what_it_cannot_read(calendar: str) -> None:
    for date, form in itertools.product(_LAST_AND_FIRST, _ROUND_A_DATE):
        refused_by_a_rule_or_shown(form.format(date), TODAY, calendar)


def test_a_rule_that_arrives_at_no_date_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "first_of", lambda *_: parse("31 December 9999"))
    assert "isn’t understood" in str(refusal("31 December 9999"))


@given(
    st.one_of(st.text(max_size=250), _TYPED),
    st.one_of(st.dates(), st.datetimes()),
    st.sampled_from("GJ"),
)
def test_nothing_but_unreadable_is_raised(text: str, today: datetime.date, calendar: str) -> None:
    refused_by_a_rule_or_shown(text, today, calendar)


@given(valid_edtf.filter(lambda text: len(text) <= MAX_LENGTH))
def test_edtf_is_read_as_it_is(text: str) -> None:
    assert str(reading(text).date) == text


@given(st.dates(), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%A, %B %d, %Y", "%d.%m.%Y"]))
def test_every_day_can_be_written_out(day: datetime.date, form: str) -> None:
    text = day.strftime(form).replace(f"{day.year}", f"{day.year:04}", 1)
    if day.year >= 1000:
        assert str(reading(text).date) == day.isoformat()


@given(st.dates(max_value=datetime.date(9999, 12, 26)))  # the last week that can be written ends
def test_relative_days_follow_the_calendar(today: datetime.date) -> None:
    number = today.toordinal() - 1
    week = read("this week", today=today).date
    assert week.lower <= number * 86_400 < week.upper
    assert gregorian.weekday(week.lower // 86_400) == 0
    friday = read("last Friday", today=today).date.lower // 86_400
    assert number - 7 <= friday < number
    assert gregorian.weekday(friday) == 4


@pytest.mark.parametrize(
    "text",
    [
        "18 марта " * 22, "mars " * 40, "june 3 - " * 22, "early hours of " * 13,
        "3 june 2000? " * 15, "2014年" * 40, "last year " * 20, "before the end of " * 11,
        "twenty-five " * 16, "garbage " * 1_250,
        "a to " + "b " * 97, "a-" + "b " * 97, "12 june 2000 or " * 12, "between 1 and " * 14,
        "from 3 to june " + "june " * 36, "?" * 200, "until " * 33, "10:00 " * 33, "(o.s. " * 33,
        "." * 100 + "/" * 3 + ". ," * 30, "1" * 100_000, "\0" * 200, "\ud800" * 200, "ﷺ" * 200,
    ],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_no_input_is_slow(text: str) -> None:
    refusal(text[:MAX_LENGTH])
    runs = []
    for _ in range(3):
        started = time.process_time()
        refusal(text)
        runs.append(time.process_time() - started)
    # The best of three: a busy machine is no fault of the reader, a runaway pattern is slow always.
    assert min(runs) < 0.05


@pytest.mark.parametrize(
    ("hour", "text", "days"),
    [
        (22, "tomorrow at 3 a.m. Moscow time", (19, 20)),
        (0, "yesterday at 11 p.m. PT", (17, 16)),
        (12, "tomorrow at 3 a.m. Moscow time", (19,)),
        (22, "yesterday at 11 p.m. Moscow time", (17,)),
    ],
)
def test_tomorrow_is_not_over_yet_and_yesterday_is(
    hour: int, text: str, days: tuple[int, ...]
) -> None:
    """Where the words were written, it may be another day than in the zone that they name."""
    base = datetime.datetime(2025, 3, 18, hour, 0)
    try:
        found = [str(read(text, today=base, zone="America/New_York").date)]
    except Unreadable as problem:
        found = list(problem.candidates)
    assert [int(edtf[8:10]) for edtf in found] == list(days)
