"""Changes of several events wait for earlier locks on them, and never deadlock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.desk import test_merging_events, test_merging_subjects
from tests.desk.test_bulk import LIST, choose
from tests.desk.test_executor import planned, run
from tests.factories import make_event, make_topic
from timeline.desk.conflicts import current_token
from timeline.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def import_again(desk: Client, events: list[Event]) -> object:
    rows = ({"title": one.title, "edtf": one.date_edtf, "label": "New"} for one in events)
    return run(planned(*rows))


def merge(desk: Client, events: list[Event]) -> object:
    return test_merging_events.merge(desk, *events).status_code


def merge_topics(desk: Client, events: list[Event]) -> object:
    topics = (make_topic(name) for name in ("Calls", "Talks"))
    return test_merging_subjects.merge(desk, *topics).status_code


def waiting() -> int:
    """Return how many transactions wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.postgres  # SQLite has one writer
@pytest.mark.parametrize("change", [import_again, merge, merge_topics])
def test_events_are_waited_for_in_one_order(
    desk: Client, change: Callable[[Client, list[Event]], object]
) -> None:
    """Locks are taken by primary key, not by date. An editor is saving the event that is first by
    date, so that both changes that come after hers wait."""
    dates = {"Younger": "2015", "Older": "2014"}
    events = [
        make_event(title, date, topics=["Talks"], state=Event.State.DRAFT)
        for title, date in dates.items()
    ]

    def publish() -> object:
        return desk.post(LIST, choose(events, "publish_selected")).status_code

    def done(work: Callable[[], object]) -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor() as threads:
        with transaction.atomic():
            current_token(events[1])
            answers = []
            for work in (publish, lambda: change(desk, events)):
                answers.append(threads.submit(done, work))
                while waiting() < len(answers):
                    sleep(0.01)
        said = [answer.result() for answer in answers]
    assert 503 not in said, "one is told that the database is unavailable"
