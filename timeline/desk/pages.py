"""What the desk's own pages share: the admin's context, HTTP methods of forms, URL names."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models.options import Options
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from timeline.models import Event

#: HTTP methods of a page with a form.
FORM_METHODS = ["GET", "HEAD", "POST"]


def render_page(
    request: HttpRequest, template: str, title: str, *, status: int | None = None, **context: Any
) -> HttpResponse:
    full_context = {**admin.site.each_context(request), "title": title, **context}
    return render(request, template, full_context, status=status)


def render_event_page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    """Render a page whose breadcrumbs lead to the list of events."""
    template = f"admin/timeline/event/{name}.html"
    return render_page(request, template, title, opts=Event._meta, **context)


def url_name(options: Options[Any], name: str) -> str:
    """Return a URL name for `reverse`, like `admin_urlname`, which is typed for templates only."""
    return f"admin:{options.app_label}_{options.model_name}_{name}"
