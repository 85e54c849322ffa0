"""Month and weekday names of other languages, from the tables of the dateparser library.

Only its tables are used, one module per language. Its parser takes 0.6 s for the first text and
2 ms for each other one, skips unknown words, and fills in missing parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

from timeline.dates.english.vocabulary import MONTH_NAMES, WEEKDAY_NAMES
from timeline.dates.normalization import unaccented

_MIN_LENGTH = 3
# The shortest names of weekdays: "Di, 18.03.2014".
_MIN_WEEKDAY_LENGTH = 2

# Words next to a day and its month that don't change their meaning.
_FILLERS = {
    "ar": "في يوم من عام سنة م",
    "de": "am im den dem der",
    "es": "el en de del o",
    "fr": "le en er",
    "it": "il l in nel di del o",
    "nl": "op in de den e ste",
    "pl": "w we dnia r roku rok",
    "pt": "em o de do dia",
    "ru": "в во го е г год года году",
    "tr": "te ta de da",
    "uk": "у в во го е р рік року році",
}
# Forms missing from the tables: the case in "in March", and the Levantine months. Names of two
# words are hyphenated here.
_EXTRA_MONTHS = {
    "ar": (
        "كانون-الثاني شباط آذار نيسان أيار حزيران "
        "تموز آب أيلول تشرين-الأول تشرين-الثاني كانون-الأول"
    ),
    "ru": "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре",
    "uk": "січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді грудні",
}


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language, without accents: months from 1, weekdays from 0 (Monday).

    ``abbreviations`` are those of months, which are read only with a day: "set 2014" may be
    anything.
    """

    months: dict[str, int]
    weekdays: dict[str, int]
    fillers: frozenset[str]
    abbreviations: frozenset[str]


@cache
def languages() -> tuple[Language, ...]:
    """All supported languages."""
    return tuple(_language(code) for code in _FILLERS)


def _language(code: str) -> Language:
    table = _table(code)
    months = _number_by_name((table[name] for name in MONTH_NAMES), 1, _MIN_LENGTH)
    abbreviations = frozenset(name for name in months if _is_abbreviation(name, months))
    extra = map(unaccented, _EXTRA_MONTHS.get(code, "").split())
    months |= {name: number for number, name in enumerate(extra, 1)}
    weekdays = _number_by_name((table[name] for name in WEEKDAY_NAMES), 0, _MIN_WEEKDAY_LENGTH)
    return Language(
        months, weekdays, frozenset(map(unaccented, _FILLERS[code].split())), abbreviations
    )


def _table(code: str) -> dict[str, list[str]]:
    """Load one language's table without importing the package, which takes 0.1 s."""
    package = find_spec("dateparser")
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise ImportError("dateparser isn't installed; its tables of names are needed")
    path = Path(folders[0], "data", "date_translation_data", f"{code}.py")
    spec = spec_from_file_location(f"{__name__}.{code}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"dateparser has no table of names at {path}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    table: dict[str, list[str]] = module.info
    return table


def _number_by_name(names: Iterable[list[str]], first: int, min_length: int) -> dict[str, int]:
    return {
        plain: number
        for number, forms in enumerate(names, first)
        for name in forms
        if len(plain := unaccented(name)) >= min_length
    }


def _is_abbreviation(name: str, months: dict[str, int]) -> bool:
    """Whether it is three letters of a longer name; "maja" is only another case of "maj"."""
    return len(name) == _MIN_LENGTH and any(
        longer.startswith(name) and len(longer) > len(name) + 1 for longer in months
    )
