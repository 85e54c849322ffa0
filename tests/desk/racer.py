"""One of several processes that save a form at the same moment: `python -m tests.desk.racer`.

Reads a line of JSON: the name of the database, the session, the address and the form. Says "ready",
and at the next line sends the form; says the status of the answer and its page.
"""

from __future__ import annotations

import json
import sys

import django
from django.conf import settings


def run() -> None:
    task = json.loads(sys.stdin.readline())
    settings.DATABASES["default"]["NAME"] = task["database"]
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()
    from django.test import Client

    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = task["session"]
    # As ready as a server is: everything loaded, the connection open.
    assert client.get(task["address"]).status_code == 200
    print("ready", flush=True)
    sys.stdin.readline()
    response = client.post(task["address"], task["form"])
    print(json.dumps([response.status_code, response.content.decode()]), flush=True)


if __name__ == "__main__":
    run()
