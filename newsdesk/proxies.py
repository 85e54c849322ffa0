"""The client's IP address, also behind reverse proxies."""

from __future__ import annotations

import re
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

#: "192.0.2.1:443" and "[2001:db8::1]:443", as some proxies write addresses.
WITH_PORT = re.compile(r"^(?:\[(?P<six>[^\]]+)\]|(?P<four>[^:]+))(?::\d+)?$")


def client_address(request: HttpRequest) -> str | None:
    """Return the client's IP address, or None if the server knows none (a Unix socket).

    Every proxy appends the address of its peer to X-Forwarded-For. With PROXY_COUNT proxies of
    ours, the address at position -PROXY_COUNT is therefore reliable; everything before it is
    whatever the client sent. A header with fewer addresses did not pass all the proxies and is
    ignored.
    """
    count = settings.PROXY_COUNT
    if count:
        addresses = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(addresses) >= count and (found := _parse_ip(addresses[-count])):
            return found
    return _parse_ip(request.META.get("REMOTE_ADDR", ""))


def _parse_ip(text: str) -> str | None:
    """Return an IP address in its canonical form; None if the text isn't one."""
    match = WITH_PORT.match(text.strip())
    bare = (match["six"] or match["four"]) if match else text.strip()
    try:
        return str(ip_address(bare))
    except ValueError:
        return None
