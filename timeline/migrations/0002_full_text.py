"""Full-text indexes over timeline_eventwords.

SQLite: an FTS5 table maintained by triggers. (A later migration that alters EventWords rebuilds its
table on SQLite, which drops the triggers: it must recreate them.) The ascii tokenizer is enough,
since the words are already normalised and it keeps all non-ASCII letters.
PostgreSQL: an index on the expression that timeline.search.matching queries.
"""

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = (
    """
    CREATE VIRTUAL TABLE timeline_eventwords_fts USING fts5(
        words, content='timeline_eventwords', content_rowid='event_id',
        tokenize='ascii', detail=none, prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER timeline_eventwords_added AFTER INSERT ON timeline_eventwords BEGIN
        INSERT INTO timeline_eventwords_fts(rowid, words) VALUES (new.event_id, new.words);
    END
    """,
    """
    CREATE TRIGGER timeline_eventwords_removed AFTER DELETE ON timeline_eventwords BEGIN
        INSERT INTO timeline_eventwords_fts(timeline_eventwords_fts, rowid, words)
        VALUES ('delete', old.event_id, old.words);
    END
    """,
    """
    CREATE TRIGGER timeline_eventwords_changed AFTER UPDATE ON timeline_eventwords BEGIN
        INSERT INTO timeline_eventwords_fts(timeline_eventwords_fts, rowid, words)
        VALUES ('delete', old.event_id, old.words);
        INSERT INTO timeline_eventwords_fts(rowid, words) VALUES (new.event_id, new.words);
    END
    """,
)
SQLITE_BACK = (
    "DROP TRIGGER timeline_eventwords_changed",
    "DROP TRIGGER timeline_eventwords_removed",
    "DROP TRIGGER timeline_eventwords_added",
    "DROP TABLE timeline_eventwords_fts",
)
POSTGRESQL = (
    "CREATE INDEX timeline_eventwords_gin ON timeline_eventwords"
    " USING gin (array_to_tsvector(string_to_array(words, ' ')))",
)
POSTGRESQL_BACK = ("DROP INDEX timeline_eventwords_gin",)


def _run(
    schema_editor: BaseDatabaseSchemaEditor, sqlite: tuple[str, ...], postgresql: tuple[str, ...]
) -> None:
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, SQLITE, POSTGRESQL)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
