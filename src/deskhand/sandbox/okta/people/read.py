"""Reading users: lists, searches, one by one, and what hangs on a user."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from deskhand.sandbox.okta import assignment
from deskhand.sandbox.okta.apps import render as app_render
from deskhand.sandbox.okta.call import Answer, Request
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
from deskhand.sandbox.okta.groups import render as group_render
from deskhand.sandbox.okta.links import Page, by_id, read_after, read_limit, sorted_page
from deskhand.sandbox.okta.model import User
from deskhand.sandbox.okta.org.schema import attribute_names
from deskhand.sandbox.okta.people import render
from deskhand.sandbox.okta.roles import LABELS
from deskhand.sandbox.okta.tenant import Tenant

_MOST = 200
_DEFAULT_FOR_Q = 10
_CURSOR = r"0?00u[A-Za-z0-9]{17}"
_CONTAINS = TEXT | {"co"}
_TOP: dict[str, tuple[Callable[[User], Any], frozenset[str], bool]] = {
    "id": (lambda u: u.id, TEXT, False),
    "status": (lambda u: u.status, TEXT, False),
    "created": (lambda u: u.created, DATE, True),
    "activated": (lambda u: u.activated, DATE, True),
    "statusChanged": (lambda u: u.status_changed, DATE, True),
    "lastUpdated": (lambda u: u.last_updated, DATE, True),
    "type.id": (lambda u: u.type_id, TEXT, False),
}
_FILTERED = {"login", "email", "firstName", "lastName"}


def list_users(request: Request) -> Answer:
    tenant, query = request.tenant, request.query
    if "search" in query and "filter" in query:
        raise ApiError("E0000033")
    if query.get("search"):
        return Answer(_search(request))
    if query.get("q"):
        limit = read_limit(query, _DEFAULT_FOR_Q, _MOST)
        found = (u for u in tenant.users.after("") if _known(u) and _starts(u, query["q"]))
        page = by_id(found, limit, _id, partial(render.listed, tenant))
        return Answer(Page(page.rows, limit))
    wanted: Predicate = _known
    if query.get("filter"):
        wanted = compile_expression(query["filter"], _filterable)
    after = read_after(query, _CURSOR)
    after = after[1:] if after.startswith("000u") else after
    rows = (user for user in tenant.users.after(after) if wanted(user))
    limit = read_limit(query, _MOST, _MOST)
    return Answer(by_id(rows, limit, _id, partial(render.listed, tenant), prefix="0"))


def get_user(request: Request) -> Answer:
    user = request.user()
    content = render.alone(request.tenant, user)
    if request.query.get("expand") == "blocks":
        content["_embedded"] = {"blocks": []}
    wishes = request.headers.get("Content-Type", "").partition("okta-response=")[2].strip('"')
    if "omitCredentials" in wishes.split(","):
        content.pop("credentials")
    if "omitCredentialsLinks" in wishes.split(","):
        for name in ("resetPassword", "forgotPassword", "expirePassword", "changePassword"):
            content["_links"].pop(name, None)
    if "omitTransitioningToStatus" in wishes.split(","):
        content.pop("transitioningToStatus", None)
    return Answer(content, headers={"ETag": render.etag(user)})


def list_groups(request: Request) -> Answer:
    tenant = request.tenant
    found = assignment.groups_of(tenant, request.user())
    return Answer([group_render.group(tenant, group) for group in found])


def list_app_links(request: Request) -> Answer:
    tenant, user = request.tenant, request.user()
    links: list[dict[str, Any]] = []
    for app_id, given in sorted(tenant.app_users.of_right(user.id).items()):
        app = tenant.apps[app_id]
        if app.status == "ACTIVE" and app.sign_on_mode is not None:
            links.extend(app_render.app_links(app, given, len(links)))
    return Answer(links)


def list_blocks(request: Request) -> Answer:
    request.user()
    return Answer([])


def list_roles(request: Request) -> Answer:
    tenant, user = request.tenant, request.user()
    own = {role.id for role in user.roles}
    return Answer(
        [
            {
                "id": role.id,
                "label": LABELS[role.type],
                "type": role.type,
                "status": "ACTIVE",
                "created": role.created,
                "lastUpdated": role.created,
                "assignmentType": "USER" if role.id in own else "GROUP",
            }
            for role in tenant.roles_of(user)
        ]
    )


def _search(request: Request) -> Page:
    tenant, query = request.tenant, request.query
    wanted = compile_expression(query["search"], partial(_searchable, tenant))
    by = query.get("sortBy", "id")
    attribute = _searchable(tenant, by)
    if attribute is None:
        raise ApiError("E0000031", f"'{by}' is not an attribute to sort by")
    return sorted_page(
        _matching(tenant, wanted),
        read_limit(query, _MOST, _MOST),
        query.get("after"),
        lambda user: (str(attribute.get(user) or "").casefold(), user.id),
        partial(render.listed, tenant),
        descending=query.get("sortOrder", "asc").casefold() in {"desc", "descending"},
    )


def _matching(tenant: Tenant, wanted: Predicate) -> Iterator[User]:
    return (user for user in tenant.search_index.rows() if wanted(user))


def _searchable(tenant: Tenant, name: str) -> Attribute | None:
    if name in _TOP:
        get, operators, date = _TOP[name]
        return Attribute(get, operators, date=date, loose=True)
    attribute = name.removeprefix("profile.")
    if attribute == name or attribute not in attribute_names(tenant):
        return None
    operators = _CONTAINS if attribute in _FILTERED else TEXT
    return Attribute(lambda user: user.profile.get(attribute), operators, loose=True)


def _filterable(name: str) -> Attribute | None:
    if name == "lastUpdated":
        return Attribute(lambda user: user.last_updated, ORDERED, date=True)
    if name in {"id", "status"}:
        return Attribute(_TOP[name][0], EQUAL)
    attribute = name.removeprefix("profile.")
    if attribute == name or attribute not in _FILTERED:
        return None
    return Attribute(lambda user: user.profile.get(attribute), EQUAL)


def _id(user: User) -> str:
    return user.id


def _known(user: User) -> bool:
    """Plain lists leave out whom Okta has deprovisioned."""
    return user.status != "DEPROVISIONED"


def _starts(user: User, text: str) -> bool:
    wanted = text.casefold()
    names = (user.profile.get(name) or "" for name in ("firstName", "lastName", "email"))
    return any(name.casefold().startswith(wanted) for name in names)
