"""Making people and changing their profiles."""

from __future__ import annotations

import re
from typing import Any

from deskhand.sandbox.okta import assignment, membership, passwords, signin, transitions
from deskhand.sandbox.okta.errors import ApiError, invalid, not_found
from deskhand.sandbox.okta.org.schema import BASE
from deskhand.sandbox.okta.people import profiles, render
from deskhand.sandbox.okta.people.lifecycle import invite
from deskhand.sandbox.okta.state.model import Group, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.entities import changed
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.call import Answer, Request, part_of

_PROVIDERS = ("ACTIVE_DIRECTORY", "FEDERATION", "IMPORT", "LDAP", "OKTA", "SOCIAL")
# Directories that master the standard attributes of their people; custom ones are Okta's.
_MASTERS = frozenset({"ACTIVE_DIRECTORY", "LDAP"})
_ETAG = re.compile(r'(W/)?"[^"]*"|\*')


def create_user(request: Request) -> Answer:
    tenant, body = request.tenant, request.json()
    activate = request.flag("activate", default=True)
    credentials = part_of(body, "credentials")
    password = _password(credentials)
    provider = _provider(request, credentials, password)
    expire = _expires(request, password, activate=activate)
    profile = {name: value for name, value in part_of(body, "profile").items() if value is not None}
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
        provider=provider,
    )
    _recovery(user, credentials)
    tenant.put_user(user)
    note(tenant, "user.lifecycle.create", user)
    membership.apply_rules(tenant, user)
    for group in groups:
        membership.add(tenant, group, user)
    assignment.restore(tenant, user)
    if activate:
        transitions.activate(tenant, user)
        if expire:
            transitions.move(tenant, user, "PASSWORD_EXPIRED")
            note(tenant, "user.account.expire_password", user)
        elif user.password is None and provider not in transitions.FEDERATED:
            invite(tenant, user)
    return Answer(render.alone(tenant, user))


def update_user(request: Request) -> Answer:
    """A partial update: members that are not named stay, a null takes one away."""
    user = _target(request)
    given = part_of(request.json(), "profile")
    return _change(request, user, {**user.profile, **given})


def replace_user(request: Request) -> Answer:
    """Members of the profile that are not named become null."""
    user = _target(request)
    body = request.json()
    if "profile" not in body:
        return _change(request, user, dict(user.profile))
    given = part_of(body, "profile")
    return _change(request, user, {**dict.fromkeys(user.profile), **given})


def _change(request: Request, user: User, wanted: dict[str, Any]) -> Answer:
    tenant, body = request.tenant, request.json()
    credentials = part_of(body, "credentials")
    password = _password(credentials)
    if password is not None:
        _need_free_password(request, user, password)
    type_id = _type(request, body) if body.get("type") else user.type_id
    profiles.check(tenant, wanted, present=user)
    if user.provider in _MASTERS and any(wanted.get(n) != user.profile.get(n) for n in BASE):
        raise ApiError("E0000023")
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
        _note_changes(tenant, user, *before, password=password is not None)
        membership.apply_rules(tenant, user)
    return Answer(render.alone(tenant, user))


def _note_changes(
    tenant: Tenant, user: User, profile: dict[str, Any], type_id: str, *, password: bool
) -> None:
    """One event for the profile, and one for each thing that has its own."""
    if user.profile != profile:
        note(tenant, "user.account.update_profile", changed(user, profile))
    for name, kind in (("email", "primary"), ("secondEmail", "secondary")):
        if user.profile.get(name) != profile.get(name):
            note(tenant, f"user.account.update_{kind}_email", user)
    if user.type_id != type_id:
        note(tenant, "user.account.update_user_type", user)
    if password:
        note(tenant, "user.account.update_password", user)


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


def _password(credentials: dict[str, Any]) -> str | None:
    found = credentials.get("password")
    if isinstance(found, dict) and (found.get("hash") or found.get("hook")):
        raise invalid("password", "password: hashes and hooks of other systems are not taken here")
    value = found.get("value") if isinstance(found, dict) else None
    if value is None:
        return None
    if not isinstance(value, str) or not passwords.acceptable(value):
        raise invalid("password", "password: The password does not meet the policy's requirements")
    return value


def _need_free_password(request: Request, user: User, password: str) -> None:
    """Whether this user may get that password; `strict` asks for one that he does not have."""
    strict = request.flag("strict", default=False)
    if user.provider != "OKTA":
        raise ApiError("E0000014", "The user's password is managed by another directory.")
    if strict and signin.knows(request.tenant, user, password):
        raise invalid("password", "password: Password has been used too recently")


def _provider(request: Request, credentials: dict[str, Any], password: str | None) -> str:
    """Where a new person's password is checked; only named with `provider=true`."""
    kind = part_of(credentials, "provider").get("type", "OKTA")
    if not request.flag("provider", default=False):
        return "OKTA"
    if kind not in _PROVIDERS:
        raise invalid("provider", f"provider: type must be one of {', '.join(_PROVIDERS)}")
    if kind in transitions.FEDERATED and (password or credentials.get("recovery_question")):
        raise invalid("provider", f"provider: {kind} goes with no password and no question")
    return str(kind)


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
    wanted = part_of(body, "type").get("id")
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
        request.principal.need_over_group(group)
        found.append(group)
    return found
