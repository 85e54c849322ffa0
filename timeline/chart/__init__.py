"""The chart: lay out events in time as geometry, so that templates only have to draw it.

The package is pure: it imports only ``timeline.dates`` and the standard library. Times are integer
seconds of local wall time since 0001-01-01 (proleptic Gregorian); horizontal positions are
percentages of the plot, heights are in rem.

``chart``      the entry point: ``Scene``, which can be drawn in several sizes
``binned``     its counterpart for counts, above a few hundred events: ``CountedScene``
``shapes``     the input and output types
``sizes``      the chart's named sizes
``units``      calendar units from seconds to billions of years, and their EDTF
``placing``    the possible and certain times of an event
``stretches``  the stretches of time that the axis shows, and where it breaks
``cuts``       cuts stretches at the ends of the reader's range
``axis``       lays out stretches as panels with widths
``scale``      maps time to x
``lanes``      puts marks into rows, and into clusters where rows run out
``labels``     places the names of marks, for two widths
``ticks``      ticks at every scale
``widths``     estimates the width of a text
``parts``      everything around the marks
``bins``       chooses the units of time for counts
``wording``    the chart's texts
``lengths``    texts for the length of a gap and the width of a bin
"""
