from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TimelineConfig(AppConfig):
    name = "timeline"
    verbose_name = _("Timeline")

    def ready(self) -> None:
        from timeline import checks  # noqa: F401 - registers the checks
        from timeline.models import (
            announced,
            lanes,
            old_slugs,
            saved_queries,
            search_words,
            triggers,
        )

        announced.connect()
        lanes.connect()
        old_slugs.connect()
        saved_queries.connect()
        search_words.connect()
        post_migrate.connect(triggers.create, sender=self)
