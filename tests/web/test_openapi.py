"""The API's description, and whether the answers are what it says (schemathesis)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis import settings as budget
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from deskhand.web.app import create_app
from tests.web.client import Browser
from tests.web.desk import Desk

Open = Callable[..., Awaitable[Browser]]

# They end or replace the session that all calls need, or never end.
_LEFT_OUT = {"signIn", "signInAsDemoPerson", "signOut", "followLive"}
_CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
_EXAMPLES = 12


async def test_every_operation_has_a_name_and_tells_how_it_fails(desk: Desk) -> None:
    described = create_app(desk.parts).openapi()
    names = []
    for path, methods in described["paths"].items():
        for operation in methods.values():
            names.append(operation["operationId"])
            failed = operation["responses"]["default"]["content"]
            assert list(failed) == ["application/problem+json"], path
            assert "422" not in operation["responses"], path
    assert len(names) == len(set(names))
    assert {"ProblemView", "NextStepView", "FieldErrorView"} <= set(
        described["components"]["schemas"]
    )


async def test_answers_are_what_the_description_says(browser: Open, desk: Desk) -> None:
    one = await browser("maya")
    ref = (await one.post("/api/v1/requests", {"title": "Something to find"})).json["ref"]
    await one.post(f"/api/v1/requests/{ref}/messages", {"kind": "reply", "body": "Hello"})
    body = {"key": "test.reset", "person_id": desk.people["elena"], "request_ref": None}
    await one.post("/api/v1/actions", body)
    await desk.work()
    schema = schemathesis.openapi.from_dict(create_app(desk.parts).openapi())
    cookies = {each.key: each.value for each in one.http.cookie_jar}
    headers = {
        "X-CSRF-Token": one.csrf,
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
    }
    called = await asyncio.to_thread(_fuzz, schema, one.url, headers)
    assert called > 20 * _EXAMPLES


def _fuzz(schema: Any, url: str, headers: dict[str, str]) -> int:
    """Call every operation with made-up values; returns how many calls that were."""
    called = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.definition.raw["operationId"] in _LEFT_OUT:
            continue

        @budget(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @schemathesis.hypothesis.given(case=operation.as_strategy())  # type: ignore[attr-defined]
        def call(case: Any) -> None:
            nonlocal called
            called += 1
            case.call_and_validate(base_url=url, headers=headers, checks=_CHECKS)

        call()
    return called


@pytest.mark.parametrize("name", sorted(_LEFT_OUT))
async def test_what_is_left_out_is_still_there(desk: Desk, name: str) -> None:
    described = create_app(desk.parts).openapi()
    names = {each["operationId"] for path in described["paths"].values() for each in path.values()}
    assert name in names
