"""Where a request comes from, when proxies stand in front."""

from __future__ import annotations

import re
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

#: "192.0.2.1:443" and "[2001:db8::1]:443", as some proxies write addresses.
WITH_PORT = re.compile(r"^(?:\[(?P<six>[^\]]+)\]|(?P<four>[^:]+))(?::\d+)?$")


def client_address(request: HttpRequest) -> str | None:
    """The address of the client, or None where the server knows none (a Unix socket).

    Every proxy adds to the end of X-Forwarded-For the address that it was asked from. So with
    PROXY_COUNT proxies of ours, the last but PROXY_COUNT - 1 is true; what stands before it is
    whatever the client has sent. A header with fewer addresses did not pass all of them, and
    counts for nothing.
    """
    count = settings.PROXY_COUNT
    if count:
        passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(passed) >= count and (found := _address(passed[-count])):
            return found
    return _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str | None:
    """An address in its one canonical spelling; None for what is none."""
    match = WITH_PORT.match(text.strip())
    bare = (match["six"] or match["four"]) if match else text.strip()
    try:
        return str(ip_address(bare))
    except ValueError:
        return None
