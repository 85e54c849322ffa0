"""newsdesk's own URLs and those of the baseline views."""

from __future__ import annotations

from django.urls import path

from bench import anchor
from newsdesk.urls import urlpatterns as own

urlpatterns = [
    path("bench/bare/", anchor.bare),
    path("bench/constant/", anchor.constant),
    path("bench/naive/", anchor.naive),
    *own,
]
