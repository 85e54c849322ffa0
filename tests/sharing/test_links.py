"""Links into a source's page: text fragments that select what the citation quotes."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from timeline.models import Citation, Document, Post
from timeline.search.quoting import split_at_ellipses
from timeline.sharing.links import absolute, passage_url, post_url, with_query


def cite(exact: str, prefix: str = "", suffix: str = "", anchor: str = "") -> str:
    document = Document(url="https://paper.example/live#update-12")
    post = Post(document=document, anchor=anchor)
    return passage_url(Citation(post=post, exact=exact, prefix=prefix, suffix=suffix))


@pytest.mark.parametrize(
    ("fields", "fragment"),
    [
        ({"exact": "June 3, 2000"}, "#:~:text=June%203%2C%202000"),
        ({"exact": "a call", "prefix": "had"}, "#:~:text=had-,a%20call"),
        ({"exact": "a call", "suffix": "today"}, "#:~:text=a%20call,-today"),
        ({"exact": "b", "prefix": "a", "suffix": "c"}, "#:~:text=a-,b,-c"),
        ({"exact": "1853–56", "anchor": "post-6"}, "#post-6:~:text=1853%E2%80%9356"),
        ({"exact": "well-known & more"}, "#:~:text=well%2Dknown%20%26%20more"),
        ({"exact": "Russia … annexed it"}, "#:~:text=Russia,annexed%20it"),
        ({"exact": "a ... b [...] c", "prefix": "x", "suffix": "y"}, "#:~:text=x-,a,c,-y"),
        ({"exact": "Russia … Russia"}, "#:~:text=Russia,Russia"),
        ({"exact": "… a call", "prefix": "had", "suffix": "on …"}, "#:~:text=a%20call,-on"),
        ({"exact": "a call....", "prefix": "He … had", "suffix": "x"}, "#:~:text=had-,a%20call"),
        ({"exact": "a call", "prefix": "had …", "suffix": "… x"}, "#:~:text=a%20call"),
        ({"exact": "…"}, "#:~:text=%E2%80%A6"),
    ],
)
def test_a_link_leads_to_the_words(fields: dict[str, str], fragment: str) -> None:
    assert cite(**fields) == f"https://paper.example/live{fragment}"


@pytest.mark.parametrize(
    ("page", "anchor", "link"),
    [
        ("https://paper.example/live", "post-6", "https://paper.example/live#post-6"),
        ("https://paper.example/live#top", "post-6", "https://paper.example/live#post-6"),
        ("https://paper.example/#/live", "", "https://paper.example/#/live"),
        ("https://paper.example/live", "", "https://paper.example/live"),
    ],
)
def test_a_link_to_a_post_has_one_fragment(page: str, anchor: str, link: str) -> None:
    assert post_url(Post(document=Document(url=page), anchor=anchor)) == link


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_words_come_back_out_of_the_link(words: str) -> None:
    assume(split_at_ellipses(words) == [words])
    directive = urlsplit(cite(words)).fragment.partition(":~:text=")[2]
    assert not set(directive) & set(",-& #")
    assert unquote(directive) == words


def test_addresses_are_put_together_plainly() -> None:
    assert absolute("/e/x/") == "http://127.0.0.1:8000/e/x/"
    assert with_query("/", "") == "/"
    assert with_query("/", "q=x") == "/?q=x"
