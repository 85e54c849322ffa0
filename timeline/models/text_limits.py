"""The length limit of multi-line public texts: lists and feeds would repeat one of megabytes."""

from __future__ import annotations

from django.core.validators import MaxLengthValidator

#: In characters; some pages of a book. A validator and not `max_length`, whose `maxlength`
#: attribute makes browsers silently cut off pasted text.
MAX_TEXT_LENGTH = 10_000

validate_length = MaxLengthValidator(MAX_TEXT_LENGTH)
