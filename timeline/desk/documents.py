"""Documents and posts in the admin."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from timeline.desk.explaining import CORRECTION, ExplainedAdmin, ExplainedForm
from timeline.desk.opened import OpenedForm, OpenedInline
from timeline.desk.searching import AnyCaseSearch
from timeline.desk.seen import PostForm, PostFormSet, SeenAdmin
from timeline.desk.widgets import MOMENTS
from timeline.models import Correction, Document, Event, Post
from timeline.models.versions import keep_versions
from timeline.querysets import EventQuerySet

#: Posts that can be edited beside their document; of more, nobody finds the one that is looked for.
MOST_BESIDE = 100

#: What names a source to the readers of an event, and leads them to it. An archived copy is one
#: more way to the same words.
SOURCE = ("publisher", "headline", "short_name", "url", "published_on")
#: The fields that say why.
EXPLAINED = (*CORRECTION, "reason")


def _citing(document: Document) -> EventQuerySet:
    """The public events whose source it is."""
    public = Event.objects.published()
    return public.filter(citations__post__document=document).distinct()


class DocumentForm(OpenedForm, ExplainedForm):
    """The source of a public event changes with a word to its readers, as the event itself does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["correction_kind"]
        # An event is taken back where it stands, not by its source.
        kinds.choices = [one for one in kinds.choices if one[0] != Correction.Kind.RETRACTION]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        is_explained = self.check_halves(found)
        changed = [name for name in SOURCE if name in self.changed_data]
        if changed and not is_explained and self.instance.pk and _citing(self.instance).exists():
            labels = [str(self.fields[name].label) for name in changed]
            said = _(
                "Events that readers see cite this document. Tell them what was wrong and what it "
                "says now, or tick “No change of meaning”. Changed: %(fields)s."
            )
            self.add_error("correction_kind", said % {"fields": ", ".join(labels)})
        return found


def _are_beside(request: HttpRequest, document: Document | None) -> bool:
    """Do its posts stand beside it? Whoever was shown them sends them, and whoever was not sends
    none, however many there are by now."""
    if request.method == "POST":
        return "posts-TOTAL_FORMS" in request.POST
    return document is None or document.posts.count() <= MOST_BESIDE


class PostInline(OpenedInline, admin.TabularInline):
    model = Post
    form = PostForm
    formset = PostFormSet
    fields = ("number", "headline", "posted", "opened")
    extra = 0
    show_change_link = True


@admin.register(Document)
class DocumentAdmin(ExplainedAdmin, AnyCaseSearch, SeenAdmin):
    form = DocumentForm
    list_display = ("headline", "publisher", "published_on", "time_zone")
    search_fields = ("headline", "publisher", "public_id")
    date_hierarchy = "published_on"
    # What is typed without a scheme is https, as in Django 6, and Django 5 need not warn of it.
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        **MOMENTS,
    }
    inlines = (PostInline,)
    show_full_result_count = False
    readonly_fields = ("its_posts",)

    def get_inlines(self, request: HttpRequest, obj: Document | None) -> Any:
        return self.inlines if _are_beside(request, obj) else ()

    def get_fields(self, request: HttpRequest, obj: Document | None = None) -> Any:
        apart = {"its_posts", *EXPLAINED}
        fields = [name for name in super().get_fields(request, obj) if name not in apart]
        return fields if _are_beside(request, obj) else [*fields, "its_posts"]

    def get_fieldsets(self, request: HttpRequest, obj: Document | None = None) -> Any:
        """The correction stands where the change is made, and only if anybody reads of it."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        if not (citing := _citing(obj).count()):
            return fieldsets
        said = ngettext(
            "It is written to the %(count)s event that readers see and that cites this document.",
            "It is written to each of the %(count)s events that readers see and that cite this "
            "document.",
            citing,
        )
        told = {"fields": EXPLAINED, "description": said % {"count": intcomma(citing)}}
        return [*fieldsets, (_("What readers are told of this change"), told)]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        return type(form.__name__, (form,), {"user": request.user})

    def save_model(
        self, request: HttpRequest, obj: Document, form: DocumentForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        told = _citing(obj).only("pk") if form.cleaned_data["correction_kind"] else ()
        notes = (form.correction_of(event) for event in told)
        Correction.objects.bulk_create(filter(None, notes))
        request.why = form.why()  # type: ignore[attr-defined]

    @admin.display(description=_("posts"))
    def its_posts(self, document: Document) -> str:
        """The way to them where they are too many to stand here."""
        address = reverse("admin:timeline_post_changelist")
        query = urlencode({"document__id__exact": document.pk})
        text = _("All %(count)s posts") % {"count": document.posts.count()}
        return format_html('<a href="{}?{}">{}</a>', address, query, text)

    def reversion_register(self, model: type[models.Model], **options: Any) -> None:
        """Posts have versions of their own: an older document must not take away newer posts."""
        super().reversion_register(model, **{**options, "follow": ()})

    def keep(self, request: HttpRequest, obj: models.Model) -> None:
        """Its posts are deleted with it; once it is back, each of them can be brought back."""
        super().keep(request, obj)
        posts = list(Post.objects.filter(document_id=obj.pk))
        keep_versions(posts, str(_("Deleted.")), cast("User", request.user))


@admin.register(Post)
class PostAdmin(AnyCaseSearch, SeenAdmin):
    form = PostForm
    list_display = ("headline", "number", "document")
    list_filter = ("document",)
    list_select_related = ("document",)
    search_fields = ("headline", "document__headline", "document__short_name")
    formfield_overrides = MOMENTS
    autocomplete_fields = ("document",)
    show_full_result_count = False
