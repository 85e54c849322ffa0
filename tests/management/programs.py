"""Run the project's programs in a subprocess with production settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Answer = subprocess.CompletedProcess[str]


def run(database: str, *arguments: str) -> Answer:
    """Run Python with these arguments on this database, as in production."""
    keep = ("PATH", "SECRET_KEY_FILE", "STATIC_ROOT", "SITE_URL", "INSECURE_HTTP")
    environment = {name: os.environ[name] for name in keep} | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "newsdesk.settings",
        "ALLOWED_HOSTS": "testserver",
        "LOG_LEVEL": "ERROR",
    }
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def done(answer: Answer) -> str:
    assert answer.returncode == 0, answer.stderr
    return answer.stdout
