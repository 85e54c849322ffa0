"""The database triggers that fill `Change`, however an event or a related object is written."""

from __future__ import annotations

from collections.abc import Iterator

#: Table → the column with the id, and the kind of object it identifies: 0 is an event, any other
#: number an object that events refer to.
TABLES = {
    "timeline_event": ("id", 0),
    "timeline_event_topics": ("event_id", 0),
    "timeline_event_people": ("event_id", 0),
    "timeline_citation": ("event_id", 0),
    "timeline_correction": ("event_id", 0),
    "timeline_eventwords": ("event_id", 0),
    "timeline_topic": ("id", 1),
    "timeline_person": ("id", 2),
    "timeline_place": ("id", 3),
    "timeline_document": ("id", 4),
    "timeline_post": ("id", 5),
    "timeline_timeline": ("id", 6),
    "timeline_oldsubjectslug": ("id", 7),
}
#: Greater than the number of any kind: the multiplier that packs id and kind into one key.
KINDS = 8

# The version is the next number, or the current Unix time in microseconds (to the second) if that
# is greater. So a database restored from a backup never reuses a version, which would make a
# reader's cached copy look current.
_INSERT_SQLITE = """
    INSERT INTO timeline_change (key, version)
    VALUES ({key}, max(
        (SELECT coalesce(max(version), 0) + 1 FROM timeline_change),
        CAST(strftime('%s', 'now') AS INTEGER) * 1000000
    ))
    ON CONFLICT (key) DO UPDATE SET version = excluded.version;
"""
_TRIGGER_SQLITE = "CREATE TRIGGER {table}_{verb} AFTER {event} ON {table} BEGIN {notes} END"
# The only value interpolated is our own constant KINDS.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION timeline_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind integer := TG_ARGV[1]::integer;
BEGIN
    INSERT INTO timeline_change (key, version)
    SELECT DISTINCT
        CASE kind WHEN 0 THEN id ELSE -(id * {KINDS} + kind) END,
        pg_current_xact_id()::text::bigint
    FROM unnest(ARRAY[
        (to_jsonb(OLD) ->> TG_ARGV[0])::bigint, (to_jsonb(NEW) ->> TG_ARGV[0])::bigint
    ]) AS id
    WHERE id IS NOT NULL
    ON CONFLICT (key) DO UPDATE SET version = excluded.version
    WHERE timeline_change.version <> excluded.version;
    RETURN NULL;
END $$
"""  # noqa: S608
_TRIGGER_POSTGRESQL = (
    "CREATE OR REPLACE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION timeline_note_change('{column}', '{kind}')"
)


def sqlite() -> Iterator[str]:
    for table, (column, kind) in TABLES.items():
        for verb, event, rows in (
            ("added", "INSERT", ("NEW",)),
            ("changed", "UPDATE", ("OLD", "NEW")),
            ("removed", "DELETE", ("OLD",)),
        ):
            ids = [f"{row}.{column}" for row in rows]
            keys = [f"-({id} * {KINDS} + {kind})" if kind else id for id in ids]
            notes = "".join(_INSERT_SQLITE.format(key=key) for key in dict.fromkeys(keys))
            yield _TRIGGER_SQLITE.format(
                table=table, verb=f"noted_{verb}", event=event, notes=notes
            )


def postgresql() -> Iterator[str]:
    yield _FUNCTION
    for table, (column, kind) in TABLES.items():
        yield _TRIGGER_POSTGRESQL.format(table=table, column=column, kind=kind)


#: Deletes transaction ids that this server has not reached: they came with a dump of another one.
#: They would never count as settled, and the transaction that gets the same id would not note its
#: change, as equal versions are skipped. This is safe: nothing has read changes of this server's
#: own transactions at or beyond the snapshot's xmax.
POSTGRESQL_DELETE_FOREIGN = (
    "DELETE FROM timeline_change"
    " WHERE version >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
)

#: Statements that drop the triggers.
SQLITE_DROP = tuple(
    f"DROP TRIGGER IF EXISTS {table}_noted_{verb}"
    for table in TABLES
    for verb in ("added", "changed", "removed")
)
POSTGRESQL_DROP = ("DROP FUNCTION IF EXISTS timeline_note_change CASCADE",)
