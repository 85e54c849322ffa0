"""Events in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from timeline.dates.reading import Unreadable, read
from timeline.desk.authors import STATUS_FIELDS
from timeline.desk.bulk import publish_selected, tag_selected
from timeline.desk.citations import CitationInline
from timeline.desk.compare import compare_versions
from timeline.desk.confirmations import WORDS_STAY, WORDS_UNFOUND
from timeline.desk.deletions import reason_to_keep, visible_counts, visible_objects
from timeline.desk.double_submits import (
    SENT_TWICE,
    SubmitOnceAdmin,
    event_added_by,
    public_id_from,
    token_from,
)
from timeline.desk.event_form import EventForm
from timeline.desk.event_list import EventChangeList
from timeline.desk.explaining import ExplainedAdmin
from timeline.desk.filters import (
    ChangedFilter,
    EmbargoFilter,
    EvidenceFilter,
    ImportanceFilter,
    PrecisionFilter,
    TopicFilter,
)
from timeline.desk.gaps import gaps
from timeline.desk.imports.views import IMPORT_PERMISSIONS, import_events, import_plan
from timeline.desk.merge_event_pages import choose_other, merge_events, merge_selected
from timeline.desk.merged import merged_event_response
from timeline.desk.preview import reading_preview
from timeline.desk.preview_links import preview_link
from timeline.desk.quotes import quotes
from timeline.desk.recoverable import RecoverableAdmin
from timeline.desk.sources import base_of, post_of
from timeline.desk.widgets import DATE_FIELD_OVERRIDES
from timeline.formats.rows import one_line
from timeline.models import Event, Post
from timeline.models.events import MAX_PHRASE_LENGTH
from timeline.querysets import EventQuerySet
from timeline.wording import say_all

#: Replaces Django's success message where nothing was saved.
_CHANGES_NOTHING = _("Nothing was changed, so nothing was saved.")


def _selected_words(request: HttpRequest) -> str:
    """Return the selected words of a post that a new event is created from: `?exact=`."""
    return one_line(request.GET.get("exact", ""))


def _selected_date(request: HttpRequest, post: Post) -> str:
    """Return the selected words if they are a date, else ""."""
    today, zone = base_of(post)
    try:
        return read(_selected_words(request), today=today, zone=zone).text
    except Unreadable:
        return ""


@admin.register(Event)
class EventAdmin(SubmitOnceAdmin, ExplainedAdmin, RecoverableAdmin):
    form = EventForm
    inlines = (CitationInline,)
    list_display = ("title", "date", "place", "importance", "state", "shown_change")
    list_filter = (
        "state",
        EvidenceFilter,
        PrecisionFilter,
        EmbargoFilter,
        ChangedFilter,
        TopicFilter,
        ImportanceFilter,
    )
    actions = (publish_selected, tag_selected, merge_selected)
    history_latest_first = True
    object_history_template = "admin/timeline/event/object_history.html"
    change_list_template = "admin/timeline/event/change_list.html"
    list_select_related = ("place",)
    list_per_page = 50
    search_fields = ("title", "summary", "public_id")  # see `get_search_results`
    autocomplete_fields = ("topics", "people", "place")
    formfield_overrides = DATE_FIELD_OVERRIDES
    readonly_fields = ("kept",)
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("title", "summary", "date", "date_text", "label")}),
        (_("Who and where"), {"fields": ("topics", "people", "place")}),
        (_("Publication"), {"fields": ("state", "publish_at", "importance")}),
        (
            _("More about the date"),
            {"fields": ("date_tz", "date_calendar"), "classes": ("collapse",)},
        ),
    )

    # --- permissions ------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Reserve published and retracted events for users who may publish; refuse merged ones."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is not None and obj.merged_into_id:
            return False
        is_private = obj is None or obj.state in Event.private_states
        return is_private or request.user.has_perm("timeline.publish_event")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("timeline.publish_event")

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Refuse to delete what readers have seen, or what was merged into another event.

        The former is retracted instead, and its address says so; the latter's address leads on.
        """
        is_kept = obj is not None and reason_to_keep(obj)
        return super().has_delete_permission(request, obj) and not is_kept

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """Say which events can't be deleted and why; Django would only say that some can't be."""
        tree, counts, missing, protected = super().get_deleted_objects(objs, request)
        text = _("%(kind)s: %(name)s – %(why)s")
        kind = capfirst(self.opts.verbose_name)
        reasons = [
            text % {"kind": kind, "name": event, "why": why}
            for event in objs
            if (why := reason_to_keep(event))
        ]
        if reasons and self.has_delete_permission(request):
            missing.discard(self.opts.verbose_name)
        return visible_objects(tree), visible_counts(counts), missing, [*protected, *reasons]

    # --- the form ---------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        views: list[tuple[str, Any, str]] = [
            ("gaps/", gaps, "timeline_event_gaps"),
            ("quotes/", quotes, "timeline_event_quotes"),
            ("import/", import_events, "timeline_event_import"),
            ("import/<str:key>/", import_plan, "timeline_event_import_plan"),
            ("reading/", reading_preview, "timeline_event_reading"),
            ("<key:object_id>/preview/", preview_link, "timeline_event_preview"),
            ("<key:object_id>/merge/", choose_other, "timeline_event_merge_choose"),
            ("<key:object_id>/merge/<key:other_id>/", merge_events, "timeline_event_merge"),
            (
                "<key:object_id>/history/<key:version_id>/compare/",
                compare_versions,
                "timeline_event_compare",
            ),
        ]
        urls = [
            path(route, self.admin_site.admin_view(view), name=name) for route, view, name in views
        ]
        return [*urls, *super().get_urls()]

    def get_form(
        self, request: HttpRequest, obj: Event | None = None, change: bool = False, **kwargs: Any
    ) -> type[EventForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        attributes = {
            "user": request.user,
            "live": getattr(request, "live_event", None),
            "is_recovery": getattr(request, "is_recovery", False),
        }
        return type(form.__name__, (form,), attributes)

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """Add the fields about the change itself, correction and reason, for editors only."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is not None and obj.extra:
            fieldsets.append((_("Other imported data"), {"fields": ("kept",)}))
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        change = ("reason", "seen_token", "seen_related", "opened")
        # Also shown if it was posted for an event that is not public: what was typed stays.
        if obj.has_been_public or "correction_kind" in request.POST:
            fields = ("correction_kind", "was", "now_says", "no_change")
            fieldsets.append((_("What readers are told of this change"), {"fields": fields}))
        return [*fieldsets, (_("This change"), {"fields": change})]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead an editor of a merged event to the event that it was merged into."""
        event: Event | None = self.get_object(request, unquote(object_id))
        if event and event.merged_into_id and super().has_change_permission(request):
            return merged_event_response(request, event)
        response: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        return response

    def find_added(self, request: HttpRequest) -> Event | None:
        return event_added_by(request.POST, cast("User", request.user))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        """Answer a form that is sent for the second time without saving it again.

        Not while reverting: then reversion has already written the older version to the database.
        """
        if object_id and request.method == "POST" and not getattr(request, "is_revert", False):
            event: Any = self._get_locked(unquote(object_id))
            if (
                event is not None
                and event.edit_token == token_from(request.POST)
                and self.has_change_permission(request, event)
            ):
                request.success_message = SENT_TWICE  # type: ignore[attr-defined]
                return self.response_change(request, event)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Show conflicts with the record above the form, and past corrections, read-only, below."""
        inlines = context["inline_admin_formsets"]
        citation_conflicts = [
            one for inline in inlines for one in getattr(inline.formset, "conflicts", ())
        ]
        conflict = getattr(context["adminform"].form, "conflict", None)
        event: Event | None = context["original"]
        corrections = event.corrections.select_related("by") if event else ()
        context |= {
            "conflict": conflict,
            "citation_conflicts": citation_conflicts,
            "corrections": corrections,
        }
        # Keep the answers given in checkboxes when the form is shown again for another error.
        context["answers"] = [
            (name, answer)
            for name in (WORDS_STAY, WORDS_UNFOUND)
            for answer in request.POST.getlist(name)
        ]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Take the zone from the post the event is created from, and the selected words, if a date.

        `get_formset_kwargs` fills in the citation.
        """
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        post = self._source_post(request)
        if post is None:
            return initial
        return initial | {"date_tz": post.document.time_zone, "date": _selected_date(request, post)}

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Event, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        post = self._source_post(request)
        if post and request.method == "GET" and isinstance(inline, CitationInline):
            phrase = _selected_words(request)
            if len(phrase) > MAX_PHRASE_LENGTH:
                message = _(
                    "You selected %(count)s characters, but a phrase can have at most %(most)s. "
                    "The rest was left out."
                )
                messages.warning(
                    request, message % {"count": len(phrase), "most": MAX_PHRASE_LENGTH}
                )
            words = {
                "exact": phrase[:MAX_PHRASE_LENGTH],
                "date_as_written": _selected_date(request, post),
            }
            kwargs["initial"] = [{"post": post.pk, **words}]
        return kwargs

    def _source_post(self, request: HttpRequest) -> Post | None:
        """Return the post that a new event is created from: `?post=<id>`."""
        return post_of(request.GET.get("post", ""))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[EventChangeList]:
        return EventChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: EventQuerySet, search_term: str
    ) -> tuple[EventQuerySet, bool]:
        """Search by public id or, as readers do, by the full-text index; yields no duplicates."""
        by_id = queryset.filter(public_id=search_term.strip())
        return (by_id if by_id.exists() else queryset.matching(search_term)), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, with a link to the import for users who may import."""
        may_import = request.user.has_perms(IMPORT_PERMISSIONS)
        context = {"may_import": may_import, **(extra_context or {})}
        response: HttpResponse = super().changelist_view(request, context)
        return response

    @admin.display(description=_("kept from an import"))
    def kept(self, event: Event) -> str:
        """The columns of an imported file that newsdesk has no field for, one per line."""
        lines = sorted(f"{name}: {text}" for name, text in event.extra.items())
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))

    @admin.display(description=_("date"), ordering="date_sort")
    def date(self, event: Event) -> str:
        """The date in the list and the read-only view; the form has a field of the same name."""
        return event.in_words

    @admin.display(description=_("changed"), ordering="updated_at")
    def shown_change(self, event: Event) -> str:
        return date_format(localtime(event.updated_at), "j M Y, H:i")

    def view_on_site(self, event: Event) -> Any:
        """Link only to events that readers can see: a draft has no public page."""
        public = Event.objects.published().filter(pk=event.pk).exists()
        return event.get_absolute_url() if public else None

    # --- saving -----------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        """Save the event, unless nothing has changed: a save notifies readers and followers."""
        if change and form.changes_nothing():
            request.success_message = _CHANGES_NOTHING  # type: ignore[attr-defined]
            return
        obj.updated_by = request.user  # type: ignore[assignment]
        obj.next_token = token_from(request.POST)
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]
            obj.public_id = public_id_from(request.POST)
        super().save_model(request, obj, form, change)
        if correction := form.correction_of(obj):
            correction.save()
        if date_reading := form.date_reading:
            sentence = _("“%(typed)s” was read as %(date)s.") % {
                "typed": form.cleaned_data["date"],
                "date": date_reading.words,
            }
            sentences = [str(sentence), *say_all(date_reading.reading.assumptions)]
            self.message_user(request, " ".join(sentences))
        request.history_comment = form.history_comment()  # type: ignore[attr-defined]

    def log_change(self, request: HttpRequest, obj: Event, message: Any) -> Any:
        is_changed = not hasattr(request, "success_message")
        return super().log_change(request, obj, message) if is_changed else None

    # --- history ----------------------------------------------------------------------------------

    #: Reverting leaves these as they are. The older version may have been a draft, while readers
    #: have seen the event published, or retracted, since; reverting must not undo that in passing.
    not_reverted = STATUS_FIELDS

    def reversion_register(self, model: type[models.Model], **options: Any) -> None:
        """Leave tokens and the first publication out of versions.

        Reverting must not make old tabs or revoked preview links valid again. A deleted event never
        was public, so it must not have a first publication when it is recovered. `announced` is
        derived from the citations.
        """
        options["exclude"] = ("edit_token", "preview_token", "published_at", "announced")
        super().reversion_register(model, **options)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer reverting to a version only to users who may change the event."""
        event = self.get_object(request, unquote(object_id))
        context = {"can_revert": event is not None and self.has_change_permission(request, event)}
        response: HttpResponse = super().history_view(
            request, object_id, {**context, **(extra_context or {})}
        )
        return response

    def revision_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Treat reverting like any other edit, of the event as it is when the edit is confirmed."""
        with transaction.atomic():
            event = self.get_object(request, unquote(object_id))
            live = event and Event.objects.filter(pk=event.pk).locked().first()
            # Check the current event: the older version may have been a draft.
            if live is not None and not self.has_change_permission(request, live):
                raise PermissionDenied
            request.live_event = live  # type: ignore[attr-defined]
            response: HttpResponse = super().revision_view(
                request, object_id, version_id, extra_context
            )
            return response
