"""Documents and posts in the admin."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import get_current_timezone, override
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from timeline.desk.clocks import DocumentForm
from timeline.desk.keys import is_key
from timeline.desk.opened import OpenedInline
from timeline.desk.quotes import unfound
from timeline.desk.seen import PostForm, PostFormSet
from timeline.desk.sent_twice import id_left
from timeline.desk.source_forms import SourceAdmin, SourceForm, citing
from timeline.desk.widgets import DAYS_AND_MOMENTS, MomentField
from timeline.models import Document, Post
from timeline.models.seen import readers_see
from timeline.models.versions import keep_versions
from timeline.wording import moment

#: Posts that can be edited beside their document; of more, nobody finds the one that is looked for.
MOST_BESIDE = 100
#: A page that is written on for longer than this, in days, is unusual.
DAYS_OF_A_PAGE = 31
#: Citations that a message names; the page of all is `timeline.desk.quotes`.
MOST_NAMED = 5


def _are_beside(request: HttpRequest, document: Document | None) -> bool:
    """Do its posts stand beside it? Whoever was shown them sends them, and whoever was not sends
    none, however many there are by now."""
    if request.method == "POST":
        return "posts-TOTAL_FORMS" in request.POST
    return document is None or document.posts.count() <= MOST_BESIDE


class PostRowForm(PostForm):
    """A row has no room for a word to readers."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        changed = [name for name in self.instance.told if name in self.changed_data]
        if changed and self.instance.pk and citing(self.instance).exists():
            said = _("Events that readers see cite this post: change it in its own form.")
            for name in changed:
                self.add_error(name, said)
        return found

    def validate_constraints(self) -> None:
        """Its number may be that of a row that gets another: see `PostFormSet`."""


class _ByItsDocument(forms.ModelForm):
    """A page shows times by its own clock, and so does the form of a post: by that of its document
    on record or, of a new one, of the document that is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("published_at")
        if not isinstance(field, MomentField):  # who only looks has no fields
            return
        if zone := self._zone():
            named = _("By the clock of its document: %(zone)s.") % {"zone": zone}
            field.go_by(ZoneInfo(zone), str(named))
        else:
            field.go_by(get_current_timezone(), str(_("By the clock of its document.")))

    def _zone(self) -> str | None:
        chosen = self.data.get(self.add_prefix("document")) or self.initial.get("document")
        document = str(self.instance.document_id or chosen)
        if not is_key(document):
            return None
        return Document.objects.filter(pk=document).values_list("time_zone", flat=True).first()


class OwnPostForm(SourceForm, PostForm, _ByItsDocument):
    """Of a post on its own page."""

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if {"document", "number"} & set(self.changed_data):
            self.check_number()
        return found


class PostInline(OpenedInline, admin.TabularInline):
    model = Post
    form = PostRowForm
    formset = PostFormSet
    fields = ("number", "headline", "posted", "opened")
    extra = 0
    show_change_link = True

    def get_formset(self, request: HttpRequest, obj: Document | None = None, **kwargs: Any) -> Any:
        """A link to each on the site only where readers would find it: all of a document, or
        none."""
        self.view_on_site = obj is not None and readers_see(obj)  # type: ignore[misc]
        return super().get_formset(request, obj, **kwargs)


class DocumentList(ChangeList):
    def get_queryset(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_queryset(*args, **kwargs)
        except ValueError as error:  # the last year of the calendar has no next one to end before
            raise IncorrectLookupParameters(error) from error


@admin.register(Document)
class DocumentAdmin(SourceAdmin):
    form = DocumentForm
    list_display = ("headline", "publisher", "published_on", "time_zone")
    search_fields = ("headline", "publisher", "public_id")
    date_hierarchy = "published_on"
    # What is typed without a scheme is https, as in Django 6, and Django 5 need not warn of it.
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        **DAYS_AND_MOMENTS,
    }
    inlines = (PostInline,)
    show_full_result_count = False
    readonly_fields = ("its_posts",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DocumentList

    def added_already(self, request: HttpRequest) -> Document | None:
        return Document.objects.filter(public_id=id_left(request.POST)).first()

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:
        if not change:
            obj.public_id = id_left(request.POST)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, *args: Any) -> None:
        super().save_related(request, form, *args)
        form.move_posts(form.instance)

    def get_inlines(self, request: HttpRequest, obj: Document | None) -> Any:
        return self.inlines if _are_beside(request, obj) else ()

    def get_fields(self, request: HttpRequest, obj: Document | None = None) -> Any:
        ours = {"its_posts", "times_stay"}
        fields = [name for name in super().get_fields(request, obj) if name not in ours]
        if obj is not None and self.has_change_permission(request, obj):
            fields.insert(fields.index("time_zone") + 1, "times_stay")
        return fields if _are_beside(request, obj) else [*fields, "its_posts"]

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
class PostAdmin(SourceAdmin):
    form = OwnPostForm
    list_display = ("headline", "number", "document")
    list_filter = ("document",)
    list_select_related = ("document",)
    search_fields = ("headline", "document__headline", "document__short_name")
    formfield_overrides = DAYS_AND_MOMENTS
    autocomplete_fields = ("document",)
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who only looks reads the time as the form shows it."""
        fields = super().get_fields(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fields
        return ["when_published" if name == "published_at" else name for name in fields]

    @admin.display(description=_("published at"))
    def when_published(self, post: Post) -> str:
        if post.published_at is None:
            return str(self.get_empty_value_display())
        with override(ZoneInfo(post.document.time_zone)):
            return moment(post.published_at)

    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:
        """What was cited before the text was kept here, or changed, was held against another."""
        super().save_model(request, obj, form, change)
        self._ask_about_day(request, obj, form)
        missing = unfound([obj]) if obj.text and "text" in form.changed_data else []
        if missing:
            said = ngettext(
                "The text does not hold the words of %(count)s citation: %(words)s.",
                "The text does not hold the words of %(count)s citations: %(words)s.",
                len(missing),
            )
            some = [f"“{one.words[0]}” ({one.citation.event})" for one in missing[:MOST_NAMED]]
            listed = [*some, "…"] if len(missing) > MOST_NAMED else some
            names = {"count": intcomma(len(missing)), "words": ", ".join(listed)}
            messages.warning(request, said % names)

    def _ask_about_day(self, request: HttpRequest, post: Post, form: Any) -> None:
        """A slip in its year would make another date of every "today" in it."""
        published = post.document.published_on
        if not {"published_at", "document"} & set(form.changed_data):
            return
        if abs((post.day - published).days) > DAYS_OF_A_PAGE:
            said = _(
                "This post is of %(day)s, and its document of %(published)s. Relative dates in the "
                "post count from its own day: is it right?"
            )
            named = {"day": date_format(post.day), "published": date_format(published)}
            messages.warning(request, said % named)
