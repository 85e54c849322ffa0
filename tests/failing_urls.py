"""URLconf of the site plus a view that raises an error, for testing the error page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from newsdesk.urls import handler400, handler403, handler404, handler500
from newsdesk.urls import urlpatterns as site_urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def raise_error(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


urlpatterns = [path("fails/", raise_error), *site_urlpatterns]
