"""The admin site of the desk: open to whoever has signed in wholly."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from timeline.desk.second_factor import is_due
from timeline.desk.sign_in import second_factor


class DeskSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not is_due(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who has given the password is asked for the second factor next."""
        if request.method == "GET" and super().has_permission(request) and is_due(request):
            way = reverse("admin:index")
            query = {REDIRECT_FIELD_NAME: request.GET.get(REDIRECT_FIELD_NAME, way)}
            return redirect(f"{reverse('admin:second_factor')}?{urlencode(query)}")
        return super().login(request, extra_context)

    def get_urls(self) -> list[Any]:
        # Not behind `admin_view`, which lets in only who has passed it.
        ours = [path("second-factor/", second_factor, name="second_factor")]
        return [*ours, *super().get_urls()]
