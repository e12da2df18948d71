"""The shapes of Okta's objects, written down by hand from its description of the API.

A member that is not named here, or is of another type, fails.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import msgspec
import pytest
from msgspec import UNSET, Struct, UnsetType, field

from tests.contract.sandbox.client import Okta

Links = dict[str, Any]
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Shape(Struct, forbid_unknown_fields=True, rename="camel", kw_only=True):
    id: str
    links: Links = field(name="_links")


class User(Shape, kw_only=True):
    status: str
    transitioning_to_status: str | UnsetType = UNSET
    created: str
    activated: str | None
    status_changed: str | None
    last_login: str | None
    last_updated: str
    password_changed: str | None
    type: dict[Literal["id"], str]
    profile: dict[str, str | bool | int | list[str] | None]
    credentials: dict[Literal["password", "emails", "provider", "recovery_question"], Any]


class Group(Shape):
    created: str
    last_updated: str
    last_membership_updated: str
    object_class: list[str]
    type: Literal["OKTA_GROUP", "BUILT_IN", "APP_GROUP"]
    profile: dict[str, str | None]
    embedded: dict[Literal["stats"], dict[str, Any]] = field(name="_embedded")


class Rule(Struct, forbid_unknown_fields=True, rename="camel"):
    type: Literal["group_rule"]
    id: str
    status: Literal["ACTIVE", "INACTIVE", "INVALID"]
    name: str
    created: str
    last_updated: str
    conditions: dict[Literal["people", "expression"], dict[str, Any]]
    actions: dict[Literal["assignUserToGroups"], dict[Literal["groupIds"], list[str]]]


class App(Shape):
    name: str
    label: str
    status: Literal["ACTIVE", "INACTIVE"]
    created: str
    last_updated: str
    sign_on_mode: str | None
    features: list[str]
    accessibility: dict[Literal["selfService", "errorRedirectUrl", "loginRedirectUrl"], Any]
    visibility: dict[Literal["autoLaunch", "autoSubmitToolbar", "hide", "appLinks"], Any]
    credentials: dict[str, Any]
    settings: dict[str, Any]
    universal_logout: None


class AppUser(Shape, kw_only=True):
    external_id: str | None
    created: str
    last_updated: str
    scope: Literal["USER", "GROUP"]
    status: str
    status_changed: str
    password_changed: str | None
    sync_state: str
    last_sync: str | UnsetType = UNSET
    credentials: dict[Literal["userName"], str] | UnsetType = UNSET
    profile: dict[str, Any]


class AppGroup(Shape):
    last_updated: str
    priority: int
    profile: dict[str, Any]


class AppLink(Struct, forbid_unknown_fields=True, rename="camel"):
    id: str
    label: str
    link_url: str
    logo_url: str
    app_name: str
    app_instance_id: str
    app_assignment_id: str
    credentials_setup: bool
    hidden: bool
    sort_order: int


class Factor(Shape):
    factor_type: str
    provider: str
    vendor_name: str
    status: str
    created: str
    last_updated: str
    profile: dict[str, Any]


class Session(Shape):
    user_id: str
    login: str
    created_at: str
    expires_at: str
    status: Literal["ACTIVE"]
    last_password_verification: str
    last_factor_verification: str | None
    amr: list[str]
    idp: dict[Literal["id", "type"], str]
    mfa_active: bool


class Role(Struct, forbid_unknown_fields=True, rename="camel"):
    id: str
    label: str
    type: str
    status: Literal["ACTIVE"]
    created: str
    last_updated: str
    assignment_type: Literal["USER", "GROUP"]
    links: dict[Literal["assignee"], dict[Literal["href"], str]] = field(name="_links")


class Token(Shape):
    name: str
    user_id: str
    client_name: Literal["Okta API"]
    token_window: Literal["P30D"]
    network: dict[str, str]
    created: str
    last_updated: str
    expires_at: str


class UserType(Shape):
    display_name: str
    name: str
    description: str
    created_by: str
    last_updated_by: str
    created: str
    last_updated: str
    default: bool


@pytest.mark.parametrize(
    ("path", "shape", "prefix"),
    [
        ("/api/v1/users", User, "00u"),
        ('/api/v1/users?search=status eq "DEPROVISIONED"', User, "00u"),
        ("/api/v1/groups?expand=stats", Group, "00g"),
        ("/api/v1/groups/rules", Rule, "0pr"),
        ("/api/v1/groups/{everyone}/users", User, "00u"),
        ("/api/v1/apps", App, "0oa"),
        ("/api/v1/apps/{handbook}/users", AppUser, "00u"),
        ("/api/v1/apps/{slack}/users", AppUser, "00u"),
        ("/api/v1/apps/{handbook}/groups", AppGroup, "00g"),
        ("/api/v1/users/{user}/appLinks", AppLink, "00u"),
        ("/api/v1/users/{user}/factors", Factor, ""),
        ("/api/v1/users/me/roles", Role, "ra1"),
        ("/api/v1/api-tokens", Token, "00T"),
        ("/api/v1/meta/types/user", UserType, "oty"),
    ],
)
async def test_elements_of_lists(okta: Okta, path: str, shape: type, prefix: str) -> None:
    names = {
        "everyone": okta.tenant.everyone.id,
        "handbook": okta.app("Company Handbook").id,
        "slack": okta.app("Slack").id,
        "user": okta.user().id,
    }
    rows = await okta.walk(path.format_map(names))
    assert rows
    for row in rows:
        msgspec.convert(row, shape, strict=True)
        assert row["id"].startswith(prefix)
        assert len(row["id"]) == 20
        for name in ("created", "lastUpdated", "statusChanged", "lastLogin", "expiresAt"):
            assert row.get(name) is None or STAMP.fullmatch(row[name])


async def test_single_objects(okta: Okta) -> None:
    user = okta.user()
    [session, _] = okta.tenant.sessions_of(user.id)
    got = (await okta.get(f"/api/v1/sessions/{session.id}")).body
    msgspec.convert(got, Session, strict=True)
    for path in (f"/api/v1/users/{user.id}", "/api/v1/users/me"):
        msgspec.convert((await okta.get(path)).body, User, strict=True)


async def test_factors_carry_what_their_kind_needs(okta: Okta) -> None:
    needed = {
        "sms": "phoneNumber",
        "call": "phoneNumber",
        "email": "email",
        "question": "questionText",
        "webauthn": "authenticatorName",
        "push": "platform",
        "token:software:totp": "credentialId",
    }
    seen = set()
    for user in okta.tenant.users:
        for factor in okta.tenant.factors_of(user.id):
            seen.add(factor.factor_type)
            assert factor.profile[needed[factor.factor_type]]
            phone = factor.profile.get("phoneNumber")
            assert phone is None or re.fullmatch(r"\+[1-9]\d{1,14}", phone)
    assert seen == set(needed)


async def test_errors(okta: Okta) -> None:
    body = (
        await okta.post(f"/api/v1/users/{okta.with_status('STAGED').id}/lifecycle/suspend")
    ).body
    assert list(body) == ["errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"]
    assert body["errorLink"] == body["errorCode"] == "E0000001"
    assert [set(cause) for cause in body["errorCauses"]] == [{"errorSummary"}]
