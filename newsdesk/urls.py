from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import include, path

from timeline.views.decorators import safe_methods_only


@safe_methods_only
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect to the icon; browsers request this path on pages that name none, as in the admin."""
    return HttpResponseRedirect(static("timeline/icon.svg"))


urlpatterns = [
    path("admin/", admin.site.urls),
    path("favicon.ico", favicon),
    path("", include("timeline.urls")),
]

handler400 = "newsdesk.errors.bad_request"
handler403 = "newsdesk.errors.forbidden"
handler404 = "newsdesk.errors.not_found"
handler500 = "newsdesk.errors.server_error"
