"""What everything is compared with: a bare Django view of fifty cards, from a list in memory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine

CARDS = 50
_CARD = """
<article><h2><a href="/e/{{ card.id }}/">{{ card.title }}</a></h2>
<p><time datetime="{{ card.date }}">{{ card.date }}</time> {{ card.place }}</p>
<p>{{ card.summary }}</p>
<ul>{% for name in card.people %}<li><a href="?person={{ name }}">{{ name }}</a></li>{% endfor %}
{% for name in card.topics %}<li><a href="?topic={{ name }}">{{ name }}</a></li>{% endfor %}</ul>
{% for cited in card.sources %}
<cite><a href="{{ cited.url }}">{{ cited.name }}</a></cite>{% endfor %}
</article>
"""
_PAGE = Engine().from_string(
    "<!doctype html><title>Fifty</title><main>{% for card in cards %}"
    + _CARD
    + "{% endfor %}</main>"
)
_ROWS = [
    {
        "id": f"k3v9x2{number:02}",
        "title": f"The cabinet of {number} ministers signs the harbour treaty in Lisbon",
        "date": f"2014-03-{number % 28 + 1:02}",
        "place": "Lisbon",
        "summary": "Two hundred characters, more or less, of what happened on that day. " * 3,
        "people": ["Ada Lovelace", "Luis Yilmaz"][: number % 2 + 1],
        "topics": ["Trade"],
        "sources": [{"name": "Daily Courier", "url": f"https://courier.example/{number}"}],
    }
    for number in range(CARDS)
]


def cards(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_PAGE.render(Context({"cards": _ROWS})))
