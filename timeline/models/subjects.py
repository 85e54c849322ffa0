"""People, places, and the topics that are the lanes of the chart."""

from __future__ import annotations

import math

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from timeline.models.old_slugs import Addressed
from timeline.models.text_limits import validate_length
from timeline.models.visible import validate_visible

wikidata_id_validator = RegexValidator(r"^Q[1-9][0-9]*$", _("A Wikidata id looks like Q7747."))


def validate_number(value: float) -> None:
    """Reject NaN, which passes any range, as it compares false, and which isn't JSON (RFC 8259)."""
    if math.isnan(value):
        raise ValidationError(
            _("NaN isn’t a number of degrees. Write one such as 44.5, or leave it out.")
        )


class Subject(Addressed):
    """A person, place or topic of events, whose slug readers filter by."""

    name = models.CharField(_("name"), max_length=120, validators=[validate_visible])
    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)
    description = models.TextField(_("description"), blank=True, validators=[validate_length])

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Person(Subject):
    wikidata_id = models.CharField(
        _("Wikidata id"), max_length=20, blank=True, validators=[wikidata_id_validator]
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")


class Place(Subject):
    wikidata_id = models.CharField(
        _("Wikidata id"), max_length=20, blank=True, validators=[wikidata_id_validator]
    )
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        help_text=_("Degrees, north positive (WGS 84)."),
        validators=[validate_number, MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        help_text=_("Degrees, east positive (WGS 84)."),
        validators=[validate_number, MinValueValidator(-180), MaxValueValidator(180)],
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("place")
        verbose_name_plural = _("places")


class Topic(Subject):
    """A strand of the story. `position` orders the lanes; `slot` picks colour and shape."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    slot = models.PositiveSmallIntegerField(
        _("colour slot"),
        default=1,
        help_text=_("1 blue circle, 2 vermilion square, 3 green diamond, 4 grey triangle, to 8."),
        validators=[MinValueValidator(1), MaxValueValidator(8)],
    )

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slot__gte=1, slot__lte=8), name="topic_slot_1_to_8"
            )
        ]


class OldSubjectSlug(models.Model):
    """A former slug of a topic, a person or a place, which still finds it in queries."""

    slug = models.SlugField(max_length=80, allow_unicode=True)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="old_slugs")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="old_slugs"
    )
    place = models.ForeignKey(Place, on_delete=models.CASCADE, null=True, related_name="old_slugs")

    class Meta:
        default_permissions = ()
        verbose_name = _("old slug")
        verbose_name_plural = _("old slugs")
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["slug"],
                    condition=models.Q(**{f"{owner}__isnull": False}),
                    name=f"old_slug_of_one_{owner}",
                )
                for owner in ("topic", "person", "place")
            ),
            models.CheckConstraint(
                condition=models.Q(topic__isnull=False, person__isnull=True, place__isnull=True)
                | models.Q(topic__isnull=True, person__isnull=False, place__isnull=True)
                | models.Q(topic__isnull=True, person__isnull=True, place__isnull=False),
                name="old_slug_of_one_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.slug
