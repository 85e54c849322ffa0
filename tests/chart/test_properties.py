"""Properties of every chart, whatever the dates."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.chart.strategies import LANES, bounds, events, make
from timeline.chart import sizes
from timeline.chart.axis import build_axis
from timeline.chart.chart import Scene
from timeline.chart.labels import Box, mark_box
from timeline.chart.lanes import CLUSTER_WIDTH
from timeline.chart.placing import place
from timeline.chart.shapes import Bar, Chart, ChartEvent, Label
from timeline.chart.stretches import MAX_PANELS
from timeline.chart.units import DAY
from timeline.chart.widths import LABEL_SIZE, TICK_SIZE, text_width
from timeline.dates.edtf import OPEN_END, parse

PLOTS = ((sizes.PAGE.wide, "labels"), (sizes.PAGE.medium, "labels_medium"))
some_size = st.sampled_from([sizes.PAGE, sizes.STRIP, sizes.POCKET, sizes.EMBED, sizes.CARD])
#: The year 2014 is longer than its panel, which covers two months of it.
BEYOND_ITS_PANEL = ("1900", "2014", "2014-01", "2014-02", "2020")
#: px by which boxes may overlap: positions are rounded to a hundredth of a percent.
ROUNDING = 0.5


@given(events(), st.none() | bounds(), some_size)
@example([make(date, n) for n, date in enumerate(BEYOND_ITS_PANEL)], None, sizes.PAGE)
def test_no_dates_and_no_range_make_it_fail(
    given_events: list[ChartEvent], selected: tuple[int, int] | None, size: sizes.Size
) -> None:
    chart = Scene(given_events, LANES, selected=selected).chart(size)
    assert chart.alt
    for bar in _bars(chart):
        assert bar.x >= 0
        assert bar.width >= 0
        assert bar.x + bar.width <= 100.01
    for x in _positions(chart):
        assert 0 <= x <= 100


@settings(max_examples=400)
@given(events(), st.none() | bounds())
def test_every_event_is_drawn_once_and_counted_in_the_range(
    given_events: list[ChartEvent], selected: tuple[int, int] | None
) -> None:
    chart = Scene(given_events, LANES, selected=selected).chart()
    drawn = [mark.event.id for mark in chart.marks] + [
        event_id for cluster in chart.clusters for event_id in cluster.ids
    ]
    asked = {
        event.id
        for event in given_events
        if selected is None or (event.date.lower < selected[1] and event.date.upper > selected[0])
    }
    assert sorted(drawn) == sorted(event.id for event in given_events)
    assert chart.count == len(asked)
    assert sum(lane.count for lane in chart.lanes) == len(asked)
    for cluster in chart.clusters:
        assert len(cluster.ids) > 1
        assert cluster.count == (len(asked & {*cluster.ids}) or len(cluster.ids))


@given(events())
def test_a_cluster_opens_on_its_events(given_events: list[ChartEvent]) -> None:
    dates = {event.id: event.date for event in given_events}
    for cluster in Scene(given_events, LANES).chart().clusters:
        start, end = parse(cluster.zoom.start), parse(cluster.zoom.end)
        for event_id in cluster.ids:
            date = dates[event_id]
            assert date.lower < end.upper
            assert date.upper > start.lower


@given(events())
def test_it_is_the_same_every_time_and_in_any_order(given_events: list[ChartEvent]) -> None:
    assert Scene(given_events, LANES).chart() == Scene(given_events[::-1], LANES).chart()


@given(events(), st.none() | bounds(), st.lists(st.integers(-(2**59), 2**59)))
def test_time_to_x_is_monotone(
    given_events: list[ChartEvent], selected: tuple[int, int] | None, times: list[int]
) -> None:
    anchors = [anchor for event in given_events for anchor in place(event).anchors]
    axis = build_axis(anchors, selected)
    if axis is None:
        assert not given_events
        assert selected is None
        return
    scale = axis.scale
    assert all(a < b for a, b in pairwise(scale.times))
    assert all(a < b for a, b in pairwise(scale.xs))
    assert (scale.xs[0], scale.xs[-1]) == (0, 100)
    inside = sorted({time for time in times if scale.times[0] <= time <= scale.times[-1]})
    for a, b in pairwise(inside):
        assert scale.x(a) <= scale.x(b)


@settings(max_examples=400)
@given(events(), st.none() | bounds())
def test_labels_cover_no_mark_core_cluster_break_handle_or_label(
    given_events: list[ChartEvent], selected: tuple[int, int] | None
) -> None:
    chart = Scene(given_events, LANES, selected=selected).chart()
    for plot, name in PLOTS:
        labels: tuple[Label, ...] = getattr(chart, name)
        boxes = [_label_box(label, plot) for label in labels]
        solid = [_pixels(box, plot) for box in _obstacles(chart)]
        for box in boxes:
            assert box[0] >= -ROUNDING
            assert box[2] <= plot + ROUNDING
            assert not any(_touch(box, other) for other in solid)
        assert not any(_touch(a, b) for a, b in combinations(boxes, 2))


@given(events().filter(bool), st.data())
def test_no_label_lies_under_the_handle_beside_its_mark(
    given_events: list[ChartEvent], data: st.DataObject
) -> None:
    date = data.draw(st.sampled_from([each.date for each in given_events]))
    chart = Scene(given_events, LANES, selected=(date.upper, OPEN_END)).chart()
    if not chart.selection or not chart.selection.start:
        return
    x = chart.selection.start.x
    for plot, name in PLOTS:
        for label in getattr(chart, name):
            left, _top, right, _bottom = _label_box(label, plot)
            assert not left < x * plot / 100 < right


@given(events())
def test_marks_do_not_touch(given_events: list[ChartEvent]) -> None:
    chart = Scene(given_events, LANES).chart()
    seen = Counter((mark.event.lane, mark.y) for mark in chart.marks if mark.has_glyph)
    for (lane, y), count in seen.items():
        xs = sorted(m.x for m in chart.marks if m.has_glyph and (m.event.lane, m.y) == (lane, y))
        apart = 100 * (sizes.PAGE.mark - 1 - ROUNDING) / sizes.PAGE.wide
        assert len(xs) == count
        assert all(b - a >= apart for a, b in pairwise(xs))


@given(events(), st.none() | bounds())
def test_ticks_rise_and_do_not_overlap(
    given_events: list[ChartEvent], selected: tuple[int, int] | None
) -> None:
    chart = Scene(given_events, LANES, selected=selected).chart()
    strip = chart.true_scale.ticks if chart.true_scale else ()
    for ticks in (chart.ticks, strip):
        assert all(a.x <= b.x for a, b in pairwise(ticks))
        for plot, name in ((sizes.PAGE.wide, "text"), (sizes.PAGE.medium, "text_medium")):
            spans = [
                _span(
                    tick.x * plot / 100,
                    getattr(tick, name),
                    getattr(tick, name.replace("text", "anchor")),
                    TICK_SIZE,
                )
                for tick in ticks
                if getattr(tick, name)
            ]
            assert all(a[1] <= b[0] + ROUNDING for a, b in pairwise(spans))
            assert all(a >= -ROUNDING and b <= plot + ROUNDING for a, b in spans)


@given(events(), st.none() | bounds())
def test_panels_breaks_and_seams_fill_the_plot(
    given_events: list[ChartEvent], selected: tuple[int, int] | None
) -> None:
    chart = Scene(given_events, LANES, selected=selected).chart()
    if not chart.panels:
        return
    ends = {round(each.x1, 2): each.x2 for each in chart.breaks}
    x = 0.0
    for panel in chart.panels:
        assert abs(panel.x - x) <= 0.02
        end = round(panel.x + panel.width, 2)
        near = [b for a, b in ends.items() if abs(a - end) <= 0.02]
        x = near[0] if near else end
    assert abs(x - 100) <= 0.02
    assert len(chart.panels) == len(chart.breaks) + len(chart.seams) + 1
    assert len(chart.panels) <= MAX_PANELS + (2 if selected else 0)


@settings(max_examples=400)
@given(events(), st.none() | bounds())
@example([make("1783", 0), make("2014", 1)], None)
@example([make("1783", 0), make("2014", 1), make("2014", 2)], (parse("1900").lower, OPEN_END))
def test_no_zoom_has_a_clock_that_neither_an_event_nor_the_range_has(
    given_events: list[ChartEvent], selected: tuple[int, int] | None
) -> None:
    dated = [event for event in given_events if "T" not in str(event.date)]
    days = selected and (selected[0] // DAY * DAY, -(-selected[1] // DAY) * DAY)
    chart = Scene(dated, LANES, selected=days).chart()
    zooms = [chart.zoom_in, chart.zoom_out]
    zooms += [panel.zoom for panel in chart.panels]
    zooms += [cluster.zoom for cluster in chart.clusters]
    for zoom in filter(None, zooms):
        assert "T" not in zoom.start + zoom.end, zoom.name


def _bars(chart: Chart) -> list[Bar]:
    return [bar for mark in chart.marks for bar in (mark.extent, mark.core) if bar]


def _positions(chart: Chart) -> list[float]:
    xs = [mark.x for mark in chart.marks] + [cluster.x for cluster in chart.clusters]
    xs += [tick.x for tick in chart.ticks]
    xs += [label.x for label in (*chart.labels, *chart.labels_medium)]
    xs += [x for each in chart.breaks for x in (each.x1, each.x2)]
    if chart.selection:
        xs += [chart.selection.x, round(chart.selection.x + chart.selection.width, 1)]
    if chart.true_scale:
        xs += [x for line in chart.true_scale.fan for x in (line.x1, line.x2)]
    return xs


def _obstacles(chart: Chart) -> list[Box]:
    boxes = [mark_box(mark.x, mark.y, chart.size) for mark in chart.marks if mark.has_glyph]
    cores = [mark.core for mark in chart.marks if mark.core]
    boxes += [Box(b.x, b.x + b.width, b.y, b.y + b.height) for b in cores]
    boxes += [Box(each.x1, each.x2, 0, chart.y.axis) for each in chart.breaks]
    handles = (chart.selection.start, chart.selection.end) if chart.selection else ()
    boxes += [Box(each.x, each.x, 0, chart.y.axis) for each in handles if each]
    half = CLUSTER_WIDTH / 2
    boxes += [
        Box(each.x, each.x, each.y - half / 16, each.y + half / 16, -half, half)
        for each in chart.clusters
    ]
    return boxes


Pixels = tuple[float, float, float, float]


def _pixels(box: Box, plot: int) -> Pixels:
    left = box.left * plot / 100 + box.left_px
    return left, box.top * 16, box.right * plot / 100 + box.right_px, box.bottom * 16


def _label_box(label: Label, plot: int) -> Pixels:
    left, right = _span(label.x * plot / 100 + label.dx, label.text, label.anchor, LABEL_SIZE)
    return left, label.y * 16 - 8.3, right, label.y * 16 + 2.3


def _span(x: float, text: str, anchor: str, size: float) -> tuple[float, float]:
    width = text_width(text, size)
    left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
    return left, left + width


def _touch(a: Pixels, b: Pixels) -> bool:
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    return across > ROUNDING and down > ROUNDING
