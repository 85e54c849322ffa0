"""System checks for what newsdesk needs from the machine and the settings it runs with."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection
from django.http.request import validate_host

from newsdesk import env

#: The first release without the WAL-reset bug (sqlite.org/wal.html, "Checkpointing").
SAFE_SQLITE = (3, 51, 3)


@register(Tags.files)
def check_card_fonts(**kwargs: Any) -> list[CheckMessage]:
    folder = settings.CARD_FONTS
    if not folder or Path(folder).is_dir():
        return []
    return [
        Error(
            f"CARD_FONTS is {folder!r}, which is not a folder.",
            hint="Set it to the folder with the fonts for social images, or remove it.",
            id="timeline.E001",
        )
    ]


@register(Tags.compatibility)
def check_sqlite_version(**kwargs: Any) -> list[CheckMessage]:
    if connection.vendor != "sqlite" or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return []
    return [
        Warning(
            f"SQLite {sqlite3.sqlite_version} can, rarely, corrupt a database in WAL mode.",
            hint="Install pysqlite3 (requirements.txt has it where a wheel exists), "
            "or use PostgreSQL through DATABASE_URL.",
            id="timeline.W001",
        )
    ]


@register(Tags.security, deploy=True)
def check_site_url(**kwargs: Any) -> list[CheckMessage]:
    """Check SITE_URL, which absolute links start with, against ALLOWED_HOSTS and the redirect."""
    errors: list[CheckMessage] = []
    if not validate_host(env.host_of(settings.SITE_URL), settings.ALLOWED_HOSTS):
        errors.append(
            Error(
                f"ALLOWED_HOSTS is {settings.ALLOWED_HOSTS!r}, which lacks the host of SITE_URL, "
                f"{settings.SITE_URL!r}.",
                hint="Add the host, without https:// and port, or remove ALLOWED_HOSTS.",
                id="timeline.E003",
            )
        )
    if settings.SECURE_SSL_REDIRECT and not settings.SITE_URL.lower().startswith("https:"):
        errors.append(
            Error(
                f"SITE_URL is {settings.SITE_URL!r}, but every request is redirected to HTTPS.",
                hint="Set it to the address that readers see, https://…, or set INSECURE_HTTP=1 if "
                "only this machine can reach newsdesk.",
                id="timeline.E004",
            )
        )
    return errors


# For deployment only: in development, files are served from their sources, and `collectstatic`,
# which runs the other checks with this tag, must be able to run before anything is collected.
@register(Tags.staticfiles, deploy=True)
def check_static_files(**kwargs: Any) -> list[CheckMessage]:
    """Check the staticfiles manifest: a page fails if a file is not in it."""
    hashed = getattr(staticfiles_storage, "hashed_files", None)
    if hashed is None:
        return []
    missing = sorted(
        name
        for finder in get_finders()
        for name, _storage in finder.list(StaticFilesConfig.ignore_patterns)
        if name not in hashed
    )
    if not missing:
        return []
    return [
        Error(
            f"{len(missing)} static files are not in {settings.STATIC_ROOT}, such as {missing[0]}.",
            hint="Run `manage.py collectstatic` whenever newsdesk is installed or updated.",
            id="timeline.E002",
        )
    ]
