"""Set Event.announced for existing events. This is separate from adding the column, so that readers
don't wait for the lock that adding it takes."""

from __future__ import annotations

import datetime
from itertools import groupby
from operator import itemgetter

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Min

from timeline.dates.announced import is_only_announced, posted_by, wall_second
from timeline.dates.single import SECONDS_IN_DAY

#: Number of parameters that one statement may have on either database.
BATCH = 10_000


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    citations, events = (
        apps.get_model("timeline", name).objects.using(using) for name in ("Citation", "Event")
    )
    days = citations.aggregate(
        document=Min("post__document__published_on"), post=Min("post__published_at__date")
    )
    first = min((day for day in days.values() if day), default=datetime.date.max)
    # Local time in the event's zone may be up to a day away from that of a document.
    cited = citations.filter(event__date_lower__gte=wall_second(first) - SECONDS_IN_DAY)
    rows = cited.order_by("event").values_list(
        "event",
        "event__date_lower",
        "event__date_tz",
        "post__published_at",
        "post__document__published_on",
        "post__document__time_zone",
    )
    found = []
    for (pk, lower), group in groupby(rows.iterator(), key=itemgetter(0, 1)):
        posted = [posted_by(day, at, zone or home) for _, _, zone, at, day, home in group]
        if is_only_announced(lower, posted):
            found.append(pk)
    for start in range(0, len(found), BATCH):
        events.filter(pk__in=found[start : start + BATCH]).update(announced=True)


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0012_announced"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
