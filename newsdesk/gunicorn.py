"""How gunicorn serves newsdesk: `gunicorn --config python:newsdesk.gunicorn newsdesk.wsgi`.

WEB_CONCURRENCY sets the number of processes, two without it.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from fcntl import F_DUPFD_CLOEXEC, fcntl
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.utils.module_loading import import_string
from gunicorn import systemd

from newsdesk import env

# Threads keep a connection open between requests without occupying a process with it.
worker_class = "gthread"
workers = env.number("WEB_CONCURRENCY", default=2)
threads = 4
loglevel = env.log_level("LOG_LEVEL", default="INFO")

# Read once, before there are processes, which share the memory. Those who ask meanwhile wait.
preload_app = True


def on_starting(_server: Any) -> None:
    """Says what would be an error on every page, or amiss in every picture."""
    for found in run_checks(tags=[Tags.staticfiles, Tags.files], include_deployment_checks=True):
        if found.is_serious():
            sys.exit(str(found))


def when_ready(server: Any) -> None:
    """Between listening and the first process.

    gunicorn looks at signals when there are processes. Who ends it before, while an archive is read
    or a database hangs, ends it at once.
    """
    ends = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
    looked_at_later = {each: signal.signal(each, lambda *_: sys.exit()) for each in ends}
    keeper = import_string(settings.PREPARED)
    keeper.prepare()
    for each, handler in looked_at_later.items():
        signal.signal(each, handler)
    take_over(server)


def take_over(server: Any) -> None:
    """Who was started by another's USR2 is ready, and ends that one; until now it answered.

    systemd is told first whom to follow (NotifyAccess=all), or would see its service end. Who calls
    between the two waits: they share the socket.
    """
    before = server.master_pid
    if before and before == os.getppid():
        systemd.sd_notify(f"MAINPID={os.getpid()}", server.log)
        os.kill(before, signal.SIGTERM)


def pre_exec(server: Any) -> None:
    """Before the next version is started. It looks for the sockets of systemd where systemd puts
    them; gunicorn has moved them."""
    if server.systemd:
        first, listeners = systemd.SD_LISTEN_FDS_START, server.LISTENERS
        # Aside, for one may stand where another belongs.
        after = first + len(listeners)
        aside = [fcntl(each.fileno(), F_DUPFD_CLOEXEC, after) for each in listeners]
        for each in listeners:
            each.set_inheritable(False)
        for number, each in enumerate(aside, first):
            os.dup2(each, number)


# Heartbeats are files, and a process waiting for a slow disk would look like a dead one.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# Long queries are answered by the views, which say what of them they took; a proxy has limits, too.
limit_request_line = 0
# HTMX sends the address of the page along, in a header.
limit_request_field_size = 32_768

# Signals steer this server; its control socket would lie in somebody's home directory.
control_socket_disable = True

# Django leaves it to the server to drop the body of an answer to HEAD, and gunicorn mentions each.
logging.getLogger("gunicorn.http.wsgi").setLevel(logging.ERROR)
