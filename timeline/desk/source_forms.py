"""Forms of documents and posts: changes to what public events cite need a correction."""

from __future__ import annotations

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.desk.conflict_forms import ConflictForm
from timeline.desk.conflicts import differences
from timeline.desk.double_submits import SubmitOnceAdmin
from timeline.desk.explaining import CORRECTION_FIELDS, ExplainedAdmin, ExplainedForm
from timeline.desk.four_eyes import first_approved, refusal_to_change
from timeline.desk.public_objects import PublicObjectAdmin
from timeline.desk.searching import CaseInsensitiveSearch
from timeline.models import Correction, Document, Event, Post
from timeline.models.visibility import is_linked_publicly, requires_publisher
from timeline.querysets import EventQuerySet

#: The fields that explain a change, to readers and to colleagues.
EXPLANATION_FIELDS = (*CORRECTION_FIELDS, "reason")


def public_events_citing(source: Document | Post) -> EventQuerySet:
    """Return the public events that cite the source."""
    return Event.objects.published().citing(source)


def refuse_approved(form: ConflictForm) -> None:
    """With FOUR_EYES, refuse changes to the source of an event that is approved but not out yet.

    The source is part of what was approved, so nobody changes alone what readers are told of it.
    If a public event cites it, too, the change is a correction instead, shown with that event."""
    source = form.instance
    changed = {*source.fields_shown_to_readers, "document"} & set(form.changed_data)
    if not changed or not source.pk or public_events_citing(source).exists():
        return
    if approved := first_approved(Event.objects.citing(source)):
        message = _("“%(event)s” cites this. %(reason)s")
        reason = refusal_to_change(approved)
        for name in sorted(changed):
            form.add_error(name, message % {"event": approved, "reason": reason})


class SourceForm(ConflictForm, ExplainedForm):
    """Requires a correction for changes to the source of a public event, as the event's form does,
    and the right to publish for anything on a page that readers know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remove_retraction_choice()

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean() or {}
        # Posts are shown on their document's page.
        document = cleaned_data.get("document", self.instance)
        is_publisher = self.user.has_perm("timeline.publish_event")
        if document.pk and not is_publisher and requires_publisher(document):
            message = _(
                "Readers know this document, or will once an embargo is over, so only somebody "
                "who may publish can change it or its posts."
            )
            self.add_error("document" if "document" in cleaned_data else None, message)
        is_explained = self.check_explanation(cleaned_data)
        changed = [
            name for name in self.instance.fields_shown_to_readers if name in self.changed_data
        ]
        if (
            changed
            and not is_explained
            and self.instance.pk
            and public_events_citing(self.instance).exists()
        ):
            labels = [str(self.fields[name].label) for name in changed]
            message = _(
                "Events that readers see cite this. Tell readers what was wrong and what it "
                "says now, or tick “No change of meaning”. Changed: %(fields)s."
            )
            self.add_error("correction_kind", message % {"fields": ", ".join(labels)})
        refuse_approved(self)
        return cleaned_data

    def changes_record(self) -> bool:
        return bool(differences(self, self.compared_fields))


class SourceAdmin(SubmitOnceAdmin, ExplainedAdmin, CaseInsensitiveSearch, PublicObjectAdmin):
    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in super().get_fields(request, obj) if name not in EXPLANATION_FIELDS]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Add the fields of a correction if public events cite the source."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        if not (count := public_events_citing(obj).count()):
            return fieldsets
        description = ngettext(
            "The correction is added to the %(count)s event that readers see and that cites this.",
            "The correction is added to all %(count)s events that readers see and that cite this.",
            count,
        )
        options = {
            "fields": EXPLANATION_FIELDS,
            "description": description % {"count": intcomma(count)},
        }
        return [*fieldsets, (_("What readers are told of this change"), options)]

    def view_on_site(self, source: Document | Post) -> str | None:
        """Link to the public page only if readers can see it."""
        return source.get_absolute_url() if is_linked_publicly(source) else None

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        return type(form.__name__, (form,), {"user": request.user})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        Correction.objects.bulk_create(form.corrections_of(public_events_citing(obj)))
        request.history_comment = form.history_comment()  # type: ignore[attr-defined]
