"""Makes a plan from rows and the database, without writing anything.

A row belongs to the event with its public id; or else to the one that an earlier import gave the
same key by the file's authors (TimelineJS's `unique_id`); or else, if it has neither, to the one
with the same title and date. Otherwise it is a new event.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from timeline.dates.edtf import parse
from timeline.desk.four_eyes import refusal_to_change
from timeline.desk.imports.dating import COLUMN_BY_FIELD, RowDate, check_words, row_date
from timeline.desk.imports.matching import Matches
from timeline.desk.imports.normalizing import normalize_row
from timeline.desk.imports.plans import Change, Kind, NewObjects, Outcome, Plan
from timeline.desk.imports.sources import (
    Sources,
    citations_of,
    describe_citations,
    error_text,
    texts_of,
)
from timeline.desk.imports.subjects import MAX_COMPARED, Subjects
from timeline.desk.sources import base_of
from timeline.formats.rows import CellError, Name, Row, Sheet
from timeline.models import Citation, Event, Person, Place, Support, Topic, bulk
from timeline.models.events import MAX_EVENT_CITATIONS
from timeline.search.quoting import Quotable

_TEXTS = ("title", "label", "summary")
#: Fields that a row sets and the model validates.
_CHECKED = {*_TEXTS, "importance", "date_text", "date_edtf", "date_tz", "date_calendar"}
_UNCHECKED = {field.name for field in Event._meta.fields} - _CHECKED


def plan_import(sheet: Sheet, user: User | None) -> Plan:
    """Plan what the rows of a file would do for this user (None: an operator, who may do all)."""
    return _Planner(sheet, user).plan()


class _Planner:
    def __init__(self, sheet: Sheet, user: User | None) -> None:
        def has_perm(codename: str) -> bool:
            return user is None or user.has_perm(f"timeline.{codename}")

        sheet = replace(sheet, rows=[normalize_row(row) for row in sheet.rows])
        self.sheet, self.is_editor = sheet, user is not None
        rows = [row for row in sheet.rows if not row.problems and not row.is_not_event]
        self.matches = Matches(rows)
        self.people = Subjects(Person, may_add=has_perm("add_person"))
        self.places = Subjects(Place, may_add=has_perm("add_place"))
        self.topics = Subjects(Topic, may_add=has_perm("add_topic"))
        cited = [each for row in rows for each in row.fields.get("citations", ())]
        self.sources = Sources(cited, may_add=has_perm("add_document") and has_perm("add_post"))

    def plan(self) -> Plan:
        outcomes = [self._outcome(row) for row in self.sheet.rows]
        done = [each for each in outcomes if each.kind in (Kind.NEW, Kind.CHANGED)]
        self._forget_refused(done)
        self._note_unfound_quotes(done)
        new = [each for each in outcomes if each.kind is Kind.NEW and not each.row.id]
        row_ids = (row.id for row in self.sheet.rows)
        bulk.assign_public_ids([each.event for each in new if each.event], reserved=row_ids)
        subjects = (self.people, self.places, self.topics)
        creations = [each for kind in subjects for each in kind.creations()]
        notes = list(self.sheet.notes)
        if max(len(kind.new) for kind in subjects) > MAX_COMPARED:
            notes.append(
                _("Only the first %(count)s new names were checked for misspellings.")
                % {"count": MAX_COMPARED}
            )
        creations += self.sources.creations()
        new_subjects = {
            "topics": self.topics.new,
            "people": self.people.new,
            "places": self.places.new,
        }
        return Plan(
            self.sheet,
            outcomes,
            creations,
            notes,
            NewObjects(**new_subjects, sources=self.sources.new),
        )

    def _forget_refused(self, outcomes: list[Outcome]) -> None:
        """Do not create what only refused rows name."""
        self.topics.keep_only({slug for each in outcomes for slug in each.topics or ()})
        self.people.keep_only({slug for each in outcomes for slug in each.people or ()})
        self.places.keep_only({each.place for each in outcomes if each.place})
        cited = [citation for each in outcomes for citation in each.citations or ()]
        self.sources.keep_only({(document, number) for document, number, _fields in cited})

    def _note_unfound_quotes(self, outcomes: list[Outcome]) -> None:
        """Note where a row quotes words that are not in the text of its post.

        The form of an event asks about those; here, confirming the plan confirms them."""
        quoting: dict[int, list[tuple[Outcome, int, dict[str, Any]]]] = defaultdict(list)
        for outcome in outcomes:
            event = outcome.event
            before = citations_of(event) if event and event.pk else []
            for document, number, fields in outcome.citations or ():
                if (document, number, fields) in before:
                    continue
                post = self.sources.posts[document, number]
                if post.pk:
                    quoting[post.pk].append((outcome, number, fields))
        for pk, text in texts_of(quoting):
            quotable = Quotable(text)
            for outcome, number, fields in quoting[pk]:
                outcome.notes += (
                    _("citations: “%(words)s” was not found in the text of post %(post)s.")
                    % {"post": number, "words": fields[name]}
                    for name in Citation.quoted_fields
                    if not quotable.has(fields[name])
                )

    def _outcome(self, row: Row) -> Outcome:
        if row.problems:
            return Outcome(row, Kind.REFUSED, reasons=list(row.problems))
        if row.is_not_event:
            note = _("This is the title of a timeline, or text beside the events. It is left out.")
            return Outcome(row, Kind.SKIPPED, notes=[note])
        outcome = Outcome(row, Kind.SAME, notes=list(row.notes))
        try:
            date = self._match(outcome)
            _RowChanges(self, outcome, date).make()
        except CellError as error:
            return Outcome(row, Kind.REFUSED, outcome.event, reasons=[str(error)])
        return outcome

    def _match(self, outcome: Outcome) -> RowDate | None:
        """Find the row's event; return the row's date if the event is new, else None."""
        row = outcome.row
        event = self.matches.find_named(row)
        date = None
        if event is None:
            base = self.sources.base(row.fields.get("citations", ()))
            date = row_date(row.fields, None, base, self.sheet.date_columns)
        if date and not row.id and not row.key:
            event = self.matches.find_alike(row.title, date.columns["date_edtf"])
        self.matches.claim(row, event, date.columns["date_edtf"] if date else "")
        if event is None and (same := self.matches.by_title.get(row.title.strip())):
            outcome.notes.append(
                _("There is already an event with this title, dated %(date)s: %(id)s.")
                % {"date": same[0].in_words, "id": same[0].public_id}
            )
        outcome.event = event
        return None if event else date


class _RowChanges:
    """One row, and the event that it changes or creates."""

    def __init__(self, planner: _Planner, outcome: Outcome, date: RowDate | None) -> None:
        #: The date of a new event.
        self.date = date
        self.planner, self.outcome, self.row = planner, outcome, outcome.row
        self.is_new = outcome.event is None
        #: Whether an existing event gets another date.
        self.is_redated = False
        exported = None if outcome.event is None else planner.sheet.row_from_event(outcome.event)
        self.exported = exported
        #: Fields of the row that differ from how its format would export the event as it is.
        self.changed_fields = {
            name: value
            for name, value in self.row.fields.items()
            if exported is None
            or _uniform_newlines(value) != _uniform_newlines(exported.fields.get(name))
        }
        self.event = outcome.event or Event(state=Event.State.DRAFT, lane=None)
        if self.is_new and self.row.id:
            self.event.public_id = self.row.id
        outcome.event = self.event

    def make(self) -> None:
        """Change the event in memory and record the changes. Raises CellError."""
        for name in (*_TEXTS, "importance"):
            self._field(name)
        self._date()
        self._place()
        self._names("topics", self.planner.topics)
        self._names("people", self.planner.people)
        self._lane()
        self._citations()
        self._check_readings()
        self._extra()
        try:
            self.event.clean_fields(exclude=_UNCHECKED)
        except ValidationError as error:
            raise CellError(error_text(error)) from error
        if self.is_new:
            self.outcome.kind = Kind.NEW
        elif self.outcome.changes:
            if self.planner.is_editor and (reason := refusal_to_change(self.event)):
                raise CellError(reason)
            self.outcome.kind = Kind.CHANGED

    def _record_change(
        self, label: object, before: str, after: str, *, is_public: bool = False
    ) -> None:
        is_public_change = is_public and not self.is_new and self.event.has_been_public
        self.outcome.changes.append(Change(str(label), before, after, is_public_change))

    def _field(self, name: str) -> None:
        if name not in self.changed_fields:
            return
        value, before = self.changed_fields[name], getattr(self.event, name)
        value = value.strip() if isinstance(value, str) else value
        if value == before and not (self.is_new and value):
            return
        setattr(self.event, name, value)
        label = Event._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        is_public = name in ("title", "summary")
        self._record_change(
            label, "" if self.is_new else str(before), str(value), is_public=is_public
        )

    def _date(self) -> None:
        if not self.is_new and not COLUMN_BY_FIELD.keys() & self.changed_fields.keys():
            return
        before = "" if self.is_new else self.event.in_full
        columns = self.planner.sheet.date_columns
        new_date = self.date or row_date(self.row.fields, self.event, self._base(), columns)
        if all(getattr(self.event, name) == value for name, value in new_date.columns.items()):
            return
        for name, value in new_date.columns.items():
            setattr(self.event, name, value)
        self.event.set_date(parse(self.event.date_edtf))
        self.is_redated = not self.is_new
        self.outcome.notes += new_date.notes
        self._record_change(_("date"), before, self.event.in_full, is_public=True)

    def _base(self) -> Any:
        """Return what relative words count from: the first citation of the row or the event."""
        if cited := self.row.fields.get("citations"):
            return self.planner.sources.base(cited)
        if self.is_new or not self.event.loaded_citations:
            return None
        post = self.event.loaded_citations[0].post
        return post.day, post.document.time_zone

    def _place(self) -> None:
        if "place" not in self.changed_fields:
            return
        name: Name | None = self.changed_fields["place"]
        slug = self.planner.places.slug(name) if name else ""
        before = self.event.place.slug if self.event.place else ""
        if slug == before:
            return
        self.outcome.place = slug
        names = [
            self.planner.places.names_of(frozenset([each] if each else []))
            for each in (before, slug)
        ]
        self._record_change(_("place"), names[0], names[1], is_public=True)

    def _names(self, field: str, subjects: Subjects) -> None:
        if field in self.changed_fields:
            # Sorted, or the plan, and its digest, would differ between processes.
            names = sorted(self.changed_fields[field], key=lambda name: (name.name, name.slug))
            self._set_names(field, subjects, frozenset(map(subjects.slug, names)))

    def _set_names(self, field: str, subjects: Subjects, slugs: frozenset[str]) -> None:
        stored = () if self.is_new else getattr(self.event, field).all()
        before = frozenset(each.slug for each in stored)
        if slugs == before:
            return
        setattr(self.outcome, field, slugs)
        label = Event._meta.get_field(field).verbose_name  # type: ignore[union-attr]
        self._record_change(label, subjects.names_of(before), subjects.names_of(slugs))

    def _lane(self) -> None:
        """Set the first topic, for formats with one topic per event; the other topics stay."""
        if "lane" not in self.changed_fields:
            return
        others = set() if self.is_new else {topic.slug for topic in self.event.loaded_topics}
        if self.event.lane:
            others.discard(self.event.lane.slug)
        lane = self.planner.topics.slug(Name(self.changed_fields["lane"]))
        self._set_names("topics", self.planner.topics, frozenset({lane, *others}))

    def _citations(self) -> None:
        if "citations" not in self.changed_fields:
            return
        wanted = [self.planner.sources.resolve(each) for each in self.changed_fields["citations"]]
        stored = [] if self.is_new else citations_of(self.event)
        if wanted == stored:
            return
        if self.event.state == Event.State.PUBLISHED and not wanted:
            raise CellError(
                _("A published event needs a citation, but this row has none. Add one.")
            )
        if len(wanted) > MAX_EVENT_CITATIONS:
            raise CellError(
                _(
                    "An event can have at most %(most)s citations, but this row has %(count)s. "
                    "Remove some."
                )
                % {"most": MAX_EVENT_CITATIONS, "count": len(wanted)}
            )
        self.outcome.citations = wanted
        self._record_change(
            _("citations"), describe_citations(stored), describe_citations(wanted), is_public=True
        )

    def _check_readings(self) -> None:
        """Refuse citations whose words denote another time than the date.

        The form of an event asks about those."""
        if self.outcome.citations is not None:
            posts = self.planner.sources.posts
            cited = [(posts[doc, number], fields) for doc, number, fields in self.outcome.citations]
        elif self.is_redated:
            stored = self.event.loaded_citations
            stored_fields = [fields for _document, _number, fields in citations_of(self.event)]
            cited = list(zip((each.post for each in stored), stored_fields, strict=True))
        else:
            return
        for post, fields in cited:
            if not fields["note"] and Support.DATE in fields["supports"]:
                check_words(fields["date_as_written"], self.event, base_of(post))

    def _extra(self) -> None:
        """Set the columns without a field of ours that differ from how the format would export the
        event as it is; columns that the file lacks stay."""
        exported = self.exported.extra if self.exported else {}
        extra = dict(self.event.extra)
        for name in sorted({*exported, *self.row.extra}):
            text, before = self.row.extra.get(name, ""), extra.get(name, "")
            if (
                _uniform_newlines(text) != _uniform_newlines(exported.get(name, ""))
                and text != before
            ):
                extra[name] = text
                self._record_change(name, before, text)
        self.event.extra = {name: text for name, text in extra.items() if text}


def _uniform_newlines(value: Any) -> Any:
    """Return the value with uniform line endings: spreadsheets write their own."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
