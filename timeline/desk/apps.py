"""App config that replaces Django's default admin site with the desk."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "timeline.desk.site.DeskSite"
