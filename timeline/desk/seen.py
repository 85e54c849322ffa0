"""What readers see beside events: those who may publish change it, and its addresses stay."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from django import forms
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.desk.keeping import KeepingAdmin
from timeline.desk.opened import OpenedForm, OpenedFormSet
from timeline.models import Document, Post
from timeline.models.seen import readers_know, readers_see

#: Other sites, feeds and bookmarks: a link, or a filter, would lead nowhere.
_STAYS = gettext_lazy(
    "readers have seen it, and others may have its addresses, which have to go on answering"
)


class SeenAdmin(KeepingAdmin):
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A name or a headline stands on public pages as soon as it is saved."""
        if not super().has_change_permission(request, obj):
            return False
        return (
            obj is None or request.user.has_perm("timeline.publish_event") or not readers_see(obj)
        )

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """One at a time or many, the page says what stays and why."""
        tree, counts, missing, protected = super().get_deleted_objects(objs, request)
        stays = filter(None, (self.why_it_stays(thing) for thing in objs))
        return tree, counts, missing, [*protected, *stays]

    def why_it_stays(self, thing: Any) -> str:
        """Empty for what can be deleted."""
        if not readers_know(thing):
            return ""
        kind = thing._meta.verbose_name.capitalize()
        said = _("%(kind)s: %(name)s – %(why)s")
        return said % {"kind": kind, "name": thing, "why": _STAYS}


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
                _("“%(name)s” is not deleted: %(why)s."), params={"name": name, "why": _STAYS}
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
