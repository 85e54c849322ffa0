"""newsdesk's own URLs and those of the baseline views."""

from __future__ import annotations

from django.urls import path

from bench import baselines
from newsdesk.urls import urlpatterns as own

urlpatterns = [
    path("bench/bare/", baselines.bare),
    path("bench/constant/", baselines.constant),
    path("bench/naive/", baselines.naive),
    *own,
]
