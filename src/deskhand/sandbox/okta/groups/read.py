"""Reading groups: lists and searches, members and the apps they give."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from deskhand.sandbox.okta.apps import render as app_render
from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.grammar import (
    DATE,
    EQUAL,
    ORDERED,
    TEXT,
    Attribute,
    Predicate,
    compile_expression,
)
from deskhand.sandbox.okta.groups import render
from deskhand.sandbox.okta.people.render import listed
from deskhand.sandbox.okta.state.model import Group
from deskhand.sandbox.okta.wire.call import Answer, Request
from deskhand.sandbox.okta.wire.links import Page, by_id, read_after, read_limit, sorted_page

_MOST = 10_000
_DEFAULT_FOR_Q = 300
_MOST_MEMBERS = 1_000
_SEE_EVERYONE = frozenset({"SUPER_ADMIN", "ORG_ADMIN", "READ_ONLY_ADMIN", "APP_ADMIN"})
_CURSOR = r"00g[A-Za-z0-9]{17}"
_MEMBER_CURSOR = r"00u[A-Za-z0-9]{17}"
_APP_CURSOR = r"0oa[A-Za-z0-9]{17}"
_TOP: dict[str, tuple[Callable[[Group], Any], bool]] = {
    "id": (lambda g: g.id, False),
    "type": (lambda g: g.type, False),
    "created": (lambda g: g.created, True),
    "lastUpdated": (lambda g: g.last_updated, True),
    "lastMembershipUpdated": (lambda g: g.last_membership_updated, True),
    "source.id": (lambda g: g.source_app_id, False),
}


def list_groups(request: Request) -> Answer:
    tenant, query = request.tenant, request.query
    if "search" in query and "filter" in query:
        raise ApiError("E0000033")
    show = partial(render.encoded, tenant, expand=_expansions(request))
    wanted = _visible(request, _wanted(query.get("filter", ""), query.get("q", "")))
    if query.get("search"):
        search = compile_expression(query["search"], _searchable)
        attribute = _searchable(query.get("sortBy", "id"))
        if attribute is None:
            raise ApiError("E0000031", f"'{query['sortBy']}' is not an attribute to sort by")
        return Answer(
            sorted_page(
                [group for group in tenant.groups if search(group) and wanted(group)],
                read_limit(query, _MOST, _MOST, strict=True),
                query.get("after"),
                lambda group: (str(attribute.get(group) or "").casefold(), group.id),
                show,
                descending=query.get("sortOrder", "asc").casefold() in {"desc", "descending"},
            )
        )
    rows = (group for group in tenant.groups.after(read_after(query, _CURSOR)) if wanted(group))
    if query.get("q"):
        page = by_id(rows, read_limit(query, _DEFAULT_FOR_Q, _MOST, strict=True), _id, show)
        return Answer(Page(page.rows, page.limit))
    return Answer(by_id(rows, read_limit(query, _MOST, _MOST, strict=True), _id, show))


def get_group(request: Request) -> Answer:
    expand = _expansions(request)
    return Answer(render.group(request.tenant, request.group(), expand=expand))


def list_members(request: Request) -> Answer:
    tenant, query, group = request.tenant, request.query, request.group()
    limit = read_limit(query, _MOST_MEMBERS, _MOST_MEMBERS)
    after = read_after(query, _MEMBER_CURSOR)
    if group.id == tenant.everyone.id:
        rows = tenant.users.after(after)
    else:
        members = tenant.memberships.after(group.id, after)
        rows = (tenant.users[member.user_id] for member in members)
    return Answer(by_id(rows, limit, lambda user: user.id, partial(listed, tenant)))


def list_apps(request: Request) -> Answer:
    tenant, query, group = request.tenant, request.query, request.group()
    given = sorted(tenant.app_groups.of_right(group.id))
    after = read_after(query, _APP_CURSOR)
    return Answer(
        by_id(
            (tenant.apps[key] for key in given if key > after),
            read_limit(query, 20, 200),
            lambda app: app.id,
            partial(app_render.encoded, tenant),
        )
    )


def list_member_rules(request: Request) -> Answer:
    """Which active rules put this member here."""
    tenant, group, user = request.tenant, request.group(), request.user()
    found = tenant.memberships.get(group.id, user.id)
    rules = (tenant.rules.get(key) for key in (found.rules if found else ()))
    active = [rule for rule in rules if rule is not None and rule.status == "ACTIVE"]
    return Answer([render.rule(tenant, rule) for rule in active])


def _id(group: Group) -> str:
    return group.id


def _expansions(request: Request) -> frozenset[str]:
    return frozenset(request.query.get("expand", "").replace(" ", "").split(","))


def _visible(request: Request, wanted: Predicate) -> Predicate:
    """Lists hide the group of everybody from who administers groups and nothing more."""
    roles = request.principal.roles
    if "USER_ADMIN" not in roles or roles & _SEE_EVERYONE:
        return wanted
    everyone = request.tenant.everyone
    return lambda group: group is not everyone and wanted(group)


def _wanted(text: str, start: str) -> Predicate:
    """`filter` and `q` may be given together, and then both must hold."""
    passes: Predicate = compile_expression(text, _filterable) if text else lambda _: True
    folded = start.casefold()
    return lambda group: group.name.casefold().startswith(folded) and passes(group)


def _searchable(name: str) -> Attribute | None:
    if name in _TOP:
        get, date = _TOP[name]
        return Attribute(get, DATE if date else TEXT, date=date, loose=True)
    attribute = name.removeprefix("profile.")
    if attribute == name:
        return None
    operators = TEXT | {"co"} if attribute in {"name", "description"} else TEXT
    return Attribute(lambda group: group.profile.get(attribute), operators, loose=True)


def _filterable(name: str) -> Attribute | None:
    if name not in {"id", "type", "lastUpdated", "lastMembershipUpdated"}:
        return None
    get, date = _TOP[name]
    return Attribute(get, ORDERED if date else EQUAL, date=date)
