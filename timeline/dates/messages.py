"""Sentences that can be translated, without knowing who translates.

Every text is a whole template with named placeholders, marked by one of the functions below so
that makemessages and xgettext find it, and looked up only when it is shown.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol


class Words(Protocol):
    """A language: ``gettext.NullTranslations`` or Django's ``translation`` module, for example."""

    def gettext(self, message: str, /) -> str:
        """The translation of a template."""

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """The translation of a template that depends on a number."""

    def pgettext(self, context: str, message: str, /) -> str:
        """The translation of a template that means something else elsewhere."""


class Phrase(Protocol):
    """Anything that can be said in a language."""

    def text(self, words: Words) -> str:
        """The phrase in this language."""


ENGLISH: Words = gettext.NullTranslations()
#: Numbers for which the right plural is remembered.
_NUMBERS = 10_000


class LookedUpOnce:
    """A language that is asked once for each of its texts, and for the latest numbers in them."""

    def __init__(self, words: Words) -> None:
        self.gettext = cache(words.gettext)
        self.ngettext = lru_cache(_NUMBERS)(words.ngettext)
        self.pgettext = cache(words.pgettext)


def gettext_noop(message: str) -> str:
    """Mark a template for translation; it is translated when shown."""
    return message


def pgettext_lazy(context: str, message: str) -> tuple[str, str]:
    """Mark a template that needs a context; ``in_context`` translates it."""
    return context, message


def say(words: Words, template: str, **params: object) -> str:
    """Translate a marked template and fill it in."""
    return words.gettext(template).format(**params)


def in_context(words: Words, marked: tuple[str, str], **params: object) -> str:
    """Translate a template marked with its context and fill it in."""
    return words.pgettext(*marked).format(**params)


@dataclass(frozen=True, slots=True)
class Message:
    """A template with what goes into it; ``str()`` is the English sentence."""

    template: str
    params: tuple[tuple[str, str | int | Phrase], ...] = ()

    @classmethod
    def of(cls, template: str, **params: str | int | Phrase) -> Message:
        """A message of a marked template."""
        return cls(template, tuple(params.items()))

    def text(self, words: Words = ENGLISH) -> str:
        """The sentence in a language."""
        said = {
            name: value if isinstance(value, str | int) else value.text(words)
            for name, value in self.params
        }
        return say(words, self.template, **said)

    def __str__(self) -> str:
        return self.text()
