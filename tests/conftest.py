"""Hypothesis settings, and fixtures for many tests: speed-ups, users, and events."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db import connection
from django.dispatch import Signal
from django.template import Context, RequestContext, Template
from django.test import Client, TransactionTestCase, override_settings
from django.test import client as test_client
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings
from whitenoise.base import WhiteNoise

from tests.database_cleanup import empty_database
from tests.factories import make_event
from timeline import queries
from timeline.models import Event

hypothesis_settings.register_profile(
    "newsdesk",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    max_examples=100,
)
hypothesis_settings.load_profile("newsdesk")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use the database (pytest-django blocks access for all others), and
    deselect those for PostgreSQL in a run on SQLite."""
    if connection.vendor != "postgresql":
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & {"db", "transactional_db"} or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture(scope="session", autouse=True)
def static_files_are_listed_once() -> Iterator[None]:
    """Cache WhiteNoise's scan of hundreds of static files, which every test client would repeat and
    which takes longer than most requests."""
    files_by_root: dict[tuple[str, str], dict[str, Any]] = {}
    original = WhiteNoise.update_files_dictionary

    def read_once(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in files_by_root:
            original(self, root, prefix)
            files_by_root[root, prefix] = dict(self.files)
        self.files.update(files_by_root[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", read_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def only_contexts_of_pages_are_copied() -> Iterator[None]:
    """Let the test client copy the contexts of pages only. It would copy that of each include and
    form widget too, hundreds on a page, which is a tenth of the tests' time."""
    original = test_client.store_rendered_templates  # type: ignore[attr-defined]

    def store_pages(
        store: Any, signal: Signal, sender: Any, template: Template, context: Context, **more: Any
    ) -> None:
        if isinstance(context, RequestContext) and context.template is template:
            original(store, signal, sender, template, context, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_client, "store_rendered_templates", store_pages)
        yield


@pytest.fixture(autouse=True)
def answers_come_from_the_database(settings: Settings) -> None:
    """Turn the columns off, or each test would have to load its own events first. Tests of the
    columns turn them on; the live server of the browser tests runs as in production."""
    settings.IN_MEMORY = False


@pytest.fixture
def page_size_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the page size to three; a single event left over joins the page before it."""
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)
    monkeypatch.setattr(queries, "ORPHANS", 1)


@pytest.fixture(scope="session", autouse=True)
def passwords_are_hashed_quickly() -> Iterator[None]:
    """Use a fast password hasher; the browser tests log in as in production."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def only_what_tests_have_filled_is_emptied() -> Iterator[None]:
    """Empty only filled tables after a test with real transactions: Django would flush every table
    and emit `post_migrate`, which takes longer than most such tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty_database())
        yield


@pytest.fixture
def dataset(db: None) -> None:
    """Load the shipped data set."""
    call_command("load_dataset", verbosity=0)


@pytest.fixture
def reader(db: None) -> Client:
    """The browser of an anonymous reader."""
    return Client()


@pytest.fixture
def editor(db: None) -> User:
    """A user with all permissions on newsdesk's own models, but not a superuser."""
    user = User.objects.create_user("editor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="timeline"))
    return user


@pytest.fixture
def desk(editor: User) -> Client:
    """The editor's browser."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def viewer(db: None) -> Client:
    """The browser of a user who may view everything at the desk and change nothing."""
    user = User.objects.create_user("looks", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def uncertain_event(db: None) -> Event:
    """An event whose source only says "18th century"."""
    return make_event("The khanate falls", "17XX", date_text="18th century")


@pytest.fixture
def draft_event(db: None) -> Event:
    return make_event("An unfinished draft", "2014-03-18", state=Event.State.DRAFT)


@pytest.fixture
def embargoed_event(db: None) -> Event:
    """An event that is published from tomorrow."""
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    return make_event("An embargoed speech", "2014-03-18", publish_at=tomorrow)


@pytest.fixture
def retracted_event(db: None) -> Event:
    """A retracted event, which was public before."""
    event = make_event("A withdrawn claim", "2014-03-18")
    event.state = Event.State.RETRACTED
    event.save()
    return event
