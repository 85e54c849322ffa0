"""Citations whose words are not in the text of their post: typed before that text was kept, copied
from a text that the source has changed since, or confirmed by an editor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.desk.pages import render_event_page
from timeline.models import Citation, Event, Post
from timeline.search.quoting import Quotable

#: Posts whose citations are checked for one page.
PAGE_SIZE = 100


@dataclass(frozen=True)
class UnfoundQuote:
    """A citation, and those of its quoted texts that the text of its post does not contain."""

    citation: Citation
    words: list[str]


def unfound_quotes(posts: Iterable[Post]) -> list[UnfoundQuote]:
    """Return the citations whose words are not in the texts of these posts, in their order.

    Each post has a text. Costs one query."""
    texts = {post.pk: (post, Quotable(post.text)) for post in posts}
    citations = Citation.objects.filter(post__in=texts, event__in=Event.objects.not_merged())
    results = []
    for citation in citations.select_related("event").only(
        "post", "event__title", *Citation.quoted_fields
    ):
        citation.post, text = texts[citation.post_id]
        words = [getattr(citation, name) for name in Citation.quoted_fields]
        if missing := [each for each in dict.fromkeys(words) if not text.has(each)]:
            results.append(UnfoundQuote(citation, missing))
    order = {key: place for place, key in enumerate(texts)}
    return sorted(results, key=lambda one: order[one.citation.post_id])


@require_safe
@permission_required("timeline.view_event", raise_exception=True)
def quotes(request: HttpRequest) -> HttpResponse:
    """List the quoted words that are missing from the texts of a page of posts, newest first."""
    is_cited = Exists(Citation.objects.filter(post=OuterRef("pk")))
    posts = (
        Post.objects.filter(is_cited).exclude(text="").select_related("document").order_by("-pk")
    )
    page = Paginator(posts, PAGE_SIZE).get_page(request.GET.get("page"))
    title = _("Quotes not found in their post")
    return render_event_page(request, "quotes", title, page=page, quotes=unfound_quotes(page))
