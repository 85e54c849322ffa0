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
    unsaved and in order: `new` and `changed` are to be written, `removed` is to be deleted."""

    def __init__(self, stored: Iterable[Citation], wanted: Sequence[Citation]) -> None:
        self.new: list[Citation] = []
        self.changed: list[Citation] = []
        for position, citation in enumerate(wanted):
            citation.position = position
        rows, self.removed = _rows_of(wanted, stored)
        for index, citation in enumerate(wanted):
            row = rows.get(index)
            if row is None:
                self.new.append(citation)
            elif _columns(row) != _columns(citation):
                citation.pk, citation._state.adding = row.pk, False
                self.changed.append(citation)


def write(diffs: Sequence[CitationDiff]) -> None:
    """Write all of these in a few queries; the caller's transaction has locked the events."""
    removed = [citation.pk for each in diffs for citation in each.removed]
    changed = [citation for each in diffs for citation in each.changed]
    Citation.objects.filter(pk__in=removed).delete()
    Citation.objects.bulk_update(changed, [field.name for field in _FIELDS])
    Citation.objects.bulk_create(citation for each in diffs for citation in each.new)


def _rows_of(
    wanted: Sequence[Citation], stored: Iterable[Citation]
) -> tuple[dict[int, Citation], list[Citation]]:
    """Return index in `wanted` → the stored citation to reuse, and the stored ones left over.

    An identical citation is preferred, then one of the same passage, then one of the same post.
    """
    rows: dict[int, Citation] = {}
    unmatched = list(stored)
    for key_of in (_all_of, _passage_of, _post_of):
        free: defaultdict[Hashable, list[Citation]] = defaultdict(list)
        for row in reversed(unmatched):
            free[key_of(row)].append(row)
        for index, citation in enumerate(wanted):
            if index not in rows and (matches := free[key_of(citation)]):
                rows[index] = matches.pop()
        used = {row.pk for row in rows.values()}
        unmatched = [row for row in unmatched if row.pk not in used]
    return rows, unmatched


def _columns(citation: Citation) -> list[object]:
    return [getattr(citation, field.attname) for field in _FIELDS]


def _all_of(citation: Citation) -> Hashable:
    texts = [getattr(citation, name) for name in Citation.text_fields]
    return citation.post_id, *texts, *citation.supports


def _passage_of(citation: Citation) -> Hashable:
    return citation.post_id, citation.exact


def _post_of(citation: Citation) -> Hashable:
    return citation.post_id
