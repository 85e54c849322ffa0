"""Signing in at the desk: wrong passwords, the second factor, and how long a session lasts."""

from __future__ import annotations

import datetime
import re
from base64 import b32decode
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from tests.web import parse
from timeline.desk.second_factor import new_key

pytestmark = pytest.mark.django_db

LOGIN = reverse("admin:login")
INDEX = reverse("admin:index")
FACTOR = reverse("admin:second_factor")
PASSWORD = "a long password for a test"
HERE, THERE = "192.0.2.1", "192.0.2.2"
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _clock_stands() -> Iterator[None]:
    """Stop the clock: a code is valid for thirty seconds, and the first throttling lasts for one,
    so either could end between two lines of a test."""
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False):
        yield


@pytest.fixture
def member(db: None) -> User:
    return User.objects.create_user("member", password=PASSWORD, is_staff=True)


def log_in(
    password: str, name: str = "member", at: str = HERE, client: Client | None = None, **meta: Any
) -> Any:
    sent = {"username": name, "password": password, "next": INDEX}
    return (client or Client()).post(LOGIN, sent, REMOTE_ADDR=at, **meta)


def fail(times: int, **options: Any) -> list[int]:
    return [log_in("wrong", **options).status_code for _ in range(times)]


# --- wrong passwords ------------------------------------------------------------------------------


def test_five_wrong_passwords_lock_that_name_from_that_address_alone(member: User) -> None:
    User.objects.create_user("colleague", password=PASSWORD, is_staff=True)
    assert fail(5) == [200, 200, 200, 200, 429]
    locked = log_in(PASSWORD)
    assert locked.status_code == 429
    assert locked["Retry-After"] == "900"
    assert "15 minutes" in locked.content.decode()
    body = parse(locked).find(".//body")
    assert body is not None
    assert "login" in (body.get("class") or "")
    assert log_in(PASSWORD, at=THERE).status_code == 302
    assert log_in(PASSWORD, name="colleague").status_code == 302


def test_another_browser_is_no_way_around(member: User) -> None:
    for number in range(5):
        log_in("wrong", HTTP_USER_AGENT=f"Browser {number}")
    assert log_in(PASSWORD, HTTP_USER_AGENT="Browser 9").status_code == 429


def test_the_lock_opens_after_the_time_that_it_states(member: User) -> None:
    with time_machine.travel("2026-06-01T12:00:00Z", tick=False) as clock:
        fail(5)
        clock.shift(10 * MINUTE)
        assert log_in(PASSWORD).status_code == 429
        clock.shift(4 * MINUTE)
        assert log_in("wrong").status_code == 429, "trying on does not lock it for longer"
        clock.shift(2 * MINUTE)
        assert log_in(PASSWORD).status_code == 302


def test_the_right_password_forgets_the_wrong_ones(member: User) -> None:
    fail(4)
    assert log_in(PASSWORD).status_code == 302
    assert fail(4) == [200] * 4
    assert log_in(PASSWORD).status_code == 302


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_a_made_up_address_is_no_way_around(member: User, settings: Settings, proxies: int) -> None:
    """Each attempt forges another address; our proxies append the one they saw."""
    settings.PROXY_COUNT = proxies
    added = ["", f", {HERE}", f", {HERE}, 10.0.0.1"][proxies]
    at = HERE if proxies == 0 else "10.0.0.2"
    for number in range(5):
        log_in("wrong", at=at, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}{added}")
    last = log_in(PASSWORD, at=at, HTTP_X_FORWARDED_FOR=f"198.51.100.77{added}")
    assert last.status_code == 429
    elsewhere = ["", f", {THERE}", f", {THERE}, 10.0.0.1"][proxies]
    other = log_in(
        PASSWORD,
        at=THERE if proxies == 0 else at,
        HTTP_X_FORWARDED_FOR=f"198.51.100.0{elsewhere}",
    )
    assert other.status_code == 302


def test_a_server_that_knows_no_address_still_counts(member: User) -> None:
    assert fail(5, at="")[-1] == 429
    assert log_in(PASSWORD, at="").status_code == 429


# --- the second factor ----------------------------------------------------------------------------


def code_of(key: str, offset: int = 0) -> str:
    """Return the code that a phone shows, `offset` steps of 30 seconds from now."""
    totp = TOTP(bytes.fromhex(key))
    totp.time = datetime.datetime.now(datetime.UTC).timestamp() + 30 * offset
    return f"{totp.token():06}"


def enrol(client: Client, offset: int = 0) -> tuple[str, list[str]]:
    """Set up a phone as a browser would; return its key and the recovery codes."""
    page = parse(client.get(FACTOR))
    signed = next(i.get("value") for i in page.iter("input") if i.get("name") == "key")
    typed = next(c.text for c in page.iter("code") if c.get("class") == "key")
    key = b32decode((typed or "").replace(" ", "")).hex()
    done = client.post(FACTOR, {"key": signed, "code": code_of(key, offset), "next": INDEX})
    codes = re.findall(r"<li><code>(\w{8})</code></li>", done.content.decode())
    assert len(codes) == 10, "refused"
    return key, codes


def signed_in(member: User) -> Client:
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def required(settings: Settings) -> None:
    settings.REQUIRE_2FA = True


def test_the_desk_is_shut_without_a_second_factor(member: User, required: None) -> None:
    client = signed_in(member)
    for name in ("index", "timeline_event_changelist", "password_change", "autocomplete"):
        address = reverse(f"admin:{name}")
        shown = client.get(address, follow=True)
        assert shown.redirect_chain[-1][0].startswith(FACTOR), name
        assert client.post(address).status_code == 302, name
    assert "user-tools" not in client.get(FACTOR).content.decode()


def test_an_editor_sets_it_up_and_is_in(member: User, required: None) -> None:
    client = signed_in(member)
    session = client.session.session_key
    _key, codes = enrol(client)
    assert len(set(codes)) == 10
    assert client.get(INDEX).status_code == 200
    assert client.session.session_key != session
    assert "10 recovery codes" in client.get(FACTOR).content.decode()


def test_looking_at_a_new_key_keeps_nothing(member: User) -> None:
    client = signed_in(member)
    first, second = (client.get(FACTOR).content for _ in range(2))
    assert first != second
    assert not TOTPDevice.objects.exists()


def test_the_picture_has_no_style_and_says_what_it_is(member: User) -> None:
    page = parse(signed_in(member).get(FACTOR))
    [frame] = [div for div in page.iter("div") if div.get("class") == "qr-frame"]
    assert frame.get("role") == "img"
    assert frame.get("aria-label")
    assert not [element for element in frame.iter() if element.get("style")]


@pytest.mark.parametrize("code", ["000000", "12345", "abcdef", "١٢٣٤٥٦", "", "\x00", "9" * 40])
def test_a_wrong_code_sets_nothing_up(member: User, code: str) -> None:
    client = signed_in(member)
    page = parse(client.get(FACTOR))
    signed = next(i.get("value") for i in page.iter("input") if i.get("name") == "key")
    answer = client.post(FACTOR, {"key": signed, "code": code})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert f'value="{signed}"' in answer.content.decode(), "the picture stays the same"
    assert not TOTPDevice.objects.exists()


@pytest.mark.parametrize("how", ["made up", "another's", "old"])
def test_only_a_key_of_ours_is_believed(member: User, how: str) -> None:
    other = User.objects.create_user("other", is_staff=True)
    with time_machine.travel("2026-06-01T12:00:00Z", tick=False) as clock:
        client = signed_in(member)
        key = {"made up": "x", "another's": new_key(other), "old": new_key(member)}[how]
        clock.shift(61 * MINUTE if how == "old" else MINUTE)
        answer = client.post(FACTOR, {"key": key, "code": "123456"})
    assert "open for too long" in answer.content.decode()
    assert not TOTPDevice.objects.exists()


def test_whoever_has_one_is_asked_for_it_on_every_login(member: User) -> None:
    key, _codes = enrol(signed_in(member), offset=-1)
    client = Client()
    assert log_in(PASSWORD, client=client).status_code == 302
    wanted = reverse("admin:timeline_event_changelist")
    page = client.get(wanted, follow=True)
    assert page.redirect_chain[-1][0].startswith(FACTOR)
    sent = {"code": code_of(key), "next": wanted}
    answer = client.post(FACTOR, sent)
    assert (answer.status_code, answer["Location"]) == (302, wanted)
    # A code works only once.
    again = signed_in(member)
    assert again.post(FACTOR, sent).status_code == 200
    assert again.get(INDEX).status_code == 302


def test_the_code_that_sets_it_up_is_used_up(member: User) -> None:
    key, _codes = enrol(signed_in(member))
    again = signed_in(member)
    assert again.post(FACTOR, {"code": code_of(key)}).status_code == 200
    assert again.get(INDEX).status_code == 302


def test_a_recovery_code_works_once(member: User) -> None:
    _key, codes = enrol(signed_in(member))
    typed = f" {codes[0][:4].upper()} {codes[0][4:]} "
    first, second = signed_in(member), signed_in(member)
    assert first.post(FACTOR, {"code": typed}).status_code == 302
    assert first.get(INDEX).status_code == 200
    assert "9 recovery codes" in first.get(FACTOR).content.decode()
    answer = second.post(FACTOR, {"code": typed})
    assert "wrong, or was used" in answer.content.decode()
    assert second.get(INDEX).status_code == 302


def test_what_a_superuser_marks_as_not_confirmed_is_none(member: User) -> None:
    """django-otp's admin offers to unconfirm a device: it would be asked for, but not count."""
    _key, codes = enrol(signed_in(member))
    StaticDevice.objects.update(confirmed=False)
    answer = signed_in(member).post(FACTOR, {"code": codes[0]})
    assert "wrong, or was used" in answer.content.decode()
    TOTPDevice.objects.update(confirmed=False)
    assert signed_in(member).get(INDEX).status_code == 200
    enrol(signed_in(member))


def test_guessing_codes_is_slowed_down(member: User) -> None:
    key, _codes = enrol(signed_in(member), offset=-1)
    client = signed_in(member)
    assert "wrong" in client.post(FACTOR, {"code": "000000"}).content.decode()
    answer = client.post(FACTOR, {"code": code_of(key)})
    assert re.search(r"Wait for \d+ second", answer.content.decode())
    assert client.get(INDEX).status_code == 302


def test_the_code_leads_nowhere_else(member: User) -> None:
    key, _codes = enrol(signed_in(member), offset=-1)
    sent = {"code": code_of(key), "next": "https://evil.example/"}
    assert signed_in(member).post(FACTOR, sent)["Location"] == INDEX


@pytest.mark.parametrize("way", ["//evil.example", "https://evil.example/"])
def test_the_password_leads_nowhere_else(member: User, way: str) -> None:
    sent = {"username": "member", "password": PASSWORD, "next": way}
    assert Client().post(LOGIN, sent)["Location"] == INDEX


def test_new_recovery_codes_end_the_old_ones(member: User) -> None:
    client = signed_in(member)
    _key, old = enrol(client)
    page = client.post(FACTOR, {"codes": "1", "password": PASSWORD}).content.decode()
    new = re.findall(r"<li><code>(\w{8})</code></li>", page)
    assert len(new) == 10
    assert not set(new) & set(old)
    assert StaticToken.objects.count() == 10


def test_without_the_phone_nobody_removes_it(member: User, settings: Settings) -> None:
    client = signed_in(member)
    enrol(client)
    stranger = signed_in(member)
    for asked in ("remove", "codes"):
        stranger.post(FACTOR, {asked: "1", "password": PASSWORD})
    assert TOTPDevice.objects.count() == 1
    sent = {"remove": "1", "password": PASSWORD}
    assert client.post(FACTOR, sent)["Location"] == INDEX
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    settings.REQUIRE_2FA = True
    assert client.get(INDEX).status_code == 302


@pytest.mark.parametrize("asked", ["remove", "codes"])
def test_without_the_password_nobody_changes_it(member: User, asked: str) -> None:
    """An open session is not enough, and wrong guesses lock the user out as at the login."""
    client = signed_in(member)
    _key, codes = enrol(client)
    for password in ("", "wrong"):
        page = client.post(FACTOR, {asked: "1", "password": password})
        assert page.context["form"].errors.keys() == {"password"}
    assert TOTPDevice.objects.count() == 1
    assert {token.token for token in StaticToken.objects.all()} == set(codes)
    for _ in range(4):
        last = client.post(FACTOR, {asked: "1", "password": "wrong"})
    assert last.status_code == 429


def test_who_cannot_give_it_may_leave(member: User, required: None) -> None:
    client = signed_in(member)
    assert client.post(FACTOR, {"leave": "1"})["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_the_second_factor_is_for_members_of_the_desk(reader: Client) -> None:
    outsider = User.objects.create_user("outsider")
    former = signed_in(User.objects.create_user("former", is_staff=True))
    User.objects.filter(username="former").update(is_active=False)
    for client in (reader, signed_in(outsider), former):
        for method in (client.get, client.post):
            assert method(FACTOR)["Location"].startswith(LOGIN)


def test_neither_lock_nor_factor_costs_readers_a_statement(
    reader: Client, member: User, required: None
) -> None:
    visitor = signed_in(member)
    for address in ("/", "/t/", "/corrections/"):
        counts = []
        for client in (reader, visitor):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))
            assert not any("otp" in one["sql"] or "axes" in one["sql"] for one in asked)
        assert counts[0] == counts[1], address


# --- sessions -------------------------------------------------------------------------------------


def test_a_session_lasts_while_there_is_work(member: User, settings: Settings) -> None:
    settings.SESSION_COOKIE_AGE = 60 * 60
    with time_machine.travel("2026-06-01T12:00:00Z", tick=False) as clock:
        client = signed_in(member)
        for _ in range(6):
            clock.shift(50 * MINUTE)
            answer = client.get(INDEX)
            assert answer.status_code == 200
            assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 60 * 60
        clock.shift(61 * MINUTE)
        assert client.get(INDEX).status_code == 302


def test_a_session_is_not_written_on_every_page(member: User, settings: Settings) -> None:
    with time_machine.travel("2026-06-01T12:00:00Z", tick=False) as clock:
        client = signed_in(member)
        client.get(INDEX)
        clock.shift(MINUTE)
        assert settings.SESSION_COOKIE_NAME not in client.get(INDEX).cookies
        clock.shift(60 * MINUTE)
        assert not client.get("/").cookies, "readers' pages never write"


def test_the_desk_keeps_its_messages_in_the_session(desk: Client, member: User) -> None:
    address = reverse("admin:timeline_person_add")
    answer = desk.post(address, {"name": "Ada", "slug": "ada"})
    assert answer.status_code == 302
    assert set(answer.cookies) <= {"sessionid", "csrftoken"}


def test_every_cookie_of_the_desk_is_bound_to_its_host(member: User, settings: Settings) -> None:
    """As with INSECURE_HTTP off: browsers refuse a `__Host-` cookie that is set otherwise."""
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.get(LOGIN, secure=True)
    sent = {"username": "member", "password": PASSWORD, "next": INDEX}
    assert client.post(LOGIN, sent, secure=True).status_code == 302
    assert set(client.cookies) == {"__Host-sessionid", "__Host-csrftoken"}
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["path"], cookie["domain"]) == ("/", "")
        assert cookie["samesite"] in {"Lax", "Strict"}
