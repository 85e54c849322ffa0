"""Texts of several lines that readers see: one of megabytes would be in every list and feed."""

from __future__ import annotations

from django.core.validators import MaxLengthValidator

#: Characters, some pages of a book. No `maxlength`: a browser would cut off what is pasted.
MOST_TEXT = 10_000

validate_length = MaxLengthValidator(MOST_TEXT)
