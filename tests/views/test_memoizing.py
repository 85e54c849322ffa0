"""Memoization is per arguments and language, and off with DEBUG."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils.translation import get_language, override
from pytest_django import Settings

from timeline.views.memoizing import memoized_by_language


@pytest.fixture
def said() -> Callable[[str], list[str | None]]:
    @memoized_by_language(2)
    def make(word: str) -> list[str | None]:
        """Returns a list, so that a new result is a different object."""
        return [word, get_language()]

    return make


def test_it_is_made_once(said: Callable[[str], list[str | None]]) -> None:
    assert said("a") is said("a")
    assert said("a") == ["a", "en"]


def test_another_language_has_its_own(said: Callable[[str], list[str | None]]) -> None:
    english = said("a")
    with override("de"):
        assert said("a") == ["a", "de"]
    assert said("a") is english


def test_the_latest_are_kept(said: Callable[[str], list[str | None]]) -> None:
    first = said("a")
    said("b")
    assert said("a") is first
    said("b"), said("c")
    assert said("a") is not first


def test_while_developing_nothing_is_kept(
    said: Callable[[str], list[str | None]], settings: Settings
) -> None:
    settings.DEBUG = True
    assert said("a") is not said("a")
