from __future__ import annotations

import pytest

from timeline.search.ranking import in_title
from timeline.search.words import question


@pytest.mark.parametrize(
    ("asked", "better", "worse"),
    [
        ("yalta conference", "The Yalta conference opens", "A conference opens"),
        ("yalta conference", "Yalta falls", "A palace burns"),
        ("yalta conf", "The Yalta conference opens", "Yalta falls"),
        ("bush", "Bush and Putin meet", "Bushels of wheat are shipped"),
        ("bush", "Bushels of wheat are shipped", "Wheat is shipped"),
        ("ПУТИН", "Путин и Буш", "Буш"),
    ],
)
def test_a_title_with_more_of_the_words_is_better(asked: str, better: str, worse: str) -> None:
    words = question(asked)
    assert in_title(words, better) > in_title(words, worse)
