from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("timeline.urls")),
]

handler400 = "newsdesk.errors.bad_request"
handler403 = "newsdesk.errors.forbidden"
handler404 = "newsdesk.errors.not_found"
handler500 = "newsdesk.errors.server_error"
