"""Posts in the admin: as rows of their document, and each with a form of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
from timeline.desk.conflict_forms import ConflictForm, ConflictFormSet, ConflictInline
from timeline.desk.keys import is_key
from timeline.desk.public_objects import KNOWN_TO_READERS
from timeline.desk.quotes import unfound_quotes
from timeline.desk.source_forms import (
    SourceAdmin,
    SourceForm,
    public_events_citing,
    refuse_approved,
)
from timeline.desk.widgets import DATE_FIELD_OVERRIDES, MomentField
from timeline.models import Document, Post
from timeline.models.visibility import is_known_to_readers, is_linked_publicly
from timeline.wording import moment

#: A page is rarely updated for longer than this, in days.
MAX_DAYS_APART = 31
#: Most citations that a message lists; `timeline.desk.quotes` shows all.
MAX_LISTED = 5


class PostForm(ConflictForm):
    """Keeps the document and number of a post whose address readers may have."""

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean() or {}
        changed = {"document", "number"} & set(self.changed_data)
        if not changed or not self.instance.pk:
            return cleaned_data
        document_key = self.initial.get("document", self.instance.document_id)
        if is_known_to_readers(Document.objects.get(pk=document_key)):
            message = _(
                "Readers have seen this post, and others may link to its address, so this "
                "can’t change."
            )
            for name in sorted(changed):
                self.add_error(name, message)
        return cleaned_data

    def check_number(self, freed: Iterable[int] = (), taken: Collection[int] = ()) -> int | None:
        """Report a taken number at its field, with the post that has it and the next free number.

        Django would report it for the form as a whole. Posts with keys in `freed` give up their
        numbers in the same save; `taken` are the numbers of other rows, which are not free. Returns
        the free number if it was suggested."""
        cleaned_data = self.cleaned_data
        document = (
            cleaned_data["document"].pk if "document" in cleaned_data else self.instance.document_id
        )
        number = cleaned_data.get("number")
        posts = Post.objects.filter(document=document).exclude(pk=self.instance.pk)
        remaining = posts.exclude(pk__in=freed)
        if not (document and number and (other := remaining.filter(number=number).first())):
            return None
        last = posts.aggregate(last=Max("number"))["last"]
        free: int = next(each for each in count(last + 1) if each not in taken)
        message = _("“%(headline)s” has this number. The next free number is %(free)s.")
        self.add_error("number", message % {"headline": other.headline, "free": free})
        return free


class PostFormSet(ConflictFormSet):
    """The rows of a document's posts, none of which is deleted if readers may have its address."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """Label the fields for screen readers: Django gives tabular rows column headings only."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def get_unique_error_message(self, unique_check: Any) -> str:
        return _("Two of these posts have the same number. Give each its own.")

    def clean(self) -> None:
        freed = [form.instance.pk for form in self._renumbered_forms()]
        taken = {form.cleaned_data.get("number") for form in self.forms}
        for form in self.forms:
            if "number" in form.changed_data and "DELETE" not in form.changed_data:
                taken.add(form.check_number(freed, taken))
        super().clean()
        deleted = [form for form in self.initial_forms if form.cleaned_data.get("DELETE")]
        if deleted and is_known_to_readers(self.instance):
            name = deleted[0].instance.headline
            raise forms.ValidationError(
                _("“%(name)s” can’t be deleted: %(why)s."),
                params={"name": name, "why": KNOWN_TO_READERS},
            )

    def save(self, commit: bool = True) -> Any:
        """Save, so that posts may swap numbers.

        The unique constraint is checked for each row written, so rows that give up their number are
        moved to an unused one first."""
        posts = Post.objects.filter(document=self.instance)
        taken = {*posts.values_list("number", flat=True)}
        taken |= {form.cleaned_data.get("number") for form in self.forms}
        free = (number for number in count(1) if number not in taken)
        for form in self._renumbered_forms():
            posts.filter(pk=form.instance.pk).update(number=next(free))
        return super().save(commit)

    def _renumbered_forms(self) -> list[Any]:
        """Return the forms of posts that get another number or are deleted."""
        return [
            form for form in self.initial_forms if {"number", "DELETE"} & set(form.changed_data)
        ]


class PostRowForm(PostForm):
    """A row has no fields for a correction, so changes that need one are refused."""

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean() or {}
        changed = [
            name for name in self.instance.fields_shown_to_readers if name in self.changed_data
        ]
        if changed and self.instance.pk and public_events_citing(self.instance).exists():
            message = _("Events that readers see cite this post. Change it in its own form.")
            for name in changed:
                self.add_error(name, message)
        refuse_approved(self)
        return cleaned_data

    def validate_constraints(self) -> None:
        """Skip Django's check: the number may be that of a row that gets another one."""


class _DocumentZoneForm(forms.ModelForm):
    """Shows and reads the time of a post in the zone of its document, as its public page does.

    For a new post, that is the document chosen in the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("published_at")
        if not isinstance(field, MomentField):  # users who may only view have no fields
            return
        if zone := self._zone():
            help_text = _("In the time zone of its document: %(zone)s.") % {"zone": zone}
            field.use_time_zone(ZoneInfo(zone), help_text)
        else:
            field.use_time_zone(get_current_timezone(), _("In the time zone of its document."))

    def _zone(self) -> str | None:
        sent_key = self.data.get(self.add_prefix("document")) or self.initial.get("document")
        key = str(self.instance.document_id or sent_key)
        if not is_key(key):
            return None
        return Document.objects.filter(pk=key).values_list("time_zone", flat=True).first()


class PostAdminForm(SourceForm, PostForm, _DocumentZoneForm):
    """The form of a post on its own page."""

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean()
        if {"document", "number"} & set(self.changed_data):
            self.check_number()
        return cleaned_data


def _post_address(document: Document, post: Post) -> str:
    """Return the post's address without loading its document again for each post."""
    return address("post", document.public_id, post.number)


class PostInline(ConflictInline, admin.TabularInline):
    model = Post
    form = PostRowForm
    formset = PostFormSet
    fields = ("number", "headline", "posted", "opened")
    extra = 0
    show_change_link = True

    def get_formset(self, request: HttpRequest, obj: Document | None = None, **kwargs: Any) -> Any:
        """Link the rows to the public site if readers can see the document and so all its posts."""
        view_on_site = (
            partial(_post_address, obj) if obj is not None and is_linked_publicly(obj) else False
        )
        self.view_on_site = view_on_site  # type: ignore[misc]
        return super().get_formset(request, obj, **kwargs)


@admin.register(Post)
class PostAdmin(SourceAdmin):
    form = PostAdminForm
    list_display = ("headline", "number", "document")
    list_filter = ("document",)
    list_select_related = ("document",)
    search_fields = ("headline", "document__headline", "document__short_name")
    formfield_overrides = DATE_FIELD_OVERRIDES
    autocomplete_fields = ("document",)
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the time to users who may only view as the form does, in the document's zone."""
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
        """Warn of citations that a new text does not hold: they were not checked against it."""
        super().save_model(request, obj, form, change)
        self._warn_of_distant_day(request, obj, form)
        missing = unfound_quotes([obj]) if obj.text and "text" in form.changed_data else []
        if missing:
            message = ngettext(
                "The text doesn’t contain the words of %(count)s citation: %(words)s.",
                "The text doesn’t contain the words of %(count)s citations: %(words)s.",
                len(missing),
            )
            quotes = [f"“{one.words[0]}” ({one.citation.event})" for one in missing[:MAX_LISTED]]
            listed = [*quotes, "…"] if len(missing) > MAX_LISTED else quotes
            params = {"count": intcomma(len(missing)), "words": ", ".join(listed)}
            messages.warning(request, message % params)

    def _warn_of_distant_day(self, request: HttpRequest, post: Post, form: Any) -> None:
        """Warn if post and document are far apart: a wrong year would shift each "today" in it."""
        published = post.document.published_on
        if not {"published_at", "document"} & set(form.changed_data):
            return
        if abs((post.day - published).days) > MAX_DAYS_APART:
            message = _(
                "This post is dated %(day)s, and its document %(published)s. Relative dates in "
                "the post count from its own day. Check that it is right."
            )
            params = {"day": date_format(post.day), "published": date_format(published)}
            messages.warning(request, message % params)
