"""Measure one load of one page in a new browser: its size, its times, and its steps.

Milliseconds count from the start of the navigation, or of a step from its input. A page is idle,
and a step settled, at the last DOM change, response, animation or long task that is followed by a
pause. `probe.js` observes all these from within the page.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Error, Playwright, ViewportSize
from playwright.sync_api import Page as Tab

from bench.peers.pages import EVENTS, REST, STEPS, Page, Profile, Program, Step

#: Milliseconds after which a load or a step fails.
CAP = 30_000
#: Milliseconds without activity that end a load, and a step.
PAUSE_AFTER_LOAD, PAUSE_AFTER_STEP = 1_000, 400
#: Milliseconds from which a task of the main thread counts as long (blocking).
LONG_TASK = 50

WINDOW: ViewportSize = {"width": 1280, "height": 800}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Only this machine is reachable.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
SLOW_NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
SLOW_PROCESSOR = 4
_PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
_READING = f"""() => {{
  const probe = window.newsdeskProbe;
  const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  const delays = probe.blocked.map(([start, length]) => Math.max(0, length - {LONG_TASK}));
  return {{
    first_paint: paint,
    first_event: Math.max(probe.firstEvent, paint),
    blocked: delays.reduce((sum, delay) => sum + delay, 0),
    elements: document.getElementsByTagName("*").length,
  }};
}}"""


class Failure(Exception):
    """The reason why a load or a step has no result."""


@dataclass
class Load:
    """The results of one load; with a `failure`, those measured before it."""

    label: str
    profile: Profile
    figures: dict[str, float] = field(default_factory=dict)
    #: Transferred bytes by resource type, compressed and including headers.
    weight: dict[str, int] = field(default_factory=dict)
    failure: str = ""
    system_load: float = 0.0
    #: The number of the run; each run has all rounds.
    run: int = 1


def measure(playwright: Playwright, page: Page, url: str, profile: Profile) -> Load:
    """Measure a page; a load that fails is a result and raises nothing."""
    load = Load(page.label, profile, system_load=os.getloadavg()[0])
    chromium = playwright.chromium.launch(
        executable_path=os.environ["NEWSDESK_CHROMIUM"], args=list(FLAGS)
    )
    try:
        tab = chromium.new_context(viewport=WINDOW).new_page()
        tab.set_default_timeout(CAP)
        _Visit(tab, page.program, profile, load).run(url)
    except (Failure, Error) as error:
        load.failure = str(error).splitlines()[0]
    finally:
        chromium.close()
    return load


class _Visit:
    def __init__(self, tab: Tab, program: Program, profile: Profile, load: Load) -> None:
        self.tab, self.program, self.load = tab, program, load
        self.requests: dict[str, str] = {}
        self.pending: set[str] = set()
        self.weight: Counter[str] = Counter()
        self.problems: list[str] = []
        tab.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        tab.add_init_script(_PROBE.replace("__EVENTS__", json.dumps(EVENTS[program])))
        self.devtools = tab.context.new_cdp_session(tab)
        self.devtools.send("Network.enable")
        self.devtools.send("Performance.enable")
        if profile == "slow":
            self.devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})
            self.devtools.send("Network.emulateNetworkConditions", SLOW_NETWORK)
        self._listen(self.devtools)

    def run(self, url: str) -> None:
        """Load the page, read its figures, then do its steps."""
        deadline = time.monotonic() + CAP / 1000
        answer = self.tab.goto(url, wait_until="commit")
        if answer is None or not answer.ok:
            raise Failure(f"{url} answered {answer and answer.status}")
        self._wait("loaded", PAUSE_AFTER_LOAD, "no event in view, or not idle,", deadline)
        self._read()
        for step in STEPS[self.program]:
            self.load.figures[step.name] = self._do(step)

    def _listen(self, devtools: CDPSession) -> None:
        def on_request(event: dict[str, Any]) -> None:
            if not event["request"]["url"].startswith("data:"):
                self.requests[event["requestId"]] = event.get("type", "Other")
                self.pending.add(event["requestId"])

        def on_response(event: dict[str, Any]) -> None:
            if event["requestId"] in self.requests:
                self.requests[event["requestId"]] = event["type"]
                if event["response"]["status"] >= 400:
                    problem = f"{event['response']['url']} answered {event['response']['status']}"
                    self.problems.append(problem)

        def on_finished(event: dict[str, Any]) -> None:
            if event["requestId"] in self.requests:
                self.weight[self.requests[event["requestId"]]] += int(event["encodedDataLength"])
            self.pending.discard(event["requestId"])

        def on_failed(event: dict[str, Any]) -> None:
            # HTMX cancels a request when it sends a newer one.
            if event["requestId"] in self.requests and not event.get("canceled"):
                self.problems.append(f"request failed: {event['errorText']}")
            self.pending.discard(event["requestId"])

        devtools.on("Network.requestWillBeSent", on_request)
        devtools.on("Network.responseReceived", on_response)
        devtools.on("Network.loadingFinished", on_finished)
        devtools.on("Network.loadingFailed", on_failed)

    def _wait(self, state: str, pause: int, otherwise: str, deadline: float) -> None:
        """Wait until the probe is in this state and no request is pending; raise Failure if the
        page reports a problem or the deadline passes."""
        while True:
            left = max(1, (deadline - time.monotonic()) * 1000)
            try:
                self.tab.wait_for_function(
                    f"(pause) => window.newsdeskProbe.{state}(pause)",
                    arg=pause,
                    timeout=left,
                    polling=50,
                )
            except Error as error:
                if time.monotonic() < deadline:
                    raise
                raise Failure(f"{otherwise} within {CAP // 1000} s") from error
            if self.problems:
                raise Failure("; ".join(Counter(self.problems)))
            if not self.pending:
                return
            if time.monotonic() >= deadline:
                raise Failure(f"{len(self.pending)} requests without answer in {CAP // 1000} s")
            self.tab.wait_for_timeout(50)

    def _read(self) -> None:
        spent = self._metrics()["TaskDuration"] * 1000
        self.devtools.send("HeapProfiler.collectGarbage")
        self.load.weight = dict(self.weight)
        total = self.weight.total()
        self.load.figures |= self.tab.evaluate(_READING) | {
            "cpu": spent,
            "heap": self._metrics()["JSHeapUsedSize"] / 1e6,
            "requests": len(self.requests),
            "weight": total / 1000,
            "weight_without_fonts": (total - self.weight["Font"]) / 1000,
        }

    def _metrics(self) -> dict[str, float]:
        metrics = self.devtools.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in metrics}

    def _do(self, step: Step) -> float:
        """Perform a step; return the milliseconds from the input until the page is settled."""
        deadline = time.monotonic() + CAP / 1000
        if self.load.profile == "pointed":
            # A hand comes from elsewhere: without this, the browser reports a move of no distance.
            self.tab.mouse.move(1, 1)
            self.tab.locator(step.click).first.hover()
            self.tab.wait_for_timeout(REST)
        self.tab.evaluate("() => window.newsdeskProbe.arm()")
        if step.click:
            self.tab.locator(step.click).first.click()
        elif step.wheel:
            self.tab.locator(step.wheel).first.hover()
            self.tab.mouse.wheel(0, -120)
        else:
            self.tab.evaluate("(topic) => window.newsdeskProbe.call(topic)", step.topic)
        self._wait("done", PAUSE_AFTER_STEP, f"{step.name} is not settled", deadline)
        elapsed: float = self.tab.evaluate(
            """() => {
              const {busy, painted, began} = window.newsdeskProbe;
              return Math.max(busy, painted) - began;
            }"""
        )
        return elapsed
