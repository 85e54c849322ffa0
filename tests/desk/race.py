"""Processes that save a form at the same moment: `python -m tests.desk.race`.

Reads JSON: the name of the database, the session, the address, and the forms, one for each process.
Writes the status and the page that each was answered.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from multiprocessing.synchronize import Barrier
from typing import Any

import django
from django.conf import settings

Answer = tuple[int, str]
#: Seconds that the last of them may take to be ready.
PATIENCE = 60
_start: Barrier


def run() -> None:
    race = json.load(sys.stdin)
    settings.DATABASES["default"]["NAME"] = race["database"]
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()
    # As the workers of a server that has loaded the program before it forks; no connection is open.
    processes = multiprocessing.get_context("fork")
    forms = race.pop("forms")
    start = processes.Barrier(len(forms))
    with processes.Pool(len(forms), _line_up, [start]) as pool:
        answers = pool.map(_save, [{**race, "form": form} for form in forms], chunksize=1)
    json.dump(answers, sys.stdout)


def _line_up(start: Barrier) -> None:
    global _start
    _start = start


def _save(task: dict[str, Any]) -> Answer:
    from django.test import Client

    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = task["session"]
    # As ready as a server is: everything loaded, the connection open.
    assert client.get(task["address"]).status_code == 200
    _start.wait(PATIENCE)
    response = client.post(task["address"], task["form"])
    return response.status_code, response.content.decode()


if __name__ == "__main__":
    run()
