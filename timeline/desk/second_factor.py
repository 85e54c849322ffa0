"""What somebody has besides the password: a code from a phone, or a recovery code that works once.

django-otp keeps, checks and slows down; here is what one user may have of it.
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

#: How many recovery codes are made at once.
CODES = 10
#: How long the page with a new key may stay open, in seconds.
_PATIENCE = 3600


def is_due(request: HttpRequest) -> bool:
    """Does this user still owe a second factor? One statement a request, none once it is given."""
    user: Any = request.user
    if user.is_anonymous or user.is_verified():
        return False
    known = vars(request)  # asked several times while a page is made
    if "second_factor_is_due" not in known:
        known["second_factor_is_due"] = settings.REQUIRE_2FA or device_of(user) is not None
    return bool(known["second_factor_is_due"])


def device_of(user: User) -> Any:
    """The phone of a user, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def new_key(user: User) -> str:
    """A key for a new phone, signed: a form carries it, so that looking at it writes nothing."""
    return signing.dumps(random_hex(20), salt=_salt(user))


def phone_with(user: User, signed_key: str) -> Any:
    """A device with this key, not saved. Raises BadSignature for a key that is not from
    `new_key`, or not from the last hour."""
    key = signing.loads(signed_key, salt=_salt(user), max_age=_PATIENCE)
    return TOTPDevice(user=user, name="phone", key=key)


def _salt(user: User) -> str:
    return f"second-factor-{user.pk}"


def key_to_type(device: Any) -> str:
    """The key in groups of four, for a phone without a camera."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def qr_code(device: Any) -> SafeString:
    """An inline SVG of nothing but attributes, as the policy wants it."""
    code = segno.make(device.config_url, error="m", micro=False)
    drawn = code.svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr")
    return mark_safe(drawn)  # noqa: S308 - numbers alone, made by the library


def set_up(device: Any, code: str) -> list[str] | None:
    """Save a new phone that shows the right code, and give its owner's recovery codes."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    code = plain(code)
    if not _is_from_a_phone(code) or not totp.verify(int(code), device.tolerance):
        return None
    device.last_t = totp.t()  # the same code may not be used again
    with transaction.atomic():
        device.save()
        return new_codes(device.user)


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Ten recovery codes; those before work no more."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = [StaticToken.random_token() for _ in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


@transaction.atomic
def take_away(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def device_for(user: User, code: str) -> Any:
    """The device that a code must be from, by its look: six digits come from a phone."""
    if _is_from_a_phone(plain(code)):
        return device_of(user)
    return StaticDevice.objects.filter(user=user, confirmed=True).first()


def accepts(device: Any, user: User, code: str) -> Any:
    """The device, if the code is right; it is used up then."""
    return verify_token(user, device.persistent_id, plain(code)) if device else None


def plain(code: str) -> str:
    """A code without the spaces and capitals that people put in."""
    return "".join(code.split()).lower()


def _is_from_a_phone(code: str) -> bool:
    return len(code) == 6 and code.isascii() and code.isdecimal()
