"""People, places and topics that a file names: known ones, new ones, likely misspellings."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from difflib import get_close_matches
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from timeline.desk.imports.plans import Creation
from timeline.formats.rows import CellError, Name
from timeline.models.ids import slug_of

#: Only so many new names are compared with all known ones: more would take minutes.
MAX_COMPARED = 200
#: Ratio above which names are alike, as are words of six letters that differ in one ("Krimea").
_MIN_SIMILARITY = 0.8


class Subjects:
    """All people, or all places, or all topics. Costs two queries, whatever the file names."""

    def __init__(self, model: Any, *, may_add: bool) -> None:
        self.model, self.may_add = model, may_add
        self.label = str(model._meta.verbose_name)
        known = model.objects.values_list("slug", "name")
        self.name_by_slug: dict[str, str] = dict(known)
        self.slugs_by_name: dict[str, list[str]] = defaultdict(list)
        for slug, name in self.name_by_slug.items():
            self.slugs_by_name[_normalize(name)].append(slug)
        #: Old slug → the current slug of the object that had it.
        self.current_slug_by_old: dict[str, str] = dict(
            model.objects.filter(old_slugs__isnull=False).values_list("old_slugs__slug", "slug")
        )
        #: Slug → unsaved object to create.
        self.new: dict[str, Any] = {}

    def slug(self, name: Name) -> str:
        """Return the slug of the object with this name, known or to be created. Raises
        CellError."""
        slug = name.slug or slug_of(name.name, fallback="")
        is_known = slug in self.name_by_slug or slug in self.new
        same = [] if name.slug else self.slugs_by_name[_normalize(name.name)]
        if is_known and (name.slug or slug in same):
            return slug
        if len(same) > 1:
            raise CellError(
                _("There are several named “%(name)s”. Add the slug, as in “%(example)s”.")
                % {"name": name.name, "example": f"{name.name} [{same[0]}]"}
            )
        if same:
            return same[0]
        if is_known:  # different names with one slug: "C#" and "C++"
            raise CellError(
                _(
                    "“%(name)s” would get the slug of “%(known)s”, %(slug)s. If you mean that one, "
                    "write its name. If not, add a free slug, as in “%(name)s [a-slug]”."
                )
                % {"name": name.name, "known": self._name(slug), "slug": slug}
            )
        if slug in self.current_slug_by_old:
            return self._current_slug(name, slug)
        return self._add(name, slug or self._free_slug())

    def _current_slug(self, name: Name, slug: str) -> str:
        """Return the current slug if the file names the same object by an old one.

        Raises CellError for another name: addresses with the old slug lead to that object."""
        current = self.current_slug_by_old[slug]
        if name.slug and _normalize(name.name) == _normalize(self.name_by_slug[current]):
            return current
        raise CellError(
            _(
                "“%(name)s” would get an old slug of “%(known)s”, %(slug)s, whose addresses "
                "lead there. If you mean that one, write its name. If not, add a free slug, as "
                "in “%(name)s [a-slug]”."
            )
            % {"name": name.name, "known": self.name_by_slug[current], "slug": slug}
        )

    def _free_slug(self) -> str:
        """Return an unused slug for a name without letters and digits."""
        kind = str(self.model._meta.model_name)
        slugs = (f"{kind}-{number}" if number > 1 else kind for number in count(1))
        taken = self.name_by_slug.keys() | self.new.keys() | self.current_slug_by_old.keys()
        return next(slug for slug in slugs if slug not in taken)

    def names_of(self, slugs: frozenset[str]) -> str:
        """Return the names for these slugs as text for an editor."""
        return ", ".join(sorted(self._name(slug) for slug in slugs))

    def _name(self, slug: str) -> str:
        return str(self.new[slug].name) if slug in self.new else self.name_by_slug[slug]

    def _add(self, name: Name, slug: str) -> str:
        if not self.may_add:
            raise CellError(
                _("There is no %(kind)s “%(name)s”, and you don’t have permission to add one.")
                % {"kind": self.label, "name": name.name}
            )
        obj = self.model(name=name.name, slug=slug)
        try:
            obj.clean_fields()
        except ValidationError as error:
            raise CellError(
                _("The %(kind)s “%(name)s” can't be created: %(reason)s")
                % {"kind": self.label, "name": name.name, "reason": " ".join(error.messages)}
            ) from error
        self.new[slug] = obj
        self.slugs_by_name[_normalize(name.name)].append(slug)
        return slug

    def keep_only(self, slugs: set[str]) -> None:
        """Create only the objects with these slugs."""
        self.new = {slug: obj for slug, obj in self.new.items() if slug in slugs}

    def creations(self) -> list[Creation]:
        """Return what would be created, with the names that they may be misspellings of."""
        name_by_key = {name.casefold(): name for name in self.name_by_slug.values()}
        creations = []
        for number, obj in enumerate(self.new.values()):
            matches: list[str] = []
            if number < MAX_COMPARED:
                matches = get_close_matches(
                    obj.name.casefold(), name_by_key, n=1, cutoff=_MIN_SIMILARITY
                )
            creations.append(
                Creation(self.label, obj.name, name_by_key[matches[0]] if matches else "")
            )
            name_by_key.setdefault(obj.name.casefold(), obj.name)
        return creations


def _normalize(name: str) -> str:
    """Normalize a name so that its spellings compare equal: case, spaces, quotes, NFKC."""
    straight = unicodedata.normalize("NFKC", name).translate({ord("‘"): "'", ord("’"): "'"})
    return " ".join(straight.casefold().split())
