"""Typed access to environment variables; bad values raise ImproperlyConfigured."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.http.request import split_domain_port

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")
SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
#: For a program that needs no database: each process gets its own, which is lost when it ends.
IN_MEMORY = "sqlite://:memory:"
#: Reads never block (WAL), a transaction waits for the write lock when it begins instead of failing
#: half-way (IMMEDIATE), and a commit survives a power failure (FULL).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864;"
    ),
}


def string(name: str, default: str = "") -> str:
    """Return the value without surrounding whitespace."""
    return os.environ.get(name, default).strip()


def boolean(name: str, default: bool = False) -> bool:
    """Parse 1/true/yes/on or 0/false/no/off, in any case."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}.")


def integer(name: str, default: int, maximum: int | None = None) -> int:
    """Parse a whole number from 1 to `maximum`."""
    raw = string(name, str(default))
    if not (raw.isascii() and raw.isdecimal()) or int(raw) < 1:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least 1, not {raw!r}.")
    if maximum is not None and int(raw) > maximum:
        raise ImproperlyConfigured(
            f"{name} must be a whole number of at most {maximum}, not {raw!r}."
        )
    return int(raw)


def origin(name: str, default: str) -> str:
    """Return an http(s) URL that consists of only a host and, optionally, a port."""
    raw = string(name, default)
    if not host_of(raw) or raw.partition("://")[0].lower() not in {"http", "https"}:
        hint = "" if raw.isascii() else " Write the host name in punycode (xn--…)."
        raise ImproperlyConfigured(
            f"{name} must be a URL such as https://timeline.example, not {raw!r}.{hint}"
        )
    return raw


def host_of(address: str) -> str:
    """Return the host of a URL in the form that ALLOWED_HOSTS takes; "" if the URL has more than a
    host and a port, or if Django would reject the host in every request."""
    host, port = split_domain_port(address.partition("://")[2].removesuffix("/"))
    return host if 0 < int(port or 443) < 2**16 else ""


def database(name: str, default: str = "") -> dict[str, Any]:
    """Return Django's DATABASES entry for the URL of a SQLite or PostgreSQL database. The error for
    anything else doesn't repeat the URL, which may contain a password."""
    raw = string(name, default)
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(raw, conn_max_age=60))
    except ValueError:
        config = {}
    if config.get("ENGINE") == POSTGRESQL:
        is_named = config["NAME"] or "service" in config.get("OPTIONS", {})
    else:
        # With two slashes, the first directory of the path would be parsed as a host and ignored;
        # without a name, the database would be in memory, and its data lost.
        is_file = not config.get("HOST") and config.get("NAME") != ":memory:"
        is_named = config.get("ENGINE") == SQLITE and (is_file or raw == IN_MEMORY)
    if is_named:
        return config
    raise ImproperlyConfigured(
        f"{name} must be a URL such as sqlite:////srv/newsdesk/var/newsdesk.sqlite3 or "
        "postgres://user:password@host/name."
    )


def log_level(name: str, default: str) -> str:
    """Return a level that both logging and gunicorn know, in upper case."""
    raw = string(name, default)
    if raw.upper() not in LEVELS:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(LEVELS)}, not {raw!r}.")
    return raw.upper()


def time_zone(name: str, default: str) -> str:
    """Return the key of an IANA time zone."""
    raw = string(name, default)
    try:
        return ZoneInfo(raw).key
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise ImproperlyConfigured(
            f"{name} must be a time zone such as Europe/Berlin, not {raw!r}."
        ) from error


def strings(name: str, default: str = "") -> list[str]:
    """Split a comma-separated list and drop empty items."""
    return [item for item in (part.strip() for part in string(name, default).split(",")) if item]


def secret(name: str) -> str:
    """Return the secret in NAME, or in the file at NAME_FILE; one of them is required."""
    if value := string(name):
        return value
    if path := string(f"{name}_FILE"):
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {path!r} ({error}).") from error
        if value:
            return value
        raise ImproperlyConfigured(f"{name}_FILE: {path!r} is empty.")
    raise ImproperlyConfigured(
        f"{name} is not set. Give newsdesk a long random string in {name}, or the path of a file "
        f"that holds one in {name}_FILE. `make run` makes one for local use."
    )
