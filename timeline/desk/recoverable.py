"""Base admin class: deleted objects can be recovered, and no save overwrites another's edit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models, transaction
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from reversion.admin import VersionAdmin
from reversion.models import Version

from timeline.desk.conflict_forms import ConflictForm
from timeline.desk.keys import is_key
from timeline.desk.missing_relations import drop_missing_relations
from timeline.desk.pages import url_name
from timeline.desk.refused import deleted_page
from timeline.desk.reverting import revert_object
from timeline.desk.unique_conflicts import unique_conflict
from timeline.desk.widgets import KeyFieldsAdmin
from timeline.models.versions import keep_version

#: The most objects that an action on a whole list may be applied to.
MAX_AT_ONCE = 10_000


class RecoverableAdmin(KeyFieldsAdmin, VersionAdmin):
    """Keeps a version of every object it deletes, and detects conflicting edits.

    An object that a script created and nobody saved at the desk would have no version to be
    recovered from. `ConflictForm` detects conflicts; another form class has to do so itself.
    """

    form: Any = ConflictForm
    #: Fields that reverting to an older version leaves as they are.
    not_reverted: tuple[str, ...] = ()
    recover_list_template = "admin/recover_list.html"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Take initial values from the URL, except for datetime fields, which can't show text."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        fields = {field.name: field for field in self.opts.fields}
        datetime_fields = {
            name for name in initial if isinstance(fields.get(name), models.DateTimeField)
        }
        return {name: value for name, value in initial.items() if name not in datetime_fields}

    def response_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Refuse an action on too many objects: it holds them in memory, and locks them."""
        is_across = request.POST.get("select_across") == "1"
        if not is_across or (count := queryset.count()) <= MAX_AT_ONCE:
            response: HttpResponse | None = super().response_action(request, queryset)
            return response
        message = _(
            "You selected %(chosen)s, but an action can take at most %(most)s at once. "
            "Narrow the list with filters or a search."
        )
        messages.error(
            request, message % {"chosen": intcomma(count), "most": intcomma(MAX_AT_ONCE)}
        )
        return redirect(request.get_full_path())

    @contextmanager
    def create_revision(self, request: HttpRequest) -> Iterator[None]:
        """Create a revision for POST requests only.

        A revision begins a transaction, for which SQLite waits until nobody else writes; opening a
        form must not wait for that.
        """
        if request.method == "POST":
            with super().create_revision(request):
                yield
        else:
            yield

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Skip the revision that reversion creates around the whole view, for `list_editable`.

        Actions create one revision per object, so that each can be reverted without the others.
        """
        context = {"has_change_permission": self.has_change_permission(request)}
        model_admin: Any = super(VersionAdmin, self)
        response: HttpResponse = model_admin.changelist_view(
            request, context | (extra_context or {})
        )
        return response

    def recoverlist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        deleted = Version.objects.get_deleted(self.model).select_related("revision__user")
        context = {"deleted": deleted.order_by("-pk"), **(extra_context or {})}
        response: HttpResponse = super().recoverlist_view(request, context)
        return response

    def recover_view(
        self, request: HttpRequest, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse to recover an object that exists: an older version would overwrite it."""
        version = get_object_or_404(self._version_queryset(version_id))
        if self.model._default_manager.filter(pk=version.object_id).exists():
            messages.info(request, _("It isn’t deleted. Older versions are under “History”."))
            return redirect(url_name(self.opts, "change"), version.object_id)
        request.is_recovery = True  # type: ignore[attr-defined]
        response: HttpResponse = super().recover_view(request, version_id, extra_context)
        return response

    def revision_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Accept versions of this model only.

        reversion looks up the version's id and the object's key alone, and would revert an object
        of another model that matches both, bypassing the rules of that model's form.
        """
        get_object_or_404(self._version_queryset(version_id), object_id=unquote(object_id))
        response: HttpResponse = super().revision_view(
            request, object_id, version_id, extra_context
        )
        return response

    def _version_queryset(self, number: str) -> models.QuerySet[Version]:
        """Return a queryset of this model's version with this id; empty if there is none."""
        versions: models.QuerySet[Version] = Version.objects.get_for_model(self.model)
        return versions.filter(pk=number) if is_key(number) else versions.none()

    def _reversion_revisionform_view(
        self, request: HttpRequest, version: Version, *args: Any
    ) -> Any:
        """Show or save the form of an older version, compared with what is on record now.

        The version may refer to deleted objects, and its unique values may be taken by another.
        """
        if self.has_view_permission(request) and (conflict := unique_conflict(version)):
            messages.error(request, conflict)
            return redirect(url_name(self.opts, "changelist"))
        request.is_revert = True  # type: ignore[attr-defined]
        with transaction.atomic():
            live = self._get_locked(version.object_id)
            request.stored_values = model_to_dict(live) if live else {}  # type: ignore[attr-defined]
            # Revert this object alone, not its whole revision: see `timeline.desk.reverting`.
            version.revision.revert = lambda delete: revert_object(version, live, self.not_reverted)
            return super()._reversion_revisionform_view(request, version, *args)

    def _get_locked(self, key: str) -> models.Model | None:
        """Return the object on record, locked for this transaction; None if there is none."""
        objects = self.model._base_manager.select_for_update()
        return objects.filter(pk=key).first() if is_key(key) else None

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        stored_values = getattr(request, "stored_values", None)
        return type(form.__name__, (form,), {"stored_values": stored_values})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out `opened` when adding or only viewing: there is no edit to overwrite."""
        fields = super().get_fields(request, obj)
        if obj is not None and self.has_change_permission(request, obj):
            return fields
        return [name for name in fields if name != "opened"]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Show above the form what was changed elsewhere since it was opened."""
        rows = [row for inline in context["inline_admin_formsets"] for row in inline.formset.forms]
        conflicts = [("", getattr(context["adminform"].form, "conflicts", ()))]
        for row in rows:
            if row_conflicts := getattr(row, "conflicts", ()):
                conflicts.append((str(row.instance), row_conflicts))
        context["conflicts"] = [
            (heading, differences) for heading, differences in conflicts if differences
        ]
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        """Lock the object before it is loaded for a save: it can't change while being compared."""
        if object_id and request.method == "POST" and self.has_change_permission(request):
            locked = self._get_locked(unquote(object_id))
            if not locked and (page := deleted_page(request, self)):
                return page
        if object_id and getattr(request, "is_revert", False):
            obj = self.get_object(request, unquote(object_id))
            removed = drop_missing_relations(obj) if obj else []
            if removed:
                message = _("Left out because it has been deleted since: %(fields)s.")
                messages.warning(request, message % {"fields": get_text_list(removed, _("and"))})
        return super().changeform_view(request, object_id, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        """Say that a recovered object is back; Django would say that it was changed."""
        if not getattr(request, "is_recovery", False):
            response: HttpResponse = super().response_change(request, obj)
            return response
        change = url_name(self.opts, "change")
        message = format_html(
            _("The {kind} “{name}” was recovered."),
            kind=self.opts.verbose_name,
            name=format_html('<a href="{}">{}</a>', reverse(change, args=[obj.pk]), obj),
        )
        self.message_user(request, message, messages.SUCCESS)
        return redirect(url_name(self.opts, "changelist"))

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        self.keep_version_of(request, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.keep_version_of(request, obj)
        super().delete_queryset(request, queryset)

    def keep_version_of(self, request: HttpRequest, obj: models.Model) -> None:
        """Keep a version before deleting: a revision closed after that would leave it out."""
        keep_version(obj, _("Deleted."), cast("User", request.user))
