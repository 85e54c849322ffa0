"""Dates as a source writes them, as EDTF, and as readers see them.

A pure package: it imports neither Django nor anything else of the project.

``edtf``      EDTF text → ``EDTF`` with its bounds
``reading``   free text → ``Reading`` or ``Unreadable``
``english``   the rules that it goes by, and ``languages`` for names in others
``display``   ``EDTF`` → words
``evidence``  how the words of a source relate to the stored date
``calendars`` Julian and Gregorian calendar dates
"""
