"""Match the citations of an imported file to the stored rows, so that primary keys are kept.

A form that is open at the desk identifies a citation by its row. If all rows were deleted and
created again, the form would treat the old ones as deleted and the new ones as a colleague's, and
saving it would leave both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from timeline.models.events import Citation

_FIELDS = [field for field in Citation._meta.fields if field.name not in {"id", "event"}]


class CitationDiff:
    """The difference between the stored citations of one event and the wanted ones, which are
    unsaved and in order: `new` and `changed` are to be written, `gone` is to be deleted."""

    def __init__(self, stored: Iterable[Citation], wanted: Sequence[Citation]) -> None:
        self.new: list[Citation] = []
        self.changed: list[Citation] = []
        for position, citation in enumerate(wanted):
            citation.position = position
        rows, self.gone = _rows_of(wanted, stored)
        for place, citation in enumerate(wanted):
            row = rows.get(place)
            if row is None:
                self.new.append(citation)
            elif _columns(row) != _columns(citation):
                citation.pk, citation._state.adding = row.pk, False
                self.changed.append(citation)


def write(continued: Sequence[CitationDiff]) -> None:
    """Write all of these in a few queries; the caller's transaction has locked the events."""
    gone = [citation.pk for each in continued for citation in each.gone]
    changed = [citation for each in continued for citation in each.changed]
    Citation.objects.filter(pk__in=gone).delete()
    Citation.objects.bulk_update(changed, [field.name for field in _FIELDS])
    Citation.objects.bulk_create(citation for each in continued for citation in each.new)


def _rows_of(
    wanted: Sequence[Citation], stored: Iterable[Citation]
) -> tuple[dict[int, Citation], list[Citation]]:
    """Return index in `wanted` → the stored citation to reuse, and the stored ones left over.

    An identical citation is preferred, then one of the same passage, then one of the same post.
    """
    rows: dict[int, Citation] = {}
    left = list(stored)
    for alike in (_all_of, _passage_of, _post_of):
        free: defaultdict[Hashable, list[Citation]] = defaultdict(list)
        for row in reversed(left):
            free[alike(row)].append(row)
        for place, citation in enumerate(wanted):
            if place not in rows and (same := free[alike(citation)]):
                rows[place] = same.pop()
        taken = {row.pk for row in rows.values()}
        left = [row for row in left if row.pk not in taken]
    return rows, left


def _columns(citation: Citation) -> list[object]:
    return [getattr(citation, field.attname) for field in _FIELDS]


def _all_of(citation: Citation) -> Hashable:
    texts = [getattr(citation, name) for name in Citation.texts]
    return citation.post_id, *texts, *citation.supports


def _passage_of(citation: Citation) -> Hashable:
    return citation.post_id, citation.exact


def _post_of(citation: Citation) -> Hashable:
    return citation.post_id
