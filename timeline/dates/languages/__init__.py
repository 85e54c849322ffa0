"""Dates in languages other than English: days and months by name, years, decades, centuries.

The list of languages is fixed, and the rules are strict: all words must belong to one language,
years need four digits, and relative dates aren't read.
"""
