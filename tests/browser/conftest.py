"""The server as in production, a real browser, and a reader who reports every problem."""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copy
from typing import Any, Literal

import pytest
from django.conf import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    WebError,
    expect,
    sync_playwright,
)

from tests.browser.pages import View

# The timeout for everything, in ms; the machine may be busy.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
DESKTOP: ViewportSize = {"width": 1440, "height": 900}

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DATABASE = "newsdesk.sqlite3"
#: The number of generated events in the archive, in addition to the shipped ones.
MANY = 4_000
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Place letters at fractions of a pixel, as on screens of high density. Chromium does so anyway
    # when it is headless, its headless shell does not.
    "--font-render-hinting=none",
    # Pages of one profile share a process, so that tests needn't start one, see Profiles.
    "--process-per-site",
]
# The messages with which HTMX reports a request that it aborted in favour of a newer one.
TAKEN_BACK = ("htmx:afterRequest,", "htmx:sendAbort,")
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `violates ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`
));
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


# --- the server -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    url: str
    log: Path


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with a filled database, created by the first worker that needs it."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "prepared-site"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            prepare = [sys.executable, "-m", "tests.browser.prepare"]
            module = {"DJANGO_SETTINGS_MODULE": "newsdesk.settings"}
            subprocess.run(prepare, cwd=ROOT, env=_environment(folder) | module, check=True)  # noqa: S603
            (folder / "done").touch()
    return folder


def _environment(database: Path, **more: str) -> dict[str, str]:
    """Return the server's environment, with the static files collected for this run."""
    return {
        "PATH": os.environ["PATH"],
        "DEBUG": "0",
        "INSECURE_HTTP": "1",
        "SECRET_KEY": "for this run of the tests alone, and as long as Django wants it",
        "DATABASE_URL": f"sqlite:///{database / DATABASE}",
        "STATIC_ROOT": str(settings.STATIC_ROOT),
        "WEB_CONCURRENCY": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
        **more,
    }


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    """newsdesk under gunicorn with its own database: the shipped data set and a bit more."""
    folder = tmp_path_factory.mktemp("site")
    copy(prepared / DATABASE, folder)
    with _serving(folder) as running:
        yield running


@pytest.fixture(scope="package")
def archive(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    """A site with so many events that the chart counts them."""
    folder = tmp_path_factory.mktemp("archive")
    copy(prepared / DATABASE, folder)
    load = [sys.executable, "manage.py", "load_generated", str(MANY)]
    environment = _environment(folder, DEBUG="1")
    subprocess.run(load, cwd=ROOT, env=environment, check=True, capture_output=True)  # noqa: S603
    with _serving(folder) as running:
        yield running


@contextmanager
def _serving(folder: Path) -> Iterator[Site]:
    # gunicorn inherits the socket, so no other process can take the port in between.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = Site(f"http://127.0.0.1:{listener.getsockname()[1]}", folder / "server.log")
        serve = [sys.executable, "-m", "gunicorn", "--config", "python:newsdesk.gunicorn"]
        bind = ["--bind", f"fd://{listener.fileno()}", "newsdesk.wsgi"]
        with running.log.open("wb") as log:
            server = subprocess.Popen(  # noqa: S603
                [*serve, *bind],
                cwd=ROOT,
                env=_environment(folder, SITE_URL=running.url),
                pass_fds=[listener.fileno()],
                stdout=log,
                stderr=log,
            )
    try:
        _wait_until_it_answers(server, running)
        yield running
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_until_it_answers(server: subprocess.Popen[bytes], site: Site) -> None:
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{site.url}/healthz", timeout=5):  # noqa: S310 - our own
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"The server does not answer:\n{site.log.read_text()}")


# --- the browser ----------------------------------------------------------------------------------


# Not scoped to the session: Playwright runs an event loop in this thread, so Django would refuse
# database access in the other tests.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = os.environ.get("NEWSDESK_CHROMIUM")
    if not path:
        pytest.fail("NEWSDESK_CHROMIUM must be the path of a Chromium; tools/find_chromium has it.")
    with sync_playwright() as playwright:
        # In Python's development mode, asyncio would record the origin of every task.
        asyncio.get_running_loop().set_debug(False)
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Profiles:
    """Browser profiles that are reused across tests, by their options.

    A new profile starts a process, which has to compile every script and read every font: a page
    takes more than three times as long in it. Readers start as in a new one: without cookies,
    cached files, tabs or their history; our pages don't write to persistent storage.
    """

    browser: Browser
    site: Site
    kept: dict[frozenset[tuple[str, Any]], BrowserContext] = field(default_factory=dict)

    def new(self, **options: Any) -> BrowserContext:
        # Transitions would be measured half-way.
        usual = {"viewport": DESKTOP, "reduced_motion": "reduce"}
        context = self.browser.new_context(base_url=self.site.url, **(usual | options))
        context.set_default_timeout(PATIENCE)
        context.add_init_script(REPORT_VIOLATIONS)
        return context

    def lend(self, **options: Any) -> BrowserContext:
        key = frozenset(options.items())
        if key not in self.kept:
            self.kept[key] = self.new(**options)
            # This tab keeps the process alive.
            self.kept[key].new_page().goto("/healthz")
        return self.kept[key]

    def take_back(self, context: BrowserContext) -> None:
        if context not in self.kept.values():
            context.close()
            return
        first, *others = context.pages
        for page in others:
            page.close()
        context.clear_cookies()
        first.context.new_cdp_session(first).send("Network.clearBrowserCache")


@pytest.fixture(scope="package")
def profiles(browser: Browser, site: Site) -> Profiles:
    return Profiles(browser, site)


@dataclass
class Reader:
    """Opens pages in a fresh browser profile, and records every problem on them."""

    profiles: Profiles
    site: Site
    problems: list[str] = field(default_factory=list)
    expected: set[tuple[str, int]] = field(default_factory=set)
    contexts: list[BrowserContext] = field(default_factory=list)
    plain: Page | None = None
    plain_views: dict[str, View] = field(default_factory=dict)

    def new_page(
        self,
        *,
        alone: bool = False,
        viewport: ViewportSize = DESKTOP,
        color_scheme: Literal["light", "dark"] = "light",
        **options: Any,
    ) -> Page:
        """Open a tab; with ``alone`` in a new profile."""
        context = self.profiles.new(**options) if alone else self.profiles.lend(**options)
        if context not in self.contexts:
            self.contexts.append(context)
            for event, heed in self._heeded().items():
                context.on(event, heed)  # type: ignore[call-overload]
        page = context.new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        return page

    def open(self, path: str, *, status: int = 200, **options: Any) -> Page:
        page = self.new_page(**options)
        self.go(page, path, status=status)
        return page

    def open_plainly(self, path: str) -> Page:
        """Load a page without JavaScript, always in the same tab."""
        self.plain = self.plain or self.new_page(java_script_enabled=False)
        self.go(self.plain, path)
        return self.plain

    def plain_view(self, path: str) -> View:
        """Return the view without JavaScript, cached per test: nothing changes meanwhile."""
        if path not in self.plain_views:
            self.plain_views[path] = View.of(self.open_plainly(path))
        return self.plain_views[path]

    def go(self, page: Page, path: str, *, status: int = 200) -> None:
        with self.expecting(status):
            answer = page.goto(path)
        assert answer is not None, path
        assert answer.status == status, f"{path}: {answer.status}"

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """Allow this error status of pages within the block."""
        before = set(self.expected)
        self.expected.add(("document", status))
        yield
        self.expected = before

    def close(self) -> None:
        for context in self.contexts:
            for event, heed in self._heeded().items():
                context.remove_listener(event, heed)
            self.profiles.take_back(context)

    def _heeded(self) -> dict[str, Callable[[Any], None]]:
        return {
            "console": self._heard,
            "weberror": self._failed,
            "request": self._asked,
            "requestfailed": self._unanswered,
            "response": self._answered,
        }

    def _heard(self, message: ConsoleMessage) -> None:
        # Responses with a status of 400 and above are handled by `_answered`.
        harmless = message.text.startswith(TAKEN_BACK) or "with a status of" in message.text
        if message.type == "error" and not harmless:
            self.problems.append(f"console: {message.text} ({message.page and message.page.url})")

    def _failed(self, error: WebError) -> None:
        self.problems.append(f"script: {error.error} ({error.page and error.page.url})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site.url}/", "data:")):
            self.problems.append(f"leaves the site: {request.url}")

    def _unanswered(self, request: Request) -> None:
        # Going to another page, or typing on, aborts a request.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"no answer: {request.url} ({request.failure})")

    def _answered(self, response: Response) -> None:
        kind = response.request.resource_type
        if response.status >= 400 and (kind, response.status) not in self.expected:
            self.problems.append(f"answer {response.status}: {response.url}")


@pytest.fixture
def reader(profiles: Profiles, site: Site) -> Iterator[Reader]:
    with _heeding(Reader(profiles, site)) as one:
        yield one


@pytest.fixture(scope="package")
def archive_profiles(browser: Browser, archive: Site) -> Profiles:
    return Profiles(browser, archive)


@pytest.fixture
def archivist(archive_profiles: Profiles, archive: Site) -> Iterator[Reader]:
    """A reader of the site with so many events that the chart counts them."""
    with _heeding(Reader(archive_profiles, archive)) as one:
        yield one


@contextmanager
def _heeding(reader: Reader) -> Iterator[Reader]:
    yield reader
    reader.close()
    assert not reader.problems
