"""What a browser sends of the admin's forms, and what it shows."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from timeline.models import Event, Post

ADD = reverse("admin:timeline_event_add")

#: The words of a source, the zone of its event, and what refusals say that they say; the source
#: itself is in New York.
IN_THEIR_ZONE = [
    ("10 a.m. ET March 18, 2025", "", "18 March 2025, 10:00 ET (14:00 UTC)"),
    ("10 a.m. ET March 18, 2025", "Europe/Berlin", "18 March 2025, 10:00 ET (14:00 UTC)"),
    ("10 a.m. March 18, 2025", "Europe/Berlin", "18 March 2025, 10:00 Berlin time"),
    ("10 a.m. March 18, 2025", "", "18 March 2025, 10:00 ET"),
]


def change_address(event: Event) -> str:
    return reverse("admin:timeline_event_change", args=[event.pk])


def form(desk: Client, address: str, **changes: Any) -> dict[str, Any]:
    """Everything that a browser would send back of the form at an address, with some changes."""
    response = desk.get(address)
    assert response.status_code == 200
    return form_of(response, **changes)


def form_of(response: Any, **changes: Any) -> dict[str, Any]:
    """The same, of the page that is open."""
    context = response.context
    sent: dict[str, Any] = {}
    for bound in (
        *context["adminform"].form,
        *(
            field
            for formset in context["inline_admin_formsets"]
            for f in formset.formset
            for field in f
        ),
        *(
            f
            for formset in context["inline_admin_formsets"]
            for f in formset.formset.management_form
        ),
    ):
        value = bound.value()
        if hasattr(bound.field.widget, "decompress") and not isinstance(value, list):
            for number, part in enumerate(bound.field.widget.decompress(value)):
                sent[f"{bound.html_name}_{number}"] = "" if part is None else str(part)
        elif value is not None and value is not False:
            sent[bound.html_name] = (
                [getattr(v, "pk", v) for v in value] if isinstance(value, list) else value
            )
    return {key: value for key, value in {**sent, **changes}.items() if value is not None}


def citation(post: Post, number: int = 0, **fields: str) -> dict[str, Any]:
    """A citation typed into the inline form."""
    sent = {
        "post": str(post.pk),
        "exact": "some words",
        "date_as_written": "on Tuesday",
        "prefix": "",
        "suffix": "",
        "note": "",
        "supports": ["event", "date"],
        "position": "0",
        **fields,
    }
    return {
        "citations-TOTAL_FORMS": str(number + 1),
        **{f"citations-{number}-{key}": value for key, value in sent.items()},
    }


def errors(response: Any) -> str:
    """All errors of the admin's page, as text."""
    context = response.context
    found = [str(context["errors"])]
    for formset in context["inline_admin_formsets"]:
        found.append(str(formset.formset.non_form_errors()))
    return " ".join(found)


def correction(kind: str, was: str, now_says: str) -> dict[str, Any]:
    """What readers are told, typed into the form."""
    return {"correction_kind": kind, "was": was, "now_says": now_says}
