"""`manage.py readdates [--base ISO] [--tz ZONE] [FILE]`: read one date per line, write JSON."""

from __future__ import annotations

import datetime
import io
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from timeline.dates.zones import is_zone
from timeline.formats.readings import reading_data

STDIN = "-"
# JSON allows them unescaped, but programs that split lines by Unicode's rules would split there.
_LINE_ENDS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}


class Command(BaseCommand):
    help = (
        "Read dates as they are written, one text a line, and write what each was understood as, "
        "one JSON object a line, in the same order: text, edtf, earliest, latest, precision, "
        "display and assumed, or text, error and candidates. Nothing is stored."
    )
    # Needs neither the database nor the URLs, so the checks of both are skipped.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", default=STDIN, metavar="FILE", help="UTF-8 text (default: stdin)."
        )
        parser.add_argument(
            "--base",
            metavar="ISO",
            help="The day or moment that “yesterday” counts from, such as 2025-03-18 or "
            "2025-03-18T12:00 (default: now).",
        )
        parser.add_argument(
            "--tz",
            metavar="ZONE",
            default=settings.TIME_ZONE,
            help="The IANA zone of that moment, such as America/New_York (default: %(default)s).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        zone = options["tz"]
        if not is_zone(zone):
            raise CommandError(
                f"--tz: {zone!r} isn't an IANA time zone. Write it like America/New_York."
            )
        base = _base(options["base"], zone)
        # The output is UTF-8, whatever the locale.
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        try:
            for line in _lines(options["file"]):
                data = reading_data(line, today=base, zone=zone)
                self.stdout.write(json.dumps(data, ensure_ascii=False).translate(_LINE_ENDS))
            self.stdout.flush()
        except BrokenPipeError:  # the reading program, such as `head`, has ended
            # Python flushes the remaining output at exit, which would fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _base(text: str | None, zone: str) -> datetime.date:
    """Parse --base as a date or, with a time of day, a datetime, in local time of the zone unless
    it has a UTC offset. The default is now. Raises CommandError."""
    if text is None:
        return timezone.now().astimezone(ZoneInfo(zone))
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = datetime.datetime.fromisoformat(text)
        return moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment
    except (ValueError, OverflowError) as error:
        example = "2025-03-18 or 2025-03-18T12:00"
        raise CommandError(
            f"--base: {text!r} isn't an ISO date or time. Write it like {example}."
        ) from error


def _lines(name: str) -> Iterator[str]:
    """Yield lines without line ends. Invalid UTF-8 becomes U+FFFD, so that no line is lost."""
    try:
        lines = sys.stdin.buffer if name == STDIN else io.BytesIO(Path(name).read_bytes())
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}.") from error
    for number, line in enumerate(lines):
        encoding = "utf-8" if number else "utf-8-sig"
        yield line.decode(encoding, "replace").rstrip("\r\n")
