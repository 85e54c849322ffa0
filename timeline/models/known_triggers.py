"""The database triggers that fill `Known` when a public event loses a link, whoever writes it."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.models.change_triggers import KINDS, TABLES


@dataclass(frozen=True)
class _Link:
    """A foreign key from an event to a named object, in a table whose column `event` has its id."""

    table: str
    event: str
    column: str
    #: The table of the objects that it refers to.
    target: str

    @property
    def kind(self) -> int:
        return TABLES[self.target][1]


_LINKS = (
    _Link("timeline_event_topics", "event_id", "topic_id", "timeline_topic"),
    _Link("timeline_event_people", "event_id", "person_id", "timeline_person"),
    _Link("timeline_event", "id", "place_id", "timeline_place"),
    # The key of a post is that of its document, whose page shows all its posts.
    _Link("timeline_citation", "event_id", "post_id", "timeline_document"),
)

# An UPDATE that leaves the value as it is fires them, too: harmless, as the object is known anyway.
# Python sets `published_at` from the clock: compare it with the clock, not the transaction's start.
_SQLITE = """
    CREATE TRIGGER {table}_let_go_{verb} AFTER {event} ON {table} BEGIN
        INSERT INTO timeline_known (key)
        SELECT -(thing.id * {kinds} + {kind})
        FROM timeline_event AS event, {target} AS thing
        WHERE event.id = OLD.{event_id} AND thing.id = {id}
            AND event.published_at <= strftime('%Y-%m-%d %H:%M:%f', 'now')
        ON CONFLICT DO NOTHING;
    END
"""
_DOCUMENT = "(SELECT document_id FROM timeline_post WHERE id = OLD.post_id)"
# Only constants of our own are interpolated.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION timeline_note_known() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind integer := TG_ARGV[2]::integer;
    thing bigint := (to_jsonb(OLD) ->> TG_ARGV[1])::bigint;
BEGIN
    IF kind = {TABLES["timeline_document"][1]} THEN
        thing := (SELECT document_id FROM timeline_post WHERE id = thing);
    END IF;
    INSERT INTO timeline_known (key)
    SELECT -(thing * {KINDS} + kind) FROM timeline_event
    WHERE id = (to_jsonb(OLD) ->> TG_ARGV[0])::bigint AND thing IS NOT NULL
        AND published_at <= clock_timestamp()
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""  # noqa: S608
_POSTGRESQL = (
    "CREATE OR REPLACE TRIGGER {table}_let_go AFTER DELETE OR UPDATE OF {column} ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION timeline_note_known('{event}', '{column}', '{kind}')"
)

SQLITE = tuple(
    _SQLITE.format(
        table=link.table,
        verb=verb,
        event=event.format(column=link.column),
        event_id=link.event,
        target=link.target,
        id=_DOCUMENT if link.column == "post_id" else f"OLD.{link.column}",
        kinds=KINDS,
        kind=link.kind,
    )
    for link in _LINKS
    for verb, event in (("removed", "DELETE"), ("changed", "UPDATE OF {column}"))
)
POSTGRESQL = (
    _FUNCTION,
    *(
        _POSTGRESQL.format(table=link.table, column=link.column, event=link.event, kind=link.kind)
        for link in _LINKS
    ),
)

#: Statements that drop the triggers.
SQLITE_DROP = tuple(
    f"DROP TRIGGER IF EXISTS {link.table}_let_go_{verb}"
    for link in _LINKS
    for verb in ("removed", "changed")
)
POSTGRESQL_DROP = ("DROP FUNCTION IF EXISTS timeline_note_known CASCADE",)
