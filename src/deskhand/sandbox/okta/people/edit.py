"""Making people and changing their profiles."""

from __future__ import annotations

import re
from typing import Any

from deskhand.sandbox.okta import assignment, membership, passwords, transitions
from deskhand.sandbox.okta.call import Answer, Request
from deskhand.sandbox.okta.errors import ApiError, invalid, not_found
from deskhand.sandbox.okta.model import Group, User
from deskhand.sandbox.okta.people import profiles, render
from deskhand.sandbox.okta.people.lifecycle import invite

_ETAG = re.compile(r'(W/)?"[^"]*"|\*')


def create_user(request: Request) -> Answer:
    tenant, body = request.tenant, request.json()
    activate = request.flag("activate", default=True)
    credentials = _object(body, "credentials")
    password = _password(credentials)
    expire = _expires(request, password, activate=activate)
    profile = {name: value for name, value in _object(body, "profile").items() if value is not None}
    profiles.check(tenant, profile)
    groups = _groups(request, body.get("groupIds") or [])
    now = tenant.clock.stamp()
    user = User(
        id=tenant.ids.make("00u"),
        status="STAGED",
        created=now,
        last_updated=now,
        type_id=_type(request, body),
        profile={"mobilePhone": None, "secondEmail": None, **profile},
        password=passwords.hashed(password) if password else None,
        password_changed=now if password else None,
    )
    _recovery(user, credentials)
    tenant.put_user(user)
    membership.apply_rules(tenant, user)
    for group in groups:
        membership.add(tenant, group, user)
    assignment.restore(tenant, user)
    if activate:
        transitions.activate(tenant, user)
        if expire:
            transitions.move(tenant, user, "PASSWORD_EXPIRED")
        elif user.password is None:
            invite(tenant, user)
    return Answer(render.alone(tenant, user))


def update_user(request: Request) -> Answer:
    """A partial update: members that are not named stay, a null takes one away."""
    user = _target(request)
    given = _object(request.json(), "profile")
    return _change(request, user, {**user.profile, **given})


def replace_user(request: Request) -> Answer:
    """Members of the profile that are not named become null."""
    user = _target(request)
    body = request.json()
    if "profile" not in body:
        return _change(request, user, dict(user.profile))
    given = _object(body, "profile")
    return _change(request, user, {**dict.fromkeys(user.profile), **given})


def _change(request: Request, user: User, wanted: dict[str, Any]) -> Answer:
    tenant, body = request.tenant, request.json()
    credentials = _object(body, "credentials")
    password = _password(credentials)
    type_id = _type(request, body) if body.get("type") else user.type_id
    profiles.check(tenant, wanted, present=user)
    profile = {
        name: value
        for name, value in wanted.items()
        if value is not None or name in {"mobilePhone", "secondEmail"}
    }
    before, old_login = (user.profile, user.type_id), user.login
    user.profile, user.type_id = profile, type_id
    if password is not None:
        user.password = passwords.hashed(password)
        user.password_changed = tenant.clock.stamp()
    recovery = _recovery(user, credentials)
    if password is not None or recovery or before != (user.profile, user.type_id):
        user.last_updated = tenant.clock.stamp()
        tenant.put_user(user, old_login=old_login)
        membership.apply_rules(tenant, user)
    return Answer(render.alone(tenant, user))


def _target(request: Request) -> User:
    user = request.user()
    request.principal.need_over(request.tenant, user)
    transitions.need_still(user)
    _check_etag(request, user)
    if user.status == "DEPROVISIONED":
        raise ApiError("E0000038")
    return user


def _check_etag(request: Request, user: User) -> None:
    wanted = request.headers.get("If-Match")
    if wanted is None:
        return
    if not _ETAG.fullmatch(wanted):
        raise ApiError("E0000242")
    if wanted != "*" and wanted.removeprefix("W/") != render.etag(user).removeprefix("W/"):
        raise ApiError("E0000231")


def _object(body: dict[str, Any], name: str) -> dict[str, Any]:
    found = body.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ApiError("E0000003")
    return found


def _password(credentials: dict[str, Any]) -> str | None:
    found = credentials.get("password")
    value = found.get("value") if isinstance(found, dict) else None
    if value is None:
        return None
    if not isinstance(value, str) or not passwords.acceptable(value):
        raise invalid("password", "password: The password does not meet the policy's requirements")
    return value


def _recovery(user: User, credentials: dict[str, Any]) -> bool:
    found = credentials.get("recovery_question")
    if not isinstance(found, dict) or not found.get("question"):
        return False
    user.recovery_question = str(found["question"])
    if found.get("answer"):
        user.recovery_answer = passwords.hashed(str(found["answer"]))
    return True


def _expires(request: Request, password: str | None, *, activate: bool) -> bool:
    expire = request.query.get("nextLogin") == "changePassword"
    if expire and password is None:
        raise ApiError("E0000124")
    if expire and not activate:
        raise ApiError("E0000125")
    return expire


def _type(request: Request, body: dict[str, Any]) -> str:
    kinds = request.tenant.user_types
    wanted = _object(body, "type").get("id")
    if wanted is None:
        return next(kind.id for kind in kinds if kind.default)
    if kinds.get(str(wanted)) is None:
        raise not_found(str(wanted), "UserType")
    return str(wanted)


def _groups(request: Request, ids: Any) -> list[Group]:
    if not isinstance(ids, list):
        raise ApiError("E0000003")
    found = []
    for key in ids:
        group = request.tenant.groups.get(str(key))
        if group is None:
            raise not_found(str(key), "UserGroup")
        if group.type != "OKTA_GROUP":
            raise ApiError("E0000006")
        if group.roles and not request.principal.is_super:
            raise ApiError("E0000006")
        found.append(group)
    return found
