"""Documents in the admin, with their posts inline."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from timeline.desk.double_submits import public_id_from
from timeline.desk.posts import PostInline
from timeline.desk.source_forms import SourceAdmin
from timeline.desk.time_zone_changes import DocumentForm
from timeline.desk.widgets import DATE_FIELD_OVERRIDES
from timeline.models import Document, Post
from timeline.models.versions import keep_versions

#: Up to this many posts are edited inline; among more, nobody would find the one they look for.
MAX_INLINE_POSTS = 100


def _has_inline_posts(request: HttpRequest, document: Document | None) -> bool:
    """Tell whether the document's posts are edited inline.

    For a POST, the formset it sends decides: the number of posts may have changed since.
    """
    if request.method == "POST":
        return "posts-TOTAL_FORMS" in request.POST
    return document is None or document.posts.count() <= MAX_INLINE_POSTS


class DocumentChangeList(ChangeList):
    def get_queryset(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_queryset(*args, **kwargs)
        except ValueError as error:  # `date_hierarchy` of year 9999 has no next year as its bound
            raise IncorrectLookupParameters(error) from error


@admin.register(Document)
class DocumentAdmin(SourceAdmin):
    form = DocumentForm
    list_display = ("headline", "publisher", "published_on", "time_zone")
    search_fields = ("headline", "publisher", "public_id")
    date_hierarchy = "published_on"
    # Assume https where no scheme is typed, as Django 6 does; also silences Django 5's warning.
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        **DATE_FIELD_OVERRIDES,
    }
    inlines = (PostInline,)
    show_full_result_count = False
    readonly_fields = ("its_posts",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DocumentChangeList

    def find_added(self, request: HttpRequest) -> Document | None:
        return Document.objects.filter(public_id=public_id_from(request.POST)).first()

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:
        if not change:
            obj.public_id = public_id_from(request.POST)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, *args: Any) -> None:
        super().save_related(request, form, *args)
        form.move_posts(form.instance)

    def get_inlines(self, request: HttpRequest, obj: Document | None) -> Any:
        return self.inlines if _has_inline_posts(request, obj) else ()

    def get_fields(self, request: HttpRequest, obj: Document | None = None) -> Any:
        placed_fields = {"its_posts", "times_to_keep"}
        fields = [name for name in super().get_fields(request, obj) if name not in placed_fields]
        if obj is not None and self.has_change_permission(request, obj):
            fields.insert(fields.index("time_zone") + 1, "times_to_keep")
        return fields if _has_inline_posts(request, obj) else [*fields, "its_posts"]

    @admin.display(description=_("posts"))
    def its_posts(self, document: Document) -> str:
        """Link to the list of the posts where they are too many to be edited inline."""
        address = reverse("admin:timeline_post_changelist")
        query = urlencode({"document__id__exact": document.pk})
        text = _("All %(count)s posts") % {"count": document.posts.count()}
        return format_html('<a href="{}?{}">{}</a>', address, query, text)

    def reversion_register(self, model: type[models.Model], **options: Any) -> None:
        """Leave out posts, which have their own versions: reverting must not delete newer ones."""
        super().reversion_register(model, **{**options, "follow": ()})

    def keep_version_of(self, request: HttpRequest, obj: models.Model) -> None:
        """Also keep versions of the posts deleted with it, to be recovered once it is back."""
        super().keep_version_of(request, obj)
        posts = list(Post.objects.filter(document_id=obj.pk))
        keep_versions(posts, str(_("Deleted.")), cast("User", request.user))
