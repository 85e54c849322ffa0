"""Fixtures: a cluster for the duration of a test module, with an editor and a reader."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.people import Browser, Editor
from tools.cluster.cluster import Cluster

HERE = Path(__file__).resolve().parent
PASSWORD = "only for this run of the tests"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.cluster)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="newsdesk-cluster-") as folder:
        Path(folder).chmod(0o711)  # so that the servers' user can traverse it
        running = Cluster(Path(folder) / "cluster")
        try:
            running.start()
            _make_editor(running)
            yield running
        finally:
            running.stop()


def _make_editor(cluster: Cluster) -> None:
    make = (
        "from django.contrib.auth.models import User; User.objects.create_superuser({!r}, '', {!r})"
    )
    cluster.manage("shell", "--command", make.format("editor", PASSWORD))


@pytest.fixture
def editor(cluster: Cluster) -> Editor:
    browser = Browser(cluster.url)
    browser.sign_in("editor", PASSWORD)
    return Editor(browser)


@pytest.fixture
def reader(cluster: Cluster) -> Browser:
    return Browser(cluster.url)
