"""The settings in a clean environment, as an operator sets them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQR",
    "SITE_URL": "https://newsdesk.example",
    "DATABASE_URL": "sqlite://:memory:",
}
README = ROOT / "README.md"


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` with only the given environment variables."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def show(expression: str, **environment: str) -> str:
    code = f"from django.conf import settings; print({expression})"
    found = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "newsdesk.settings", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return found.stdout.strip() or found.stderr


def test_production_settings_pass_every_check_of_django_in_silence() -> None:
    found = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert found.returncode == 0, found.stderr
    assert found.stdout == "System check identified no issues (0 silenced).\n"
    assert found.stderr == ""


def test_without_a_secret_it_says_what_to_do() -> None:
    found = manage("check")
    assert found.returncode != 0
    last = found.stderr.strip().splitlines()[-1]
    assert "SECRET_KEY is not set" in last
    assert "SECRET_KEY_FILE" in last


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the file\n")
    assert show("settings.SECRET_KEY", SECRET_KEY_FILE=str(secret)) == "from the file"
    assert show("settings.SECRET_KEY", SECRET_KEY_FILE=str(secret), SECRET_KEY="plain") == "plain"
    secret.write_text(" \n")
    assert "SECRET_KEY_FILE" in show("settings.SECRET_KEY", SECRET_KEY_FILE=str(secret))
    secret.write_bytes(b"\xff\xfe")
    assert f"SECRET_KEY_FILE: cannot read '{secret}' ('utf-8' codec can't decode" in (
        show("settings.SECRET_KEY", SECRET_KEY_FILE=str(secret))
    )
    missing = str(tmp_path / "nothing")
    assert missing in show("settings.SECRET_KEY", SECRET_KEY_FILE=missing)


@pytest.mark.parametrize("name", ["DEBUG", "INSECURE_HTTP", "BEHIND_PROXY", "BEHIND_PGBOUNCER"])
def test_a_bad_flag_is_named_with_its_value(name: str) -> None:
    found = show("settings.DEBUG", **PRODUCTION, **{name: "perhaps"})
    assert f"{name} must be 1 or 0, not 'perhaps'." in found


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5", "٣", ""])
@pytest.mark.parametrize("name", ["SESSION_MINUTES", "PROXY_COUNT"])
def test_a_bad_number_is_named_with_its_value(name: str, value: str) -> None:
    found = show("settings.DEBUG", **PRODUCTION, BEHIND_PROXY="1", **{name: value})
    assert f"{name} must be a whole number of at least 1, not {value!r}." in found


def test_a_session_that_would_not_end_is_named() -> None:
    found = show("settings.DEBUG", **PRODUCTION, SESSION_MINUTES="9999999999")
    assert "SESSION_MINUTES must be a whole number of at most 525600, not '9999999999'." in found


@pytest.mark.parametrize("value", ["Mars/Olympus", "../etc/passwd", "", "a\x7fb", "Europe"])
def test_a_bad_time_zone_is_named(value: str) -> None:
    found = show("settings.DEBUG", **PRODUCTION, TIME_ZONE=value)
    assert f"TIME_ZONE must be a time zone such as Europe/Berlin, not {value!r}." in found


@pytest.mark.parametrize("value", ["loud", "warn", "NOTSET"])
def test_a_bad_log_level_is_named(value: str) -> None:
    found = show("settings.DEBUG", **PRODUCTION, LOG_LEVEL=value)
    said = "LOG_LEVEL must be one of CRITICAL, ERROR, WARNING, INFO, DEBUG"
    assert f"{said}, not {value!r}." in found


def test_the_case_of_a_log_level_is_no_matter() -> None:
    assert show("settings.LOGGING['root']['level']", **PRODUCTION, LOG_LEVEL="debug") == "DEBUG"


@pytest.mark.parametrize("value", ["0", "many", ""])
def test_a_bad_number_of_processes_is_named(value: str) -> None:
    found = subprocess.run(
        [sys.executable, "-c", "import newsdesk.gunicorn"],
        cwd=ROOT,
        env={"WEB_CONCURRENCY": value},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert f"WEB_CONCURRENCY must be a whole number of at least 1, not {value!r}." in found.stderr


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("settings.DEBUG", "False"),
        ("settings.SECURE_SSL_REDIRECT", "True"),
        ("settings.SECURE_HSTS_SECONDS >= 31_536_000", "True"),
        ("settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE", "True"),
        ("settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME", "__Host-"),
        ("settings.ALLOWED_HOSTS", "['newsdesk.example']"),
        ("settings.SECURE_PROXY_SSL_HEADER", "None"),
        ("settings.PROXY_COUNT", "0"),
        ("settings.SESSION_COOKIE_AGE", "7200"),
        ("settings.AXES_DISABLE_ACCESS_LOG", "True"),
        ("settings.OTP_ADMIN_HIDE_SENSITIVE_DATA", "True"),
    ],
)
def test_settings_are_safe_with_only_the_secret_and_the_addresses_given(
    expression: str, value: str
) -> None:
    assert value in show(expression, **PRODUCTION)


def test_a_machine_of_ones_own_may_do_without_https() -> None:
    for flag in ("INSECURE_HTTP", "DEBUG"):
        found = show(
            "settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE",
            **PRODUCTION,
            **{flag: "1"},
        )
        assert found == "False False"


def test_sqlite_is_opened_so_that_nothing_acknowledged_is_lost() -> None:
    found = show("settings.DATABASES['default']['OPTIONS']", **PRODUCTION)
    for part in ("IMMEDIATE", "journal_mode=WAL", "synchronous=FULL", "'timeout': 20"):
        assert part in found


POSTGRESQL = {"DATABASE_URL": "postgres://desk@primary/newsdesk"}
REPLICA = {**POSTGRESQL, "REPLICA_URL": "postgres://desk@replica/newsdesk"}


@pytest.mark.parametrize(
    ("environment", "expression", "value"),
    [
        (POSTGRESQL, "settings.DATABASE_ROUTERS + list(settings.DATABASES)", "['default']"),
        (REPLICA, "settings.DATABASE_ROUTERS", "['newsdesk.replica.Router']"),
        (REPLICA, "settings.DATABASES['replica']['HOST']", "replica"),
        (POSTGRESQL, "settings.DATABASES['default']['OPTIONS']['connect_timeout']", "10"),
        (REPLICA, "settings.DATABASES['replica']['OPTIONS']['connect_timeout']", "2"),
        (
            REPLICA,
            "[each['OPTIONS']['tcp_user_timeout'] for each in settings.DATABASES.values()]",
            "[5000, 5000]",
        ),
        (
            {"DATABASE_URL": POSTGRESQL["DATABASE_URL"] + "?keepalives_idle=60"},
            "settings.DATABASES['default']['OPTIONS']['keepalives_idle']",
            "60",
        ),
        (
            {**POSTGRESQL, "REPLICA_URL": REPLICA["REPLICA_URL"] + "?connect_timeout=9"},
            "settings.DATABASES['replica']['OPTIONS']['connect_timeout']",
            "9",
        ),
        (POSTGRESQL, "settings.DATABASES['default'].get('DISABLE_SERVER_SIDE_CURSORS')", "False"),
        (
            {**REPLICA, "BEHIND_PGBOUNCER": "1"},
            "[each['DISABLE_SERVER_SIDE_CURSORS'] for each in settings.DATABASES.values()]",
            "[True, True]",
        ),
    ],
)
def test_databases_beyond_one(environment: dict[str, str], expression: str, value: str) -> None:
    assert show(expression, **{**PRODUCTION, **environment}) == value


@pytest.mark.parametrize("name", ["DATABASE_URL", "REPLICA_URL"])
@pytest.mark.parametrize(
    "address",
    [
        "newsdesk",
        "mysql://desk:word@db/newsdesk",
        "postgres://desk:word@db:x/newsdesk",
        "sqlite://srv/a",
        "sqlite:///",
        "sqlite://",
        "sqlite:///:memory:",
        "postgres://desk:word@db",
        "postgres://desk:word@db/",
    ],
)
def test_the_address_of_a_database_is_one_and_its_password_is_not_said(
    name: str, address: str
) -> None:
    found = show("settings.DEBUG", **{**PRODUCTION, **POSTGRESQL, name: address})
    assert f"{name} must be a URL such as sqlite:////srv/newsdesk/var/" in found
    assert "word@db" not in found


@pytest.mark.parametrize("database", ["sqlite:///var/newsdesk.sqlite3", "sqlite://:memory:"])
def test_only_postgresql_has_replicas(database: str) -> None:
    found = show("settings.DEBUG", **{**PRODUCTION, **REPLICA, "DATABASE_URL": database})
    assert "REPLICA_URL must lead to a replica of the PostgreSQL in DATABASE_URL" in found


@pytest.mark.parametrize(
    "address",
    [
        "timeline.example",
        "ftp://timeline.example",
        "https://",
        "https://[bad",
        "//x",
        "https://newsdesk.example/timeline/",  # newsdesk can't run below a path: links start at /
        "https://newsdesk.example?a=b",
        "https://desk:secret@newsdesk.example",
        "https://newsdesk.example:port",
        "https://newsdesk.example:0",
        "https://newsdesk.example?",
        "https://newsdesk.example#",
        "https://news desk.example",
        "https://*",
    ],
)
def test_the_address_of_the_site_is_one(address: str) -> None:
    found = show("settings.DEBUG", **{**PRODUCTION, "SITE_URL": address})
    assert "SITE_URL must be a URL such as https://timeline.example" in found
    assert repr(address) in found


def test_a_host_in_other_letters_is_asked_for_as_the_dns_has_it() -> None:
    found = show("settings.DEBUG", **{**PRODUCTION, "SITE_URL": "https://täglich.example"})
    assert "not 'https://täglich.example'. Write the host name in punycode" in found


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://newsdesk.example:8443/", "newsdesk.example"),
        ("https://Newsdesk.Example", "newsdesk.example"),
        ("https://xn--tglich-bua.example", "xn--tglich-bua.example"),
        ("https://[::1]:8000", "[::1]"),
    ],
)
def test_the_host_of_the_site_is_served(address: str, host: str) -> None:
    assert show("settings.ALLOWED_HOSTS", **{**PRODUCTION, "SITE_URL": address}) == f"['{host}']"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ALLOWED_HOSTS": "other.example"}, "timeline.E003"),
        ({"ALLOWED_HOSTS": "https://newsdesk.example"}, "timeline.E003"),
        ({"ALLOWED_HOSTS": ""}, "timeline.E003"),
        ({"ALLOWED_HOSTS": ".example"}, "no issues"),
        ({"SITE_URL": "http://newsdesk.example"}, "timeline.E004"),
    ],
)
def test_where_readers_could_not_come_the_check_says_so(changed: dict[str, str], said: str) -> None:
    found = manage("check", "--deploy", **{**PRODUCTION, **changed})
    assert said in found.stdout + found.stderr
    assert (found.returncode == 0) == (said == "no issues")


def variables() -> set[str]:
    """Return every environment variable that the settings and gunicorn's configuration read."""
    sources = [(ROOT / "newsdesk" / name).read_text() for name in ("settings.py", "gunicorn.py")]
    read = re.findall(r"env\.(\w+)\(\s*\"(\w+)\"", "\n".join(sources))
    files = {f"{name}_FILE" for kind, name in read if kind == "secret"}
    return files | {name for _, name in read}


def test_the_variables_are_found() -> None:
    assert {"DEBUG", "SECRET_KEY", "SECRET_KEY_FILE", "DATABASE_URL", "SITE_URL"} <= variables()


def test_the_readme_has_every_variable_once_and_no_other() -> None:
    cells = re.findall(r"^\|\s*(`[A-Z][^|]*)\|", README.read_text(), flags=re.MULTILINE)
    named = [name for cell in cells for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cell)]
    assert sorted(named) == sorted(variables())


def test_a_database_that_cannot_be_opened_makes_the_probe_fail(tmp_path: Path) -> None:
    """Healthy (the process answers) but not ready (pages can't be served)."""
    code = (
        "import django; django.setup(); from django.test import Client;"
        "c = Client(raise_request_exception=False, headers={'host': 'newsdesk.example'});"
        "print(*(c.get(a, secure=True).status_code for a in ('/healthz', '/readyz', '/')))"
    )
    found = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            **PRODUCTION,
            "DJANGO_SETTINGS_MODULE": "newsdesk.settings",
            "DATABASE_URL": f"sqlite:///{tmp_path}/no/such/place.sqlite3",
            "DEBUG": "1",  # otherwise, the 503 page needs collected static files
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert found.stdout.split() == ["200", "503", "503"], found.stderr[-500:]
