"""What is deleted at the desk can be brought back."""

from __future__ import annotations

from typing import Any

import reversion
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from reversion.admin import VersionAdmin


class KeepingAdmin(VersionAdmin):
    """Keeps a version of whatever it deletes: a thing that was loaded by a program and never
    saved at the desk would have none to come back from."""

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        self._keep(request, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self._keep(request, obj)
        super().delete_queryset(request, queryset)

    def _keep(self, request: HttpRequest, obj: models.Model) -> None:
        """One revision for each, closed before it is deleted: going back to a revision brings
        back all that is in it, and one closed afterwards would leave out what is gone."""
        with reversion.create_revision():
            reversion.set_user(request.user)
            reversion.set_comment(_("Deleted."))
            reversion.add_to_revision(obj)
