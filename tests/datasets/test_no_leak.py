"""The shipped data set is consistent, quotes no more than locates a passage, and quotes correctly.

Full texts of posts never enter this repository. If they are stored next to it, in ../shared/seeds,
the data set and every tracked file are compared with them.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DATASET = REPOSITORY / "timeline" / "datasets" / "trump_putin_call"
SEEDS = sorted((REPOSITORY.parent / "shared" / "seeds").glob("*.txt"))

#: This many consecutive words from one line of a source count as a copied sentence.
LONGEST_RUN = 8
QUOTE_WORDS = 7
PUBLIC_ID = re.compile(r"[2-9b-df-hj-np-tv-xz]{8}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

#: The first words of each post, in reading order, by which the page is split into posts.
OPENINGS = [
    "Summary",
    "As Trump and Putin talk",
    "Trump and Putin have been",
    "According to a discussion paper",
    "Russia is preparing itself",
    "While we're waiting for more",
    "The two leaders have been talking",
    "Ukraine's president Volodymyr",
    "White House deputy chief of staff",
    "As we wait to hear more",
    "A social media account for",
    "FILE PHOTO: Italian Prime Minister",
    "We discuss Trump and Putin's",
    "Ukraine's President Volodymyr",
    "One of the key negotiation points",
    "Vladimir Putin in Moscow",
    "Trump faces a tough negotiator",
    "The Crimean peninsula",
    "Israeli airstrikes",
]

needs_the_source = pytest.mark.skipif(
    not SEEDS, reason="the source texts are not stored beside this repository"
)

Words = tuple[str, ...]


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(words: list[str]) -> Iterator[Words]:
    """Yield every run of LONGEST_RUN consecutive words."""
    for start in range(len(words) - LONGEST_RUN + 1):
        yield tuple(words[start : start + LONGEST_RUN])


def runs_of_lines(source: str) -> set[Words]:
    return {run for line in source.splitlines() for run in runs(words_of(line))}


def copied(text: str, source_runs: set[Words]) -> list[str]:
    """Return the runs of the source that the text repeats, ignoring line breaks and punctuation."""
    return [" ".join(run) for run in runs(words_of(text)) if run in source_runs]


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATASET / name).read_text(encoding="utf-8"))


DOCUMENT = read("document.toml")
SUBJECTS = read("subjects.toml")
EVENTS: list[dict[str, Any]] = read("events.toml")["events"]
TIMELINES: list[dict[str, Any]] = read("timelines.toml")["timelines"]
POSTS: list[dict[str, Any]] = DOCUMENT["posts"]
CITATIONS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (event, citation) for event in EVENTS for citation in event["citations"]
]


def slugs(kind: str) -> list[str]:
    return [subject["slug"] for subject in SUBJECTS[kind]]


def repeated(values: Iterable[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]


def passage(citation: dict[str, Any]) -> re.Pattern[str]:
    """Return a pattern for the citation's phrase with its prefix and suffix, blanks in between."""
    parts = [citation[key] for key in ("prefix", "exact", "suffix") if citation[key]]
    return re.compile(r"[^\S\n]*".join(map(re.escape, parts)))


def source_posts(page: str) -> dict[int, str]:
    """Split the page into posts by number. Post 18 includes the notes on authors that follow it."""
    starts = []
    position = 0
    for opening in OPENINGS:
        found = re.compile(rf"^{re.escape(opening)}", re.MULTILINE).search(page, position)
        assert found, f"no post begins with {opening!r} here"
        starts.append(found.start())
        position = found.end()
    bounds = pairwise([*starts, len(page)])
    return {number: page[start:end] for number, (start, end) in enumerate(bounds, start=1)}


# --- No file of the repository repeats a sentence of a source ---------------------------------


MADE_UP_SOURCE = (
    "The harbour's new ferry left at 9 a.m. on Monday, an hour late.\n"
    "Nobody was hurt and the captain, who is 61, apologised to all the passengers on board.\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "the harbour's new ferry left at 9 a.m. on Monday",
        "It says: “The Harbour’s NEW ferry — left at\n    9 a.m. on Monday”, as reported.",
        'summary = "Nobody was hurt, and the captain (who is 61) apologised."',
        "captain <b>who</b>\n# is\n# 61 apologised: to all the passengers",
    ],
)
def test_a_copied_sentence_is_found(text: str) -> None:
    text = re.sub(r"</?\w+>", "", text)

    assert copied(text, runs_of_lines(MADE_UP_SOURCE))


@pytest.mark.parametrize(
    "text",
    [
        "",
        # Seven words locate a passage, eight count as a sentence.
        "the captain, who is 61, apologised to",
        # Words of two lines aren't of one sentence.
        "Monday, an hour late.\nNobody was hurt and",
        "The ferry left an hour late; its captain, 61, said he was sorry to everyone aboard.",
    ],
)
def test_a_paraphrase_and_a_short_quote_pass(text: str) -> None:
    assert copied(text, runs_of_lines(MADE_UP_SOURCE)) == []


@needs_the_source
def test_no_tracked_file_repeats_a_sentence_of_the_source() -> None:
    source_runs = set().union(*(runs_of_lines(seed.read_text("utf-8")) for seed in SEEDS))
    listing = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
        text=True,
    )
    tracked = [REPOSITORY / name for name in listing.stdout.split("\0") if name]
    # Check the data set even before it is committed.
    leaks = {}
    for path in {*tracked, *DATASET.glob("*.toml")}:
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # a binary file, or deleted but not yet committed
        if found := copied(text, source_runs):
            leaks[str(path.relative_to(REPOSITORY))] = found
    assert leaks == {}


# --- Every quotation is verbatim --------------------------------------------------------------


@needs_the_source
def test_every_citation_stands_verbatim_in_the_post_it_names() -> None:
    page = "\n".join(seed.read_text("utf-8") for seed in SEEDS)
    posts = source_posts(page)

    wrong = [
        (event["title"], citation["exact"])
        for event, citation in CITATIONS
        if not passage(citation).search(posts[citation["post"]])
        or citation["date_as_written"] not in posts[citation["post"]]
    ]
    assert wrong == []


@needs_the_source
def test_every_citation_leads_to_one_place_on_the_page() -> None:
    """Browsers match text fragments case-insensitively and take the first match."""
    page = "\n".join(seed.read_text("utf-8") for seed in SEEDS)

    ambiguous = []
    for event, citation in CITATIONS:
        whole_words = re.compile(rf"\b{passage(citation).pattern}(?!\w)", re.IGNORECASE)
        if len(whole_words.findall(page)) != 1:
            ambiguous.append((event["title"], citation["exact"]))
    assert ambiguous == []


@needs_the_source
def test_the_words_around_a_phrase_are_given_only_where_it_needs_them() -> None:
    page = "\n".join(seed.read_text("utf-8") for seed in SEEDS)

    idle = [
        (event["title"], citation["exact"])
        for event, citation in CITATIONS
        if (citation["prefix"] or citation["suffix"])
        and len(re.findall(re.escape(citation["exact"]), page, re.IGNORECASE)) == 1
    ]
    assert idle == []


@pytest.mark.parametrize(
    ("event", "citation"),
    CITATIONS,
    ids=[f"{event['id']}-post-{citation['post']}" for event, citation in CITATIONS],
)
def test_a_citation_quotes_no_more_than_it_must(
    event: dict[str, Any], citation: dict[str, Any]
) -> None:
    quoted = " ".join(citation[key] for key in ("prefix", "exact", "suffix"))

    assert words_of(citation["exact"])
    assert len(words_of(quoted)) <= QUOTE_WORDS
    assert len(words_of(citation["date_as_written"])) <= QUOTE_WORDS
    assert len(words_of(event["date_text"])) <= QUOTE_WORDS
    assert citation["supports"]
    assert set(citation["supports"]) <= {"event", "date", "place", "people"}
    assert not repeated(citation["supports"])
    assert all(citation[key] == citation[key].strip() for key in ("prefix", "exact", "suffix"))


# --- The files are consistent -----------------------------------------------------------------


def test_public_ids_are_well_formed_and_never_repeated() -> None:
    ids = [DOCUMENT["document"]["id"], *(event["id"] for event in EVENTS)]

    assert [public_id for public_id in ids if not PUBLIC_ID.fullmatch(public_id)] == []
    assert repeated(ids) == []


def test_posts_are_numbered_in_reading_order() -> None:
    assert [post["number"] for post in POSTS] == list(range(1, len(OPENINGS) + 1))


@pytest.mark.parametrize("kind", ["topics", "people", "places"])
def test_slugs_are_well_formed_and_never_repeated(kind: str) -> None:
    assert [slug for slug in slugs(kind) if not SLUG.fullmatch(slug)] == []
    assert repeated(slugs(kind)) == []


@pytest.mark.parametrize("event", EVENTS, ids=[event["id"] for event in EVENTS])
def test_an_event_is_whole_and_names_only_what_there_is(event: dict[str, Any]) -> None:
    assert 0 < len(event["title"]) <= 80
    assert 0 < len(event["summary"]) <= 240
    assert event["date_text"]
    assert event["edtf"]
    assert event["importance"] in range(1, 6)
    assert event["citations"]
    assert event["topics"]
    assert set(event["topics"]) <= set(slugs("topics"))
    assert set(event["people"]) <= set(slugs("people"))
    assert {event["place"]} <= {"", *slugs("places")}
    assert {citation["post"] for citation in event["citations"]} <= {
        post["number"] for post in POSTS
    }
    supported = {support for citation in event["citations"] for support in citation["supports"]}
    assert "event" in supported


def test_every_topic_person_and_place_is_used() -> None:
    assert set(slugs("topics")) == {slug for event in EVENTS for slug in event["topics"]}
    assert set(slugs("people")) == {slug for event in EVENTS for slug in event["people"]}
    assert set(slugs("places")) == {event["place"] for event in EVENTS} - {""}


def test_titles_are_not_repeated() -> None:
    assert repeated(event["title"] for event in EVENTS) == []


def test_a_timeline_asks_for_topics_that_there_are() -> None:
    asked = {pair for view in TIMELINES for pair in parse_qsl(view["query"], strict_parsing=False)}

    assert {key for key, _ in asked} <= {"topic"}
    assert {slug for _, slug in asked} <= set(slugs("topics"))
    assert [view["position"] for view in TIMELINES] == list(range(1, len(TIMELINES) + 1))
    assert repeated(view["slug"] for view in TIMELINES) == []
