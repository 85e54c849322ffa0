"""The simplest page of fifty events: a template and a list in memory.

Run as a program, it prints the page, so that it can be served as a static file.
"""

from __future__ import annotations

import os

from django.template import Context, Engine

CARDS = 50
_CARD = """
<article id="e-{{ card.id }}"><h2><a href="/e/{{ card.id }}/">{{ card.title }}</a></h2>
<p><time datetime="{{ card.date }}">{{ card.date }}</time>
<a href="?place={{ card.place|urlencode }}">{{ card.place }}</a></p>
<p>{{ card.summary }}</p>
<ul>
{% for name in card.people %}<li><a href="?person={{ name|urlencode }}">{{ name }}</a></li>
{% endfor %}
{% for name in card.topics %}<li><a href="?topic={{ name|urlencode }}">{{ name }}</a></li>
{% endfor %}
</ul>
{% for cited in card.sources %}
<cite><a href="{{ cited.url }}">{{ cited.name }}</a></cite>{% endfor %}
</article>
"""
TEMPLATE = "<main>{% for card in cards %}" + _CARD + "{% endfor %}</main>"
_PAGE = Engine().from_string(
    '<!doctype html><title>Fifty</title><link rel="icon" href="data:,">' + TEMPLATE
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


def draw() -> str:
    return str(_PAGE.render(Context({"cards": _ROWS})))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    print(draw())
