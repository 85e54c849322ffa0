"""Data sets: strict parsing, idempotent loading that never overwrites an editor's changes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from reversion.models import Version

from tests.factories import make_timeline, make_topic
from timeline.datasets.files import DatasetError, read_dataset
from timeline.datasets.loader import load
from timeline.models import (
    Citation,
    Correction,
    Document,
    Event,
    LoadedEntry,
    NoteKind,
    Person,
    Place,
    Post,
    Timeline,
    Topic,
)

pytestmark = pytest.mark.django_db

FILES = {
    "document.toml": """
[document]
id = "bcdfghjk"
publisher = "The Paper"
headline = "A live page"
short_name = "Live page"
url = "https://paper.example/live"
published_on = 2025-03-18
time_zone = "America/New_York"
language = "en"

[[posts]]
number = 1
headline = "The first post"

[[posts]]
number = 2
headline = "The second post"
""",
    "subjects.toml": """
[[topics]]
slug = "war"
name = "War"
position = 1
slot = 2

[[people]]
slug = "ada"
name = "Ada"
wikidata_id = "Q7259"

[[places]]
slug = "yalta"
name = "Yalta"
latitude = 44.5
longitude = 34.2
""",
    "events.toml": """
[[events]]
id = "cdfghjkm"
title = "A call"
summary = "They call."
date_text = "on Tuesday"
edtf = "2025-03-18"
topics = ["war"]
people = ["ada"]
place = "yalta"
importance = 5

[[events.citations]]
post = 1
exact = "a call"
supports = ["event", "date"]

[[events]]
id = "dfghjkmn"
title = "A war"
summary = "They fight."
date_text = "18th century"
edtf = "17XX"
topics = ["war"]
importance = 3
time_zone = "Europe/Kyiv"

[[events.citations]]
post = 2
exact = "a war"
supports = ["event"]

[[events.citations]]
post = 1
exact = "the war"
supports = ["date"]
note = "Our reading."
""",
    "timelines.toml": """
[[timelines]]
slug = "all"
title = "Everything"
query = ""
position = 1

[[timelines]]
slug = "war"
title = "War"
query = "topic=war"
position = 2
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "small"
    made.mkdir()
    for name, text in FILES.items():
        (made / name).write_text(text)
    return made


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def run(folder: Path, telling: NoteKind | None = None, **options: bool) -> str:
    return str(load(read_dataset(folder), telling, **options))


def everything() -> list[object]:
    models = (Document, Post, Topic, Person, Place, Event, Citation, Timeline, LoadedEntry)
    fields = [
        [f.name for f in m._meta.fields if f.name not in {"updated_at", "edit_token"}]
        for m in models
    ]
    return [
        list(m._default_manager.order_by("pk").values(*f))
        for m, f in zip(models, fields, strict=True)
    ]


# --- loading --------------------------------------------------------------------------------------


def test_a_data_set_is_loaded_whole(folder: Path) -> None:
    assert run(folder) == "10 created, 0 updated, 0 unchanged, 0 kept as edited"
    call = Event.objects.get(public_id="cdfghjkm")
    assert (call.title, call.date_text, call.date_edtf) == ("A call", "on Tuesday", "2025-03-18")
    assert (call.state, call.importance, call.place.slug) == ("published", 5, "yalta")  # type: ignore[union-attr]
    assert call.date_tz == "America/New_York", "the zone of the document"
    assert [person.slug for person in call.people.all()] == ["ada"]
    war = Event.objects.get(public_id="dfghjkmn")
    assert war.date_tz == "Europe/Kyiv"
    assert [(c.post.number, c.exact, c.note) for c in war.citations.all()] == [
        (2, "a war", ""),
        (1, "the war", "Our reading."),
    ]


def test_loading_again_changes_nothing(folder: Path) -> None:
    run(folder)
    before = everything()
    assert run(folder) == "0 created, 0 updated, 10 unchanged, 0 kept as edited"
    assert everything() == before


def test_what_changed_in_the_files_is_updated(folder: Path) -> None:
    run(folder)
    change(folder, "events.toml", 'edtf = "17XX"', 'edtf = "1783"')
    change(folder, "subjects.toml", 'name = "Ada"', 'name = "Ada King"')
    assert run(folder, NoteKind.UPDATE) == "0 created, 2 updated, 8 unchanged, 0 kept as edited"
    assert Event.objects.get(public_id="dfghjkmn").date_edtf == "1783"
    assert [e.title for e in Event.objects.all().matching("king")] == ["A call"]
    assert run(folder).startswith("0 created, 0 updated, 10 unchanged")


def test_citations_that_did_not_change_keep_their_rows(folder: Path) -> None:
    """A form that is open at the desk identifies citations by primary key."""
    run(folder)
    before = dict(Citation.objects.values_list("exact", "pk"))
    change(folder, "events.toml", 'note = "Our reading."', 'note = "Read anew."')
    change(folder, "events.toml", 'title = "A call"', 'title = "The call"')
    run(folder, NoteKind.UPDATE)
    assert Citation.objects.get(exact="the war").note == "Read anew."
    assert dict(Citation.objects.values_list("exact", "pk")) == before


def test_a_post_that_is_gone_here_is_named(folder: Path) -> None:
    run(folder)
    war = Event.objects.get(public_id="dfghjkmn")
    war.delete()
    Post.objects.get(number=2).delete()
    LoadedEntry.objects.filter(kind="event", key="dfghjkmn").delete()
    with pytest.raises(DatasetError, match="there is no post 2 here any more"):
        run(folder)


def test_what_an_editor_changed_is_kept_even_when_the_files_change(folder: Path) -> None:
    run(folder)
    event = Event.objects.get(public_id="cdfghjkm")
    event.title = "The editor's title"
    event.save()
    change(folder, "events.toml", 'title = "A call"', 'title = "The file’s title"')
    for _again in range(2):
        assert run(folder) == "0 created, 0 updated, 9 unchanged, 1 kept as edited"
        assert Event.objects.get(public_id="cdfghjkm").title == "The editor's title"


def test_an_editors_other_changes_are_kept_too(folder: Path) -> None:
    run(folder)
    event = Event.objects.get(public_id="cdfghjkm")
    event.people.clear()
    other = Event.objects.get(public_id="dfghjkmn")
    other.citations.all()[0].delete()
    Timeline.objects.filter(slug="war").update(standfirst="Mine.")
    assert run(folder) == "0 created, 0 updated, 7 unchanged, 3 kept as edited"
    assert event.people.count() == 0
    assert other.citations.count() == 1


def test_what_an_editor_deleted_stays_deleted(folder: Path) -> None:
    run(folder)
    Event.objects.get(public_id="cdfghjkm").delete()
    Timeline.objects.get(slug="war").delete()
    for _again in range(2):
        assert run(folder) == "0 created, 0 updated, 8 unchanged, 2 kept as edited"
    assert not Event.objects.filter(public_id="cdfghjkm").exists()


def test_what_was_there_before_belongs_to_the_editor(folder: Path) -> None:
    Topic.objects.create(slug="war", name="My war")
    assert run(folder) == "9 created, 0 updated, 0 unchanged, 1 kept as edited"
    assert Topic.objects.get().name == "My war"


# --- what readers have seen -----------------------------------------------------------------------

TOLD = [
    ("events.toml", '"A call"', '"A speech"', "Title: A call", "Title: A speech"),
    ("events.toml", '"They call."', '""', "Summary: They call.", "Summary: nothing"),
    (
        "events.toml",
        'edtf = "2025-03-18"',
        'edtf = "2025-03"',
        "Date: 18 March 2025 (2025-03-18; “on Tuesday”)",
        "Date: March 2025 (2025-03; “on Tuesday”)",
    ),
    ("events.toml", 'place = "yalta"\n', "", "Place: Yalta", "Place: nothing"),
    (
        "events.toml",
        'exact = "a call"\nsupports = ["event", "date"]',
        'exact = "the call"\nsupports = ["event"]',
        "Citations: post 1: “a call” (that it happened, when)",
        "Citations: post 1: “the call” (that it happened)",
    ),
    ("document.toml", '"The Paper"', '"The Gazette"', "Publisher: The Paper", "The Gazette"),
    ("document.toml", "2025-03-18", "2025-03-19", "18 March 2025", "Published on: 19 March 2025"),
    ("document.toml", "The first post", "Post one", "Headline: The first post", "Post one"),
    (
        "document.toml",
        "number = 1\n",
        "number = 1\npublished_at = 2025-03-18T10:00:00-04:00\n",
        "Published at: nothing",
        "Published at: 18 Mar 2025, 14:00 UTC",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "was", "now_says"), TOLD)
def test_what_readers_have_seen_changes_with_a_word_to_them(
    folder: Path, name: str, old: str, new: str, was: str, now_says: str
) -> None:
    run(folder)
    before = everything()
    change(folder, name, old, new)
    with pytest.raises(DatasetError, match="--telling what they are told"):
        run(folder)
    assert "1 left out" in run(folder, may_leave_out=True)
    assert everything() == before
    assert run(folder, NoteKind.CLARIFICATION).startswith("0 created, 1 updated")
    told = Correction.objects.filter(event__public_id="cdfghjkm").get()
    assert told.kind == "clarification"
    assert (was in told.was, now_says in told.now_says) == (True, True), (told.was, told.now_says)
    assert run(folder).startswith("0 created, 0 updated, 10 unchanged")


def test_a_slip_of_the_pen_in_the_files_stands_in_the_history_alone(folder: Path) -> None:
    run(folder)
    change(folder, "events.toml", '"A call"', '"A phone call"')
    run(folder, NoteKind.NO_CHANGE)
    assert not Correction.objects.exists()
    version = Version.objects.get_for_object(Event.objects.get(title="A phone call"))[0]
    assert version.revision.comment == "load_dataset: small. No change of meaning"


@pytest.mark.parametrize("state", ["draft", "in_review", "retracted"])
def test_what_readers_have_seen_is_not_taken_from_them_by_a_file(
    folder: Path, reader: Client, state: str
) -> None:
    run(folder)
    change(folder, "events.toml", 'title = "A call"', f'title = "B"\nstate = "{state}"')
    with pytest.raises(DatasetError, match="its state changes at the desk"):
        run(folder, NoteKind.CORRECTION)
    assert "1 left out" in run(folder, NoteKind.CORRECTION, may_leave_out=True)
    page = reader.get("/e/cdfghjkm/a-call/")
    assert (page.status_code, "A call" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("argument", [".", "../small", "../small/../small/"])
def test_the_command_names_the_folder_however_it_is_given(
    folder: Path, argument: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    out = StringIO()
    call_command("load_dataset", argument, stdout=out)
    assert out.getvalue().startswith("small: 10 created")


def test_what_nobody_has_seen_changes_without_a_word(folder: Path) -> None:
    events = folder / "events.toml"
    events.write_text(events.read_text().replace("[[events]]", '[[events]]\nstate = "draft"'))
    run(folder)
    change(folder, "events.toml", '"A call"', '"A speech"')
    change(folder, "document.toml", '"The Paper"', '"The Gazette"')
    change(folder, "events.toml", 'state = "draft"', 'state = "published"')
    assert run(folder).startswith("0 created, 2 updated")
    assert not Correction.objects.exists()
    assert Event.objects.published().get().title == "A speech"


def test_the_command_asks_names_each_and_may_leave_them_out(folder: Path) -> None:
    out = StringIO()
    call_command("load_dataset", str(folder), stdout=out)
    change(folder, "events.toml", '"A call"', '"A speech"')
    change(folder, "events.toml", '"They fight."', '"They fought."')
    change(folder, "subjects.toml", '"Ada"', '"Ada King"')
    with pytest.raises(CommandError) as refused:
        call_command("load_dataset", str(folder))
    assert "event 1 (cdfghjkm): readers have seen it" in str(refused.value)
    assert "event 2 (dfghjkmn): readers have seen it" in str(refused.value)
    call_command("load_dataset", str(folder), "--leave-out", stdout=out)
    assert "Left out: events.toml, event 2 (dfghjkmn)" in out.getvalue()
    assert "0 created, 1 updated, 7 unchanged, 0 kept as edited, 2 left out" in out.getvalue()
    call_command("load_dataset", str(folder), "--telling", "update", stdout=out)
    assert Correction.objects.filter(kind="update").count() == 2
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("load_dataset", str(folder), "--telling", "retraction")


# --- refusing -------------------------------------------------------------------------------------

NO_SLUG = '[[topics]]\nslug = "no slug"\nname = "X"\nposition = 1\nslot = 1\n\n'
POST_0 = '[[posts]]\nnumber = 0\nheadline = "X"\n\n'
BROKEN = [
    ("events.toml", 'title = "A call"\n', "", "events.toml, event 1 (cdfghjkm): title missing"),
    (
        "events.toml",
        "importance = 5",
        "weight = 5\nimportance = 5",
        "event 1 (cdfghjkm): unknown: weight",
    ),
    (
        "events.toml",
        'id = "dfghjkmn"',
        'id = "cdfghjkm"',
        "event 2 (cdfghjkm): the same id as event 1",
    ),
    (
        "events.toml",
        'edtf = "17XX"',
        'edtf = "1783-13"',
        "event 2 (dfghjkmn): “1783-13” is not EDTF",
    ),
    ("events.toml", 'topics = ["war"]', 'topics = ["peace"]', "there is no topic “peace”"),
    ("events.toml", 'people = ["ada"]', 'people = ["bob"]', "there is no person “bob”"),
    (
        "events.toml",
        'place = "yalta"',
        'place = "sochi"',
        "event 1 (cdfghjkm): there is no place “sochi”",
    ),
    ("events.toml", "post = 2", "post = 9", "event 2 (dfghjkmn): there is no post “9”"),
    (
        "events.toml",
        'exact = "a war"\n',
        "",
        "event 2 (dfghjkmn): events.toml, citation 1 (): exact missing",
    ),
    ("events.toml", 'note = "Our', 'mote = "Our', "unknown: mote"),
    ("events.toml", 'supports = ["event"]', 'supports = ["fame"]', "event 2 (dfghjkmn)"),
    ("events.toml", 'supports = ["event"]', "supports = []", "event 2 (dfghjkmn)"),
    ("events.toml", 'time_zone = "Europe/Kyiv"', 'time_zone = "Mars"', "event 2 (dfghjkmn)"),
    ("events.toml", "importance = 3", "importance = 9", "event 2 (dfghjkmn)"),
    ("events.toml", "importance = 3", 'state = "live"\nimportance = 3', "event 2 (dfghjkmn)"),
    ("events.toml", 'id = "dfghjkmn"', 'id = "aeiou"', "events.toml, event 2 (aeiou)"),
    ("events.toml", 'id = "dfghjkmn"', 'id = ""', "events.toml, event 2 (): id is empty"),
    ("document.toml", 'id = "bcdfghjk"', 'id = ""', "document.toml, document 1 (): id is empty"),
    ("subjects.toml", 'slug = "ada"', 'slug = ""', "subjects.toml, person 1 (): slug is empty"),
    ("events.toml", "[[events]]", "[[events]", "events.toml: "),
    ("events.toml", 'title = "A call"', "title = 5", "events.toml, event 1 (cdfghjkm)"),
    ("events.toml", 'edtf = "17XX"', "edtf = 1783", "events.toml, event 2 (dfghjkmn)"),
    ("events.toml", 'edtf = "17XX"', "edtf = 1783-01-01", "events.toml, event 2 (dfghjkmn)"),
    ("events.toml", 'topics = ["war"]', 'topics = "war"', "events.toml, event 1 (cdfghjkm)"),
    ("events.toml", 'topics = ["war"]', "topics = [1]", "events.toml, event 1 (cdfghjkm)"),
    ("events.toml", "importance = 5", 'importance = "high"', "events.toml, event 1 (cdfghjkm)"),
    ("document.toml", 'url = "https', 'url = "javascript', "document.toml, document 1 (bcdfghjk)"),
    (
        "document.toml",
        "published_on = 2025-03-18",
        'published_on = "soon"',
        "document 1 (bcdfghjk)",
    ),
    (
        "document.toml",
        "number = 2",
        "number = 1",
        "document.toml, post 2 (1): the same number as post 1",
    ),
    ("document.toml", "number = 2", "number = 0", "there is no post “2”"),
    ("document.toml", "number = 2", 'number = "two"', "document.toml, post 2 (two)"),
    (
        "events.toml",
        "importance = 5\n\n[[events.citations]]",
        "importance = 5\ncitations = 3\n[[x]]",
        "(cdfghjkm)",
    ),
    (
        "events.toml",
        "importance = 5",
        "importance = true",
        "event 1 (cdfghjkm): importance is True",
    ),
    (
        "document.toml",
        "published_on = 2025-03-18",
        "published_on = 2025-03-18T10:00:00Z",
        "not a day alone",
    ),
    (
        "document.toml",
        "[[posts]]",
        "[[posts]]\npublished_at = 2025-03-18T10:00:00",
        "without an offset from UTC",
    ),
    *(
        (
            "document.toml",
            "[[posts]]",
            f"[[posts]]\npublished_at = {moment}",
            "document.toml, post 1 (1): published_at is",
        )
        for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-11:00")
    ),
    ("document.toml", "[document]", "[page]", "document.toml: one [document] is needed"),
    ("subjects.toml", "[[people]]", NO_SLUG + "[[people]]", "subjects.toml, topic 2 (no slug)"),
    ("document.toml", "[[posts]]", POST_0 + "[[posts]]", "document.toml, post 1 (0)"),
    ("subjects.toml", "slot = 2", "slot = 99", "subjects.toml, topic 1 (war)"),
    (
        "subjects.toml",
        'wikidata_id = "Q7259"',
        'wikidata_id = "7259"',
        "subjects.toml, person 1 (ada)",
    ),
    ("subjects.toml", "latitude = 44.5", "latitude = 144.5", "subjects.toml, place 1 (yalta)"),
    ("subjects.toml", "latitude = 44.5", "latitude = nan", "place 1 (yalta): NaN isn’t a number"),
    ("subjects.toml", "longitude = 34.2", "longitude = -nan", "(yalta): NaN isn’t a number"),
    ("subjects.toml", "longitude = 34.2", "longitude = inf", "place 1 (yalta): Ensure this value"),
    ("subjects.toml", "latitude = 44.5", 'latitude = "north"', "subjects.toml, place 1 (yalta)"),
    (
        "timelines.toml",
        "topic=war",
        "topic=peace",
        "timelines.toml, timeline 2 (war): There is no topic",
    ),
    ("timelines.toml", "topic=war", "color=red", "timelines.toml, timeline 2 (war)"),
    ("timelines.toml", "[[timelines]]", "timelines = 3\n[[x]]", "timelines.toml"),
    (
        "timelines.toml",
        "[[timelines]]",
        "[[timeline]]",
        "timelines.toml: unknown: timeline; it holds timelines",
    ),
    ("subjects.toml", "[[places]]", "[[plaices]]", "subjects.toml: unknown: plaices; it holds"),
    (
        "subjects.toml",
        "[[people]]",
        'description = "A\\u000Bline"\n[[people]]',
        "topic 1 (war): description is 'A\\x0bline', with a control character",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), BROKEN)
def test_a_broken_entry_is_named_and_nothing_is_loaded(
    folder: Path, name: str, old: str, new: str, message: str
) -> None:
    change(folder, name, old, new)
    before = everything()
    with pytest.raises(CommandError) as caught:
        call_command("load_dataset", str(folder), verbosity=0)
    assert message in str(caught.value)
    assert everything() == before


def test_what_is_loaded_has_a_version_to_go_back_to(folder: Path) -> None:
    run(folder)
    for model in (Event, Document, Post, Topic, Person):
        for written in model._default_manager.all():
            [version] = Version.objects.get_for_object(written)
            assert version.revision.comment == f"load_dataset: {folder.name}"
            assert version.revision.version_set.exclude(pk=version.pk).count() == (
                written.citations.count() if isinstance(written, Event) else 0
            )
    run(folder)
    assert Version.objects.get_for_model(Event).count() == Event.objects.count()


@pytest.mark.parametrize(
    ("make", "entry"),
    [(make_topic, "subjects.toml, topic 1 (war)"), (make_timeline, "timelines.toml, timeline 2")],
)
def test_a_slug_whose_addresses_lead_elsewhere_is_refused(
    folder: Path, make: Callable[[str], Any], entry: str
) -> None:
    found = make("war")
    found.slug = "wars"
    found.save()
    with pytest.raises(CommandError) as caught:
        call_command("load_dataset", str(folder), verbosity=0)
    assert entry in str(caught.value)
    assert "“war” is the old slug of" in str(caught.value)
    assert found.old_slugs.get().slug == "war"


LATER = """
[[events]]
id = "fghjkmnp"
title = "Another call"
summary = "They call again."
date_text = "2025"
edtf = "2025"
topics = ["war"]
people = ["ada"]
place = "yalta"
importance = 3

[[events.citations]]
post = 1
exact = "another call"
supports = ["event", "date"]
"""


def test_what_an_editor_gave_another_slug_is_what_the_files_still_name(folder: Path) -> None:
    run(folder)
    for found in (Topic.objects.get(), Person.objects.get(), Place.objects.get()):
        found.slug = f"{found.slug}-renamed"
        found.save()
    change(folder, "events.toml", "", LATER)
    assert run(folder).startswith("1 created, 0 updated")
    event = Event.objects.get(public_id="fghjkmnp")
    named = [*event.topics.all(), *event.people.all(), event.place]
    assert [str(one and one.slug) for one in named] == (
        ["war-renamed", "ada-renamed", "yalta-renamed"]
    )


def test_what_an_editor_deleted_is_missed_by_what_names_it(folder: Path) -> None:
    run(folder)
    Topic.objects.get().delete()
    change(folder, "events.toml", "", LATER)
    with pytest.raises(DatasetError, match=r"event 1 \(fghjkmnp\): there is no topic “war”"):
        run(folder)
    assert not Event.objects.filter(public_id="fghjkmnp").exists()


def test_an_event_without_a_citation_is_refused(folder: Path) -> None:
    text = FILES["events.toml"]
    start, end = text.index("[[events.citations]]"), text.rindex("[[events]]")
    (folder / "events.toml").write_text(text[:start] + text[end:])
    with pytest.raises(DatasetError, match="event 1"):
        run(folder)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("topic=nothing", "There is no topic “nothing”"),
        ("from=1900&topic=war", "Write the query as “topic=war&from=1900”"),
    ],
)
def test_the_query_of_a_timeline_is_canonical(folder: Path, query: str, said: str) -> None:
    change(folder, "timelines.toml", 'query = "topic=war"', f'query = "{query}"')
    with pytest.raises(DatasetError, match=said):
        run(folder)


@pytest.mark.parametrize(("length", "is_refused"), [(80, False), (81, True)])
def test_a_folder_whose_name_is_too_long_is_named(
    folder: Path, length: int, is_refused: bool
) -> None:
    """PostgreSQL would raise DataError, and SQLite would store it."""
    named = folder.rename(folder.with_name("x" * length))
    refused = pytest.raises(CommandError, match=f"^{named.name}: .* has 81 characters; rename it")
    with refused if is_refused else nullcontext():
        call_command("load_dataset", str(named), verbosity=0)
    assert LoadedEntry.objects.exists() != is_refused


@pytest.mark.parametrize("name", FILES)
def test_a_missing_or_unreadable_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DatasetError, match=name):
        run(folder)
    (folder / name).unlink()
    with pytest.raises(DatasetError, match=name):
        run(folder)
    assert not Document.objects.exists()


def test_a_mistake_found_while_writing_undoes_what_was_written(folder: Path) -> None:
    change(folder, "timelines.toml", 'slug = "war"', 'slug = "not a slug"')
    with pytest.raises(DatasetError, match="timeline 2"):
        run(folder)
    assert everything() == [[]] * 9


def test_a_data_set_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("load_dataset", "nowhere")


# --- what is shipped ------------------------------------------------------------------------------

MEETINGS = 10


def test_the_shipped_data_set_tells_its_story(dataset: None, reader: Client) -> None:
    assert Event.objects.published().count() == Event.objects.count() == 62
    assert not Event.objects.filter(citations=None).exists()
    assert not Event.objects.filter(topics=None).exists()
    assert Event.objects.published().with_topics(["meetings"]).count() == MEETINGS
    calls = Event.objects.published().with_topics(["call"]).filter(title__icontains="call")
    assert {event.date_edtf[:10] for event in calls} >= {"2025-02-12", "2025-03-18"}
    for timeline in Timeline.objects.all():
        assert reader.get(timeline.get_absolute_url()).status_code == 200
    again = StringIO()
    call_command("load_dataset", stdout=again)
    assert "0 created, 0 updated" in again.getvalue()
    assert "0 kept as edited" in again.getvalue()
