"""Gunicorn's configuration: `gunicorn --config python:newsdesk.gunicorn newsdesk.wsgi`.

WEB_CONCURRENCY sets the number of worker processes; the default is two.
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

# With threads, keep-alive connections don't block a whole worker process.
worker_class = "gthread"
workers = env.integer("WEB_CONCURRENCY", default=2)
threads = 4
loglevel = env.log_level("LOG_LEVEL", default="INFO")

# Load code and, in when_ready, data once, before forking, so that the workers share the memory.
# Requests that arrive while the data are loading wait in the socket's backlog.
preload_app = True


def on_starting(_server: Any) -> None:
    """Exit on failed system checks: missing static files break every page, a missing font folder
    every social image."""
    for message in run_checks(tags=[Tags.staticfiles, Tags.files], include_deployment_checks=True):
        if message.is_serious():
            sys.exit(str(message))


def when_ready(server: Any) -> None:
    """Load the data between listening and forking the first worker.

    gunicorn handles signals only once there are workers. Until then, while an archive is loading or
    the database hangs, SIGTERM, SIGINT and SIGQUIT end the process immediately.
    """
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
    handlers = {each: signal.signal(each, lambda *_: sys.exit()) for each in signals}
    keeper = import_string(settings.PRELOADER)
    keeper.prepare()
    for each, handler in handlers.items():
        signal.signal(each, handler)
    take_over(server)


def take_over(server: Any) -> None:
    """Stop the old master that started this one on USR2 and has answered requests until now.

    systemd is told the new main PID first (NotifyAccess=all); otherwise it would see its service
    end. Both masters share the socket, so requests that arrive in between wait.
    """
    old_master = server.master_pid
    if old_master and old_master == os.getppid():
        systemd.sd_notify(f"MAINPID={os.getpid()}", server.log)
        os.kill(old_master, signal.SIGTERM)


def pre_exec(server: Any) -> None:
    """Restore systemd's sockets to the file descriptors where the next master, about to be started,
    expects them; gunicorn has moved them."""
    if server.systemd:
        first, listeners = systemd.SD_LISTEN_FDS_START, server.LISTENERS
        # Duplicate them out of the way first: one may occupy the descriptor of another.
        after = first + len(listeners)
        copies = [fcntl(each.fileno(), F_DUPFD_CLOEXEC, after) for each in listeners]
        for each in listeners:
            each.set_inheritable(False)
        for number, each in enumerate(copies, first):
            os.dup2(each, number)


# Heartbeats are files; a worker that waits for a slow disk would look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# No limit here: the views handle long queries and tell the reader which part they used; a proxy has
# limits, too.
limit_request_line = 0
# HTMX sends the page's URL in a header (HX-Current-URL).
limit_request_field_size = 32_768

# This server is controlled by signals; the control socket would be in some user's home directory.
control_socket_disable = True

# Django leaves it to the server to drop the body of a response to HEAD; gunicorn warns each time.
logging.getLogger("gunicorn.http.wsgi").setLevel(logging.ERROR)
