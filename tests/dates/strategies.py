"""Hypothesis strategies for valid EDTF, and for text that is nearly valid."""

from __future__ import annotations

from hypothesis import strategies as st

from timeline.dates import gregorian
from timeline.dates.edtf import EDTF, EDTFError, parse
from timeline.dates.single import MAX_YEAR

marks = st.sampled_from(["", "", "", "~", "?", "%"])
years = st.integers(-9999, 9999).map(lambda year: f"{'-' if year < 0 else ''}{abs(year):04}")
months = st.integers(1, 12)


@st.composite
def plain_days(draw: st.DrawFn) -> str:
    """An existing day without qualifiers."""
    year, month = draw(st.integers(-9999, 9999)), draw(months)
    day = draw(st.integers(1, gregorian.days_in_month(year, month)))
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{day:02}"


plain = st.one_of(
    years, st.tuples(years, months).map(lambda ym: f"{ym[0]}-{ym[1]:02}"), plain_days()
)
masked = st.tuples(years, st.integers(1, 4)).map(lambda ym: ym[0][: -ym[1]] + "X" * ym[1])
sub_years = st.tuples(years, st.integers(21, 41)).map(lambda ys: f"{ys[0]}-{ys[1]}")
long_years = st.tuples(st.integers(10_000, MAX_YEAR), st.sampled_from(["", "-"])).map(
    lambda ys: f"Y{ys[1]}{ys[0]}"
)
singles = st.tuples(st.one_of(plain, masked, sub_years, long_years), marks).map("".join)
offsets = st.sampled_from(["", "Z", "-04", "+05:30", "-12:00", "+14:00"])
moments = st.tuples(plain_days(), st.times(), offsets).map(
    lambda parts: f"{parts[0]}T{parts[1]:%H:%M:%S}{parts[2]}"
)


def _in_order(pair: tuple[EDTF, EDTF]) -> tuple[EDTF, EDTF]:
    first, last = sorted(pair, key=lambda date: (date.lower, date.upper))
    return first, last


_ordered = st.tuples(singles.map(parse), singles.map(parse)).map(_in_order)
_half_open = st.tuples(
    singles, st.sampled_from(["../{}", "{}/..", "/{}", "{}/", "[..{}]", "{{{}..}}"])
)
valid_edtf = st.one_of(
    singles,
    moments,
    _ordered.map(lambda ends: f"{ends[0]}/{ends[1]}"),
    _ordered.map(lambda ends: f"[{ends[0]},{ends[0]}..{ends[1]}]"),
    st.lists(singles, min_size=1, max_size=4).map(lambda dates: f"{{{','.join(dates)}}}"),
    _half_open.map(lambda pair: pair[1].format(pair[0])),
)
nearly_edtf = st.one_of(
    st.text(alphabet="0123456789X-/.,?~%[]{}YESTZ:+", max_size=40),
    st.from_regex(r"Y-?[0-9]{1,30}(E[0-9]{1,12})?(S[0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"[?~%]?-?[0-9X]{4}(-[0-9X]{2}){0,2}[?~%]?(/-?[0-9X]{4})?", fullmatch=True),
)


def is_edtf(text: str) -> bool:
    """Whether ``parse`` accepts the text."""
    try:
        parse(text)
    except EDTFError:
        return False
    return True
