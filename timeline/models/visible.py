"""Validation that a name has visible characters: nobody finds a link whose text is only spaces."""

from __future__ import annotations

from unicodedata import category

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: Characters whose category is letter or symbol but which are drawn blank: the Hangul fillers and
#: the Braille blank (Unicode Standard, sections 18.6 and 21.1).
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def validate_visible(text: str) -> None:
    """Reject text without any letter, number, punctuation or symbol: spaces, marks and format
    characters such as U+200B show nothing by themselves."""
    if not any(category(char)[0] in "LNPS" and char not in _BLANK for char in text):
        raise ValidationError(
            _("This has no visible characters. Write a letter, a number or a sign.")
        )
