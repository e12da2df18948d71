"""Requests that the description forbids are refused, for every operation that the tenant serves.

Each starts from a request that is taken; one thing in it is made wrong at a time: a member or parameter
that must be there is left out, a value is none of those that are listed, is of another type, too long or
too short.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from deskhand.sandbox.okta.routes import ROUTER
from tests.contract.sandbox.client import Okta
from tests.contract.sandbox.description.deviations import TOLERATED
from tests.contract.sandbox.description.operations import Operation, described, segments

Schema = dict[str, Any]
PERSON = {
    "profile": {
        "login": "new@acme.example",
        "email": "new@acme.example",
        "firstName": "New",
        "lastName": "Comer",
    }
}
RULE = {
    "type": "group_rule",
    "name": "Designers",
    "conditions": {
        "people": {"users": {"exclude": []}, "groups": {"exclude": []}},
        "expression": {"value": 'user.department=="Design"', "type": "urn:okta:expression:1.0"},
    },
    "actions": {"assignUserToGroups": {"groupIds": ["{group}"]}},
}
APP = {
    "name": "bookmark",
    "label": "Wiki",
    "signOnMode": "BOOKMARK",
    "settings": {"app": {"requestIntegration": False, "url": "https://wiki.example"}},
}
# The last is the System Log's own.
CODES = {"E0000001", "E0000003", "E0000053"}
SIDE = {"name": "boss", "title": "Boss", "description": "", "type": "USER"}
SAMPLES: dict[str, Any] = {
    "createUser": PERSON,
    "updateUser": PERSON,
    "replaceUser": PERSON,
    "changePassword": {"oldPassword": {"value": "x"}, "newPassword": {"value": "y"}},
    "assignRoleToUser": {"type": "HELP_DESK_ADMIN"},
    "assignRoleToClient": {"type": "HELP_DESK_ADMIN"},
    "enrollFactor": {
        "factorType": "sms",
        "provider": "OKTA",
        "profile": {"phoneNumber": "+15550100"},
    },
    "activateFactor": {"passCode": "123456"},
    "verifyFactor": {"passCode": "123456"},
    "resendEnrollFactor": {"factorType": "sms"},
    "addGroup": {"profile": {"name": "Designers", "description": "They draw"}},
    "replaceGroup": {"profile": {"name": "Designers", "description": "They draw"}},
    "assignGroupOwner": {"id": "{user}", "type": "USER"},
    "createGroupRule": RULE,
    "replaceGroupRule": RULE,
    "createApplication": APP,
    "replaceApplication": APP,
    "assignUserToApplication": {"id": "{user}", "scope": "USER", "credentials": {"userName": "a"}},
    "updateApplicationUser": {"credentials": {"userName": "elena"}},
    "assignGroupToApplication": {"priority": 1, "profile": {}},
    "updateGroupAssignmentToApplication": [{"op": "replace", "path": "/priority", "value": 1}],
    "updateFeatureForApplication": {"create": {"lifecycleCreate": {"status": "ENABLED"}}},
    "grantConsentToScope": {"scopeId": "okta.users.read", "issuer": "{base}"},
    "createLinkedObjectDefinition": {"primary": SIDE, "associated": {**SIDE, "name": "report"}},
    "globalTokenRevocation": {"sub_id": {"format": "opaque", "id": "{user}"}},
    "upsertApiToken": {"name": "CI", "network": {"connection": "ANYWHERE"}},
}
"""A body for each operation that takes one; `{…}` stands for what `ids` finds."""


@dataclass(frozen=True)
class Wrong:
    """A request with one flaw, which `what` tells; the body is left out where it is None."""

    what: str
    body: Any
    query: dict[str, Any]


def served() -> list[Operation]:
    known = {(route.method, segments(route.path)) for route in ROUTER.routes}
    return [one for one in described() if (one.method, one.names) in known]


def wrongs(operation: Operation) -> Iterator[Wrong]:
    sample = SAMPLES.get(operation.id)
    for parameter in operation.parameters:
        if parameter["in"] == "query":
            for text in bad_texts(operation, parameter):
                name = parameter["name"]
                yield Wrong(f"{name}={text}", sample, {} if text is None else {name: text})
    if operation.body is not None:
        if operation.body_required:
            yield Wrong("no body", None, {})
        yield Wrong("a body of another type", "text", {})
        for what, body in bad_bodies(operation, operation.body, sample):
            yield Wrong(what, body, {})


def bad_texts(operation: Operation, parameter: Schema) -> Iterator[str | None]:
    schema = operation.source.follow(parameter.get("schema", {}))
    if parameter.get("required"):
        yield None
    if "enum" in schema:
        yield "SOMETHING_ELSE"
    if schema.get("type") in {"boolean", "integer"}:
        yield "perhaps"
    if "minimum" in schema:
        yield str(schema["minimum"] - 1)
    if "maximum" in schema:
        yield str(schema["maximum"] + 1)


def bad_bodies(operation: Operation, schema: Schema, sample: Any) -> Iterator[tuple[str, Any]]:
    """Copies of the sample with one flaw each; only members that the sample has are spoilt."""
    for path, found, required in members(operation, schema, sample):
        name = "/".join(path)
        if required:
            yield f"without {name}", changed(sample, path, lambda holder, key: holder.pop(key))
        for what, value in bad_values(found):
            yield f"{name} {what}", changed(sample, path, setter(value))


def members(
    operation: Operation, schema: Schema, sample: Any, at: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Schema, bool]]:
    """Every described member that stands in the sample: where, its schema, whether it must."""
    if not isinstance(sample, dict):
        return
    declared, needed = folded(operation, schema)
    for name, value in sample.items():
        if name in declared:
            inner = operation.source.follow(declared[name])
            parts = [operation.source.follow(part) for part in inner.get("allOf", ())]
            merged = {key: fact for part in [*parts, inner] for key, fact in part.items()}
            yield (*at, name), merged, name in needed
            yield from members(operation, inner, value, (*at, name))


def folded(operation: Operation, schema: Schema) -> tuple[dict[str, Schema], set[str]]:
    schema = operation.source.follow(schema)
    found: dict[str, Schema] = {}
    needed = set(schema.get("required", ()))
    for part in [*schema.get("allOf", ()), *schema.get("oneOf", ()), *schema.get("anyOf", ())]:
        more, also = folded(operation, part)
        found |= more
        # What one alternative demands, another may not.
        needed |= also if part in schema.get("allOf", ()) else set()
    return found | schema.get("properties", {}), needed


def bad_values(schema: Schema) -> Iterator[tuple[str, Any]]:
    if schema.get("readOnly"):
        return
    kind = schema.get("type")
    if kind is not None:
        yield "of another type", [{"x": 1}] if kind in {"string", "object"} else {"x": 1}
    if "enum" in schema:
        yield "not listed", "SOMETHING_ELSE"
    if "maxLength" in schema:
        yield "too long", "x" * (schema["maxLength"] + 1)
    if schema.get("minLength"):
        yield "too short", "x" * (schema["minLength"] - 1)


def changed(sample: Any, path: tuple[str, ...], change: Callable[[Any, str], Any]) -> Any:
    body = copy.deepcopy(sample)
    holder = body
    for name in path[:-1]:
        holder = holder[name]
    change(holder, path[-1])
    return body


def setter(value: Any) -> Callable[[Any, str], None]:
    def put(holder: Any, key: str) -> None:
        holder[key] = value

    return put


def ids(okta: Okta) -> dict[str, str]:
    tenant, user = okta.tenant, okta.user()
    rule = next(rule for rule in tenant.rules if rule.status == "INACTIVE")
    client = next(app for app in tenant.apps if app.label == "Acme Intranet")
    app = okta.app("Salesforce")
    return {
        "base": okta.sandbox.url,
        "user": user.id,
        "group": okta.group("Sales Department").id,
        "rule": rule.id,
        "app": app.id,
        "client": client.body["credentials"]["oauthClient"]["client_id"],
        "factor": next(f for f in tenant.factors_of(user.id) if f.factor_type == "sms").id,
        "token": next(iter(tenant.tokens)).id,
        "feature": "USER_PROVISIONING",
        "session": tenant.sessions_of(user.id)[0].id,
        # These are refused or not before anybody looks for what they name.
        **dict.fromkeys(("type", "schema"), "default"),
        **dict.fromkeys(("linked", "relation"), "manager"),
        **dict.fromkeys(("primary", "owner", "role", "grant", "transaction", "enrolment"), "x"),
    }


def filled(thing: Any, known: dict[str, str]) -> Any:
    if isinstance(thing, str) and thing.startswith("{"):
        return known[thing.strip("{}")]
    if isinstance(thing, list):
        return [filled(one, known) for one in thing]
    if isinstance(thing, dict):
        return {name: filled(one, known) for name, one in thing.items()}
    return thing


def path_of(operation: Operation, known: dict[str, str]) -> str:
    route = next(
        route
        for route in ROUTER.routes
        if (route.method, segments(route.path)) == (operation.method, operation.names)
    )
    return route.path.format_map(known)


@pytest.mark.parametrize("operation", served(), ids=lambda operation: operation.id)
async def test_what_the_description_forbids(okta: Okta, operation: Operation) -> None:
    assert operation.body is None or operation.id in SAMPLES
    known = ids(okta)
    path = path_of(operation, known)
    taken = []
    for wrong in wrongs(operation):
        got = await okta.call(operation.method, path, filled(wrong.body, known), **wrong.query)
        refused = got.status == 400 and got.code in CODES
        if refused == ((operation.id, wrong.what) in TOLERATED):
            taken.append((wrong.what, got.status, got.code))
    assert taken == []


async def test_every_cause_is_told_and_nothing_is_changed(okta: Okta) -> None:
    body = {"primary": {"name": "boss", "type": "GROUP"}, "associated": {}}
    before = len(okta.tenant.linked_objects)
    got = await okta.post("/api/v1/meta/schemas/user/linkedObjects", body)
    assert (got.status, got.body["errorSummary"]) == (400, "Api validation failed: title")
    assert [cause["errorSummary"] for cause in got.body["errorCauses"]] == [
        "title: The field cannot be left blank",
        "type: must be one of USER",
        "name: The field cannot be left blank",
        "title: The field cannot be left blank",
        "type: The field cannot be left blank",
    ]
    assert len(okta.tenant.linked_objects) == before


@pytest.mark.parametrize(
    "value",
    [
        10**30,
        -(2**63) - 1,
        json.loads("[" * 60 + "]" * 60),
        json.loads('{"a":' * 60 + "1" + "}" * 60),
    ],
)
async def test_what_no_state_file_could_hold_is_refused(okta: Okta, value: Any) -> None:
    app, group = okta.app("Acme Intranet"), okta.group("VPN Users")
    path = f"/api/v1/apps/{app.id}/groups/{group.id}"
    assert (await okta.put(path, {"profile": {"a": value}})).code == "E0000003"
    assert (await okta.put(path, {"profile": {"a": [[2**63 - 1]]}})).status == 200
    wish = [{"op": "replace", "path": "/profile/a", "value": value}]
    assert (await okta.call("PATCH", path, wish)).code == "E0000003"
    assert (await okta.get(path)).body["profile"] == {"a": [[2**63 - 1]]}


async def test_a_body_that_never_ends_is_not_well_formed(okta: Okta) -> None:
    headers = {**okta.headers, "Content-Type": "application/json"}
    url = f"{okta.sandbox.url}/api/v1/groups"
    async with okta.session.post(url, data=b"[" * 5_000, headers=headers) as answer:
        assert (answer.status, (await answer.json())["errorCode"]) == (400, "E0000003")


async def test_what_no_form_names_is_ignored(okta: Okta) -> None:
    body = {"profile": {"name": "Designers"}, "colour": 7}
    assert (await okta.post("/api/v1/groups", body, colour="red")).status == 200
