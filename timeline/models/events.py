"""Events, and the citations of the passages that support them."""

from __future__ import annotations

import datetime
import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from timeline.addresses import address
from timeline.cursors import Cursor
from timeline.dates import edtf
from timeline.models.dating import Dated
from timeline.models.documents import Post
from timeline.models.ids import new_public_id, public_id_validator, slug_of
from timeline.models.subjects import Person, Place, Topic
from timeline.models.text_limits import validate_length
from timeline.models.visible import validate_visible
from timeline.querysets import CHRONOLOGICAL, EventQuerySet

#: Citations that one event may have: nobody would check each of more than this.
MAX_EVENT_CITATIONS = 200
#: Maximum length of a citation's phrase, in characters.
MAX_PHRASE_LENGTH = 200


class Event(Dated):
    """Something that happened at a date: a card in the list, a mark on the chart, a page."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        PUBLISHED = "published", _("published")
        RETRACTED = "retracted", _("retracted")
        MERGED = "merged", _("merged")

    #: The states of an event that has not been published yet.
    private_states = (State.DRAFT, State.IN_REVIEW)

    public_id = models.CharField(
        _("public id"),
        max_length=8,
        unique=True,
        editable=False,
        default=new_public_id,
        validators=[public_id_validator],
    )
    title = models.CharField(_("title"), max_length=200, validators=[validate_visible])
    slug = models.SlugField(
        _("slug"), max_length=80, allow_unicode=True, blank=True, editable=False
    )
    label = models.CharField(
        _("label"),
        max_length=24,
        blank=True,
        help_text=_("A word or two for its mark on the chart, such as “Annexed”."),
    )
    summary = models.TextField(_("summary"), blank=True, validators=[validate_length])
    people = models.ManyToManyField(
        Person, blank=True, related_name="events", verbose_name=_("people")
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="events", verbose_name=_("topics")
    )
    #: Its first topic in the order of Topic.position; maintained by `timeline.models.lanes`.
    lane = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    #: Whether all its sources were published before its date began; maintained by
    #: `timeline.models.announced`.
    announced = models.BooleanField(
        default=False,
        db_default=False,  # for old code still running during a deploy
        editable=False,
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("place"),
    )
    importance = models.PositiveSmallIntegerField(
        _("importance"),
        default=3,
        help_text=_("5 carries the story, 1 is a detail: decides which marks get a label."),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    publish_at = models.DateTimeField(
        _("not before"),
        null=True,
        blank=True,
        help_text=_("Embargo: a published event stays invisible until then."),
    )
    #: The event about the same thing, to which the URLs of this one redirect. It is never merged
    #: itself: see `timeline.desk.merging_events`.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        limit_choices_to={"merged_into__isnull": True},
        related_name="merged",
        verbose_name=_("merged into"),
    )
    #: When it first became public; null for one that was retracted without ever being public.
    published_at = models.DateTimeField(null=True, editable=False)
    #: Changes with every save, so that a stale form can be told from a fresh one.
    edit_token = models.UUIDField(default=uuid.uuid4, editable=False)
    #: Lets whoever knows it see the event before it is published; null if nobody may.
    preview_token = models.CharField(max_length=32, unique=True, null=True, editable=False)  # noqa: DJ001 - unique
    #: Column → text, for the columns of an imported file that newsdesk has no field for.
    extra = models.JSONField(
        _("kept from an import"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),  # for old code still running in a deploy
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    #: The `edit_token` that the next save sets; random if None. See `timeline.desk.double_submits`.
    next_token: uuid.UUID | None = None

    #: Set by `with_citations()`, in order.
    loaded_citations: list[Citation]
    #: Set by `with_material()`, which also sets the above.
    loaded_topics: list[Topic]
    loaded_people: list[Person]
    #: Set by `with_sources()`, which also sets the above.
    correction_count: int
    #: The kind that all its corrections share; "" if it has none or several kinds.
    correction_kind: str
    changed_at: datetime.datetime

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = [*CHRONOLOGICAL]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        permissions = [
            ("publish_event", _("Can publish, change and retract published events")),
        ]
        indexes = [
            models.Index(fields=["date_lower", "date_upper"], name="event_bounds"),
            models.Index(fields=["date_upper"], name="event_upper"),
            models.Index(fields=CHRONOLOGICAL, name="event_order"),
            models.Index(fields=["date_month_day"], name="event_month_day"),
            # Imports look up events by title.
            models.Index(fields=["title"], name="event_title"),
            # Partial: few events have an embargo.
            models.Index(
                fields=["publish_at"],
                condition=models.Q(publish_at__isnull=False),
                name="event_embargo",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(date_lower__lt=models.F("date_upper")),
                name="event_bounds_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["draft", "in_review", "published", "retracted", "merged"]
                ),
                name="event_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="merged", merged_into__isnull=False)
                | (~models.Q(state="merged") & models.Q(merged_into__isnull=True)),
                name="event_merged_into_another",
            ),
            models.CheckConstraint(
                condition=models.Q(importance__gte=1, importance__lte=5),
                name="event_importance_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the event with its derived fields. Raises EDTFError, see `derive`."""
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set the derived fields: slug, date columns, first publication, edit token.

        Raises EDTFError if `date_edtf` can't be parsed.
        """
        self.slug = slug_of(self.title, fallback="event")
        if self.slug == "embed":  # else the URL would be that of its embed
            self.slug = "event-embed"
        self.set_date(edtf.parse(self.date_edtf))
        self.edit_token, self.next_token = self.next_token or uuid.uuid4(), None
        now = timezone.now()
        if self.published_at is None or self.published_at > now:  # not public yet
            is_published = self.state == self.State.PUBLISHED
            self.published_at = max(self.publish_at or now, now) if is_published else None

    @cached_property
    def render_cache(self) -> dict[object, Any]:
        """A cache of what pages rendered from this instance, for the next page that shows it. Any
        thread may clear it: keep a reference to what you find instead of looking it up twice."""
        return {}

    @property
    def has_been_public(self) -> bool:
        """Whether readers can see it or ever could; its changes must then be explained to them."""
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_hollow(self) -> bool:
        """Whether its mark is drawn hollow, as its date is not exact or it was only announced."""
        return self.announced or not self.date.is_exact

    @property
    def cursor(self) -> Cursor:
        """Its position in the order of `EventQuerySet.in_time`."""
        return Cursor(self.date_sort, self.date_upper, self.id)

    def get_absolute_url(self) -> str:
        return address("event", self.public_id, self.slug)


class Support(models.TextChoices):
    """The claims that a passage can support."""

    EVENT = "event", _("that it happened")
    DATE = "date", _("when")
    PLACE = "place", _("where")
    PEOPLE = "people", _("who")


def validate_supports(value: object) -> None:
    is_known = isinstance(value, list) and all(item in Support.values for item in value)
    if not value or not is_known:
        raise ValidationError(
            _("Say what the passage supports: one or more of %(known)s."),
            params={"known": ", ".join(Support.values)},
        )


def default_supports() -> list[str]:
    return [Support.EVENT.value, Support.DATE.value]


class Citation(models.Model):
    """The passage of a post that supports an event (W3C Web Annotation TextQuoteSelector)."""

    #: The text fields: the words of the source, and the desk's note on how they were read.
    text_fields = ("exact", "prefix", "suffix", "date_as_written", "note")
    #: The fields whose words occur in the post; readers are shown one of them as its quote.
    quoted_fields = ("exact", "date_as_written")

    event = models.ForeignKey(
        Event,
        on_delete=models.CASCADE,
        db_index=False,  # covered by the composite index below
        related_name="citations",
        verbose_name=_("event"),
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="citations", verbose_name=_("post")
    )
    exact = models.CharField(
        _("phrase"),
        max_length=MAX_PHRASE_LENGTH,
        validators=[validate_visible],
        help_text=_("The shortest words, exactly as they stand, that locate the passage."),
    )
    prefix = models.CharField(_("words before"), max_length=100, blank=True)
    suffix = models.CharField(_("words after"), max_length=100, blank=True)
    supports = models.JSONField(
        _("supports"), default=default_supports, validators=[validate_supports]
    )
    date_as_written = models.CharField(
        _("date as written"),
        max_length=200,
        blank=True,
        help_text=_("The source's own words for the date; empty if this passage gives none."),
    )
    note = models.CharField(
        _("how the date was read"),
        max_length=400,
        blank=True,
        help_text=_("Shown to readers. If empty, newsdesk says it by itself."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        # Covers counting the posts that support an event: an index-only scan.
        indexes = [models.Index(fields=["event", "post"], name="citation_event_post")]

    def __str__(self) -> str:
        return f"“{self.exact}”"

    @property
    def joined_text(self) -> str:
        """All its text fields, joined."""
        return "” · “".join(filter(None, (getattr(self, name) for name in self.text_fields)))

    @property
    def supports_in_words(self) -> str:
        return ", ".join(str(Support(each).label) for each in self.supports)

    @property
    def quote(self) -> str:
        """The words to highlight: the date as written, or else the locating phrase."""
        return self.date_as_written or self.exact
