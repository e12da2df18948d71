"""The API's description, and whether the answers are what it says (schemathesis)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as budget
from schemathesis import GenerationMode
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
# What they need is not to be guessed: Okta's token, an unfinished setup, a sync that runs or holds,
# a run that failed or revealed something.
_NEVER_DONE = {
    "connectOkta",
    "finishSetup",
    "cancelSync",
    "applyHeldRemovals",
    "retryAction",
    "runAction",
    "revealSecret",
}
_CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
_EXAMPLES = 20


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
    assert set(names) >= _LEFT_OUT
    assert {"ProblemView", "NextStepView", "FieldErrorView"} <= set(
        described["components"]["schemas"]
    )


# The longest of all: a group is begun before single tests are.
@pytest.mark.xdist_group("openapi")
async def test_answers_are_what_the_description_says(browser: Open, desk: Desk) -> None:
    one = await browser("maya")
    ref = (await one.post("/api/v1/requests", {"title": "Something to find"})).json["ref"]
    await one.post(f"/api/v1/requests/{ref}/messages", {"kind": "reply", "body": "Hello"})
    body = {"key": "test.reset", "person_id": desk.people["elena"], "request_ref": None}
    run = (await one.post("/api/v1/actions", body)).json
    await desk.work()
    syncs = (await one.get("/api/v1/connections/okta/syncs")).json["items"]
    view = (await one.post("/api/v1/views", {"name": "Mine", "filter": {}})).json
    groups = (await one.get("/api/v1/groups")).json["items"]
    apps = (await one.get("/api/v1/applications")).json["items"]
    there = {
        "ref": ref,
        "person_id": desk.people["elena"],
        "run_id": run["id"],
        "sync_id": syncs[0]["id"],
        "view_id": view["id"],
        "key": "test.reset",
        "group_id": groups[0]["id"],
        "application_id": apps[0]["id"],
    }
    schema = schemathesis.openapi.from_dict(create_app(desk.parts).openapi())
    cookies = {each.key: each.value for each in one.http.cookie_jar}
    headers = {
        "X-CSRF-Token": one.csrf,
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
    }
    answered = await asyncio.to_thread(_fuzz, schema, one.url, headers, there)
    # Otherwise it would only ever have seen refusals.
    never = {name for name, statuses in answered.items() if not statuses & {200, 201, 202, 204}}
    assert never <= _NEVER_DONE


def _fuzz(
    schema: Any, url: str, headers: dict[str, str], there: dict[str, Any]
) -> dict[str, set[int]]:
    """Call every operation with made-up values; returns which statuses each was answered with.

    `there` holds path parameters of things that exist, so that calls get beyond "not found".
    """
    answered = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        name = operation.definition.raw["operationId"]
        if name not in _LEFT_OUT:
            named = [each.name for each in operation.path_parameters]
            known = {each: there[each] for each in named if each in there}
            answered[name] = _call(operation, known, url, headers)
    return answered


def _call(operation: Any, known: dict[str, Any], url: str, headers: dict[str, str]) -> set[int]:
    statuses: set[int] = set()
    good = operation.as_strategy(path_parameters=known or None)
    bad = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @budget(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=good | operation.as_strategy() | bad)
    def call(case: Any) -> None:
        answer = case.call_and_validate(base_url=url, headers=headers, checks=_CHECKS)
        statuses.add(answer.status_code)

    call()
    return statuses
