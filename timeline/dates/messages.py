"""Translatable messages that don't depend on a translation backend.

Every message is a complete template with named placeholders. One of the functions below marks it
so that makemessages and xgettext find it, and it is translated only when it is displayed.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol


class Translations(Protocol):
    """A catalogue, such as ``gettext.NullTranslations`` or Django's ``translation`` module."""

    def gettext(self, message: str, /) -> str:
        """The translation of a template."""

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """The translation of a template with the plural form for a number."""

    def pgettext(self, context: str, message: str, /) -> str:
        """The translation of a template whose meaning depends on its context."""


class Translatable(Protocol):
    """Anything that has a text in each language."""

    def text(self, translations: Translations) -> str:
        """The text in this language."""


ENGLISH: Translations = gettext.NullTranslations()
#: The size of the LRU cache of plural forms.
_MAX_PLURAL_FORMS = 10_000


class CachedTranslations:
    """A catalogue with its translations cached: all texts, and the most recent plural forms."""

    def __init__(self, translations: Translations) -> None:
        self.gettext = cache(translations.gettext)
        self.ngettext = lru_cache(_MAX_PLURAL_FORMS)(translations.ngettext)
        self.pgettext = cache(translations.pgettext)


def gettext_noop(message: str) -> str:
    """Mark a template for translation; it is translated when displayed."""
    return message


def pgettext_lazy(context: str, message: str) -> tuple[str, str]:
    """Mark a template with a context for translation; ``in_context`` translates it."""
    return context, message


def say(translations: Translations, template: str, **params: object) -> str:
    """Translate a marked template and fill it in."""
    return translations.gettext(template).format(**params)


def in_context(translations: Translations, template: tuple[str, str], **params: object) -> str:
    """Translate a template marked with its context and fill it in."""
    return translations.pgettext(*template).format(**params)


@dataclass(frozen=True, slots=True)
class Message:
    """A template with its parameters; ``str()`` returns the English sentence."""

    template: str
    params: tuple[tuple[str, str | int | Translatable], ...] = ()

    @classmethod
    def of(cls, template: str, **params: str | int | Translatable) -> Message:
        """A message from a marked template and its parameters."""
        return cls(template, tuple(params.items()))

    def text(self, translations: Translations = ENGLISH) -> str:
        """The sentence in this language."""
        params = {
            name: value if isinstance(value, str | int) else value.text(translations)
            for name, value in self.params
        }
        return say(translations, self.template, **params)

    def __str__(self) -> str:
        return self.text()
