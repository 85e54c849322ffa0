"""Posts: beside their document, and each in the admin by itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Max
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline.addresses import address
from timeline.desk.keys import is_key
from timeline.desk.opened import OpenedForm, OpenedFormSet, OpenedInline
from timeline.desk.quotes import unfound
from timeline.desk.seen import STAYS
from timeline.desk.source_forms import SourceAdmin, SourceForm, citing, refuse_approved
from timeline.desk.widgets import DAYS_AND_MOMENTS, MomentField
from timeline.models import Document, Post
from timeline.models.seen import readers_know, readers_see
from timeline.wording import moment

#: A page that is written on for longer than this, in days, is unusual.
DAYS_OF_A_PAGE = 31
#: Citations that a message names; the page of all is `timeline.desk.quotes`.
MOST_NAMED = 5


class PostForm(OpenedForm):
    """Of a post whose address readers may have: document and number stay."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        moved = {"document", "number"} & set(self.changed_data)
        if not moved or not self.instance.pk:
            return found
        on_record = self.initial.get("document", self.instance.document_id)
        if readers_know(Document.objects.get(pk=on_record)):
            said = _("Readers have seen it, and others may have its address: this has to stay.")
            for name in sorted(moved):
                self.add_error(name, said)
        return found

    def check_number(self, leaving: Iterable[int] = ()) -> None:
        """Who has it, and which is free: Django would say of the whole form that there is one. The
        posts of these keys are `leaving` theirs."""
        found = self.cleaned_data
        document = found["document"].pk if "document" in found else self.instance.document_id
        number = found.get("number")
        there = Post.objects.filter(document=document).exclude(pk=self.instance.pk)
        staying = there.exclude(pk__in=leaving)
        if document and number and (other := staying.filter(number=number).first()):
            last = there.aggregate(last=Max("number"))["last"]
            said = _("That is “%(headline)s”. The next number that is free is %(free)s.")
            self.add_error("number", said % {"headline": other.headline, "free": last + 1})


class PostFormSet(OpenedFormSet):
    """The posts beside a document: one whose address readers may have is not deleted there."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """Django gives the fields of a row no labels: the head of a column is none to who hears."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def get_unique_error_message(self, unique_check: Any) -> str:
        return _("Two of these posts have the same number. Give each its own.")

    def clean(self) -> None:
        leaving = [form.instance.pk for form in self._leaving()]
        for form in self.forms:
            if "number" in form.changed_data and "DELETE" not in form.changed_data:
                form.check_number(leaving)
        super().clean()
        deleted = [form for form in self.initial_forms if form.cleaned_data.get("DELETE")]
        if deleted and readers_know(self.instance):
            name = deleted[0].instance.headline
            raise forms.ValidationError(
                _("“%(name)s” is not deleted: %(why)s."), params={"name": name, "why": STAYS}
            )

    def save(self, commit: bool = True) -> Any:
        """Two may change places: the database asks of every row that is written that its number is
        free, so those that leave theirs step aside first."""
        there = Post.objects.filter(document=self.instance)
        taken = {*there.values_list("number", flat=True)}
        taken |= {form.cleaned_data.get("number") for form in self.forms}
        free = (number for number in count(1) if number not in taken)
        for form in self._leaving():
            there.filter(pk=form.instance.pk).update(number=next(free))
        return super().save(commit)

    def _leaving(self) -> list[Any]:
        """The rows of posts that get another number, or are deleted."""
        return [
            form for form in self.initial_forms if {"number", "DELETE"} & set(form.changed_data)
        ]


class PostRowForm(PostForm):
    """A row has no room for a word to readers."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        changed = [name for name in self.instance.told if name in self.changed_data]
        if changed and self.instance.pk and citing(self.instance).exists():
            said = _("Events that readers see cite this post: change it in its own form.")
            for name in changed:
                self.add_error(name, said)
        refuse_approved(self)
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
            field.go_by(ZoneInfo(zone), named)
        else:
            field.go_by(get_current_timezone(), _("By the clock of its document."))

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


def _on_site(document: Document, post: Post) -> str:
    """Without asking for the document once for each of its posts."""
    return address("post", document.public_id, post.number)


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
        leads = partial(_on_site, obj) if obj is not None and readers_see(obj) else False
        self.view_on_site = leads  # type: ignore[misc]
        return super().get_formset(request, obj, **kwargs)


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

    @admin.display(description=gettext_lazy("published at"))
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
