"""The system checks, as run by `manage.py check`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from pytest_django import Settings

from timeline.checks import check_card_fonts, check_static_files


@pytest.mark.parametrize(("folder", "ids"), [("", []), (".", []), ("nothing", ["timeline.E001"])])
def test_a_folder_of_fonts_that_is_none_is_an_error(
    settings: Settings, tmp_path: Path, folder: str, ids: list[str]
) -> None:
    settings.CARD_FONTS = str(tmp_path / folder) if folder else ""
    assert [message.id for message in check_card_fonts()] == ids


def test_static_files_that_were_not_collected_are_an_error_that_names_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert check_static_files() == []
    storage: Any = staticfiles_storage
    noted = {**storage.hashed_files}
    del noted["timeline/timeline.css"]
    monkeypatch.setattr(storage, "hashed_files", noted)
    [found] = check_static_files()
    assert found.id == "timeline.E002"
    assert "1 static files are not in" in found.msg
    assert "timeline/timeline.css" in found.msg


def test_collecting_does_not_ask_for_what_it_collects(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0, skip_checks=False)
    assert (tmp_path / "staticfiles.json").is_file()
