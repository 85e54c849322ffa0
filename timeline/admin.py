"""Imports the admin classes for Django's autodiscovery; they live in `timeline.desk`."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from timeline.desk import accounts, documents, events, subjects, timelines

__all__ = ["accounts", "documents", "events", "subjects", "timelines"]

admin.site.site_header = admin.site.site_title = _("newsdesk: the desk")
admin.site.index_title = _("Contents of newsdesk")
