"""Fill a database as if it had been in use for a while, or dump all that can be seen of it:
`python -m tests.management.moved fill|tell`, on the database in DATABASE_URL."""

from __future__ import annotations

import datetime
import json
import sys
from typing import Any
from uuid import UUID

import django

PASSWORD = "a long password of hers"
#: Pages that must be the same on both databases.
ADDRESSES = (
    *("/", "/?q=crim", "/?q=путин", "/?topic=crimea&from=2014", "/t/", "/d/", "/corrections/"),
    *("/events.json?person=person-0", "/events.json?topic=meetings"),
    *("/events.json", "/events.csv", "/events.atom", "/events.ics", "/sitemap-events-0.xml"),
)


def fill() -> None:
    """Create users, versions, corrections, uploads, and ids of deleted rows."""
    import reversion
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from timeline.models import Correction, Event, Person, Topic, Upload

    call_command("load_dataset", verbosity=0)
    chief = User.objects.create_user("chief", password=PASSWORD, is_staff=True)
    chief.groups.add(Group.objects.get(name="Chief"))
    _sign_in(PASSWORD)
    _sign_in("wrong")
    TOTPDevice.objects.create(user=chief, name="her phone")
    Upload.objects.create(name="a.csv", content=bytes(range(256)), by=chief)
    for number, event in enumerate(Event.objects.order_by("pk")[:5]):
        with reversion.create_revision():
            event.title += f" \N{EM DASH} «№ {number}»\t\\N\n"
            event.extra = {"b": "ё\\\\", "a": 'later,\t"first"'}
            event.save()
            reversion.set_user(chief)
        event.people.add(Person.objects.create(name=f"Путин {number}", slug=f"person-{number}"))
        Correction.objects.create(
            event=event, kind=Correction.Kind.values[0], was="that", now_says="this", by=chief
        )
    for subject in (Person.objects.get(slug="person-0"), Topic.objects.get(slug="meetings")):
        subject.slug = f"another-{subject.slug}"
        subject.save()
    with reversion.create_revision():
        last = Event.objects.create(title="Gone", date_text="2014", date_edtf="2014")
    last.delete()


def tell() -> dict[str, Any]:
    """Return every row of every table, the pages, whether the user can sign in, and the primary key
    of a new event."""
    from django.apps import apps
    from django.test import Client

    from timeline.models import Change, Event

    models = set(apps.get_models(include_auto_created=True)) - {Change}
    tables = {
        model._meta.label: {str(row.pop("pk")): _plain(row) for row in _values(model)}
        for model in models
    }
    pages = {address: Client().get(address) for address in ADDRESSES}
    found: dict[str, Any] = {
        "tables": tables,
        "pages": {
            address: [page.status_code, b"".join(page).decode()] for address, page in pages.items()
        },
        "signed in": _sign_in(PASSWORD),
        "next": Event.objects.create(title="New", date_text="2014", date_edtf="2014").pk,
    }
    found["found"] = Event.objects.filter(pk=found["next"]).matching("new").count()
    return found


def _sign_in(password: str) -> bool:
    from django.test import Client

    form = {"username": "chief", "password": password}
    return Client().post("/admin/login/?next=/admin/", form).status_code == 302


def _values(model: Any) -> Any:
    names = [field.attname for field in model._meta.local_concrete_fields]
    for row in model._base_manager.values_list("pk", *names):
        yield dict(zip(["pk", *names], row, strict=True))


def _plain(row: dict[str, Any]) -> str:
    def plain(value: Any) -> Any:
        if isinstance(value, bytes | memoryview):
            return list(bytes(value))
        if isinstance(value, datetime.datetime):
            return value.isoformat()
        return str(value) if isinstance(value, datetime.date | UUID) else value

    return json.dumps({key: plain(value) for key, value in row.items()}, sort_keys=True)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "fill":
        fill()
    else:
        print(json.dumps(tell()))
