"""Public ids: what addresses are made of."""

from __future__ import annotations

import secrets

from django.core.validators import RegexValidator
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

#: Lower case, without look-alikes (0 o, 1 l i) and without vowels, so that no word is ever formed.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 8
#: A regular expression, to be part of others.
PATTERN = rf"[{ALPHABET}]{{{LENGTH}}}"

public_id_validator = RegexValidator(
    rf"^{PATTERN}$",
    format_lazy(_("A public id has {n} characters, of {alphabet}."), n=LENGTH, alphabet=ALPHABET),
)


def new_public_id() -> str:
    """Eight random characters (27**8, about 2.8e11); the unique index refuses the rare double."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def public_id_of(seed: bytes) -> str:
    """The public id that belongs to a seed of 8 bytes or more, such as a digest."""
    number, found = int.from_bytes(seed), ""
    for _place in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        found += ALPHABET[digit]
    return found


def slug_of(title: str, fallback: str) -> str:
    """A readable address part in any script; `fallback` where no letter or digit is left."""
    return slugify(title, allow_unicode=True)[:80].strip("-_") or fallback
