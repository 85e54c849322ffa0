"""Dates in other languages than English: days and months by name, years, decades, centuries.

A fixed list of languages, and strict: every word of the text has to belong to one of them, the
year has to stand there with four digits, and nothing is counted from today.
"""
