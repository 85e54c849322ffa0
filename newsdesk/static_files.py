"""Storage that minifies, hashes and compresses static files, which browsers may cache forever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import rcssmin
import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

MINIFIERS = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}


class MinifiedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Minify scripts and style sheets in addition to what WhiteNoise's storage does."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if not dry_run:
            for name in paths:
                if self._minify(name):
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def _minify(self, name: str) -> bool:
        """Minify a file that `collectstatic` has just copied, unless it is minified already."""
        extension = name[name.rfind(".") :]
        if extension not in MINIFIERS or f".min{extension}" in name:
            return False
        with self.open(name) as file:
            source = file.read().decode()
        self.delete(name)
        self.save(name, ContentFile(MINIFIERS[extension](source).encode()))
        return True
