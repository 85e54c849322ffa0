"""What the log may not hold."""

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


def test_every_line_says_when_and_how_bad() -> None:
    written = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django, logging; django.setup(); logging.getLogger('newsdesk').error('Away')",
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "newsdesk.settings"},
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    assert re.fullmatch(
        r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}] \[\d+] \[ERROR] Away\n", written
    )
