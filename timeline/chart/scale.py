"""Map time to x: piecewise linear and strictly monotone, including the time left out."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Knots of a piecewise linear function: times in seconds, x in % of the plot.

    Both increase strictly. Time between two panels is compressed, not dropped, so that the ends of
    the reader's range have a position there, too.
    """

    times: tuple[int, ...]
    xs: tuple[float, ...]

    def x(self, time: int) -> float:
        """Return the position of a time, clamped to the ends of the scale."""
        times, xs = self.times, self.xs
        after = bisect_right(times, time)
        if after == 0:
            return xs[0]
        if after == len(times):
            return xs[-1]
        start, left = times[after - 1], xs[after - 1]
        return left + (xs[after] - left) * ((time - start) / (times[after] - start))
