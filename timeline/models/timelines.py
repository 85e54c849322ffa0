"""Saved timelines: named queries."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from timeline.addresses import address
from timeline.models.old_slugs import Addressed
from timeline.models.text_limits import validate_length
from timeline.models.visible import validate_visible
from timeline.querysets import TimelineQuerySet


class Timeline(Addressed):
    """A saved query with a title and a standfirst. The first one without a query names the home
    page."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)
    title = models.CharField(_("title"), max_length=200, validators=[validate_visible])
    standfirst = models.TextField(_("standfirst"), blank=True, validators=[validate_length])
    query = models.CharField(
        _("query"),
        max_length=1000,
        blank=True,
        help_text=_(
            "As in an address, such as topic=crimea&from=1900. If empty, everything is shown."
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)

    objects = TimelineQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("timeline")
        verbose_name_plural = _("timelines")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "published"]), name="timeline_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("timeline", self.slug)


class OldSlug(models.Model):
    """A former slug of a timeline; its URL redirects."""

    timeline = models.ForeignKey(Timeline, on_delete=models.CASCADE, related_name="old_slugs")
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)

    def __str__(self) -> str:
        return self.slug
