"""The chart: events in time as geometry that templates only draw.

A pure package: it imports ``timeline.dates`` and the standard library. Time is integer seconds of
local wall time since 0001-01-01 (proleptic Gregorian); positions are percentages of the plot,
heights are rem.

``chart``      the entry: ``Scene``, drawn in one size or in several
``binned``     the same for counts, above a few hundred events: ``CountedScene``
``shapes``     what goes in and what comes out
``sizes``      the chart's named sizes
``units``      calendar units from seconds to billions of years, and their EDTF
``placing``    where an event may stand in time
``stretches``  which stretches of time the axis shows, and where it breaks
``cuts``       edges of these where the reader's range ends
``axis``       those stretches as panels of a width
``scale``      time → x
``lanes``      marks into rows, and clusters where rows run out
``labels``     names of marks, for two widths
``ticks``      ticks at every scale
``widths``     how wide a text is
``parts``      what stands around the marks
``bins``       counts instead of marks
``wording``    the few texts
``lengths``    how long a gap is, and how wide a bin
"""
