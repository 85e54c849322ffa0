"""The pages of an import: upload a file, look at its plan, confirm it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from timeline.desk.imports.executor import PlanOutdatedError, execute
from timeline.desk.imports.forms import ConfirmForm, UploadForm
from timeline.desk.imports.planner import plan_import
from timeline.desk.imports.plans import Kind, Plan
from timeline.desk.imports.tracking import tracked_plan
from timeline.desk.pages import FORM_METHODS, render_event_page
from timeline.formats.csv import COLUMNS
from timeline.formats.rows import Sheet
from timeline.formats.tables import MAX_BYTES, MAX_ROWS
from timeline.formats.uploads import read_file
from timeline.models import Upload

#: Rows of a plan on one page.
PAGE_SIZE = 200
#: The rights to add, change and publish events: a file changes hundreds, whatever their state.
IMPORT_PERMISSIONS = ("timeline.add_event", "timeline.change_event", "timeline.publish_event")


@require_http_methods(FORM_METHODS)
@permission_required(IMPORT_PERMISSIONS, raise_exception=True)
def import_events(request: HttpRequest) -> HttpResponse:
    """Upload a file; if it can be read, redirect to its plan."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        Upload.objects.expired().delete()
        name = form.cleaned_data["file"].name
        user: Any = request.user
        upload = Upload.objects.create(name=name, content=form.content, by=user)
        return redirect("admin:timeline_event_import_plan", upload.key)
    limits = {"rows": MAX_ROWS, "megabytes": MAX_BYTES // 2**20}
    return render_event_page(
        request, "import", _("Import events"), form=form, columns=COLUMNS, **limits
    )


@require_http_methods(FORM_METHODS)
@permission_required(IMPORT_PERMISSIONS, raise_exception=True)
def import_plan(request: HttpRequest, key: str) -> HttpResponse:
    """Show what a file would do, or has done. POST imports it or, with `discard`, deletes it."""
    if "\x00" in key:  # PostgreSQL refuses NUL in parameters
        raise Http404(key)
    uploads = Upload.objects.alive().filter(by=request.user)
    upload = get_object_or_404(uploads, key=key)
    if request.method != "POST":
        return _show_plan(request, upload) if upload.is_free else _show_progress(request, upload)
    if "discard" in request.POST and uploads.free().filter(key=key).delete()[0]:
        messages.success(request, _("The file was discarded."))
        return redirect("admin:timeline_event_import")
    if "discard" in request.POST or not upload.claim():
        return redirect("admin:timeline_event_import_plan", key)
    try:
        return _confirm(request, upload)
    finally:
        upload.release()


def _show_plan(request: HttpRequest, upload: Upload) -> HttpResponse:
    user: Any = request.user
    plan = plan_import(_sheet(upload), user)
    return _plan_page(request, upload, plan, ConfirmForm(plan, initial={"digest": plan.digest}))


def _confirm(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Execute the plan if it is the one that was shown; else show what it has become."""
    user: Any = request.user
    tracked = tracked_plan(_sheet(upload), user)
    form = ConfirmForm(tracked.plan, request.POST)
    if not form.is_valid():
        return _plan_page(request, upload, tracked.plan, form)
    if form.cleaned_data["digest"] != tracked.plan.digest:
        return _show_new_plan(request, upload, tracked.plan)
    try:
        execute(tracked, form.comment(upload.name), form.correction, upload.add_progress)
    except PlanOutdatedError:
        return _show_new_plan(request, upload, plan_import(tracked.plan.sheet, user))
    upload.finish()
    messages.success(request, _done(upload))
    return redirect("admin:timeline_event_changelist")


def _show_new_plan(request: HttpRequest, upload: Upload, plan: Plan) -> HttpResponse:
    """Show a plan that differs from the confirmed one, and keep what was typed."""
    messages.error(
        request,
        _(
            "Something was saved in the meantime, so the file would now do what is shown "
            "below. It hasn’t been done yet. Check it and confirm again."
        ),
    )
    return _plan_page(
        request, upload, plan, ConfirmForm(plan, {**request.POST.dict(), "digest": plan.digest})
    )


def _show_progress(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Show the progress of a running import, or the result of a finished one."""
    return _render(request, "import_progress", upload)


def _sheet(upload: Upload) -> Sheet:
    return read_file(bytes(upload.content))


def _done(upload: Upload) -> str:
    """Return how many events were added and changed so far; "" while there are none."""
    upload.refresh_from_db(fields=["added", "changed", "is_done"])
    if not (upload.is_done or upload.added or upload.changed):
        return ""
    added = ngettext(
        "%(n)s event added as a draft", "%(n)s events added as drafts", upload.added
    ) % {"n": upload.added}
    changed = ngettext("%(n)s event changed", "%(n)s events changed", upload.changed) % {
        "n": upload.changed
    }
    return _("%(added)s, %(changed)s.") % {"added": added, "changed": changed}


def _render(request: HttpRequest, name: str, upload: Upload, **context: Any) -> HttpResponse:
    title = _("Import of %(file)s") % {"file": upload.name}
    return render_event_page(request, name, title, upload=upload, done=_done(upload), **context)


def _plan_page(request: HttpRequest, upload: Upload, plan: Plan, form: ConfirmForm) -> HttpResponse:
    selected = request.GET.get("show", "")
    selected = selected if selected in Kind.values else ""
    kinds = [Kind(selected)] if selected else [kind for kind in Kind if kind != Kind.SAME]
    order = list(Kind)
    outcomes = sorted(plan.of_kind(*kinds), key=lambda outcome: order.index(outcome.kind))
    counts = plan.counts
    return _render(
        request,
        "import_plan",
        upload,
        plan=plan,
        form=form,
        selected=selected,
        kinds=[(kind, counts[kind]) for kind in Kind],
        page=Paginator(outcomes, PAGE_SIZE).get_page(request.GET.get("page")),
        has_work=bool(counts[Kind.NEW] or counts[Kind.CHANGED]),
    )
