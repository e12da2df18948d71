"""Group rules: what fills groups by people's attributes."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
from msgspec import Struct, field

from deskhand.sandbox.okta import membership
from deskhand.sandbox.okta.errors import WrongState, invalid, not_found
from deskhand.sandbox.okta.expression import ExpressionError, compile_rule
from deskhand.sandbox.okta.groups import render
from deskhand.sandbox.okta.state.model import Rule
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.texts import need_storable
from deskhand.sandbox.okta.wire.answers import encode
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.wire.links import by_id, read_after, read_limit

_CURSOR = r"0pr[A-Za-z0-9]{17}"
_LONGEST_NAME = 50


class _Excluded(Struct):
    exclude: list[str] = field(default_factory=list)


class _People(Struct):
    users: _Excluded = field(default_factory=_Excluded)
    groups: _Excluded = field(default_factory=_Excluded)


class _Expression(Struct):
    value: str


class _Conditions(Struct):
    expression: _Expression
    people: _People = field(default_factory=_People)


class _Groups(Struct):
    groupIds: list[str]  # noqa: N815  # Okta's name


class _Actions(Struct):
    assignUserToGroups: _Groups  # noqa: N815  # Okta's name


class _Wish(Struct):
    """A rule as clients send it."""

    name: str
    conditions: _Conditions
    actions: _Actions


def list_rules(request: Request) -> Answer:
    tenant, query = request.tenant, request.query
    names = query.get("expand") == "groupIdToGroupNameMap"
    wanted = query.get("search", "").casefold()
    rows = (
        rule
        for rule in tenant.rules.after(read_after(query, _CURSOR))
        if wanted in rule.name.casefold()
    )
    show = partial(_encoded, tenant, names=names)
    return Answer(by_id(rows, read_limit(query, 50, 200), lambda rule: rule.id, show))


def get_rule(request: Request) -> Answer:
    names = request.query.get("expand") == "groupIdToGroupNameMap"
    return Answer(render.rule(request.tenant, _rule(request), names=names))


def create_rule(request: Request) -> Answer:
    """A new rule waits until it is activated."""
    tenant = request.tenant
    now = tenant.clock.stamp()
    rule = Rule(
        id=tenant.ids.make("0pr"),
        status="INACTIVE",
        created=now,
        last_updated=now,
        **_wish(request),
    )
    tenant.rules.put(rule)
    return Answer(render.rule(tenant, rule))


def replace_rule(request: Request) -> Answer:
    tenant, rule = request.tenant, _rule(request)
    if rule.status == "ACTIVE":
        raise invalid("status", "An active rule cannot be changed.")
    for name, value in _wish(request, rule).items():
        setattr(rule, name, value)
    rule.status = "INACTIVE"
    rule.last_updated = tenant.clock.stamp()
    tenant.rules.put(rule)
    return Answer(render.rule(tenant, rule))


def delete_rule(request: Request) -> Answer:
    """Whom it put into groups stays there, unless `removeUsers` is true."""
    tenant, rule = request.tenant, _rule(request)
    remove = request.flag("removeUsers", default=False)
    if rule.status == "ACTIVE":
        note(tenant, "group.user_membership.rule.deactivated", rule)
    membership.release(tenant, rule, remove=remove)
    tenant.rules.remove(rule.id)
    return Answer({}, status=202)


def activate_rule(request: Request) -> Answer:
    """Raises E0000001 for a rule all of whose groups are gone."""
    if not _rule(request).group_ids:
        raise WrongState("status", "A rule that names no group cannot be activated.")
    return _switch(request, "ACTIVE")


def deactivate_rule(request: Request) -> Answer:
    """Members whom the rule put into its groups leave them."""
    return _switch(request, "INACTIVE")


def _switch(request: Request, status: str) -> Answer:
    tenant, rule = request.tenant, _rule(request)
    if rule.status != status:
        rule.status = status
        rule.last_updated = tenant.clock.stamp()
        tenant.rules.put(rule)
        kind = "trigger" if status == "ACTIVE" else "deactivated"
        note(tenant, f"group.user_membership.rule.{kind}", rule)
        present = [user for user in tenant.users if user.status != "DEPROVISIONED"]
        membership.apply_rule(tenant, rule, present)
    return NOTHING


def _wish(request: Request, present: Rule | None = None) -> dict[str, Any]:
    """The members of a rule that a client may set. Raises E0000001."""
    tenant, body = request.tenant, request.json()
    need_storable(body)
    try:
        wish = msgspec.convert(body, _Wish)
        compile_rule(wish.conditions.expression.value)
    except (msgspec.ValidationError, ExpressionError) as error:
        raise invalid("rule", str(error)) from None
    if not wish.name.strip() or len(wish.name) > _LONGEST_NAME:
        raise invalid("name", f"name: must have 1 to {_LONGEST_NAME} characters")
    same = next((rule for rule in tenant.rules if rule.name == wish.name), None)
    if same is not None and same is not present:
        raise invalid("name", "name: A rule of this name already exists")
    group_ids = wish.actions.assignUserToGroups.groupIds
    groups = [tenant.groups.get(key) for key in group_ids]
    if not groups or any(group is None or group.type != "OKTA_GROUP" for group in groups):
        raise invalid("groupIds", "groupIds: must name groups that a rule may fill")
    if any(group is not None and group.roles for group in groups):
        raise invalid("groupIds", "groupIds: Nobody becomes an administrator by a rule")
    people = wish.conditions.people
    if len(people.users.exclude) > membership.MOST_EXCLUDED:
        raise invalid("excludeUsers", f"At most {membership.MOST_EXCLUDED} users are excluded")
    return {
        "name": wish.name,
        "expression": wish.conditions.expression.value,
        "group_ids": group_ids,
        "excluded_users": people.users.exclude,
        "excluded_groups": people.groups.exclude,
    }


def _encoded(tenant: Tenant, rule: Rule, *, names: bool) -> bytes:
    return encode(render.rule(tenant, rule, names=names))


def _rule(request: Request) -> Rule:
    key = request.params["rule"]
    found = request.tenant.rules.get(key)
    if found is None:
        raise not_found(key, "GroupRule")
    return found
