"""The profile schema: which attributes a user has, and of which type."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.errors import not_found
from deskhand.sandbox.okta.state.model import UserType
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.call import Answer, Request
from deskhand.sandbox.okta.wire.links import href

# Attribute: title, longest value.
BASE: dict[str, tuple[str, int | None]] = {
    "login": ("Username", 100),
    "firstName": ("First name", 50),
    "lastName": ("Last name", 50),
    "middleName": ("Middle name", None),
    "honorificPrefix": ("Honorific prefix", None),
    "honorificSuffix": ("Honorific suffix", None),
    "email": ("Primary email", 100),
    "title": ("Title", None),
    "displayName": ("Display name", None),
    "nickName": ("Nickname", None),
    "profileUrl": ("Profile Url", None),
    "secondEmail": ("Secondary email", 100),
    "mobilePhone": ("Mobile phone", 100),
    "primaryPhone": ("Primary phone", 100),
    "streetAddress": ("Street address", 1024),
    "city": ("City", 128),
    "state": ("State", 128),
    "zipCode": ("Zip code", 50),
    "countryCode": ("Country code", 2),
    "postalAddress": ("Postal Address", 4096),
    "preferredLanguage": ("Preferred language", None),
    "locale": ("Locale", None),
    "timezone": ("Time zone", None),
    "userType": ("User type", None),
    "employeeNumber": ("Employee number", None),
    "costCenter": ("Cost center", None),
    "organization": ("Organization", None),
    "division": ("Division", None),
    "department": ("Department", None),
    "managerId": ("ManagerId", None),
    "manager": ("Manager", None),
}
REQUIRED = ("login", "email")
NAMED = ("firstName", "lastName")
_SHORTEST = {"login": 5, "email": 5, "firstName": 1, "lastName": 1}
_OPEN_TO_SELF = {"firstName", "lastName", "mobilePhone", "secondEmail"}


def attribute_names(tenant: Tenant) -> set[str]:
    return BASE.keys() | tenant.org.custom_attributes.keys()


def get_schema(request: Request) -> Answer:
    tenant, key = request.tenant, request.params["schema"]
    for kind in tenant.user_types:
        if key == kind.schema_id or (key == "default" and kind.default):
            return Answer(_schema(tenant, kind))
    raise not_found(key, "UserSchema")


def _schema(tenant: Tenant, kind: UserType) -> dict[str, Any]:
    root = f"/api/v1/meta/schemas/user/{kind.schema_id}"
    custom = {
        name: {**definition, **_access(self_may_write=False)}
        for name, definition in tenant.org.custom_attributes.items()
    }
    return {
        "id": href(root)["href"],
        "$schema": "http://json-schema.org/draft-04/schema#",
        "name": kind.name,
        "title": kind.display_name,
        "description": "Okta user profile template with default permission settings",
        "lastUpdated": kind.last_updated,
        "created": kind.created,
        "definitions": {
            "custom": {"id": "#custom", "type": "object", "properties": custom, "required": []},
            "base": {
                "id": "#base",
                "type": "object",
                "properties": {name: _base(name) for name in BASE},
                "required": list(REQUIRED),
            },
        },
        "type": "object",
        "properties": {
            "profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}
        },
        "_links": {
            "self": {**href(root), "method": "GET", "rel": "self"},
            "type": {**href(f"/api/v1/meta/types/user/{kind.id}"), "method": "GET", "rel": "type"},
        },
    }


def _base(name: str) -> dict[str, Any]:
    title, longest = BASE[name]
    found: dict[str, Any] = {"title": title, "type": "string"}
    if name in {"login", "email", "firstName", "lastName"}:
        found["required"] = True
    if name in _SHORTEST:
        found["minLength"] = _SHORTEST[name]
    if longest is not None:
        found["maxLength"] = longest
    formats = {"email": "email", "secondEmail": "email", "countryCode": "country-code"}
    if name in formats:
        found["format"] = formats[name]
    return {**found, **_access(self_may_write=name in _OPEN_TO_SELF)}


def _access(*, self_may_write: bool) -> dict[str, Any]:
    action = "READ_WRITE" if self_may_write else "READ_ONLY"
    return {
        "mutability": "READ_WRITE",
        "scope": "NONE",
        "permissions": [{"principal": "SELF", "action": action}],
        "master": {"type": "PROFILE_MASTER"},
    }
