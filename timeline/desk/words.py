"""When a date changes, what the source said of the old one may not silently stand for the new.

Nobody but the editor knows: perhaps the source was read wrongly and its words stay, perhaps another
source has other words. So the form asks, once, beside the field.
"""

from __future__ import annotations

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

#: The name under which a form sends the fields whose words stay.
STAY = "words_stay"


def may_stay(data: QueryDict, name: str) -> bool:
    """Has the editor said that the words in this field are right as they are?"""
    return name in data.getlist(STAY)


def question(name: str, words: str, way_out: str) -> SafeString:
    """The error beside a field, with the box to tick."""
    return format_html(
        '{} {} <label><input type="checkbox" name="{}" value="{}"> {}</label>',
        _("“%(words)s” is what the source said of the date before.") % {"words": words},
        way_out,
        STAY,
        name,
        _("It says so of this date, too"),
    )
