"""Documents and posts in the admin."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.forms import form
from tests.factories import make_citation, make_document, make_event, make_post

pytestmark = pytest.mark.django_db


SAID = "That is “The first”. The next number that is free is 8."


def test_a_number_that_is_taken_is_told_of_where_it_is_typed(desk: Client) -> None:
    document = make_document()
    make_post(document, headline="The first", number=1)
    make_post(document, headline="The last", number=7)
    sent = {"document": document.pk, "number": 1, "headline": "Another"}
    response = desk.post(reverse("admin:timeline_post_add"), sent)
    assert response.context["adminform"].form.errors == {"number": [SAID]}


def test_nor_is_it_told_of_otherwise_beside_the_document(desk: Client) -> None:
    document = make_document()
    make_post(document, headline="The first", number=1)
    make_post(document, headline="The last", number=7)
    address = reverse("admin:timeline_document_change", args=[document.pk])
    another = {"posts-2-number": 1, "posts-2-headline": "Another", "posts-TOTAL_FORMS": 3}
    response = desk.post(address, form(desk, address, **another))
    [inline] = response.context["inline_admin_formsets"]
    assert inline.formset.errors == [{}, {}, {"number": [SAID]}]


@pytest.mark.parametrize("year", ["9999", "0", "99999", "soon"])
def test_a_year_that_the_list_cannot_show_is_none(desk: Client, year: str) -> None:
    make_document()
    address = reverse("admin:timeline_document_changelist")
    page = desk.get(address, {"published_on__year": year}, follow=True)
    assert (page.status_code, page.redirect_chain[-1][0]) == (200, f"{address}?e=1")


@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_post_beside_its_document_leads_to_the_site_where_readers_find_it(
    desk: Client, reader: Client, state: str
) -> None:
    document = make_document()
    post = make_post(document)
    make_post(document)
    event = make_event("X", state=state, cite=False)
    make_citation(event, post)
    page = desk.get(reverse("admin:timeline_document_change", args=[document.pk]))
    [inline] = page.context["inline_admin_formsets"]
    links = [row.absolute_url for row in inline if row.original]
    assert len(links) == 2
    assert [bool(link) for link in links] == [state == "published"] * 2
    for link in filter(None, links):
        response = desk.get(link)
        assert reader.get(response["Location"], follow=True).status_code == 200
