"""Triggers that keep corrections append-only in the database, whatever program writes to it.

The text and time of a correction never change, and none is ever deleted. Its author may be set to
null (when the account is deleted), and it may move to the event that its own is merged into.
"""

from __future__ import annotations

_CHANGED = "A correction is append-only: write a new one."
_DELETED = "A correction is append-only: it can''t be deleted."
_FROZEN_COLUMNS = ("id", "kind", "was", "now_says", "at")
_changed_sqlite = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _FROZEN_COLUMNS)
_changed_postgresql = " OR ".join(
    f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FROZEN_COLUMNS
)

SQLITE = (
    f"""
    CREATE TRIGGER timeline_correction_kept BEFORE DELETE ON timeline_correction
    BEGIN
        SELECT RAISE(ABORT, '{_DELETED}');
    END
    """,
    f"""
    CREATE TRIGGER timeline_correction_same BEFORE UPDATE ON timeline_correction
    WHEN {_changed_sqlite}
        OR (NEW.by_id IS NOT OLD.by_id AND NEW.by_id IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, '{_CHANGED}');
    END
    """,
)
SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS timeline_correction_same",
    "DROP TRIGGER IF EXISTS timeline_correction_kept",
)
POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION timeline_correction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION '{_DELETED}' USING ERRCODE = 'restrict_violation';
        END IF;
        IF {_changed_postgresql}
            OR (NEW.by_id IS DISTINCT FROM OLD.by_id AND NEW.by_id IS NOT NULL)
        THEN
            RAISE EXCEPTION '{_CHANGED}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER timeline_correction_stays
    BEFORE UPDATE OR DELETE ON timeline_correction
    FOR EACH ROW EXECUTE FUNCTION timeline_correction_stays()
    """,
)
POSTGRESQL_DROP = ("DROP FUNCTION IF EXISTS timeline_correction_stays CASCADE",)
