"""Documents and posts in the admin."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_document

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("year", ["9999", "0", "99999", "soon"])
def test_a_year_that_the_list_cannot_show_is_none(desk: Client, year: str) -> None:
    make_document()
    address = reverse("admin:timeline_document_changelist")
    page = desk.get(address, {"published_on__year": year}, follow=True)
    assert (page.status_code, page.redirect_chain[-1][0]) == (200, f"{address}?e=1")
