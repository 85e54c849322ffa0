"""The public URLs. They must stay stable, since others link to them (docs/addresses.md)."""

from __future__ import annotations

from django.urls import path, register_converter

from timeline.models.ids import PATTERN
from timeline.views import (
    corrections,
    crawlers,
    data,
    documents,
    events,
    feeds,
    oembed,
    one_event,
    probes,
    sharing,
    timelines,
)

app_name = "timeline"


class PublicId:
    regex = PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PreviewToken(PublicId):
    """The output of `secrets.token_urlsafe(24)`."""

    regex = "[A-Za-z0-9_-]{32}"


register_converter(PublicId, "id")
register_converter(PreviewToken, "token")

urlpatterns = [
    path("", timelines.index, name="index"),
    path("events.json", data.events_json, name="events-json"),
    path("events.csv", data.events_csv, name="events-csv"),
    path("events.timelinejs.json", data.events_timelinejs, name="events-timelinejs"),
    path("events.atom", feeds.events_atom, name="events-atom"),
    path("events.feed.json", feeds.events_feed_json, name="events-feed-json"),
    path("events.ics", feeds.events_ics, name="events-ics"),
    path("card.png", sharing.card, name="card"),
    path("embed/", sharing.embed, name="embed"),
    path("oembed", oembed.oembed, name="oembed"),
    path("share/", sharing.share, name="share"),
    path("share/<id:public_id>/", sharing.share_event, name="event-share"),
    path("t/", timelines.timelines, name="timelines"),
    path("t/<str:slug>/", timelines.timeline, name="timeline"),
    path("t/<str:slug>/events.json", data.events_json, name="events-json"),
    path("t/<str:slug>/events.csv", data.events_csv, name="events-csv"),
    path("t/<str:slug>/events.timelinejs.json", data.events_timelinejs, name="events-timelinejs"),
    path("t/<str:slug>/events.atom", feeds.events_atom, name="events-atom"),
    path("t/<str:slug>/events.feed.json", feeds.events_feed_json, name="events-feed-json"),
    path("t/<str:slug>/events.ics", feeds.events_ics, name="events-ics"),
    path("t/<str:slug>/card.png", sharing.card, name="card"),
    path("t/<str:slug>/embed/", sharing.embed, name="embed"),
    path("t/<str:slug>/share/", sharing.share, name="share"),
    path("e/<id:public_id>/", events.event, name="event-short"),
    path("e/<id:public_id>/card.png", sharing.card_of_event, name="event-card"),
    # <str:…> lets malformed ids reach the views, whose 404s are problem details, or can be framed.
    path("e/<str:public_id>/event.json", one_event.event_json, name="event-json"),
    path("e/<str:public_id>/event.ics", one_event.event_ics, name="event-ics"),
    path("e/<str:public_id>/event.atom", one_event.event_atom, name="event-atom"),
    path("e/<str:public_id>/embed/", one_event.event_embed, name="event-embed"),
    path("e/<id:public_id>/<str:slug>/", events.event, name="event"),
    path("d/", documents.documents, name="documents"),
    path("d/<id:public_id>/", documents.document, name="document-short"),
    path("d/<id:public_id>/<int:number>/", documents.post, name="post"),
    path("d/<id:public_id>/<str:slug>/", documents.document, name="document"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections.atom", corrections.corrections_atom, name="corrections-atom"),
    path("preview/<token:token>/", events.preview, name="preview"),
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.index, name="sitemap"),
    path("sitemap-pages.xml", crawlers.pages, name="sitemap-pages"),
    path("sitemap-events-<int:part>.xml", crawlers.events, name="sitemap-events"),
    path("sitemap-news.xml", crawlers.news, name="sitemap-news"),
]
