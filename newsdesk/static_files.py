"""Storage that minifies, hashes and compresses static files, which browsers may cache forever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import rcssmin
import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHORTEN = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}


class ShortenedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Minify scripts and style sheets in addition to what WhiteNoise's storage does."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if not dry_run:
            for name in paths:
                if self._shorten(name):
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def _shorten(self, name: str) -> bool:
        """Minify a file that `collectstatic` has just copied, unless it is minified already."""
        kind = name[name.rfind(".") :]
        if kind not in SHORTEN or f".min{kind}" in name:
            return False
        with self.open(name) as copied:
            source = copied.read().decode()
        self.delete(name)
        self.save(name, ContentFile(SHORTEN[kind](source).encode()))
        return True
