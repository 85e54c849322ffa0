from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.search.ranking import title_score
from timeline.search.words import search_terms, words


@pytest.mark.parametrize(
    ("asked", "better", "worse"),
    [
        ("yalta conference", "The Yalta conference opens", "A conference opens"),
        ("yalta conference", "Yalta falls", "A palace burns"),
        ("yalta conf", "The Yalta conference opens", "Yalta falls"),
        ("bush", "Bush and Putin meet", "Bushels of wheat are shipped"),
        ("bush", "Bushels of wheat are shipped", "Wheat is shipped"),
        ("bush yalta", "Bush in Yalta", "Bushels in Yalta"),
        ("ПУТИН", "Путин и Буш", "Буш"),
    ],
)
def test_a_title_with_more_of_the_words_is_better(asked: str, better: str, worse: str) -> None:
    words = search_terms(asked)
    assert title_score(words, better) > title_score(words, worse)


TITLES = st.lists(st.sampled_from(["Putin", "meets", "meet", "Bush", "in", "Gözdə", "1921"]))


@given(TITLES.map(" ".join), TITLES.map(" ".join))
def test_a_title_counts_just_where_it_says_any_of_the_words(title: str, typed: str) -> None:
    if asked := search_terms(typed):
        said = set(words(title))
        says_any = not said.isdisjoint(asked) or any(word.startswith(asked[-1]) for word in said)
        assert (title_score(asked, title) > 0) == says_any
