"""Update the screenshots of docs/desk.md: `make screenshots`.

Serves newsdesk with the shipped data set from a temporary database, performs the tasks that
docs/desk.md describes, and takes a screenshot of each step. NEWSDESK_CHROMIUM names the browser.
"""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "desk"
WIDTH, HEIGHT = 1000, 640
PASSWORD = "for the pictures alone"  # noqa: S105 - of a database that is thrown away
SETUP_SCRIPT = """
from django.contrib.auth.models import Group, User
for name, group in (("mara", "Editor"), ("jonas", "Editor"), ("vera", "Writer")):
    user = User.objects.create_user(name, password=%r, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
from timeline.models import Citation, Event, Post
double = Event.objects.create(
    title="Moscow annexes Crimea", date_edtf="2014-03", date_text="in March 2014", state="published"
)
double.topics.set(Event.objects.get(public_id="x78bwbdb").topics.all())
post = Post.objects.get(number=6)
Citation.objects.create(event=double, post=post, exact="annexed", date_as_written="in 2014")
"""
SHEET = """title,date_text,topics,people,beat
The delegations meet again,"June 16, 2021",Presidents & Putin,Vladimir Putin; Joe Biden,diplomacy
A date with two readings,03/04/2014,Crimea,,
"""
INIT_SCRIPT = """
localStorage.setItem("django.admin.navSidebarIsOpen", "false");
localStorage.setItem("theme", "light");
"""


@contextmanager
def serve() -> Iterator[str]:
    """Serve newsdesk from a temporary database with three users; yield its URL."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        environment = {
            "PATH": os.environ["PATH"],
            "DEBUG": "1",
            "SECRET_KEY": PASSWORD,
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3",
            "SITE_URL": f"http://127.0.0.1:{port}",
        }

        def manage(*arguments: str) -> list[str]:
            return [sys.executable, str(ROOT / "manage.py"), *arguments]

        for command in (
            manage("migrate", "--no-input", "--verbosity", "0"),
            manage("load_dataset", "--verbosity", "0"),
            manage("shell", "--verbosity", "0", "--command", SETUP_SCRIPT % PASSWORD),
        ):
            subprocess.run(command, env=environment, check=True)  # noqa: S603 - our own program
        runserver = manage("runserver", "--noreload", "--skip-checks", str(port))
        with subprocess.Popen(  # noqa: S603 - our own program
            runserver, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as server:
            try:
                wait_for(environment["SITE_URL"])
                yield environment["SITE_URL"]
            finally:
                server.terminate()


def wait_for(site: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{site}/readyz", timeout=5):  # noqa: S310 - our own
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit("The server for the pictures does not answer.")


def save_screenshot(name: str, page: Page, *elements: Locator) -> None:
    """Save a screenshot of the area that spans these elements, or of the viewport, in 64 colors."""
    if elements:
        page.evaluate("window.scrollTo(0, 0)")
        boxes = [box for one in elements if (box := one.bounding_box())]
        top = max(0, min(box["y"] for box in boxes) - 12)
        bottom = max(box["y"] + box["height"] for box in boxes) + 12
        clip = {"x": 0, "y": top, "width": WIDTH, "height": bottom - top}
        png = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    else:
        png = page.screenshot()
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(64)
    picture.save(PICTURES / f"{name}.png", optimize=True)


def log_in(page: Page, name: str) -> None:
    page.goto("/admin/login/?next=/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#user-tools")).to_be_visible()


def open_event(page: Page, words: str) -> None:
    """Open the first event that a search for these words finds."""
    page.goto(f"/admin/timeline/event/?q={words}")
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator("#id_title")).to_be_visible()


def choose(page: Page, row: Locator, words: str) -> None:
    row.locator(".select2-selection").click()
    page.keyboard.type(words)
    page.locator(".select2-results__option--highlighted", has_text=words).click()


def save(page: Page) -> None:
    page.locator('input[name="_save"]').click()


def signing_in(page: Page) -> None:
    log_in(page, "vera")
    page.get_by_role("link", name="Second factor").click()
    save_screenshot("sign-in", page, page.locator("#header"), page.locator("form.leave"))


def importing(page: Page) -> None:
    page.goto("/admin/timeline/event/import/")
    sheet = {"name": "meetings.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    page.locator('input[type="file"]').set_input_files(sheet)  # type: ignore[arg-type]
    page.get_by_role("button", name="Show the plan").click()
    expect(page.locator(".import")).to_be_visible()
    save_screenshot("import", page, page.locator("h1"), page.locator(".import"))


def drawing_and_dating(page: Page) -> None:
    page.goto("/admin/timeline/post/?q=explained")
    page.locator("#result_list tbody th a").first.click()
    page.locator("#id_text").fill(
        "In the words of the post, they left yesterday and come back soon."
    )
    save(page)
    page.locator("#result_list tbody th a").first.click()
    text = page.locator("#id_text")
    text.evaluate(
        "(text) => { const at = text.value.indexOf('yesterday'); text.focus();"
        " text.setSelectionRange(at, at + 9); }"
    )
    expect(page.locator("#new-event")).to_have_attribute("href", re.compile("exact="))
    save_screenshot("draw", page, page.locator("h1"), page.locator(".field-text"))
    page.locator("#new-event").click()
    page.locator("#id_title").fill("The delegation leaves")
    page.locator("#id_date").fill("")  # "yesterday" is already filled in
    page.locator("#id_date").press_sequentially("yesterday")
    expect(page.locator("#reading")).to_contain_text("17 March 2025")
    save_screenshot("date", page, page.locator(".field-date"), page.locator(".field-date_text"))
    page.locator("#id_state").select_option("in_review")
    page.locator("#id_citations-0-date_as_written").fill("yesterday")
    save(page)
    expect(page.locator(".messagelist")).to_be_visible()


def looking_for_work(page: Page) -> None:
    page.goto("/admin/timeline/event/?sources=1&precision=year")
    save_screenshot("list", page)


def publishing(page: Page) -> None:
    page.goto("/admin/timeline/event/?q=delegation")
    page.locator("#action-toggle").check()
    page.locator('select[name="action"]').select_option("publish_selected")
    page.get_by_role("button", name="Go").click()
    save_screenshot("publish", page, page.locator("#content"))
    page.get_by_role("button", name="Yes, change them").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def correcting(page: Page) -> None:
    open_event(page, "delegation")
    page.locator("#id_title").fill("The delegation sets out")
    page.locator("#id_correction_kind").select_option("clarification")
    page.locator("#id_was").fill("It was not clear that they only set out on that day.")
    page.locator("#id_now_says").fill("They set out on 17 March 2025.")
    page.locator("#id_reason").fill("A reader asked")
    notice = page.locator("fieldset", has=page.locator("#id_was"))
    save_screenshot(
        "correct", page, notice, page.locator("fieldset", has=page.locator("#id_reason"))
    )
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()


def editing_at_once(page: Page, colleague: Page) -> None:
    log_in(colleague, "jonas")
    for one in (page, colleague):
        open_event(one, "delegation")
    colleague.locator("#id_title").fill("The delegation departs")
    colleague.locator("#id_citations-0-note").fill("Counted from the day of the post.")
    page.locator("#id_summary").fill("They are to be back within a week.")
    page.locator("#id_citations-0-note").fill("Counted back from Tuesday.")
    for one in (colleague, page):
        one.locator("#id_no_change").check()
        save(one)
    expect(page.locator(".conflict")).to_be_visible()
    save_screenshot("conflict", page, page.locator("h1"), page.locator(".conflict"))


def merging(page: Page) -> None:
    page.goto("/admin/timeline/event/?q=annexes")
    boxes = page.locator("#result_list .action-select")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.locator('select[name="action"]').select_option("merge_selected")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("button", name="Merge them")).to_be_visible()
    save_screenshot(
        "merge",
        page,
        page.locator("h1"),
        page.get_by_role("heading", name="What happens"),
        page.locator("#content ul"),
    )


def comparing(page: Page) -> None:
    open_event(page, "delegation")
    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="Compare").last.click()
    save_screenshot("compare", page, page.locator("#content"))


def take_screenshots() -> None:
    PICTURES.mkdir(exist_ok=True)
    with serve() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["NEWSDESK_CHROMIUM"], args=["--no-sandbox", "--disable-gpu"]
        )

        def desk() -> Page:
            context = browser.new_context(
                base_url=site,
                viewport={"width": WIDTH, "height": HEIGHT},
                reduced_motion="reduce",
                locale="en",
                timezone_id="UTC",
            )
            context.add_init_script(INIT_SCRIPT)
            return context.new_page()

        signing_in(desk())
        editor = desk()
        log_in(editor, "mara")
        importing(editor)
        for step in (drawing_and_dating, looking_for_work, publishing, correcting):
            step(editor)
        editing_at_once(editor, desk())
        merging(editor)
        comparing(editor)
        browser.close()


if __name__ == "__main__":
    take_screenshots()
