"""Who saves one form at the same moment, in as many processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from tests.desk.forms import form

RACERS = 8
ROOT = Path(__file__).resolve().parents[2]


def race(editor: User, address: str, name: str) -> list[tuple[int, str]]:
    """Each saves another text in the field of this name; and the status and page that each gets.
    All have opened the form before any sends it, see race.py."""
    browser = Client()
    browser.force_login(editor)
    task = {
        "database": str(connection.settings_dict["NAME"]),
        "session": browser.cookies[settings.SESSION_COOKIE_NAME].value,
        "address": address,
        "forms": [form(browser, address, **{name: f"Racer {number}"}) for number in range(RACERS)],
    }
    ended = subprocess.run(
        [sys.executable, "-m", "tests.desk.race"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "newsdesk.settings"},
        input=json.dumps(task),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=300,
    )
    return [(status, page) for status, page in json.loads(ended.stdout)]
