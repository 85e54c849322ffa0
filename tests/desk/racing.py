"""Forms that are saved at the same moment, in as many processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from tests.desk.forms import form

RACERS = 8
ROOT = Path(__file__).resolve().parents[2]


Answers = list[tuple[int, str]]


def race(editor: User, address: str, name: str) -> Answers:
    """Each saves another text in the field of this name; and the status and page that each gets.
    All have opened the form before any sends it, see race.py."""
    browser = signed_in(editor)
    numbers = range(RACERS)
    forms = [form(browser, address, **{name: f"Racer {number}"}) for number in numbers]
    return race_with(browser, address, forms)


def signed_in(editor: User) -> Client:
    browser = Client()
    browser.force_login(editor)
    return browser


def race_with(browser: Client, address: str, forms: list[dict[str, Any]]) -> Answers:
    """The same of forms that are made already."""
    task = {
        "database": str(connection.settings_dict["NAME"]),
        "session": browser.cookies[settings.SESSION_COOKIE_NAME].value,
        "address": address,
        "forms": forms,
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
