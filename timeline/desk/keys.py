"""Primary keys in URLs and form data, limited to what fits the database's 64-bit integers."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter

MAX_DIGITS = 18


class KeyConverter(IntConverter):
    regex = f"[0-9]{{1,{MAX_DIGITS}}}"


register_converter(KeyConverter, "key")


def is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
