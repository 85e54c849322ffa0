"""The chart by example: the shipped data set, and dates of every kind."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from tests.chart.strategies import LANES, make
from timeline.chart import lengths, sizes
from timeline.chart.chart import Scene
from timeline.chart.labels import Box, LabelledMark, label_texts, place_labels
from timeline.chart.shapes import Chart, ChartEvent, Mark
from timeline.chart.stretches import axis_points, build_stretches, split_points
from timeline.chart.ticks import tick_times
from timeline.chart.units import DAY, Step, Unit, Zoom
from timeline.chart.wording import heads as all_heads
from timeline.chart.wording import panel_heads, zoom
from timeline.dates.edtf import parse
from timeline.dates.messages import ENGLISH

DATA = Path(__file__).parents[2] / "timeline/datasets/trump_putin_call/events.toml"


@cache
def shipped() -> tuple[ChartEvent, ...]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["events"]
    return tuple(
        ChartEvent(
            row["id"],
            f"/e/{row['id']}/",
            row["title"],
            row["topics"][0],
            row["importance"],
            parse(row["edtf"]),
            row["title"],
        )
        for row in rows
    )


@cache
def shipped_chart() -> Chart:
    return Scene(shipped(), LANES).chart()


def chart_of(*dates: str) -> Chart:
    return Scene([make(date, number) for number, date in enumerate(dates)], LANES).chart()


def only_mark(*dates: str) -> Mark:
    return chart_of(*dates).marks[0]


@pytest.mark.parametrize(("days", "names_hours"), [((17, 18), True), ((17, 18, 19, 20), False)])
def test_hours_are_named_where_a_mere_day_is_hatched(
    days: tuple[int, ...], names_hours: bool
) -> None:
    """A mark that is somewhere in its day must not be read as an hour."""
    chart = chart_of(*(f"2025-03-{day}" for day in days))
    assert any(":" in tick.text for tick in chart.ticks) == names_hours
    assert any(mark.extent for mark in chart.marks) == names_hours


def test_a_stretch_meets_both_its_neighbours() -> None:
    """Three adjacent stretches would overlap: the middle one is cut on both sides."""
    dates = [
        "2013",
        "2013",
        "2013-02",
        "2013-03-18",
        "2013-07",
        "2014",
        "2015-02",
        "2015-24",
        "2016",
        "2016-03-18",
    ]
    points = axis_points((parse(date).lower, parse(date).upper) for date in dates)
    found = build_stretches(split_points(points))
    assert all(left.upper <= right.lower for left, right in pairwise(found))
    assert all(stretch.lower < stretch.upper for stretch in found)


@pytest.mark.parametrize("dates", [("2100", "2300", "2500"), ("1900", "1950", "2000", "2050")])
def test_no_two_years_of_a_panel_read_alike(dates: tuple[str, ...]) -> None:
    events = [make(date, number) for number, date in enumerate(dates)]
    chart = Scene([*shipped(), *events], LANES).chart()
    for panel in chart.panels:
        ticks = [tick for tick in chart.ticks if panel.x <= tick.x < panel.x + panel.width]
        for width in ("text", "text_medium"):
            years = [text for tick in ticks if "’" in (text := getattr(tick, width))]
            assert len(set(years)) == len(years), (panel.head, years)


@pytest.mark.parametrize(
    "dates",
    [
        ("Y9000000000",),
        ("Y-13800000000",),
        ("Y13005500", "Y13006500"),
        ("Y1000000", "Y1000003"),
        ("Y-3000000000", "Y-2990000000"),
        ("Y-13800000000", "Y-4500000000", "2025"),
    ],
)
def test_no_two_ticks_say_the_same_of_millions_of_years(dates: tuple[str, ...]) -> None:
    for width in ("text", "text_medium"):
        said = [text for tick in chart_of(*dates).ticks if (text := getattr(tick, width))]
        assert len(set(said)) == len(said)


def test_round_years_are_those_that_readers_count() -> None:
    lower, upper = parse("-0120").lower, parse("0120").upper
    found = list(tick_times(Step(Unit.YEAR, 50), lower, upper))
    assert found == [parse(year).lower for year in ("-0099", "-0049", "0050", "0100")]


def test_the_shipped_timeline_has_these_panels() -> None:
    assert [panel.head for panel in shipped_chart().panels] == [
        "1700–1856",
        "1921–54",
        "1999–2001",
        "2009",
        "Feb–Mar ’14",
        "2015–24",
        "12–24 Feb",
        "14–15 Mar",
        "17–19 Mar 2025",
    ]


@pytest.mark.parametrize(
    ("years", "heads"),
    [
        ((1999, 2001), ["1999–2001", "1999–01", "’99–01", "1999…"]),
        ((1921, 1954), ["1921–54", "’21–54", "1921…", "’21…"]),
        ((1853, 1856), ["1853–56", "1853…"]),
        ((1888, 1902), ["1888–1902", "1888–02", "1888…"]),
        ((1814, 1814), ["1814"]),
        ((1700, 1856), ["1700–1856", "1700…"]),
        ((2009, 2009), ["2009", "’09"]),
    ],
)
def test_heads_of_years_from_long_to_short(years: tuple[int, int], heads: list[str]) -> None:
    lower, upper = parse(f"{years[0]}").lower, parse(f"{years[1]}").upper
    assert list(all_heads(lower, upper, Step(Unit.YEAR), ENGLISH)) == heads


def test_heads_of_months_keep_the_year_where_there_is_no_room() -> None:
    months = parse("2014-02/2014-03")
    found = list(all_heads(months.lower, months.upper, Step(Unit.MONTH), ENGLISH))
    assert found == ["Feb–Mar 2014", "Feb–Mar ’14", "2014", "’14"]


def test_heads_of_months_of_another_century_say_which() -> None:
    months = parse("1854-02/1854-03")
    found = list(all_heads(months.lower, months.upper, Step(Unit.MONTH), ENGLISH))
    assert found == ["Feb–Mar 1854", "1854"]
    winter = parse("1899-12/1900-01")
    found = list(all_heads(winter.lower, winter.upper, Step(Unit.MONTH), ENGLISH))
    assert found[0] == "Dec 1899 – Jan 1900"
    assert not [text for text in found if "’99" in text]


def test_heads_of_days_from_long_to_short() -> None:
    days = parse("2025-03-17/2025-03-19")
    found = list(all_heads(days.lower, days.upper, Step(Unit.DAY), ENGLISH))
    assert found == ["17–19 Mar 2025", "17–19 Mar ’25", "Mar 2025", "Mar ’25", "2025", "’25"]


def test_a_panel_leaves_its_year_to_the_next_one_of_the_same() -> None:
    dates = ("2024-02-29/2024-03-12", "2025-02-12/2025-02-24", "2025-03-17/2025-03-19")
    spans = [(parse(text).lower, parse(text).upper, Step(Unit.DAY)) for text in dates]
    first, second, third = panel_heads(spans, ENGLISH)
    assert not [name for name in first if "24" not in name]
    assert second[2:] == ("12–24 Feb", "Feb")
    assert third[2:] == ("Mar 2025", "Mar ’25", "2025", "’25")


def test_hours_of_several_days_say_their_year_and_of_several_years_are_left_out() -> None:
    night = (parse("2025-03-18T22:00:00").lower, parse("2025-03-19T04:00:00").lower)
    long = (parse("2020").lower, parse("2024-06-07T17:00:00").lower)
    hours = Step(Unit.SECOND, 3600)
    assert next(all_heads(*night, hours, ENGLISH)) == "18 Mar, 22:00 – 19 Mar 2025, 04:00"
    assert list(all_heads(*long, hours, ENGLISH))[:2] == ["1 Jan 2020 – 7 Jun 2024", "2020–24"]


def test_breaks_say_how_long_nothing_happened() -> None:
    labels = [each.label for each in shipped_chart().breaks]
    assert labels == ["65 years", "45 years", "8 years", "5 years", "2 weeks"]


def test_break_labels_are_the_gap_between_the_events_beside_them() -> None:
    days = ["1900-01-01", "1900-01-03", "1900-01-05", "1905-06-01", "1905-06-02", "1905-06-03"]
    chart = chart_of(*days)
    before, after = parse(days[2]), parse(days[3])
    assert [each.name for each in chart.breaks] == [
        lengths.gap(before.upper, after.lower, ENGLISH)[0]
    ]


@pytest.mark.parametrize(
    ("end", "start", "said"),
    [
        ("1856", "1921", ("65 years", "65 y")),
        ("2009-07-07", "2012-07", ("3 years", "3 y")),
        ("2024-03-12", "2025-02-12", ("11 months", "11 m")),
        ("2025-02-12", "2025-03-14", ("4 weeks", "4 w")),
        ("2025-03-10", "2025-03-14", ("3 days", "3 d")),
        ("2025-03-10T10:00:00", "2025-03-10T16:00:00", ("5 hours", "5 h")),
        ("Y-13800000000", "Y-4500000000", ("9.3 bn years", "9.3 bn y")),
    ],
)
def test_gaps_count_in_the_largest_unit_that_tells(
    end: str, start: str, said: tuple[str, str]
) -> None:
    assert lengths.gap(parse(end).upper, parse(start).lower, ENGLISH) == said


def test_the_call_itself_has_a_mark_and_a_label() -> None:
    chart = shipped_chart()
    call = next(mark for mark in chart.marks if mark.event.id == "vnf96tmx")
    assert call.event.name == "Trump and Putin speak by phone about a truce in Ukraine"
    assert call.event.id in {label.id for label in chart.labels}
    assert call.event.id in {label.id for label in chart.labels_medium}


@pytest.mark.parametrize("days", [("2025-03-17", "2025-03-19"), ("2025-03-18", "2025-03-18")])
def test_the_call_keeps_its_label_where_its_day_is_hatched(days: tuple[str, str]) -> None:
    first, last = map(parse, days)
    chart = Scene(shipped(), LANES, selected=(first.lower, last.upper)).chart()
    assert "vnf96tmx" in {label.id for label in chart.labels}
    assert "vnf96tmx" in {label.id for label in chart.labels_medium}


ABOVE, BELOW = Box(0, 100, 0, 2.9), Box(0, 100, 3.1, 6)


@pytest.mark.parametrize(
    ("blocked", "hatched", "is_above"),
    [
        ([], [], True),
        ([], [ABOVE], False),
        ([], [ABOVE, BELOW], True),
        ([ABOVE], [BELOW], False),
        ([ABOVE, BELOW], [], None),
    ],
)
def test_a_label_stands_on_hatching_only_where_there_is_no_other_place(
    blocked: list[Box], hatched: list[Box], is_above: bool | None
) -> None:
    mark = LabelledMark("e", 1, label_texts("Minsk"), x=50, y=3, top=0, bottom=6)
    labels = place_labels([mark], blocked, hatched, 600, 6)
    assert [label.y < mark.y for label in labels] == ([] if is_above is None else [is_above])


def test_a_ring_around_a_mark_keeps_its_label_off() -> None:
    [plain] = Scene([make("2014", label="Minsk")], LANES).chart().labels
    [ringed] = Scene([replace(make("2014", label="Minsk"), possible=True)], LANES).chart().labels
    assert ringed.y < plain.y


def test_what_was_too_much_for_one_day_is_counted_and_opens_on_that_day() -> None:
    (cluster,) = shipped_chart().clusters
    assert cluster.zoom == Zoom("2025-03-18", "2025-03-18", "18 Mar 2025")
    assert cluster.name == f"18 Mar 2025: {cluster.count} events"
    day = parse(cluster.zoom.start)
    near = [e for e in shipped() if e.date.upper > day.lower - 3 * DAY]
    opened = Scene(near, LANES, selected=(day.lower, day.upper)).chart()
    assert opened.clusters == ()
    assert {*cluster.ids} <= {mark.event.id for mark in opened.marks if not mark.faded}


def test_a_cluster_counts_those_of_its_events_that_answer_the_query() -> None:
    (whole,) = shipped_chart().clusters
    matching = whole.ids[2:4]
    asked = [replace(event, faded=event.id not in matching) for event in shipped()]
    (cluster,) = Scene(asked, LANES).chart().clusters
    assert (cluster.ids, cluster.count, cluster.faded) == (whole.ids, 2, False)
    assert cluster.name.endswith(": 2 events")
    nothing = [replace(event, faded=True) for event in shipped()]
    (cluster,) = Scene(nothing, LANES).chart().clusters
    assert (cluster.count, cluster.faded) == (whole.count, True)


def test_bars_take_their_places_before_marks_and_are_in_no_cluster_of_theirs() -> None:
    bars = [make("1990/2014", number, importance=1) for number in range(2)]
    marks = [make("2002-07-02", number, importance=5) for number in range(2, 10)]
    [cluster] = Scene([*bars, *marks], LANES).chart().clusters
    assert {*cluster.ids} == {mark.id for mark in marks}


def test_a_century_is_hatched_and_marked_in_its_middle() -> None:
    century = next(mark for mark in shipped_chart().marks if mark.event.id == "fr3pv653")
    assert century.extent is not None
    assert not century.hollow
    assert century.x == pytest.approx(century.extent.x + century.extent.width / 2, abs=0.05)


def test_a_century_does_not_stretch_the_axis_of_what_is_known_better() -> None:
    chart = chart_of("18XX", "1853-02", "1853-03", "1853-05")
    assert [panel.zoom.name for panel in chart.panels] == ["February–May 1853"]
    extent = chart.marks[0].extent
    assert extent is not None
    assert (extent.x, extent.width) == (0, 100)


@pytest.mark.parametrize(
    ("date", "hollow"),
    [
        ("1944", False),
        ("1944~", True),
        ("1944?", True),
        ("[2022-02,2022-03]", True),
        ("[..1825]", True),
        ("1999/..", True),
        ("1853/1856", False),
        ("17XX", False),
    ],
)
def test_fill_equals_confidence(date: str, hollow: bool) -> None:
    assert only_mark(date).hollow is hollow


def test_what_was_only_announced_is_hollow_however_exact_its_date() -> None:
    planned = replace(make("2025-03-19", 0), announced=True)
    [mark] = Scene([planned], LANES).chart().marks
    assert mark.hollow


def test_about_widens_the_extent() -> None:
    plain, about = only_mark("1944"), only_mark("1944~")
    assert plain.extent is not None
    assert about.extent is not None
    assert about.extent.width == pytest.approx(3 * plain.extent.width, rel=0.02)


def test_an_interval_is_solid_where_it_is_sure() -> None:
    (mark,) = chart_of("1853/1856").marks
    assert mark.extent is not None
    assert mark.core is not None
    assert not mark.has_glyph
    assert mark.core.width == pytest.approx(mark.extent.width / 2, rel=0.02)
    assert mark.core.x > mark.extent.x


def test_an_open_side_is_hatched_to_the_end_of_its_panel() -> None:
    chart = chart_of("[..2014-03-18]", "2014-03-10", "2014-03-12", "2014-03-24")
    extent = chart.marks[0].extent
    assert extent is not None
    assert extent.x == chart.panels[0].x


@pytest.mark.parametrize("size", [sizes.PAGE, sizes.POCKET])
@pytest.mark.parametrize(
    ("date", "side"), [("../1953", "start"), ("[..1825]", "start"), ("1953/..", "end")]
)
def test_an_open_side_has_a_sign_that_its_mark_leaves_free(
    date: str, side: str, size: sizes.Size
) -> None:
    # Without others, the date has the only panel.
    for others in ([], ["1700", "1722", "1954-02-19", "2025"]):
        events = [make(text, number) for number, text in enumerate([date, *others])]
        chart = Scene(events, LANES).chart(size)
        [mark] = [each for each in chart.marks if each.event.id == events[0].id]
        [(found, x)] = mark.open_ends
        assert found == side
        assert abs(mark.x - x) >= 100 * size.mark / size.wide - 0.01
        assert chart.has_open_sides


def test_a_bar_in_the_same_row_covers_the_sign_of_an_open_side_whole() -> None:
    chart = Scene([make("1950/1990"), make("[..1960]", 1)], LANES).chart(sizes.POCKET)
    assert chart.marks[0].open_ends
    dates = ["1900/1990", "[..1960]", "1950", "1980"]
    events = [make(text, number) for number, text in enumerate(dates)]
    covered = Scene(events, LANES, selected=(parse("1940").lower, parse("1970").upper))
    assert not covered.chart(sizes.POCKET).has_open_sides


def test_a_date_between_two_ends_has_no_sign_of_an_open_side() -> None:
    chart = chart_of("1853/1856", "17XX", "1944~", "[2022-02..2022-07]")
    assert [mark.open_ends for mark in chart.marks] == [[]] * 4
    assert not chart.has_open_sides


def test_a_known_hour_stands_at_its_hour() -> None:
    chart = chart_of("2025-03-17", "2025-03-18T06:00:00", "2025-03-18T18:00:00", "2025-03-19")
    (first, second), days = chart.marks[1:3], chart.days
    day = next(b - a for a, b in pairwise(days))
    assert first.x == pytest.approx(days[0] + day / 4, abs=0.02)
    assert second.x == pytest.approx(days[0] + day * 3 / 4, abs=0.02)


def test_no_year_stands_at_its_first_of_january() -> None:
    chart = chart_of("2013", "2014", "2014-01-01", "2015")
    day, year = (mark.x for mark in chart.marks[1:3])
    assert day < year


@pytest.mark.parametrize(
    ("dates", "heads"),
    [
        (["2025-03-18"], "18 Mar 2025"),
        (["2014"], "2014"),
        (["2025-03-18T10:00:00", "2025-03-18T12:30:00"], "18 Mar 2025, 10:00–13:00"),
        (["-0043-03-15"], "15 Mar 44 BC"),
        (["Y-13800000000", "Y-4500000000", "2025"], "13.8 bn BC – 2025"),
        (["1999/.."], "1999"),
    ],
)
def test_any_time_has_an_axis(dates: list[str], heads: str) -> None:
    chart = chart_of(*dates)
    assert len(chart.marks) == len(dates)
    assert chart.ticks
    assert [panel.head for panel in chart.panels] == [heads]


def test_nothing_is_drawn_of_nothing() -> None:
    chart = Scene([], LANES).chart()
    assert (chart.panels, chart.marks, chart.alt) == ((), (), "0 events")
    assert len(chart.lanes) == 4


def test_a_range_that_holds_nothing_has_an_axis() -> None:
    asked = parse("1860/1869")
    chart = Scene([], LANES, selected=(asked.lower, asked.upper)).chart()
    assert not chart.marks
    assert [panel.zoom for panel in chart.panels] == [Zoom("1860", "1869", "1860–1869")]


def test_outside_the_range_marks_fade_and_the_band_has_two_handles() -> None:
    chosen = parse("2014-02/2024")
    chart = Scene(shipped(), LANES, selected=(chosen.lower, chosen.upper)).chart()
    dates = {event.id: event.date for event in shipped()}
    for mark in chart.marks:
        date = dates[mark.event.id]
        assert mark.faded is not (date.lower < chosen.upper and date.upper > chosen.lower)
    assert chart.selection is not None
    assert chart.selection.start is not None
    assert chart.selection.end is not None
    assert (chart.selection.start.text, chart.selection.end.text) == ("2014-02", "2024")
    assert chart.zoom_in == Zoom("2015", "2024", "2015–2024")
    assert chart.zoom_out is not None


def test_a_strip_marks_the_place_of_one_event() -> None:
    chart = Scene(shipped(), LANES, current_id="vnf96tmx").chart(sizes.STRIP)
    [named] = [event.name for event in shipped() if event.id == "vnf96tmx"]
    assert chart.alt.startswith(f"{named}; among ")
    assert chart.current_x is not None
    assert chart.current_x > 85
    assert len(chart.marks) == len(shipped())
    assert not chart.labels
    wide, narrow = ([tick for tick in chart.ticks if tick[width]] for width in (1, 2))
    assert [tick.anchor_medium for tick in narrow][:: len(narrow) - 1] == ["start", "end"]
    assert len(wide) > len(narrow) > 2


def test_lanes_stand_where_the_design_has_them() -> None:
    chart = shipped_chart()
    assert [lane.top for lane in chart.lanes] == [2.75, 6.3125, 9.875, 13.4375]
    assert (chart.y.axis, chart.y.height) == (17, 22.75)
    assert [line.text for line in chart.lanes[0].lines] == [
        "Presidents",
        "&\N{NO-BREAK SPACE}Putin",
    ]
    assert Scene([], LANES).chart(sizes.POCKET).y.axis == 5.25


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("Annexed", ["Annexed"]),
        ("Stalin has the Crimean Tatars deported", ["Stalin"]),
        ("Russia formally annexes Crimea", ["Russia formally", "Russia"]),
        ("A US judge orders a halt", ["A US judge"]),
        ("", []),
    ],
)
def test_labels_are_cut_to_words_that_tell(label: str, texts: list[str]) -> None:
    assert [text for text, _width in label_texts(label)] == texts


def test_two_close_events_among_distant_ones_do_not_split_the_axis() -> None:
    dates = [f"{year}-06-01" for year in range(1900, 2000, 10)] + ["1950-06-20"]
    points = axis_points((parse(date).lower, parse(date).upper) for date in dates)
    assert len(split_points(points)) == 1


@pytest.mark.parametrize(
    ("lower", "upper", "name"),
    [
        ("2014-07", "2014", "July–December 2014"),
        ("2000", "2014-06", "January 2000 – June 2014"),
        ("2014-03-18", "2014-03", "18–31 March 2014"),
        ("2014", "2016", "2014–2016"),
    ],
)
def test_a_zoom_says_both_ends_as_finely_as_the_finer_one(
    lower: str, upper: str, name: str
) -> None:
    assert zoom(parse(lower).lower, parse(upper).upper, ENGLISH).name == name


@pytest.mark.parametrize(
    ("lower", "upper", "name"),
    [
        ("2025-03-17T12:00:00", "2025-03-18", "17 March 2025, 12:00 – 19 March 2025, 00:00"),
        ("2022-02-24T05:00:00", "2024", "24 February 2022, 05:00 – 1 January 2025, 00:00"),
        ("2025-03-17", "2025-03-18T09:59:59", "17 March 2025, 00:00 – 18 March 2025, 10:00"),
        ("2025-03-18T10:00:00", "2025-03-18", "18 March 2025, 10:00–00:00"),
    ],
)
def test_a_zoom_that_ends_at_midnight_says_of_which_day(lower: str, upper: str, name: str) -> None:
    assert zoom(parse(lower).lower, parse(upper).upper, ENGLISH).name == name
