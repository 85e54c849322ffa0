"""Fill the database of a site under test: `python -m tests.browser.prepare`.

Runs as a separate process, in the environment of the server.
"""

from __future__ import annotations

import datetime

import django
from django.core.management import call_command

from tests.browser import pages


def prepare() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_dataset", verbosity=0)
    make_editor()
    correct_an_event()
    retract_an_event()
    draft_an_event()
    fill_a_second_page()


def make_editor() -> None:
    from django.contrib.auth import get_user_model

    get_user_model().objects.create_superuser(pages.EDITOR, password=pages.PASSWORD)


def correct_an_event() -> None:
    from timeline.models import Correction, Event

    Correction.objects.create(
        event=Event.objects.get(public_id=pages.CORRECTED_ID),
        kind=Correction.Kind.CORRECTION,
        was="Crimea was handed over in 1945.",
        now_says="Crimea was handed over in 1954.",
    )


def retract_an_event() -> None:
    from timeline.models import Correction, Event

    event = Event.objects.create(
        public_id=pages.RETRACTED_ID,
        title="A meeting that never took place",
        date_edtf="2014-05",
        date_text="May 2014",
        state=Event.State.PUBLISHED,
    )
    event.state = Event.State.RETRACTED
    event.save()
    Correction.objects.create(
        event=event,
        kind=Correction.Kind.RETRACTION,
        was="The two met in May 2014.",
        now_says="There was no such meeting.",
    )


def draft_an_event() -> None:
    from timeline.models import Event

    Event.objects.create(
        public_id=pages.DRAFT_ID, title=pages.DRAFT_TITLE, date_edtf="2014", date_text="2014"
    )


def fill_a_second_page() -> None:
    """Create a weekly briefing without topics, so that the list has more than one page."""
    from timeline.models import Citation, Document, Event, Post

    first = datetime.date(2023, 1, 2)
    document = Document.objects.create(
        publisher="The Desk",
        short_name="Briefings",
        headline="A year of briefings",
        url="https://desk.example/briefings",
        published_on=first,
        time_zone="UTC",
    )
    post = Post.objects.create(document=document, number=1, headline="All of them")
    for week in range(pages.BRIEFINGS):
        day = first + datetime.timedelta(weeks=week)
        event = Event.objects.create(
            title=f"Weekly briefing {week + 1}",
            summary="What happened, in a page.",
            date_edtf=day.isoformat(),
            date_text=day.isoformat(),
            state=Event.State.PUBLISHED,
        )
        Citation.objects.create(event=event, post=post, exact=f"Briefing {week + 1}")


if __name__ == "__main__":
    django.setup()
    prepare()
