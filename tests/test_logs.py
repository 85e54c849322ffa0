"""The log format, and what must not be logged."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from newsdesk.logs import WithoutTokens
from tests.factories import make_event

TOKEN = "a-preview_token-of-32-characters"


@pytest.mark.django_db
def test_a_token_that_opens_a_draft_is_in_no_line() -> None:
    make_event(state="draft", preview_token=TOKEN)
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    configured: dict[str, Any] = settings.LOGGING
    for name in configured["handlers"]["console"]["filters"]:
        assert configured["filters"][name] == {"()": "newsdesk.logs.WithoutTokens"}
        handler.addFilter(WithoutTokens())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        assert Client().post(f"/preview/{TOKEN}/").status_code == 405
        assert Client().get(f"/preview/{TOKEN[::-1]}/").status_code == 404
        assert Client().post("/healthz").status_code == 405
    finally:
        logger.removeHandler(handler)
    assert said.getvalue() == (
        "Method Not Allowed (POST): /preview/…/\n"
        "Not Found: /preview/…/\n"
        "Method Not Allowed (POST): /healthz\n"
    )


def log(statement: str, **environment: str) -> str:
    """Run a statement in a new process; return what it writes to standard error."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", f"import django, logging; django.setup(); {statement}"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "newsdesk.settings", **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stderr


def test_every_line_says_when_and_how_bad() -> None:
    written = log("logging.getLogger('newsdesk').error('Away')")
    when = r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}]"
    assert re.fullmatch(when + r" \[\d+] \[ERROR] Away\n", written)


def test_a_request_to_another_host_is_a_line() -> None:
    written = log(
        "from django.test import Client; Client(headers={'host': 'other.example'}).get('/healthz')"
    )
    assert re.fullmatch(r"\[.*] \[ERROR] Invalid HTTP_HOST header: 'other.example'.*\n", written)


@pytest.mark.parametrize("name", ["newsdesk", "django.request", "axes"])
def test_nothing_below_the_level_is_written(name: str) -> None:
    warn = f"logging.getLogger({name!r}).warning('Not Found: /nothing')"
    assert "Not Found" in log(warn)
    assert log(warn, LOG_LEVEL="error") == ""
