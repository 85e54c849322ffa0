"""Years, decades and centuries in other languages: "1941–45 гг.", "1780-е", "XVIIIe siècle"."""

from __future__ import annotations

import re

from timeline.dates.english.drafts import Context, Draft, Unreadable, is_valid
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.normalization import unaccented
from timeline.dates.roman import roman

# The patterns match text without accents, so й is и and ü is u.
_YEAR = re.compile(
    r"(?:(?:im jahre?|jahr|en|en el ano|el ano|ano|en l'an|l'an|l'annee|annee|nel|nell'anno"
    r"|em|ano de|no ano de|rok|w roku|het jaar|jaar|в|у|год|рік|عام|سنة|في عام|في سنة)\s+)"
    r"(?P<year>[0-9]{4})"
    r"|(?:[ву]\s+)?(?P<before>[0-9]{4})\s*(?:г|год|года|году|р|рік|року|році)"
    r"|(?:w\s+)?(?P<polish>[0-9]{4})\s+(?:r|rok|roku)"
    r"|(?P<turkish>[0-9]{4})\s+yili(?:nda)?"
)
_YEARS = re.compile(
    r"(?:[ву]\s+)?(?P<first>[0-9]{4})-(?P<last>(?:[0-9]{2})?[0-9]{2})"
    r"\s*(?:гг|годы|годов|годах|рр|роки|років|роках)"
)
_DECADE = re.compile(
    r"(?:[ву]\s+)?(?P<slavic>[0-9]{3}0)-?(?:е|х|ті|ые|ых|тих)(?:\s+(?:год(?:ы|ах|ов)|гг|рок(?:и|ах|ів)|рр))?"
    r"|(?:(?:die|der|den|in den)\s+)?(?P<german>[0-9]{3}0)er(?:\s+jahren?)?"
    r"|(?:(?:les|des|dans les)\s+)?annees\s+(?P<french>[0-9]{3}0)"
    r"|(?:gli\s+|negli\s+)?anni\s+(?P<italian>[0-9]{3}0)"
    r"|(?:(?:los|os|en los|nos)\s+)?anos\s+(?P<spanish>[0-9]{3}0)"
    r"|(?:(?:la|a|en la|na)\s+)?decada de\s+(?P<decade>[0-9]{3}0)"
    r"|(?:(?:de|in de)\s+)?jaren\s+(?P<dutch>[0-9]{3}0)"
    r"|(?:lata|w latach)\s+(?P<polish>[0-9]{3}0)-?(?:te|tych)"
    r"|(?P<turkish>[0-9]{3}0)'?l(?:er|ar|erde|arda|i yillar|i yillarda)"
    rf"|(?P<eastern>[0-9]{{3}}0)\s?(?:年代|{unaccented('년대')})"
)
# In Cyrillic text, the letters х and і are typed for the Roman X and I.
_NUMBER = r"(?P<number>[0-9]{1,2}|[ivxхі]+)"
_LATIN = str.maketrans("хі", "xi")
_CENTURY = [
    re.compile(pattern)
    for pattern in (
        rf"(?:[ву]\s+)?{_NUMBER}(?:-?(?:и|го|м|му|е|ому))?\s*(?P<word>век|века|веке|в|вв|ст|столетие|столетии)",
        rf"(?:[ву]\s+)?{_NUMBER}(?:-?(?:е|го|му))?\s*(?P<word>століття|столітті|сторіччя|сторіччі)",
        rf"(?:(?:le|au|du)\s+)?{_NUMBER}\s*(?:e|er|eme)\s+(?P<word>siecles?)",
        rf"(?:(?:das|im|des)\s+)?{_NUMBER}\.?\s+(?P<word>jahrhunderts?|jhdt|jh)",
        rf"(?:(?:el|en el|o|no|nel|il)\s+)?(?P<word>siglo|seculo|secolo)\s+{_NUMBER}",
        rf"(?:(?:il|nel)\s+)?{_NUMBER}\s+(?P<word>secolo)",
        rf"(?:w\s+)?{_NUMBER}\.?\s+(?P<word>wiek|wieku|w)",
        rf"(?:(?:de|in de)\s+)?{_NUMBER}(?:e|de|ste)\s+(?P<word>eeuw)",
        rf"{_NUMBER}\.?\s+(?P<word>yuzyil)(?:da)?",
        rf"(?:في\s+)?(?P<word>القرن)\s+(?:الـ?\s?)?{_NUMBER}",
        rf"{_NUMBER}\s?(?P<word>世紀|世纪|{unaccented('세기')})",
    )
]
_LAST_CENTURY = 21
# Abbreviations that are ambiguous after digits; "XVIII w." and "XX ст." are clear.
_AMBIGUOUS_WORDS = frozenset(("w", "в", "вв", "ст"))
_MAX_LENGTH = 60


def foreign_period(text: str, context: Context) -> Draft | None:
    """Read a year, decade or century in a language other than English."""
    if len(text) > _MAX_LENGTH:
        return None
    text = unaccented(text)
    if match := _YEAR.fullmatch(text):
        year = str(match[match.lastgroup or 0])
        return Draft(year) if int(year) else None
    if match := _YEARS.fullmatch(text):
        first, last = match.groups()
        years = f"{first}/{first[: -len(last)]}{last}"
        return Draft(years) if is_valid(years) else None
    if match := _DECADE.fullmatch(text):
        return _decade(str(match[match.lastgroup or 0]))
    for pattern in _CENTURY:
        if match := pattern.fullmatch(text):
            return _century(match["number"], match["word"])
    return None


def _decade(year: str) -> Draft:
    decade = f"{year[:3]}X"
    if year.endswith("00"):
        message = _("Is this ten years or a hundred? Write the first and the last year.")
        raise Unreadable(Message.of(message), [decade, f"{year[:2]}XX"])
    return Draft(decade)


def _century(number: str, word: str) -> Draft | None:
    value = int(number) if number.isdigit() else roman(number.translate(_LATIN)) or 0
    if not 1 <= value <= _LAST_CENTURY:
        return None
    draft = Draft(f"{value - 1:02}XX")
    if number.isdigit() and word in _AMBIGUOUS_WORDS:
        message = Message.of(_("If you mean {date}, write it that way."), date=draft.message_date)
        raise Unreadable(message, [draft.edtf])
    return draft
