"""Pages that show text that was sent but can't be saved, so that nobody has to write it again.

It can only be copied, not sent again from here: a form that fails the CSRF check stays refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from newsdesk import errors
from timeline.desk.confirmations import WORDS_STAY, WORDS_UNFOUND
from timeline.desk.conflicts import TAKE_THEIRS, display_value
from timeline.desk.pages import render_page, url_name

#: Names of fields that are never shown.
_SECRET = re.compile(r"password|token|secret|code|key", re.IGNORECASE)
#: Names of fields that nobody types in: formset management, digests of what was shown, buttons.
_NOT_TYPED = re.compile(
    r"_.*|(citations|posts)-[0-9]+-(id|event|document)|.+-(__prefix__-.+|(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS)|initial-.+"
    rf"|post|action|index|select_across|confirmed|shown|digest|{TAKE_THEIRS}|{WORDS_STAY}|{WORDS_UNFOUND}"
    r"|confirm|discard|make|revoke|codes|remove|leave"
)
_ROW = re.compile(r"(?P<prefix>.+)-(?P<number>[0-9]{1,4})-(?P<name>[^-]+)")
#: URL names of sign-in pages, where only secrets are typed.
_SIGN_IN_URLS = {"login", "logout", "second_factor"}


def refused_page(
    request: HttpRequest, status: int, title: str, message: str, link_text: str, address: str
) -> HttpResponse | None:
    """Render what was typed, what happened, and a link to go on with in another tab.

    Returns None if there is no text: then nothing is lost."""
    texts = _typed_texts(request)
    if not texts:
        return None
    context = {"message": message, "typed": texts, "link_text": link_text, "address": address}
    response = render_page(request, "admin/refused.html", title, status=status, **context)
    add_never_cache_headers(response)
    return response


def logged_out_page(request: HttpRequest) -> HttpResponse | None:
    """Show text that was sent after the session had ended (403)."""
    query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return refused_page(
        request,
        403,
        _("You are logged out"),
        _("Your session has ended, and nothing of this was saved. Log in and copy it over."),
        _("Log in in another tab"),
        f"{reverse('admin:login')}?{query}",
    )


def logged_out_fragment(request: HttpRequest) -> HttpResponse:
    """Answer an HTMX request after the session has ended.

    A redirect would swap in the login page. The status is 200: HTMX does not swap in errors."""
    response = render(request, "admin/_logged_out.html")
    add_never_cache_headers(response)
    return response


def forbidden_page(request: HttpRequest) -> HttpResponse | None:
    """Show text sent without permission (403), perhaps because the event was just published."""
    model_admin, match = _model_admin_of(request), request.resolver_match
    key = match.kwargs.get("object_id") if match else None
    address, link_text = reverse("admin:index"), _("Open the desk in another tab")
    if model_admin and key and model_admin.has_view_permission(request):
        address = reverse(url_name(model_admin.opts, "change"), args=[key])
        link_text = _("Open the current version in another tab")
    return refused_page(
        request,
        403,
        _("You can’t save this"),
        _(
            "Nothing of this was saved. You don’t have permission to change it, or no "
            "longer have it, for example because a colleague published it while you were "
            "writing. Show them what you wrote."
        ),
        link_text,
        address,
    )


def deleted_page(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse | None:
    """Show text sent for an object that has been deleted (404)."""
    may_recover = model_admin.has_add_permission(request) and model_admin.has_change_permission(
        request
    )
    return refused_page(
        request,
        404,
        _("Deleted while you were writing"),
        _("It no longer exists, and nothing of this was saved. Copy it to where it belongs."),
        _("See what was deleted, in another tab")
        if may_recover
        else _("Open the list in another tab"),
        reverse(url_name(model_admin.opts, "recoverlist" if may_recover else "changelist")),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was opened before its user logged in again, or is not ours (403)."""
    match = request.resolver_match
    is_desk = match and "admin" in match.app_names and match.url_name not in _SIGN_IN_URLS
    response = None
    if is_desk and not admin.site.has_permission(request):
        response = logged_out_page(request)
    elif is_desk:
        response = refused_page(
            request,
            403,
            _("This form is no longer valid"),
            _(
                "It was opened before you logged in again, and nothing of it was saved. Load "
                "it again and copy over what you wrote."
            ),
            _("Load it again in another tab"),
            request.get_full_path(),
        )
    return response or errors.csrf_failure(request, reason)


# --- reading the submitted text -------------------------------------------------------------------


def _typed_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """Return (label, text) pairs in the order they were sent.

    Empty for a form on another site, which could make us display anything."""
    if request.method != "POST" or not _is_same_origin(request):
        return []
    fields_by_prefix, texts = _fields_by_prefix(request), dict[str, str]()
    for name, values in request.POST.lists():
        if _SECRET.search(name) or _NOT_TYPED.fullmatch(name) or not "".join(values).strip():
            continue
        label, field = _label_and_field(name, fields_by_prefix)
        if field and field.widget.is_hidden:
            continue
        text = _display_text(request, field, values)
        texts[label] = f"{texts[label]} {text}" if label in texts else text
    return list(texts.items())


def _is_same_origin(request: HttpRequest) -> bool:
    """Compare the Origin header, which browsers send with a form; without one it counts as ours."""
    origin = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", origin) in {origin, *settings.CSRF_TRUSTED_ORIGINS}


def _model_admin_of(request: HttpRequest) -> ModelAdmin | None:
    """Return the ModelAdmin whose view serves the request, looking through its decorators."""
    view: Any = request.resolver_match and request.resolver_match.func
    while view:
        if isinstance(owner := getattr(view, "__self__", None), ModelAdmin):
            return owner
        view = getattr(view, "__wrapped__", None)
    return None


def _fields_by_prefix(request: HttpRequest) -> dict[str, tuple[str, dict[str, forms.Field]]]:
    """Map prefixes to what a row is called and its fields; "" is the prefix of the form itself.

    They are read from the form classes: no form is filled in, and nothing is looked up."""
    model_admin = _model_admin_of(request)
    return dict(_prefixed_fields(request, model_admin)) if model_admin else {}


def _prefixed_fields(
    request: HttpRequest, model_admin: ModelAdmin
) -> Iterator[tuple[str, tuple[str, dict[str, forms.Field]]]]:
    yield "", ("", model_admin.get_form(request).base_fields)
    for inline_class in model_admin.get_inlines(request, None):
        inline = inline_class(model_admin.model, model_admin.admin_site)
        formset: Any = inline.get_formset(request)
        yield formset.get_default_prefix(), (str(inline.verbose_name), formset.form.base_fields)


def _label_and_field(
    name: str, fields_by_prefix: dict[str, tuple[str, dict[str, forms.Field]]]
) -> tuple[str, forms.Field | None]:
    """Return the label of a field and the field itself, or its name and None if it is unknown."""
    row = _ROW.fullmatch(name)
    prefix, number, field_name = row.group("prefix", "number", "name") if row else ("", "", name)
    row_name, fields = fields_by_prefix.get(prefix, ("", {}))
    # Date and time of a SplitDateTimeField are sent as "…_0" and "…_1".
    field = fields.get(field_name) or fields.get(re.sub(r"_[01]$", "", field_name))
    if field is None:
        return name, None
    label = capfirst(str(field.label or field_name))
    return (f"{capfirst(row_name)} {int(number) + 1}: {label}" if row else label), field


def _display_text(request: HttpRequest, field: forms.Field | None, values: list[str]) -> str:
    """Return the text as typed; for choices, their names if the user may see them."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        opts = field.queryset.model._meta
        can_view = request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}")
        if not (can_view and admin.site.has_permission(request)):
            return ", ".join(values)
        return display_value(field, values)
    if isinstance(field, forms.MultipleChoiceField):
        return display_value(field, values)
    if isinstance(field, forms.BooleanField):
        return _("Yes")
    return display_value(field, values[-1]) if field else ", ".join(values)
