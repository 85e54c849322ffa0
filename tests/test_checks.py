"""What `manage.py check` says about the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from timeline.checks import fonts_are_where_they_should_be


@pytest.mark.parametrize(("folder", "ids"), [("", []), (".", []), ("nothing", ["timeline.E001"])])
def test_a_folder_of_fonts_that_is_none_is_an_error(
    settings: Settings, tmp_path: Path, folder: str, ids: list[str]
) -> None:
    settings.CARD_FONTS = str(tmp_path / folder) if folder else ""
    assert [message.id for message in fonts_are_where_they_should_be()] == ids
