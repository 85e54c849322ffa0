"""The second factor of a user: TOTP codes from a phone, or recovery codes that work once.

django-otp stores, checks and throttles them; this module decides which devices a user has.
"""

from __future__ import annotations

import time
from base64 import b32encode
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django_otp import verify_token
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

#: How many recovery codes are made at a time.
CODE_COUNT = 10
#: Seconds for which the page with a new key is valid.
_KEY_MAX_AGE = 3600


def is_second_factor_due(request: HttpRequest) -> bool:
    """Does this user still have to give the second factor?

    Costs at most one query per request, and none once it is given."""
    user: Any = request.user
    if user.is_anonymous or user.is_verified():
        return False
    cache = vars(request)  # cached on the request: called several times while a page is rendered
    if "second_factor_is_due" not in cache:
        cache["second_factor_is_due"] = settings.REQUIRE_2FA or phone_of(user) is not None
    return bool(cache["second_factor_is_due"])


def phone_of(user: User) -> Any:
    """Return the user's phone, a confirmed TOTP device, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def new_key(user: User) -> str:
    """Return a signed key for a new phone. The form carries it, so that a GET writes nothing."""
    return signing.dumps(random_hex(20), salt=_salt(user))


def phone_with_key(user: User, signed_key: str) -> Any:
    """Return an unsaved device with this key. Raises BadSignature unless `new_key` made it for this
    user within the last hour."""
    key = signing.loads(signed_key, salt=_salt(user), max_age=_KEY_MAX_AGE)
    return TOTPDevice(user=user, name="phone", key=key)


def _salt(user: User) -> str:
    return f"second-factor-{user.pk}"


def key_to_type(device: Any) -> str:
    """Return the key in groups of four characters, for a phone without a camera."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def qr_code(device: Any) -> SafeString:
    """Return an inline SVG styled by attributes only, as the Content Security Policy demands."""
    code = segno.make(device.config_url, error="m", micro=False)
    svg = code.svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr")
    return mark_safe(svg)  # noqa: S308 - numbers alone, made by the library


def set_up(device: Any, code: str) -> list[str] | None:
    """Save a new phone if its code is right, and return its owner's recovery codes; else None."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    code = normalize_code(code)
    if not _is_totp_code(code) or not totp.verify(int(code), device.tolerance):
        return None
    device.last_t = totp.t()  # the same code may not be used again
    with transaction.atomic():
        device.save()
        return new_codes(device.user)


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Replace the user's recovery codes with ten new ones."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = [StaticToken.random_token() for _ in range(CODE_COUNT)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


@transaction.atomic
def remove_devices(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def device_for(user: User, code: str) -> Any:
    """Return the device that a code of this form belongs to: six digits come from a phone."""
    if _is_totp_code(normalize_code(code)):
        return phone_of(user)
    return StaticDevice.objects.filter(user=user, confirmed=True).first()


def verify_code(device: Any, user: User, code: str) -> Any:
    """Return the device if the code is right, which also uses the code up; else None."""
    return verify_token(user, device.persistent_id, normalize_code(code)) if device else None


def normalize_code(code: str) -> str:
    """Normalize a code: remove spaces and capitals that people type."""
    return "".join(code.split()).lower()


def _is_totp_code(code: str) -> bool:
    return len(code) == 6 and code.isascii() and code.isdecimal()
