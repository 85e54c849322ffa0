"""Scripts and style sheets are served minified and compressed, and do the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import brotli
import pytest
from django.core.management import call_command

SCRIPT = """// Says what a reader's browser should do.
const greet = (name) => {
  // A comment.
  return `hello, ${name}`;
};
"""
STYLE = """/* A comment. */
a:is(.b, .c) > d + e { width: calc(100% - 2 * var(--gap)); }
@container list (width < 62rem) { a { color: red } }
"""


@pytest.fixture
def served(tmp_path: Path, settings: Any) -> Path:
    sources, root = tmp_path / "sources", tmp_path / "static"
    sources.mkdir()
    (sources / "ours.js").write_text(SCRIPT)
    (sources / "theirs.min.js").write_text(SCRIPT)
    (sources / "ours.css").write_text(STYLE)
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [sources], root
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "newsdesk.static_files.MinifiedStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return root


def only(root: Path, pattern: str) -> str:
    """Return the text of the only file that matches a pattern."""
    [found] = root.glob(pattern)
    return found.read_text()


def test_comments_and_indentation_are_not_served(served: Path) -> None:
    script, style = only(served, "ours.????????????.js"), only(served, "ours.????????????.css")
    assert script == "const greet=(name)=>{return`hello, ${name}`;};"
    assert style.startswith("a:is(.b,.c)>d + e{width:calc(100% - 2 * var(--gap))}")
    assert "@container list (width < 62rem)" in style


def test_what_others_have_shortened_stays(served: Path) -> None:
    assert only(served, "theirs.min.????????????.js") == SCRIPT


def test_each_is_compressed_beforehand(served: Path) -> None:
    [plain] = served.glob("ours.????????????.css")
    compressed = plain.with_name(f"{plain.name}.br").read_bytes()
    assert len(compressed) < plain.stat().st_size
    assert brotli.decompress(compressed) == plain.read_bytes()


def test_collecting_again_changes_nothing(served: Path) -> None:
    before = sorted(path.name for path in served.iterdir())
    call_command("collectstatic", interactive=False, verbosity=0)
    assert sorted(path.name for path in served.iterdir()) == before
