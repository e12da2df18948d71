"""Group rules: what fills groups by people's attributes."""

from __future__ import annotations

from functools import partial

from deskhand.sandbox.okta import membership
from deskhand.sandbox.okta.answers import encode
from deskhand.sandbox.okta.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.errors import not_found
from deskhand.sandbox.okta.groups import render
from deskhand.sandbox.okta.links import by_id, read_after, read_limit
from deskhand.sandbox.okta.model import Rule
from deskhand.sandbox.okta.tenant import Tenant

_CURSOR = r"0pr[A-Za-z0-9]{17}"


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


def activate_rule(request: Request) -> Answer:
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
        present = [user for user in tenant.users if user.status != "DEPROVISIONED"]
        membership.apply_rule(tenant, rule, present)
    return NOTHING


def _encoded(tenant: Tenant, rule: Rule, *, names: bool) -> bytes:
    return encode(render.rule(tenant, rule, names=names))


def _rule(request: Request) -> Rule:
    key = request.params["rule"]
    found = request.tenant.rules.get(key)
    if found is None:
        raise not_found(key, "GroupRule")
    return found
