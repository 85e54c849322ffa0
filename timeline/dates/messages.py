"""Translatable messages that don't depend on a translation backend.

Every message is a complete template with named placeholders. One of the functions below marks it
so that makemessages and xgettext find it, and it is translated only when it is displayed.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol


class Words(Protocol):
    """A catalogue, such as ``gettext.NullTranslations`` or Django's ``translation`` module."""

    def gettext(self, message: str, /) -> str:
        """The translation of a template."""

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """The translation of a template with the plural form for a number."""

    def pgettext(self, context: str, message: str, /) -> str:
        """The translation of a template whose meaning depends on its context."""


class Phrase(Protocol):
    """Anything that has a text in each language."""

    def text(self, words: Words) -> str:
        """The text in this language."""


ENGLISH: Words = gettext.NullTranslations()
#: The size of the LRU cache of plural forms.
_NUMBERS = 10_000


class CachedTranslations:
    """A catalogue with its translations cached: all texts, and the most recent plural forms."""

    def __init__(self, words: Words) -> None:
        self.gettext = cache(words.gettext)
        self.ngettext = lru_cache(_NUMBERS)(words.ngettext)
        self.pgettext = cache(words.pgettext)


def gettext_noop(message: str) -> str:
    """Mark a template for translation; it is translated when displayed."""
    return message


def pgettext_lazy(context: str, message: str) -> tuple[str, str]:
    """Mark a template with a context for translation; ``in_context`` translates it."""
    return context, message


def say(words: Words, template: str, **params: object) -> str:
    """Translate a marked template and fill it in."""
    return words.gettext(template).format(**params)


def in_context(words: Words, marked: tuple[str, str], **params: object) -> str:
    """Translate a template marked with its context and fill it in."""
    return words.pgettext(*marked).format(**params)


@dataclass(frozen=True, slots=True)
class Message:
    """A template with its parameters; ``str()`` returns the English sentence."""

    template: str
    params: tuple[tuple[str, str | int | Phrase], ...] = ()

    @classmethod
    def of(cls, template: str, **params: str | int | Phrase) -> Message:
        """A message from a marked template and its parameters."""
        return cls(template, tuple(params.items()))

    def text(self, words: Words = ENGLISH) -> str:
        """The sentence in this language."""
        said = {
            name: value if isinstance(value, str | int) else value.text(words)
            for name, value in self.params
        }
        return say(words, self.template, **said)

    def __str__(self) -> str:
        return self.text()
