"""The English rules of ``reading``: each parses one way of writing a date.

A rule takes lower-case, normalized text and a ``Context``. It returns a ``Draft``, or None if
the text isn't of its kind, or raises ``Unreadable`` if it is but isn't exactly one date. To
refuse a text is to raise that, and to offer a reading is to list it in its ``candidates``.
"""
