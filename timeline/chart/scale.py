"""Time → x: piecewise linear, strictly monotone, time left out included."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Knots of a piecewise linear function: times in seconds, x in % of the plot.

    Both rise strictly. What lies between two panels is squeezed, not lost, so that the ends of a
    reader's range have a place there, too.
    """

    times: tuple[int, ...]
    xs: tuple[float, ...]

    def x(self, time: int) -> float:
        """Where a time stands; what lies outside stands on the edge."""
        times, xs = self.times, self.xs
        after = bisect_right(times, time)
        if after == 0:
            return xs[0]
        if after == len(times):
            return xs[-1]
        start, left = times[after - 1], xs[after - 1]
        return left + (xs[after] - left) * ((time - start) / (times[after] - start))
