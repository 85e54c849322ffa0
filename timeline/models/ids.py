"""Public ids and slugs: the parts that URLs are made of."""

from __future__ import annotations

import secrets

from django.core.validators import RegexValidator
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

#: Lower case, without look-alikes (0 o, 1 l i) and without vowels, so that ids never form words.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 8
#: A regular expression for use inside others.
PATTERN = rf"[{ALPHABET}]{{{LENGTH}}}"

public_id_validator = RegexValidator(
    rf"^{PATTERN}$",
    format_lazy(_("A public id has {n} characters, of {alphabet}."), n=LENGTH, alphabet=ALPHABET),
)


def new_public_id() -> str:
    """Return 8 random characters (27**8 ≈ 2.8e11); the unique index rejects rare duplicates."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def public_id_of(seed: bytes) -> str:
    """Derive a public id from a seed of at least 8 bytes, such as a digest."""
    number, characters = int.from_bytes(seed), ""
    for _place in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        characters += ALPHABET[digit]
    return characters


def slug_of(title: str, fallback: str) -> str:
    """Return a readable slug in any script, or `fallback` if no letter or digit is left."""
    return slugify(title, allow_unicode=True)[:80].strip("-_") or fallback
