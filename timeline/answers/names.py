"""Names for the values in the columns: the value used in queries and the label to show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model, Q

from timeline.answers.interface import collation_key
from timeline.models import Person, Place, Post, Topic
from timeline.models.documents import source_of


@dataclass(frozen=True, slots=True)
class Name:
    #: The value in a query: a slug, or for a post its document and number.
    value: str
    #: The name, or for a post its headline.
    label: str
    #: Whether it has a description.
    is_described: bool = False
    slot: int | None = None
    #: The position of a topic, or the number of a post in its document.
    position: int = 0
    #: For a person or place: what it is sorted by.
    collation_key: str = ""


@dataclass(frozen=True)
class Names:
    """Maps key → primary key → name, and key → value in a query → primary keys."""

    names: Mapping[str, Mapping[int, Name]]
    keys: Mapping[str, Mapping[str, frozenset[int]]]

    def ids(self, key: str, values: Iterable[str]) -> frozenset[int]:
        """Return the primary keys of these values; a document stands for all its posts."""
        known = self.keys[key]
        return frozenset().union(*(known.get(value, frozenset()) for value in values))


def load_names() -> Names:
    """Load all names. Costs four queries."""
    documents: defaultdict[str, set[int]] = defaultdict(set)
    posts = {}
    columns = ("pk", "number", "headline", "document__public_id")
    for pk, number, headline, document in Post.objects.values_list(*columns).iterator():
        posts[pk] = Name(source_of(document, number), headline, position=number)
        documents[document].add(pk)
    names = {
        "topic": _load_names(Topic, "slot", "position"),
        "person": _with_collation_keys(Person),
        "place": _with_collation_keys(Place),
        "source": posts,
    }
    keys = {
        key: {name.value: frozenset([pk]) for pk, name in found.items()}
        for key, found in names.items()
    }
    keys["source"] |= {document: frozenset(pks) for document, pks in documents.items()}
    return Names(names, keys)


def _load_names(model: type[Model], *extra_columns: str) -> dict[int, Name]:
    rows: Any = model._default_manager.annotate(is_described=~Q(description=""))
    columns = ("slug", "name", "is_described", *extra_columns)
    return {
        pk: Name(*columns_of_name)
        for pk, *columns_of_name in rows.values_list("pk", *columns).iterator()
    }


def _with_collation_keys(model: type[Model]) -> dict[int, Name]:
    return {
        pk: replace(name, collation_key=collation_key(name.label))
        for pk, name in _load_names(model).items()
    }
