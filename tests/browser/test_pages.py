"""Every kind of page opens, in a browser with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.pages import PAGE_KINDS


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_every_page_opens_with_one_heading_and_no_complaint(reader: Reader, scripts: bool) -> None:
    page = reader.new_page(java_script_enabled=scripts)
    for kind in PAGE_KINDS:
        reader.go(page, kind.path, status=kind.status)
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("h1")).not_to_be_empty()
        expect(page.locator("header.mast")).to_be_visible()
        expect(page.locator("main")).to_be_visible()
        assert page.title().strip().endswith("· newsdesk"), kind.name
        family = page.evaluate("getComputedStyle(document.body).fontFamily")
        assert family.startswith('"Public Sans"'), kind.name
        assert reader.problems == [], kind.name
