"""Static files as they are served: smaller, hashed, compressed, kept for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import rcssmin
import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHORTEN = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}


class ShortenedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Comments and indentation are for who reads the sources, not for who loads a page."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if not dry_run:
            for name in paths:
                if self._shorten(name):
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def _shorten(self, name: str) -> bool:
        """Shorten what `collectstatic` has just copied; what others have shortened stays."""
        kind = name[name.rfind(".") :]
        if kind not in SHORTEN or f".min{kind}" in name:
            return False
        with self.open(name) as copied:
            source = copied.read().decode()
        self.delete(name)
        self.save(name, ContentFile(SHORTEN[kind](source).encode()))
        return True
