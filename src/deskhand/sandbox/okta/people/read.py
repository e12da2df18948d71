"""Reading users: lists, searches, one by one, and what hangs on a user."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from deskhand.sandbox.okta import assignment
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
from deskhand.sandbox.okta.groups import render as group_render
from deskhand.sandbox.okta.org.schema import attribute_names
from deskhand.sandbox.okta.people import fields, render
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.answers import encode
from deskhand.sandbox.okta.wire.call import Answer, Request
from deskhand.sandbox.okta.wire.links import (
    Page,
    behind,
    by_id,
    ordered_page,
    read_after,
    read_limit,
)

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
        page = by_id(found, limit, _id, _shown(request))
        return Answer(Page(page.rows, limit))
    wanted: Predicate = _known
    if query.get("filter"):
        wanted = compile_expression(query["filter"], _filterable)
    after = read_after(query, _CURSOR)
    after = after[1:] if after.startswith("000u") else after
    rows = (user for user in tenant.users.after(after) if wanted(user))
    limit = read_limit(query, _MOST, _MOST)
    return Answer(by_id(rows, limit, _id, _shown(request), prefix="0"))


def get_user(request: Request) -> Answer:
    user = request.user()
    content = render.alone(request.tenant, user)
    if request.query.get("expand") == "blocks":
        content["_embedded"] = {"blocks": _blocks(user)}
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
    return Answer(_blocks(request.user()))


def _search(request: Request) -> Page:
    tenant, query = request.tenant, request.query
    wanted = compile_expression(query["search"], partial(_searchable, tenant))
    by = query.get("sortBy", "id")
    attribute = _searchable(tenant, by)
    if attribute is None:
        raise ApiError("E0000031", f"'{by}' is not an attribute to sort by")
    limit = read_limit(query, _MOST, _MOST)
    descending = query.get("sortOrder", "asc").casefold() in {"desc", "descending"}
    show = _shown(request)
    if by == "id" and not descending:
        rows = tenant.search_index.after(read_after(query, _CURSOR))
        return by_id((user for user in rows if wanted(user)), limit, _id, show)

    def key(user: User) -> tuple[str, str]:
        return str(attribute.get(user) or "").casefold(), user.id

    ordered = tenant.search_index.ordered(by, key)
    rows = behind(ordered, query.get("after"), key, descending=descending)
    return ordered_page((user for user in rows if wanted(user)), limit, key, show)


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


def _shown(request: Request) -> Callable[[User], bytes]:
    text = request.query.get("fields")
    if not text:
        return partial(render.listed, request.tenant)
    wish = fields.parse(text)
    return lambda user: encode(fields.choose(render.body(user), wish))


def _blocks(user: User) -> list[dict[str, str]]:
    """What keeps a person out: too many wrong passwords, from wherever they came."""
    if user.status != "LOCKED_OUT":
        return []
    return [{"type": "DEVICE_BASED", "appliesTo": "ANY_DEVICES"}]


def _id(user: User) -> str:
    return user.id


def _known(user: User) -> bool:
    """Plain lists leave out whom Okta has deprovisioned."""
    return user.status != "DEPROVISIONED"


def _starts(user: User, text: str) -> bool:
    wanted = text.casefold()
    names = (user.profile.get(name) or "" for name in ("firstName", "lastName", "email"))
    return any(name.casefold().startswith(wanted) for name in names)
