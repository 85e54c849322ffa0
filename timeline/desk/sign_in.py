"""The pages around signing in: the lockout after wrong passwords, and the second factor."""

from __future__ import annotations

import logging
import math
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate, logout
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp import login as verify_session

from timeline.desk import second_factor as factor
from timeline.desk.pages import FORM_METHODS, render_page

logger = logging.getLogger(__name__)


def locked_out(request: HttpRequest, response: Any, credentials: Any) -> HttpResponse:
    """Answer 429 after too many wrong passwords for one name from one address; say how long."""
    cooloff = settings.AXES_COOLOFF_TIME
    locked = render_page(
        request,
        "admin/locked_out.html",
        _("Too many wrong passwords"),
        status=429,
        limit=settings.AXES_FAILURE_LIMIT,
        minutes=int(cooloff.total_seconds() // 60),
    )
    locked["Retry-After"] = str(int(cooloff.total_seconds()))
    return locked


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


class PasswordForm(forms.Form):
    """Asks for the password again: an open session is not enough to change the second factor."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(*args)
        self.request = request

    def clean_password(self) -> str:
        """Authenticate with the password, so that wrong ones count as at the login."""
        name: str = self.request.user.get_username()
        password: str = self.cleaned_data["password"]
        if authenticate(self.request, username=name, password=password) is None:
            raise forms.ValidationError(_("This isn’t your password. Try again."))
        return password


@never_cache
@require_http_methods(FORM_METHODS)
def second_factor(request: HttpRequest) -> HttpResponse:
    """`/admin/second-factor/`: set up the second factor, ask for it, or manage it."""
    user: Any = request.user
    if not user.is_staff:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if request.method == "POST" and "leave" in request.POST:
        logout(request)
        return redirect("admin:login")
    if factor.phone_of(user) is None:
        return _set_up(request, user)
    return _manage(request, user) if user.is_verified() else _ask_for_code(request, user)


def _set_up(request: HttpRequest, user: Any) -> HttpResponse:
    """Show a key as a QR code, and save the phone once it shows the right code."""
    form = CodeForm(request.POST or None)
    signed_key = request.POST.get("key") or factor.new_key(user)
    try:
        device = factor.phone_with_key(user, signed_key)
    except signing.BadSignature:
        form.add_error(None, _("The page was open for too long. Here is a new code to scan."))
        signed_key = factor.new_key(user)
        device = factor.phone_with_key(user, signed_key)
    if request.method == "POST" and form.is_valid():
        codes = factor.set_up(device, form.cleaned_data["code"])
        if codes:
            logger.info("A second factor was set up by user %s.", user.pk)
            _complete_sign_in(request, device)
            return _show_codes(request, codes)
        form.add_error(
            "code",
            _("This code doesn’t match the picture. Type the newest one that your app shows."),
        )
    return _render(
        request,
        "set_up",
        _("Set up a second factor"),
        form=form,
        key=signed_key,
        qr=factor.qr_code(device),
        typed_key=factor.key_to_type(device),
        required=settings.REQUIRE_2FA,
    )


def _ask_for_code(request: HttpRequest, user: Any) -> HttpResponse:
    """Ask for a code, after each login."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        device = factor.device_for(user, code)
        seconds = _seconds_locked(device)
        if seconds:
            text = ngettext(
                "Too many wrong codes. Wait for %(n)s second, then try again.",
                "Too many wrong codes. Wait for %(n)s seconds, then try again.",
                seconds,
            )
            form.add_error("code", text % {"n": seconds})
        elif verified := factor.verify_code(device, user, code):
            _complete_sign_in(request, verified)
            return redirect(_next_url(request))
        else:
            logger.warning("A wrong second factor was given by user %s.", user.pk)
            form.add_error(
                "code", _("The code is wrong, or was used before. Wait for the next one.")
            )
    return _render(request, "ask", _("Second factor"), form=form)


def _manage(request: HttpRequest, user: Any) -> HttpResponse:
    """Offer new recovery codes or the removal of the phone, given the password."""
    is_change = bool({"codes", "remove"} & request.POST.keys())
    if request.method == "POST" and not is_change:
        return redirect(_next_url(request))
    form = PasswordForm(request, request.POST if is_change else None)
    if is_change and form.is_valid():
        if "codes" in request.POST:
            return _show_codes(request, factor.new_codes(user))
        factor.remove_devices(user)
        logger.info("The second factor of user %s was removed.", user.pk)
        messages.success(request, _("The second factor was removed."))
        return redirect("admin:second_factor" if settings.REQUIRE_2FA else "admin:index")
    context = {"left": factor.codes_left(user), "required": settings.REQUIRE_2FA}
    return _render(request, "manage", _("Second factor"), form=form, **context)


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Show the codes, which is done only once."""
    return _render(request, "codes", _("Recovery codes"), codes=codes, next_url=_next_url(request))


def _render(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    data = request.POST if request.method == "POST" else request.GET
    next_url = data.get(REDIRECT_FIELD_NAME, "")
    return render_page(request, f"admin/second_factor/{name}.html", title, next=next_url, **context)


def _complete_sign_in(request: HttpRequest, device: Any) -> None:
    verify_session(request, device)
    request.session.cycle_key()


def _seconds_locked(device: Any) -> int:
    """Return the seconds until this device accepts another code."""
    if device is None:
        return 0
    allowed, details = device.verify_is_allowed()
    if allowed:
        return 0
    seconds: float = (details["locked_until"] - timezone.now()).total_seconds()
    return max(1, math.ceil(seconds))


def _next_url(request: HttpRequest) -> str:
    """Return the address in the `next` field if it is on this site, else the desk's index."""
    url = request.POST.get(REDIRECT_FIELD_NAME, "")
    is_secure = request.is_secure()
    is_safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=is_secure)
    return url if is_safe else reverse("admin:index")
