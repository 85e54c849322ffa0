"""Readers and an editor that use the cluster over HTTP and record the responses."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import html5lib

#: Seconds that a reader waits for a response.
TIMEOUT = 30
_numbers = count(1)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def cache(self) -> str:
        """Return nginx's cache status: MISS, HIT, STALE, …; "" if the location isn't cached."""
        return self.headers.get("x-cache", "")


@dataclass
class Browser:
    """An HTTP client that keeps cookies and follows no redirects."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def fetch(
        self, path: str, form: dict[str, str] | None = None, /, **headers: str | list[str]
    ) -> Answer:
        """Send a GET, or a POST of a form; a header with a list of values is sent several times.
        Raises OSError or HTTPException if there is no complete response."""
        sent_headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent_headers["Cookie"] = "; ".join(
                f"{name}={value}" for name, value in self.cookies.items()
            )
        body = None
        if form is not None:
            body = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"], **form})
            sent_headers["Content-Type"] = "application/x-www-form-urlencoded"
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(str(address.hostname), address.port, TIMEOUT)
        try:
            connection.putrequest("POST" if form is not None else "GET", path)
            if body is not None:
                sent_headers["Content-Length"] = str(len(body))
            for name, values in sent_headers.items():
                for value in [values] if isinstance(values, str) else values:
                    connection.putheader(name, value)
            connection.endheaders(body.encode() if body is not None else None)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        received_headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, received_headers, content.decode(errors="replace"))

    def sign_in(self, name: str, password: str) -> None:
        self.fetch("/admin/login/")
        answer = self.fetch("/admin/login/?next=/admin/", {"username": name, "password": password})
        assert answer.status == 302, answer.text


def uncached_path(path: str = "/") -> str:
    """Return a new URL for the same kind of page, which no cache can have."""
    return f"{path}?q=word{next(_numbers)}"


class Problem(NamedTuple):
    at: float
    message: str
    #: The response broke off half-way, when nginx could no longer try another server.
    is_cut: bool = False


@dataclass
class Workers:
    """Threads that repeat some work until they are stopped."""

    problems: list[Problem] = field(default_factory=list)
    done: int = 0
    _stopped: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def repeat(self, work: Callable[[], str]) -> None:
        """Repeat `work`, which returns what went wrong or "", until stopped."""
        while not self._stopped.is_set():
            try:
                problem, is_cut = work(), False
            except (OSError, http.client.HTTPException) as error:
                problem, is_cut = repr(error), isinstance(error, http.client.IncompleteRead)
            with self._lock:
                self.done += 1
                if problem:
                    self.problems.append(Problem(time.monotonic(), problem, is_cut))

    @contextmanager
    def running(self, *works: Callable[[], str]) -> Iterator[Workers]:
        threads = [threading.Thread(target=self.repeat, args=[work]) for work in works]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stopped.set()
            for thread in threads:
                thread.join()

    def wait_for(self, more: int) -> None:
        """Wait until the threads have run `more` further pieces of work."""
        enough, deadline = self.done + more, time.monotonic() + 2 * TIMEOUT
        while self.done < enough:
            assert time.monotonic() < deadline, "they do nothing"
            time.sleep(0.02)


def reader_work(url: str, *pages: Callable[[], str]) -> Callable[[], str]:
    """Return the work of a reader who opens these pages in turn and expects a 200 for each."""
    browser, numbers = Browser(url), count()

    def read() -> str:
        page = pages[next(numbers) % len(pages)]()
        answer = browser.fetch(page)
        return "" if answer.status == 200 else f"{page}: {answer.status}"

    return read


@dataclass
class Editor:
    """An editor who adds persons one by one and remembers those that newsdesk confirmed."""

    browser: Browser
    saved: list[str] = field(default_factory=list)
    #: The monotonic time at which the last one was saved.
    at: float = 0.0

    def add(self) -> str:
        slug = f"person-{next(_numbers)}"
        answer = self.browser.fetch("/admin/timeline/person/add/", {"name": slug, "slug": slug})
        if answer.status != 302:
            return f"{slug}: {answer.status}"
        self.saved.append(slug)
        self.at = time.monotonic()
        return ""

    def fields(self, address: str) -> dict[str, str]:
        """Return what a browser would submit for a form: its text, hidden and select fields."""
        page = html5lib.parse(self.browser.fetch(address).text, namespaceHTMLElements=False)
        found = {}
        for field_ in (*page.iter("input"), *page.iter("textarea")):
            if field_.get("type") in {"text", "number", "hidden", None}:
                found[field_.get("name", "")] = field_.get("value") or field_.text or ""
        for select in page.iter("select"):
            chosen = [option for option in select.iter("option") if "selected" in option.attrib]
            found[select.get("name", "")] = chosen[0].get("value", "") if chosen else ""
        return found
