"""Searches find the same events on each database."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import make_event, make_person, make_place
from timeline.models import Event, EventWords
from timeline.models.batches import batches
from timeline.search.words import search_terms, words

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return sorted(Event.objects.all().matching(text).values_list("title", flat=True))


TITLES = {
    "plain": "Trump calls Putin",
    "accents": "Café in Zürich, à la carte",
    "sharp": "Große Straße",
    "cyrillic": "Путин ещё говорит",
    "greek": "Ο Σίσυφος",
    "arabic": "القُدْس الشريف",
    "hebrew": "ירושלים",
    "chinese": "普京與特朗普通話",
    "japanese": "クリミア半島の併合",
    "korean": "크림반도 합병",
    "thai": "ไครเมีย",
    "hindi": "क्रीमिया २०१४",
    "turkish": "İstanbul görüşmesi",
    "digits": "Resolution 68/262",
    "operators": "NEAR and OR, not AND",
    "quotes": "O'Brien said “no”",
    "symbols": "C++ @home 50% a_b",
    "emoji": "Peace 🕊 now",
    "ligature": "ﬁnal oﬀer",
}


@pytest.fixture
def corpus(db: None) -> None:
    for name, title in TITLES.items():
        make_event(title, summary=f"kind{name}", cite=False)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("trump", "plain"),
        ("TRUMP pUtIn", "plain"),
        ("putin trump", "plain"),
        ("tru", "plain"),
        ("tru putin", ""),
        ("putin tru", "plain"),
        ("rump", ""),
        ("trump yalta", ""),
        ("cafe", "accents"),
        ("CAFÉ", "accents"),
        ("cafe\u0301 zuri", "accents"),
        ("a la", "accents"),
        ("grosse strasse", "sharp"),
        ("GROẞE", "sharp"),
        ("путин", "cyrillic"),
        ("ПУТ", "cyrillic"),
        ("еще", "cyrillic"),
        ("ещё говори", "cyrillic"),
        ("σισυφος", "greek"),
        ("ΣΊΣΥΦΟΣ", "greek"),
        ("القدس", "arabic"),
        ("الق", "arabic"),
        ("ירוש", "hebrew"),
        ("普京", "chinese"),
        ("通話", "chinese"),
        ("半島", "japanese"),
        ("クリミア", "japanese"),
        ("합병", "korean"),
        ("크림", "korean"),
        ("ไครเมีย", "thai"),
        ("क्रीमिया", "hindi"),
        ("क्री", "hindi"),
        ("क २०१४", ""),
        ("कम", ""),
        ("ไคร", "thai"),
        ("ย", ""),
        ("istanbul", "turkish"),
        ("gorus", "turkish"),
        ("68/262", "digits"),
        ("68 2", "digits"),
        ("262 68", "digits"),
        ("near(", "operators"),
        ("and", "operators"),
        ("not or", "operators"),
        ("NOT near", "operators"),
        ("o'brien", "quotes"),
        ('"said no"', "quotes"),
        ("50%", "symbols"),
        ("a_b", "symbols"),
        ("c++ home", "symbols"),
        ("peace now", "emoji"),
        ("final offer", "ligature"),
        ("words: trump", ""),
        ("rowid", ""),
        ("trump*", "plain"),
        ("^trump", "plain"),
        ("-trump", "plain"),
        ("trump & putin | x", ""),
        ("trump\\", "plain"),
        ("trump:*", "plain"),
        ("'trump'", "plain"),
    ],
)
def test_one_table_of_questions_for_both_databases(corpus: None, asked: str, names: str) -> None:
    assert found(asked) == sorted(TITLES[name] for name in names.split())


@pytest.mark.parametrize("asked", ["", " ", "…", "!?", "\x00", "“”", "🕊", "* - ^ : ( )", "_"])
def test_a_question_without_a_letter_or_digit_asks_nothing(corpus: None, asked: str) -> None:
    assert len(found(asked)) == len(TITLES)


@pytest.mark.parametrize("asked", ["x" * 10_000, "q " * 5_000, "'" * 5_000 + "q", "日" * 10_000])
def test_a_question_of_any_length_is_answered(corpus: None, asked: str) -> None:
    assert found(asked) == []


@settings(max_examples=60)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4), st.text(max_size=20))
def test_the_database_finds_what_python_finds(db: None, texts: list[str], asked: str) -> None:
    """The oracle: all words but the last occur, and one word begins with the last."""
    stored = {n: text.replace("\x00", " ") for n, text in enumerate(texts)}
    with transaction.atomic():
        for n, text in stored.items():
            make_event(str(n), summary=text, cite=False)
        *whole, last = search_terms(asked) or [""]
        expected = []
        for n, text in stored.items():
            has = {*words(text), *words(str(n))}
            if set(whole) <= has and (not last or any(word.startswith(last) for word in has)):
                expected.append(str(n))
        assert found(asked) == expected
        # Every word of a text finds that text.
        for n, text in stored.items():
            for word in words(text)[:5]:
                assert str(n) in found(word)
        transaction.set_rollback(True)


def test_words_of_title_summary_people_and_place_all_count() -> None:
    make_event("A call", summary="about grain", people=["Ada Lovelace"], place="Yalta")
    assert found("yalta ada grain call") == ["A call"]


def test_a_renamed_person_or_place_is_found_by_the_new_name_only() -> None:
    event = make_event("A call", people=["Ada Lovelace"], place="Yalta")
    person, place = make_person("Ada Lovelace"), make_place("Yalta")
    person.name, place.name = "Ada King", "Livadia"
    person.save()
    place.save()
    assert found("king livadia") == [event.title]
    assert found("lovelace") == found("yalta") == []


def test_a_person_of_more_events_than_a_statement_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "__defaults__", (2,))
    for number in range(5):
        make_event(f"Event {number}", people=["Ada Lovelace"])
    person = make_person("Ada Lovelace")
    person.name = "Ada King"
    person.save()
    assert len(found("king")) == 5


def test_an_edited_event_is_found_by_its_new_words_only() -> None:
    event = make_event("A call", summary="about grain", place="Yalta")
    event.title, event.summary, event.place = "A visit", "about gas", make_place("Sochi")
    event.save()
    assert found("visit gas sochi") == ["A visit"]
    assert found("call") == found("grain") == found("yalta") == []


def test_people_are_found_as_they_come_and_go() -> None:
    event = make_event("A call")
    ada, bob = make_person("Ada"), make_person("Bob")
    event.people.add(ada)
    assert found("ada") == ["A call"]
    event.people.set([bob])
    assert found("ada") == []
    assert found("bob") == ["A call"]
    event.people.remove(bob)
    assert found("bob") == []
    bob.events.add(event)
    assert found("bob") == ["A call"]
    bob.events.remove(event)
    assert found("bob") == []
    ada.events.set([event])
    assert found("ada") == ["A call"]
    ada.events.clear()
    assert found("ada") == []
    event.people.add(ada, bob)
    event.people.clear()
    assert found("ada") == found("bob") == []


@pytest.mark.parametrize("many", [False, True])
def test_a_deleted_person_is_found_no_more(many: bool) -> None:
    make_event("A call", people=["Ada", "Bob"])
    ada = make_person("Ada")
    ada.__class__.objects.filter(pk=ada.pk).delete() if many else ada.delete()
    assert found("ada") == []
    assert found("bob") == ["A call"]


def test_a_deleted_event_leaves_no_words_behind() -> None:
    event = make_event("A call", people=["Ada"], cite=False)
    make_event("A second call", people=["Ada"], cite=False)
    event.delete()
    assert found("call") == ["A second call"]
    assert EventWords.objects.count() == 1
    Event.objects.all().delete()
    assert found("call") == []
    make_event("A call")
    assert found("ada") == []
    assert found("call") == ["A call"]
