"""docs/openapi.yaml is valid, complete and correct."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.readers import read_from_filename

from tests.factories import make_document, make_event, make_post, make_timeline
from tests.public_state import while_unchanged
from tests.test_querysets import HANDPICKED, save_dates
from timeline import queries
from timeline.filters import LISTS, TimelineForm
from timeline.models import Correction, Event
from timeline.urls import urlpatterns

FILE = Path(__file__).resolve().parents[1] / "docs/openapi.yaml"
SPEC: dict[str, Any] = dict(read_from_filename(str(FILE))[0])
PATHS: dict[str, Any] = SPEC["paths"]
PARAMETERS: dict[str, Any] = SPEC["components"]["parameters"]
#: The paths that accept a query.
OF_QUERIES = [path for path in PATHS if "/events." in path]
NOW = datetime.datetime(2025, 3, 18, tzinfo=datetime.UTC)
QUERY = {name: parameter for name, parameter in PARAMETERS.items() if parameter["in"] == "query"}


def resolve(part: dict[str, Any]) -> dict[str, Any]:
    """Resolve a `$ref`; return any other part itself."""
    found: Any = SPEC
    if "$ref" not in part:
        return part
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    whole = {**schema, "components": SPEC["components"]}
    return Draft202012Validator(whole, format_checker=FormatChecker())


@pytest.fixture
def site(db: None) -> None:
    """Create events that the examples of all parameters match."""
    post = make_post(make_document(public_id="bcdfghjk"), number=1)
    event = make_event(
        "A call", topics=["Crimea"], people=["Vladimir Putin"], place="Yalta", summary="They call."
    )
    assert event.citations.get().post == post
    Correction.objects.create(event=event, kind="update", was="a", now_says="b")
    save_dates(HANDPICKED)
    make_event("The first era", "1954/1991", extra={"type": "era"})
    make_timeline("all")
    saved = make_timeline("old", title="Moved")
    saved.slug = "new"
    saved.save()


def get(address: str, **options: Any) -> Any:
    """Return a response without following redirects, with its whole `body`."""
    response: Any = Client().get(address, **options)
    response.body = b"".join(response) if response.streaming else response.content
    return response


def answers(path: str, status: int) -> dict[str, Any]:
    """Return content type → media type object of a documented response."""
    responses: dict[str, Any] = PATHS[path]["get"]["responses"]
    return dict(resolve(responses[str(status)]).get("content", {}))


def check(path: str, response: Any) -> None:
    """Validate a response against the document."""
    promised = answers(path, response.status_code)
    if not promised:
        assert response.body == b""
        return
    content = promised[response["Content-Type"]]
    if "json" in response["Content-Type"]:
        validator(content["schema"]).validate(json.loads(response.body))


def test_the_document_is_openapi() -> None:
    OpenAPIV31SpecValidator(SPEC).validate()
    for schema in SPEC["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_data_address_is_in_it() -> None:
    routes = {"/" + re.sub(r"<[^>:]+:([^>]+)>", r"{\1}", str(p.pattern)) for p in urlpatterns}
    data = {r for r in routes if re.search(r"/events?\.", r) or r.endswith(".atom")}
    assert set(PATHS) == data


def test_every_key_of_the_query_is_in_it() -> None:
    keys = list(TimelineForm(Client().get("/healthz").wsgi_request.GET).fields)
    assert list(QUERY) == keys
    for path, item in PATHS.items():
        if path in OF_QUERIES:
            assert [resolve(each)["name"] for each in item["get"]["parameters"]] == keys


@pytest.mark.parametrize("path", PATHS)
def test_every_address_answers_as_it_says(
    site: None, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "ORPHANS", 0)
    monkeypatch.setattr(queries, "PAGE_SIZE", 4)
    event = Event.objects.get(title="A call").public_id
    address = path.replace("{slug}", "all").replace("{public_id}", event)

    def ask_twice() -> tuple[Any, Any]:
        response = get(address)
        return response, get(address, headers={"If-None-Match": response["ETag"]})

    response, same = while_unchanged(ask_twice)
    assert (response.status_code, same.status_code) == (200, 304)
    check(path, response)
    check(path, same)
    if "{slug}" in path:
        check(path, nothing := get(path.replace("{slug}", "nothing")))
        assert nothing.status_code == 404
        moved = get(path.replace("{slug}", "old"))
        check(path, moved)
        assert moved["Location"] == path.replace("{slug}", "new")
    if "{public_id}" in path:
        into = Event.objects.get(title="A call")
        make_event(public_id="cccccccc", state="merged", merged_into=into)
        make_event(public_id="dddddddd", published_at=NOW, state="retracted")
        for public_id, status in (("bbbbbbbb", 404), ("cccccccc", 301), ("dddddddd", 410)):
            check(path, missing := get(path.replace("{public_id}", public_id)))
            assert missing.status_code == status
            assert missing.headers.get("Location", address) == address


@pytest.mark.parametrize("path", PATHS)
def test_every_address_says_so_while_the_database_is_away(site: None, path: str) -> None:
    def away(*_statement: Any) -> Any:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(away):
        response = get(path.replace("{slug}", "all").replace("{public_id}", "bcdfghjk"))
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    check(path, response)


@pytest.mark.parametrize("name", [name for name in QUERY if name != "after"])
@pytest.mark.parametrize("path", OF_QUERIES)
def test_every_parameter_is_understood(site: None, path: str, name: str) -> None:
    """Each parameter changes the response, which still contains the examples' event."""
    example = QUERY[name]["example"]
    address = path.replace("{slug}", "all")
    response = get(address, data={name: example})
    assert response.status_code == 200, response.body
    check(path, response)
    plain = get(address)
    assert response["ETag"] != plain["ETag"]
    if name not in ("dates", "sort"):
        assert b"A call" in response.body
        assert len(response.body) != len(plain.body)
    if name != "q":
        wrong = "nothing" if name in LISTS else "soonish"
        refused = get(address, data={name: wrong})
        assert refused.status_code == 400
        check(path, refused)
        assert [error["parameter"] for error in json.loads(refused.body)["errors"]] == [name]


def test_after_leads_on(site: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "ORPHANS", 0)
    monkeypatch.setattr(queries, "PAGE_SIZE", 4)
    following = json.loads(get("/events.json").body)["next"].removeprefix("http://127.0.0.1:8000")
    response = get(following)
    assert response.status_code == 200
    check("/events.json", response)


def test_the_schema_refuses_what_is_wrong(site: None) -> None:
    """Otherwise, validating responses would prove nothing."""
    page = json.loads(get("/events.json").body)
    check_page = validator({"$ref": "#/components/schemas/Page"})
    changes: list[Callable[[dict[str, Any]], object]] = [
        lambda event: event.pop("summary"),
        lambda event: event.update(more=1),
        lambda event: event["date"].update(earliest="18 March"),
        lambda event: event["citations"].append({}),
    ]
    for change in changes:
        broken = json.loads(json.dumps(page))
        change(broken["events"][0])
        assert list(check_page.iter_errors(broken)), change
