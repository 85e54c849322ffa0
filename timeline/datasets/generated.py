"""Any number of made-up events, the same on every run, to try newsdesk with a large archive.

They lie in the years 1783 to 2025, mostly late ones, many in bursts, and have every kind of EDTF
date. Frequencies of people, places and words are skewed like real ones (Zipf's law).
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from timeline.models.ids import ALPHABET, LENGTH, public_id_of

FIRST_YEAR, LAST_YEAR = 1783, 2025
TOPICS = (
    *("Elections", "Trade", "War", "Courts", "Health", "Climate"),
    *("Energy", "Science", "Migration", "Culture", "Sport", "Disasters"),
)
_ONSETS, _VOWELS, _ENDS = "bdfgklmnprstvz", "aeiou", ("", "n", "r", "s", "l")
_VERBS = ("opens", "closes", "signs", "delays", "leaves", "joins", "rejects", "visits")
_NOUNS = ("parliament", "treaty", "harbour", "railway", "budget", "court", "border", "census")
PEOPLE, PLACES, DOCUMENTS, POSTS = 500, 300, 60, 50
#: Number of made-up words in use; later ones are rarer.
VOCABULARY = 9_000


class Draft(NamedTuple):
    """One event before it is written. Place, topics, people and posts are indexes into the lists of
    those that exist."""

    public_id: str
    title: str
    summary: str
    date: str
    importance: int
    place: int
    topics: list[int]
    people: list[int]
    posts: list[int]


class _Zipf:
    """Random numbers below a limit; smaller ones are much more frequent."""

    def __init__(self, limit: int, exponent: float) -> None:
        self.numbers = range(limit)
        self.weights = list(accumulate(1 / (n + 1) ** exponent for n in self.numbers))

    def draw(self, rng: random.Random, count: int) -> list[int]:
        """Draw up to `count` different numbers, in order of appearance."""
        return list(dict.fromkeys(rng.choices(self.numbers, cum_weights=self.weights, k=count)))


def names(count: int, seed: int) -> list[str]:
    """Return `count` different made-up names."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    unique: dict[str, None] = {}
    while len(unique) < count:
        unique[_word(rng).capitalize()] = None
    return list(unique)


def _word(rng: random.Random) -> str:
    syllables = rng.choice((2, 2, 3, 3, 4))
    return "".join(
        rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_ENDS) for _ in range(syllables)
    )


def drafts(count: int, start: int = 0) -> Iterator[Draft]:
    """Yield `count` events; `start` is how many exist already."""
    rng = random.Random(start)  # noqa: S311 - repeatable, not secret
    words = [name.lower() for name in names(VOCABULARY, 3)]
    topics, people, places = _Zipf(len(TOPICS), 0.5), _Zipf(PEOPLE, 1), _Zipf(PLACES, 0.8)
    vocabulary, posts = _Zipf(VOCABULARY, 0.9), _Zipf(DOCUMENTS * POSTS, 0.6)
    bursts = [_day(rng) for _ in range(max(3, count // 60))]
    for number in range(start, start + count):
        day = _day(rng)
        if rng.random() < 0.5:
            near = rng.choice(bursts) + datetime.timedelta(days=round(rng.gauss(0, 12)))
            day = min(near, datetime.date(LAST_YEAR, 12, 31))
        summary_words = [words[n] for n in vocabulary.draw(rng, 24)]
        title = [*summary_words[:3], rng.choice(_VERBS), rng.choice(_NOUNS), *summary_words[3:5]]
        yield Draft(
            public_id=_public_id(number),
            title=" ".join(title).capitalize(),
            summary=" ".join([*summary_words[5:], rng.choice(_NOUNS)]).capitalize() + ".",
            date=_date(day, rng),
            importance=rng.randint(1, 5),
            place=places.draw(rng, 1)[0],
            topics=topics.draw(rng, rng.choice((1, 1, 2))),
            people=people.draw(rng, rng.choice((1, 1, 2, 3))),
            posts=posts.draw(rng, rng.choice((1, 1, 1, 2))),
        )


def _day(rng: random.Random) -> datetime.date:
    """Draw a day; 80 % are in the last 25 years."""
    late = rng.random() < 0.8
    first = datetime.date(LAST_YEAR - 24 if late else FIRST_YEAR, 1, 1).toordinal()
    last = datetime.date(LAST_YEAR if late else LAST_YEAR - 25, 12, 31).toordinal()
    return datetime.date.fromordinal(first + int((last - first) * rng.random() ** 0.6))


def _date(day: datetime.date, rng: random.Random) -> str:
    kinds: Sequence[str] = (
        f"{day}",
        f"{day}T{rng.randrange(24):02}:{rng.randrange(60):02}:00",
        f"{day:%Y-%m}",
        f"{day:%Y}",
        f"{day:%Y}~",
        f"{day:%Y-%m}?",
        f"{day}/{day + datetime.timedelta(days=1 + int(rng.expovariate(1 / 90)))}",
        f"{day:%Y}"[:3] + "X",
        f"{day:%Y}-{rng.randint(21, 24)}",
        f"{day:%Y}/{day.year + rng.randint(1, 40)}",
        f"[{day},{day + datetime.timedelta(days=1)}]",
        f"{day}/..",
        f"../{day:%Y}",
    )
    weights = (58, 12, 8, 5, 2, 2, 6, 2, 2, 1, 1, 0.5, 0.5)
    return rng.choices(kinds, weights)[0]


def _public_id(number: int) -> str:
    """Return a number's id. Different numbers get different ids, spread over all possible ones."""
    mixed = number * 7_368_787_957 % len(ALPHABET) ** LENGTH
    return public_id_of(mixed.to_bytes(8))
