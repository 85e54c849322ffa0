"""Dates: parsed from a source's words, stored as EDTF, and formatted for readers.

A pure package: it imports neither Django nor the rest of the project.

``edtf``      EDTF text → ``EDTF`` with its bounds
``reading``   free text → ``Reading`` or ``Unreadable``
``english``   the rules that ``reading`` applies; ``languages`` covers other languages
``display``   ``EDTF`` → text for readers
``evidence``  how the words of a source relate to the stored date
``calendars`` conversion between the Julian and the Gregorian calendar
"""
