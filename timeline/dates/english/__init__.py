"""English rules behind ``reading``: each reads one way of writing a date, or declines.

A rule takes lower-case, normalised text and a ``Context``. It returns a ``Draft``, or None when
the text isn't its kind, or raises ``Unreadable`` when it is, but can't be a date.
"""
