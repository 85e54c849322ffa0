"""The evidence: published documents and the posts they consist of."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from timeline.addresses import address
from timeline.models.ids import new_public_id, public_id_validator, slug_of
from timeline.models.text_limits import validate_length
from timeline.models.visible import validate_visible

web_address_validator = URLValidator(schemes=["http", "https"])


@cache
def known_time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def validate_time_zone(name: str) -> None:
    if name not in known_time_zones():
        raise ValidationError(
            _("“%(name)s” is not an IANA time zone. Write it like America/New_York."),
            params={"name": name},
        )


def source_of(document: str, number: int) -> str:
    """The value for a post in a query: its document's public id and its number ("k3v9x2mt-6")."""
    return f"{document}-{number}"


def document_of(source: str) -> str:
    """The public id of the document in a value made by `source_of`."""
    return source.rpartition("-")[0]


class Document(models.Model):
    """A published page whose posts we cite."""

    #: Fields that readers of an event see (name, link and date), whose changes must be explained to
    #: them. Not `archive_url`, which only leads to a copy of the same text.
    fields_shown_to_readers = (
        "publisher",
        "headline",
        "short_name",
        "url",
        "published_on",
        "time_zone",
    )

    public_id = models.CharField(
        _("public id"),
        max_length=8,
        unique=True,
        editable=False,
        default=new_public_id,
        validators=[public_id_validator],
    )
    publisher = models.CharField(_("publisher"), max_length=120, validators=[validate_visible])
    headline = models.CharField(_("headline"), max_length=200, validators=[validate_visible])
    short_name = models.CharField(
        _("short name"),
        max_length=60,
        validators=[validate_visible],
        help_text=_("The name in source lines, such as “Reuters live page”."),
    )
    slug = models.SlugField(
        _("slug"), max_length=80, allow_unicode=True, blank=True, editable=False
    )
    url = models.URLField(_("address"), max_length=500, validators=[web_address_validator])
    archive_url = models.URLField(
        _("archived at"), max_length=500, blank=True, validators=[web_address_validator]
    )
    published_on = models.DateField(
        _("published on"),
        help_text=_("The day from which relative dates count in posts without a time."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    language = models.CharField(_("language"), max_length=35, default="en")
    summary = models.TextField(_("summary"), blank=True, validators=[validate_length])
    captured_at = models.DateTimeField(_("captured at"), null=True, blank=True)
    text_sha256 = models.CharField(_("SHA-256 of the text"), max_length=64, blank=True)

    class Meta:
        ordering = ["-published_on", "id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = slug_of(self.headline, fallback="document")
        if self.slug.isdigit():  # else the URL would be that of a post
            self.slug = f"document-{self.slug}"
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address("document", self.public_id, self.slug)


class Post(models.Model):
    """One entry of a document, numbered in reading order."""

    #: Fields that the page of an event shows or links with, whose changes must be explained.
    fields_shown_to_readers = ("headline", "summary", "published_at", "posted", "anchor")

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="posts", verbose_name=_("document")
    )
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    headline = models.CharField(_("headline"), max_length=200, validators=[validate_visible])
    summary = models.TextField(_("summary"), blank=True, validators=[validate_length])
    text = models.TextField(
        _("text"), blank=True, help_text=_("The post's own words; never shown to readers.")
    )
    byline = models.CharField(_("byline"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    posted = models.CharField(
        _("when it was posted"),
        max_length=200,
        blank=True,
        help_text=_("What its wording implies, where the page shows no time."),
    )
    anchor = models.CharField(
        _("anchor"), max_length=200, blank=True, help_text=_("Fragment of the page's address.")
    )

    class Meta:
        ordering = ["document", "number"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="post_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="post_number_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.document.short_name}, {self.number}: {self.headline}"

    def get_absolute_url(self) -> str:
        return address("post", self.document.public_id, self.number)

    @property
    def source(self) -> str:
        """The value that identifies this post in a query."""
        return source_of(self.document.public_id, self.number)

    @property
    def day(self) -> datetime.date:
        """The day it was posted, in the zone of its document, or the document's day if unknown.
        Relative dates in the post count from it."""
        if self.published_at is None:
            return self.document.published_on
        return timezone.localdate(self.published_at, ZoneInfo(self.document.time_zone))
