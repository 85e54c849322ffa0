"""Documents and posts in the admin."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.desk.forms import errors, form, form_of
from tests.factories import make_citation, make_document, make_event, make_post
from timeline.models import Post

pytestmark = pytest.mark.django_db


SAID = "“The first” has this number. The next free number is 8."


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


def test_two_new_posts_of_one_number_are_told_of_in_words(desk: Client) -> None:
    document = make_document()
    address = reverse("admin:timeline_document_change", args=[document.pk])
    two = {"posts-0-number": 1, "posts-0-headline": "One", "posts-1-number": 1}
    sent = form(desk, address, **two, **{"posts-1-headline": "Other", "posts-TOTAL_FORMS": 2})
    page = desk.post(address, sent).content.decode()
    assert "Two of these posts have the same number. Give each its own." in page


@pytest.mark.parametrize(
    ("numbers", "deleted", "named"),
    [
        ([2, 1, 3], None, ["B", "A", "C"]),
        ([2, 3, 4], None, ["A", "B", "C"]),
        ([3, 1, 2], None, ["B", "C", "A"]),
        ([2, 2, 3], 1, ["A", "C"]),
        ([1, 3, 3], 2, ["A", "B"]),
    ],
)
def test_posts_are_numbered_anew_beside_their_document(
    desk: Client, numbers: list[int], deleted: int | None, named: list[str]
) -> None:
    document = make_document()
    for number, headline in enumerate("ABC", start=1):
        make_post(document, headline=headline, number=number)
    address = reverse("admin:timeline_document_change", args=[document.pk])
    typed: dict[str, Any] = {f"posts-{row}-number": each for row, each in enumerate(numbers)}
    if deleted is not None:
        typed[f"posts-{deleted}-DELETE"] = "on"
    assert desk.post(address, form(desk, address, **typed)).status_code == 302
    left = [number for row, number in enumerate(numbers) if row != deleted]
    found = list(document.posts.order_by("number").values_list("number", "headline"))
    assert found == list(zip(sorted(left), named, strict=True))


def test_a_number_that_a_row_beside_it_keeps_is_taken(desk: Client) -> None:
    document = make_document()
    for number, headline in enumerate("ABC", start=1):
        make_post(document, headline=headline, number=number)
    address = reverse("admin:timeline_document_change", args=[document.pk])
    page = desk.post(address, form(desk, address, **{"posts-0-number": 2, "posts-1-number": 3}))
    [inline] = page.context["inline_admin_formsets"]
    said = "“C” has this number. The next free number is 4."
    assert inline.formset.errors == [{}, {"number": [said]}, {}]
    assert "".join(document.posts.order_by("number").values_list("headline", flat=True)) == "ABC"


def test_a_free_number_is_none_that_another_row_has_or_is_told_to_take(desk: Client) -> None:
    document = make_document()
    for number, headline in enumerate("ABCD", start=1):
        make_post(document, headline=headline, number=number)
    address = reverse("admin:timeline_document_change", args=[document.pk])
    typed = {"posts-0-number": 4, "posts-1-number": 4, "posts-2-number": 5}
    page = desk.post(address, form(desk, address, **typed))
    [inline] = page.context["inline_admin_formsets"]
    said = "“D” has this number. The next free number is {}."
    assert inline.formset.errors == [
        {"number": [said.format(6)]},
        {"number": [said.format(7)]},
        {},
        {},
    ]


POSTED = datetime.datetime(2025, 3, 18, 13, 9, tzinfo=datetime.UTC)  # 09:09 in New York


def test_the_time_of_a_post_is_that_of_its_documents_clock(
    desk: Client, settings: Settings
) -> None:
    settings.TIME_ZONE = "Europe/Moscow"
    post = make_post(make_document(), published_at=POSTED)
    address = reverse("admin:timeline_post_change", args=[post.pk])
    sent = form(desk, address, headline="Another")
    assert (sent["published_at_0"], sent["published_at_1"]) == ("2025-03-18", "09:09:00")
    assert (
        "In the time zone of its document: America/New_York." in desk.get(address).content.decode()
    )
    assert desk.post(address, sent).status_code == 302
    post.refresh_from_db()
    assert (post.headline, post.published_at) == ("Another", POSTED)
    assert desk.post(address, form(desk, address, published_at_1="9:10 a.m.")).status_code == 302
    post.refresh_from_db()
    assert post.published_at == POSTED + datetime.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("stays", "shown", "moment"),
    [
        ("clock", "09:09:00", datetime.datetime(2025, 3, 18, 0, 9, tzinfo=datetime.UTC)),
        ("moments", "22:09:00", POSTED),
    ],
)
def test_what_stays_of_the_times_of_posts_is_asked_when_their_clock_was_wrong(
    desk: Client, stays: str, shown: str, moment: datetime.datetime
) -> None:
    document = make_document()
    post, untimed = make_post(document, published_at=POSTED), make_post(document)
    address = reverse("admin:timeline_document_change", args=[document.pk])
    assert 'type="radio"' not in desk.get(address).content.decode()
    sent = form(desk, address, time_zone="Asia/Tokyo", **{"posts-0-headline": "Another"})
    page = desk.post(address, sent)
    assert page.context["adminform"].form.errors == {
        "times_to_keep": [
            (
                "1 post has a time in the time zone America/New_York: 18 Mar 2025, 09:09 EDT. "
                "Choose what to keep."
            )
        ]
    }
    assert 'type="radio"' in page.content.decode()
    post.refresh_from_db()
    assert post.published_at == POSTED
    assert desk.post(address, form_of(page, times_to_keep=stays)).status_code == 302
    post.refresh_from_db()
    untimed.refresh_from_db()
    assert (post.headline, post.published_at) == ("Another", moment)
    assert untimed.published_at is None
    own = reverse("admin:timeline_post_change", args=[post.pk])
    assert form(desk, own)["published_at_1"] == shown


def test_nothing_is_asked_where_no_post_has_a_time(desk: Client) -> None:
    document = make_document()
    make_post(document)
    address = reverse("admin:timeline_document_change", args=[document.pk])
    assert desk.post(address, form(desk, address, time_zone="Asia/Tokyo")).status_code == 302


def test_who_only_looks_reads_it_by_that_clock_too(viewer: Client) -> None:
    document = make_document()
    for post, said in (
        (make_post(document, published_at=POSTED), "18 Mar 2025, 09:09 EDT"),
        (make_post(document), "-"),
    ):
        page = viewer.get(reverse("admin:timeline_post_change", args=[post.pk]))
        [shown] = [
            field.contents()
            for fieldset in page.context["adminform"]
            for line in fieldset
            for field in line
            if field.field["name"] == "when_published"
        ]
        assert shown == said


def new_post(**fields: Any) -> dict[str, Any]:
    document = make_document()
    return {"document": document.pk, "number": 1, "headline": "A post", **fields}


@pytest.mark.parametrize(
    ("date", "time", "said"),
    [
        ("2025-03-09", "02:30", "02:30:00 couldn’t be interpreted in time zone America/New_York"),
        ("2025-02-30", "12:00", "There is no day 30 in February 2025"),
    ],
)
def test_a_time_that_its_clock_never_showed_is_none(
    desk: Client, date: str, time: str, said: str
) -> None:
    address = reverse("admin:timeline_post_add")
    assert "In the time zone of its document." in desk.get(address).content.decode()
    page = desk.post(address, new_post(published_at_0=date, published_at_1=time))
    [error] = page.context["adminform"].form.errors["published_at"]
    assert said in error
    shown = page.content.decode()
    assert f'value="{date}"' in shown
    assert "In the time zone of its document: America/New_York." in shown


def test_a_new_post_is_read_by_the_clock_of_the_document_that_is_chosen(desk: Client) -> None:
    sent = new_post(published_at_0="2025-03-18", published_at_1="09:09")
    assert desk.post(reverse("admin:timeline_post_add"), sent).status_code == 302
    assert Post.objects.get().published_at == POSTED


@pytest.mark.parametrize(
    ("day", "is_asked"), [("2024-03-18", True), ("2025-03-17", False), ("2025-04-18", False)]
)
def test_a_post_far_from_the_day_of_its_document_is_asked_about(
    desk: Client, day: str, is_asked: bool
) -> None:
    sent = new_post(published_at_0=day, published_at_1="09:09")
    page = desk.post(reverse("admin:timeline_post_add"), sent, follow=True)
    asked = [str(one) for one in page.context["messages"] if one.level_tag == "warning"]
    wrong = (
        "This post is dated 18 Mar 2024, and its document 18 Mar 2025. Relative dates "
        "in the post count from its own day. Check that it is right."
    )
    assert asked == [wrong] * is_asked


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
        assert reader.get(link).status_code == 200


def approved_source(cited_by: dict[str, Any]) -> Post:
    """Return a post cited by an event that is approved but not public yet, and by those given."""
    post = make_post(make_document())
    later = timezone.now() + datetime.timedelta(days=1)
    for title, fields in {"Approved": {"publish_at": later}, **cited_by}.items():
        make_citation(make_event(title, cite=False, **fields), post)
    return post


REFUSED = (
    "“Approved” cites this. Somebody else approved it as it is. Set it back to “in "
    "review” first, then have it published again."
)


@pytest.mark.parametrize(
    ("four_eyes", "cited_by", "is_refused"),
    [
        (True, {}, True),
        (True, {"Draft": {"state": "draft"}}, True),
        (True, {"Out": {}}, False),
        (False, {}, False),
    ],
)
@pytest.mark.parametrize(
    ("model", "typed", "is_told"),
    [
        ("document", {"url": "https://evil.example/"}, True),
        ("document", {"summary": "Another"}, False),
        ("document", {"posts-0-headline": "Another"}, True),
        ("post", {"summary": "Another"}, True),
        ("post", {"byline": "Another"}, False),
        ("post", {"document": "another"}, True),
    ],
)
def test_of_four_eyes_nobody_changes_alone_what_an_approved_event_cites(
    desk: Client,
    settings: Settings,
    four_eyes: bool,
    cited_by: dict[str, Any],
    is_refused: bool,
    model: str,
    typed: dict[str, Any],
    is_told: bool,
) -> None:
    settings.FOUR_EYES = four_eyes
    post = approved_source(cited_by)
    thing = post if model == "post" else post.document
    if "document" in typed:
        typed = {"document": make_document("Another").pk}
    address = reverse(f"admin:timeline_{model}_change", args=[thing.pk])
    page = desk.post(address, form(desk, address, no_change="on", **typed))
    said = errors(page) if page.status_code == 200 else ""
    assert (REFUSED in said) == (is_refused and is_told)
