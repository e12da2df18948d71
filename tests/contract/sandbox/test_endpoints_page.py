"""The page that tells what the tenant serves: nothing is missing on it, and nothing is made up."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from deskhand.sandbox.okta.oauth import serve
from deskhand.sandbox.okta.routes import PUBLIC, ROUTER

_PAGE = Path(__file__).parents[3] / "docs" / "sandbox-endpoints.md"
_DESCRIPTION = Path(__file__).parent / "description"
_ROW = re.compile(r"^\| `([A-Z, ]+) (/\S+)` \| (faithful|approximate|absent) \|(.*)\|$|^\| `.*$")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

Endpoint = tuple[str, str]


def endpoint(method: str, path: str) -> Endpoint:
    """Names of parameters differ from place to place."""
    return method.upper(), re.sub(r"\{\w+\}", "{}", path)


def told() -> dict[Endpoint, str]:
    """What the page says of each endpoint. Fails on a row that it cannot read, or that is twice there."""
    found: dict[Endpoint, str] = {}
    for line in _PAGE.read_text().splitlines():
        row = _ROW.match(line)
        if row is None:
            continue
        assert row[1], f"unreadable: {line}"
        for method in row[1].split(", "):
            key = endpoint(method, row[2])
            assert key not in found, f"twice: {key}"
            assert row[3] != "approximate" or row[4].strip(), f"how? {key}"
            found[key] = row[3]
    return found


def served() -> set[Endpoint]:
    found = {endpoint(route.method, route.path) for route in ROUTER.routes}
    return found | {endpoint("GET", path) for path in PUBLIC}


def described() -> set[Endpoint]:
    found = set()
    for name in ("management", "oauth"):
        document = msgspec.json.decode((_DESCRIPTION / f"{name}.json").read_bytes())
        for path, operations in document["paths"].items():
            found |= {endpoint(method, path) for method in operations if method.upper() in _METHODS}
    return found


def test_every_route_is_told() -> None:
    there = {key for key, how in told().items() if how != "absent"}
    assert served() - there == set()


def test_what_is_told_to_be_there_is_there() -> None:
    for key, how in told().items():
        method, path = key
        if serve.serves(path):
            assert how != "absent", key
        else:
            assert (key in served()) == (how != "absent"), f"{method} {path} is {how}?"


def test_every_operation_of_the_description_is_told() -> None:
    assert described() - told().keys() == set()
