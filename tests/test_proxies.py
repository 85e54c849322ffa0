"""The client's address can't be forged through X-Forwarded-For."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from newsdesk.proxies import client_address


@pytest.mark.parametrize(
    ("proxies", "peer", "passed", "expected"),
    [
        (0, "192.0.2.1", "", "192.0.2.1"),
        (0, "192.0.2.1", "198.51.100.1", "192.0.2.1"),
        (0, "", "198.51.100.1", None),
        (1, "10.0.0.1", "192.0.2.1", "192.0.2.1"),
        (1, "10.0.0.1", "198.51.100.1, 192.0.2.1", "192.0.2.1"),
        (1, "10.0.0.1", "198.51.100.1,192.0.2.1:4711", "192.0.2.1"),
        (1, "10.0.0.1", "[2001:DB8::0:1]:443", "2001:db8::1"),
        (1, "10.0.0.1", "2001:db8::1", "2001:db8::1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "unknown", "10.0.0.1"),
        (1, "", "192.0.2.1", "192.0.2.1"),
        (2, "10.0.0.2", "198.51.100.1, 192.0.2.1, 10.0.0.1", "192.0.2.1"),
        (2, "10.0.0.2", "192.0.2.1", "10.0.0.2"),
    ],
)
def test_only_what_our_own_proxies_added_is_believed(
    settings: Settings, proxies: int, peer: str, passed: str, expected: str | None
) -> None:
    settings.PROXY_COUNT = proxies
    headers = {"x-forwarded-for": passed} if passed else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)
    assert client_address(request) == expected
