from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.search.words import (
    MAX_SEARCH_TERMS,
    MAX_WORD_LENGTH,
    normalise,
    search_terms,
    truncate_search,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Zürich, 1921", ["zurich", "1921"]),
        ("Crimea's call", ["crimea", "s", "call"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("snake_case", ["snake", "case"]),
        ("Kyiv–Moscow/Washington", ["kyiv", "moscow", "washington"]),
        ("Lech Wałęsa, ŁÓDŹ", ["lech", "walesa", "lodz"]),
        (
            "Đilas, Hørsholm, Œuvre, Æther, Þór, Ħamrun",
            ["dilas", "horsholm", "oeuvre", "aether", "thor", "hamrun"],
        ),
        ("Kırım", ["kirim"]),
        ("Ещё, Йод", ["еще", "иод"]),
        ("ΣΊΣΥΦΟΣ", ["σισυφοσ"]),
        ("İstanbul ISPARTA", ["istanbul", "isparta"]),
        ("القُدْس", ["القدس"]),
        ("日本語", ["日", "本", "語"]),
        ("ガス 1945年", ["カ", "ス", "1945", "年"]),
        ("한국", ["한국"]),
        ("ﬁnal ﬀ ①", ["final", "ff", "1"]),
        ("Указ № 5", ["указ", "no", "5"]),
        ("२०२५", ["२०२५"]),
        ("हिन्दी किताब", ["हिनदी", "किताब"]),
        ("ไครเมียกับ 18", ["ไครเมียกับ", "18"]),
        ("வாக்கெடுப்பு", ["வாககெடுபபு"]),
        ("ශ්\u200dරී", ["ශරී"]),
        ("1\ufe0f\u20e3 ❤\ufe0f", ["1"]),
        ("Bundes\u00adtag", ["bundestag"]),
        ("e\u0301cole", ["ecole"]),
        ("!?… \x00 — “”", []),
        ("x" * 100, ["x" * MAX_WORD_LENGTH]),
    ],
)
def test_a_word_is_what_a_reader_would_type(text: str, expected: list[str]) -> None:
    assert [unicodedata.normalize("NFC", word) for word in words(text)] == expected


@given(st.text())
def test_words_hold_letters_and_digits_only_and_are_their_own_words(text: str) -> None:
    for word in words(text):
        assert not word.isascii() or word.isalnum()
        assert not set(word) & set(" \t\n\x00'\"\\_*")
        assert 0 < len(word) <= MAX_WORD_LENGTH
        assert words(word) == [word]


@given(st.text())
def test_case_and_form_of_a_text_do_not_matter(text: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert words(unicodedata.normalize(form, text)) == words(text)
    assert words(text.casefold()) == words(text)


def test_what_is_stored_is_each_word_once_in_order() -> None:
    assert normalise("Call, call", "a CALL", "", "Yalta") == "a call yalta"


@given(st.lists(st.text()))
def test_what_is_stored_can_be_split_at_its_spaces(texts: list[str]) -> None:
    stored = normalise(*texts)
    assert set(stored.split(" ")) - {""} == {word for text in texts for word in words(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trump Putin", ["trump", "putin"]),
        ("the call the call", ["the", "call", "call"]),
        ("“…”", []),
        ("AND OR NOT NEAR(", ["and", "or", "not", "near"]),
        ('" * - ^ : {}', []),
    ],
)
def test_a_question_is_its_distinct_words_with_the_last_one_last(
    text: str, expected: list[str]
) -> None:
    assert search_terms(text) == expected


@given(st.text(), st.integers(0, 40))
def test_a_question_never_grows_beyond_its_limit(text: str, times: int) -> None:
    whole = " ".join(f"{text} {n}" for n in range(times))
    asked, shown = search_terms(whole), truncate_search(whole)
    assert len(set(asked)) <= MAX_SEARCH_TERMS
    assert whole.startswith(shown)
    assert asked == search_terms(shown), "what is shown is what was asked"
    if len(set(words(whole))) <= MAX_SEARCH_TERMS:
        assert set(asked) == set(words(whole))


def test_of_a_sentence_in_a_script_without_spaces_the_beginning_is_asked() -> None:
    text = "普京與特朗普通話後烏克蘭停火談判將在沙特阿拉伯的吉達繼續舉行"
    assert truncate_search(text) == "普京與特朗普通話後烏克蘭停火談判將"
