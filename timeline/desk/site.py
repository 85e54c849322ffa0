"""The admin site of the desk, open to users who have passed the second factor, if they need one."""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from timeline.characters import sanitize
from timeline.desk.keys import is_key
from timeline.desk.refused import forbidden_page, logged_out_fragment, logged_out_page
from timeline.desk.second_factor import is_second_factor_due
from timeline.desk.sign_in import second_factor


class DeskSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not is_second_factor_due(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Check the input of every view of the desk, and keep what was typed if it is refused.

        Values that no database can look for are answered with 400: NUL characters, malformed keys,
        numbers out of range. Text that may not be saved is shown for copying; an HTMX request after
        the session has ended leaves the form as it is."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def checked_view(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if any("\x00" in value for _key, values in request.GET.lists() for value in values):
                raise BadRequest("The address holds a NUL character.")
            if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
                raise BadRequest("What is chosen for an action has no such key.")
            request.GET, request.POST = sanitize(request.GET), sanitize(request.POST)  # type: ignore[assignment]
            if not self.has_permission(request):
                if request.headers.get("HX-Request"):
                    return logged_out_fragment(request)
                if page := logged_out_page(request):
                    return page
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied:
                if page := forbidden_page(request):
                    return page
                raise
            except OverflowError as error:
                if request.method == "POST":
                    raise
                raise BadRequest("The address holds a number that is too large.") from error

        return checked_view

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect users who have given the password, but not their second factor, to its page."""
        if (
            request.method == "GET"
            and super().has_permission(request)
            and is_second_factor_due(request)
        ):
            index = reverse("admin:index")
            query = {REDIRECT_FIELD_NAME: request.GET.get(REDIRECT_FIELD_NAME, index)}
            return redirect(f"{reverse('admin:second_factor')}?{urlencode(query)}")
        return super().login(request, extra_context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Put newsdesk's own models first."""
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: app["app_label"] != "timeline")

    def get_urls(self) -> list[Any]:
        # Not wrapped in `admin_view`, which requires the second factor.
        own_urls = [path("second-factor/", second_factor, name="second_factor")]
        # Without Django's `view_on_site`: its redirect would reveal the title of a draft, which is
        # part of the address, to everyone with an account.
        django_urls = super().get_urls()
        return [
            *own_urls,
            *(each for each in django_urls if getattr(each, "name", "") != "view_on_site"),
        ]
