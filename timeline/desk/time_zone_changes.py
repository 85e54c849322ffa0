"""Correcting a document's time zone: the editor decides what happens to its posts' times.

Times that were typed as the page shows them keep their wall time, so that the instants change.
Times imported as instants keep these, so that the wall times shown change.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.utils.timezone import override
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from timeline.desk.source_forms import SourceForm
from timeline.models import Document, Post
from timeline.wording import moment


class TimesToKeep(models.TextChoices):
    CLOCK = (
        "clock",
        _("The times that the page shows: in the new time zone, they are other moments"),
    )
    MOMENTS = "moments", _("The moments: in the new time zone, they are shown as other times")


class DocumentForm(SourceForm):
    """Asks what stays of the posts' times, but only when the time zone changes."""

    times_to_keep = forms.ChoiceField(
        label=_("What to keep for the times of its posts"),
        choices=TimesToKeep.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.timed_posts: Any = Post.objects.none()
        if self.is_bound and self.instance.pk and "time_zone" in self.changed_data:
            posts = Post.objects.filter(document=self.instance.pk, published_at__isnull=False)
            self.timed_posts = posts.order_by("number")
        if not self.timed_posts.exists():
            self.fields["times_to_keep"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean() or {}
        if (first := self.timed_posts.first()) and not cleaned_data.get("times_to_keep"):
            count = self.timed_posts.count()
            text = ngettext(
                "%(count)s post has a time in the time zone %(zone)s: %(time)s. Choose what to "
                "keep.",
                "%(count)s posts have times in the time zone %(zone)s, the first %(time)s. "
                "Choose what to keep.",
                count,
            )
            zone: str = self.initial["time_zone"]
            with override(ZoneInfo(zone)):
                time = moment(first.published_at)
            params = {"count": intcomma(count), "zone": zone, "time": time}
            self.add_error("times_to_keep", text % params)
        return cleaned_data

    def move_posts(self, document: Document) -> None:
        """Keep the posts' wall times in the new zone, if the editor chose so.

        Call this after the inline rows are saved: these were loaded before.
        """
        if self.cleaned_data["times_to_keep"] != TimesToKeep.CLOCK:
            return
        old_zone, new_zone = ZoneInfo(self.initial["time_zone"]), ZoneInfo(document.time_zone)
        for post in self.timed_posts:
            post.published_at = post.published_at.astimezone(old_zone).replace(tzinfo=new_zone)
            post.save()
