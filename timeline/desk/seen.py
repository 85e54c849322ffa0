"""What readers see beside events: those who may publish change it, and its addresses stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from reversion.models import Version

from timeline.desk.keeping import KeepingAdmin
from timeline.desk.opened import OpenedForm, OpenedFormSet
from timeline.models import Citation, Document, Event, Person, Place, Post, Topic
from timeline.models.versions import WAS_PUBLISHED

#: How an event names it.
_NAMED_BY: dict[type[models.Model], str] = {
    Document: "citations__post__document",
    Post: "citations__post",
    Person: "people",
    Place: "place",
    Topic: "topics",
}

#: Other sites, feeds and bookmarks: a link, or a filter, would lead nowhere.
_STAYS = gettext_lazy(
    "readers have seen it, and others may have its addresses, which have to go on answering"
)


def readers_see(thing: models.Model) -> bool:
    """Does an event name it that is out, or was? One statement."""
    known = Event.objects.published() | Event.objects.retracted()
    return bool(known.filter(**{_NAMED_BY[type(thing)]: thing}).exists())


def readers_know(thing: models.Model) -> bool:
    """Did an event name it at any time that was published? Then others may have its addresses. A
    document's page leads to all its posts. Reads versions where no event names it now: for what is
    done seldom."""
    shown = thing.document if isinstance(thing, Post) else thing
    return readers_see(shown) or _was_named(shown)


def _was_named(thing: models.Model) -> bool:
    """Does a version of a published event name it? Whatever saves an event keeps one. That it may
    have been under embargo is not looked for: rather too much stays than too little."""
    published = Version.objects.get_for_model(Event).filter(WAS_PUBLISHED)
    if isinstance(thing, Document):
        posts = "|".join(str(key) for key in thing.posts.values_list("pk", flat=True))
        cited = Version.objects.get_for_model(Citation).filter(
            serialized_data__regex=f'"post": ({posts})[,}}]'
        )
        return bool(posts) and cited.filter(revision__in=published.values("revision")).exists()
    one, many = f"{thing.pk}[,}}]", f"\\[([0-9, ]* )?{thing.pk}[],]"
    says = f'"{_NAMED_BY[type(thing)]}": ({one}|{many})'
    return bool(published.filter(serialized_data__regex=says).exists())


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


class PostFormSet(OpenedFormSet):
    """The posts beside a document: one whose address readers may have is not deleted there."""

    def clean(self) -> None:
        super().clean()
        deleted = [form for form in self.initial_forms if form.cleaned_data.get("DELETE")]
        if deleted and readers_know(self.instance):
            name = deleted[0].instance.headline
            raise forms.ValidationError(
                _("“%(name)s” is not deleted: %(why)s."), params={"name": name, "why": _STAYS}
            )
