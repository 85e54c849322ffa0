"""Dates as a source writes them, as EDTF, and as readers see them.

A pure package: it imports neither Django nor anything else of the project.

``edtf``      EDTF text → ``EDTF`` with its bounds
``reading``   free English text → ``Reading`` or ``Unreadable``
``display``   ``EDTF`` → words
``evidence``  how the words of a source relate to the stored date
``calendars`` Julian and Gregorian calendar dates
"""
