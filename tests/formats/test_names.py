"""Lists of names, written to a cell and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.formats.names import list_cell, read_list, read_name
from timeline.formats.rows import Name
from timeline.models.ids import slug_of

slugs = st.from_regex(r"[-a-z0-9_]{1,12}", fullmatch=True)
texts = st.text(st.sampled_from("ab ;\\[]é—9-"), min_size=1).map(str.strip).filter(bool)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("", []),
        (" ; ;", []),
        ("Ada Lovelace", [Name("Ada Lovelace")]),
        ("Ada Lovelace;Bob ", [Name("Ada Lovelace"), Name("Bob")]),
        ("George Bush [bush-senior]", [Name("George Bush", "bush-senior")]),
        (r"Weber\; Söhne; Bob", [Name("Weber; Söhne"), Name("Bob")]),
        ("AC [DC", [Name("AC [DC")]),
    ],
)
def test_a_cell_holds_names(cell: str, names: list[Name]) -> None:
    assert read_list(cell) == names


@given(st.lists(st.builds(Name, texts, slugs)))
def test_every_list_of_names_comes_back(names: list[Name]) -> None:
    found = read_list(list_cell(names))
    assert [name.name for name in found] == [name.name for name in names]
    for name, back in zip(names, found, strict=True):
        assert back.slug == name.slug or (not back.slug and name.slug == slug_of(name.name, ""))


def test_a_name_alone() -> None:
    assert read_name("  ") is None
    assert read_name("A; B") == Name("A; B")
