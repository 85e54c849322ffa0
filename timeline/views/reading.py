"""Readers' addresses take no forms: they are read, and whoever sends is told so (405)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def for_reading(view: View) -> View:
    """GET and HEAD alone. Django would ask what is sent for a token first, and answer 403."""
    return csrf_exempt(require_safe(view))
