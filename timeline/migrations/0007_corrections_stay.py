"""Corrections are append-only in the database, too, whatever program writes to it.

What a correction says, and when, never changes, and none is deleted. Who wrote it may be forgotten
(the account is deleted), and it may move to another event (its own is merged into that).

A later migration that alters Correction on SQLite rebuilds its table and so drops the triggers: it
must create them again.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

CHANGED = "A correction is append-only: write a new one."
DELETED = "A correction is append-only: it can''t be deleted."
WORDS = ("id", "kind", "was", "now_says", "at")

_changed_sqlite = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in WORDS)
_changed_postgresql = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in WORDS)

SQLITE = (
    f"""
    CREATE TRIGGER timeline_correction_kept BEFORE DELETE ON timeline_correction BEGIN
        SELECT RAISE(ABORT, '{DELETED}');
    END
    """,
    f"""
    CREATE TRIGGER timeline_correction_same BEFORE UPDATE ON timeline_correction
    WHEN {_changed_sqlite}
        OR (NEW.by_id IS NOT OLD.by_id AND NEW.by_id IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, '{CHANGED}');
    END
    """,
)
SQLITE_BACK = (
    "DROP TRIGGER timeline_correction_same",
    "DROP TRIGGER timeline_correction_kept",
)
POSTGRESQL = (
    f"""
    CREATE FUNCTION timeline_correction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION '{DELETED}' USING ERRCODE = 'restrict_violation';
        END IF;
        IF {_changed_postgresql}
            OR (NEW.by_id IS DISTINCT FROM OLD.by_id AND NEW.by_id IS NOT NULL)
        THEN
            RAISE EXCEPTION '{CHANGED}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER timeline_correction_stays BEFORE UPDATE OR DELETE ON timeline_correction
    FOR EACH ROW EXECUTE FUNCTION timeline_correction_stays()
    """,
)
POSTGRESQL_BACK = (
    "DROP TRIGGER timeline_correction_stays ON timeline_correction",
    "DROP FUNCTION timeline_correction_stays()",
)


def _run(schema_editor: Any, sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def create(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, SQLITE, POSTGRESQL)


def drop(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("timeline", "0006_merging")]

    operations = [migrations.RunPython(create, drop)]
