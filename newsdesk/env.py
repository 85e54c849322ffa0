"""Typed reading of environment variables; a bad value stops the program with its name and value."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable as it stands, without surrounding space."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """1/true/yes/on or 0/false/no/off, any case; anything else is a configuration error."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}.")


def number(name: str, default: int) -> int:
    """A whole number of at least 1; anything else is a configuration error."""
    raw = text(name, str(default))
    if not (raw.isascii() and raw.isdecimal()) or int(raw) < 1:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least 1, not {raw!r}.")
    return int(raw)


def address(name: str, default: str) -> str:
    """An http(s) address with a host; anything else is a configuration error."""
    raw = text(name, default)
    try:
        parts = urlsplit(raw)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address:
        raise ImproperlyConfigured(
            f"{name} must be an address such as https://timeline.example, not {raw!r}."
        )
    return raw


def log_level(name: str, default: str) -> str:
    """The name of one of logging's levels, any case; anything else is a configuration error."""
    raw = text(name, default)
    if raw.upper() not in (levels := logging.getLevelNamesMapping()):
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(levels)}, not {raw!r}.")
    return raw.upper()


def time_zone(name: str, default: str) -> str:
    """A zone of the IANA database; anything else is a configuration error."""
    raw = text(name, default)
    try:
        return ZoneInfo(raw).key
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise ImproperlyConfigured(
            f"{name} must be a time zone such as Europe/Berlin, not {raw!r}."
        ) from error


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, empty items dropped."""
    return [item for item in (part.strip() for part in text(name, default).split(",")) if item]


def secret(name: str) -> str:
    """The secret in NAME, or in the file that NAME_FILE points to; neither is an error."""
    if value := text(name):
        return value
    if path := text(f"{name}_FILE"):
        try:
            value = Path(path).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {path!r} ({error}).") from error
        if value:
            return value
        raise ImproperlyConfigured(f"{name}_FILE: {path!r} is empty.")
    raise ImproperlyConfigured(
        f"{name} is not set. Give newsdesk a long random string in {name}, or the path of a file "
        f"that holds one in {name}_FILE. `make run` makes its own for this machine."
    )
