"""What a profile may hold: the schema's attributes, of their types and lengths."""

from __future__ import annotations

import re
from typing import Any

from deskhand.sandbox.okta.errors import invalid
from deskhand.sandbox.okta.org.schema import BASE, NAMED, REQUIRED
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.texts import storable

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
}


def check(tenant: Tenant, profile: dict[str, Any], *, present: User | None = None) -> None:
    """Raises E0000001 with every cause that was found."""
    causes = [cause for name, value in profile.items() for cause in _attribute(tenant, name, value)]
    blank = (name for name in (*REQUIRED, *NAMED) if not profile.get(name))
    causes.extend(f"{name}: The field cannot be left blank" for name in blank)
    for name in REQUIRED:
        value = profile.get(name)
        if isinstance(value, str) and value and not _MAIL.fullmatch(value):
            causes.append(f"{name}: Must be in the form of an email address")
    if isinstance(profile.get("login"), str):
        holder = tenant.index.logins.get(profile["login"].casefold())
        if holder is not None and (present is None or holder != present.id):
            causes.append(
                "login: An object with this field already exists in the current organization"
            )
    if causes:
        raise invalid(causes[0].partition(":")[0], *causes)


def _attribute(tenant: Tenant, name: str, value: Any) -> list[str]:
    custom = tenant.org.custom_attributes.get(name)
    if custom is None and name not in BASE:
        return [f"{name}: The attribute is not defined in the user schema"]
    if value is None:
        return []
    kind = custom["type"] if custom else "string"
    if not isinstance(value, _TYPES[kind]) or (kind != "boolean" and isinstance(value, bool)):
        return [f"{name}: Must be of type {kind}"]
    longest = custom.get("maxLength") if custom else BASE[name][1]
    if isinstance(value, str) and longest is not None and len(value) > longest:
        return [f"{name}: The length must be at most {longest}"]
    if custom and "enum" in custom and value not in custom["enum"]:
        return [f"{name}: Must be one of {', '.join(custom['enum'])}"]
    if not storable(value):
        return [f"{name}: Contains characters that are not supported"]
    return []
