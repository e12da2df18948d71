"""Reading applications, their users and their groups."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from deskhand.sandbox.okta.apps import render
from deskhand.sandbox.okta.errors import invalid, not_found
from deskhand.sandbox.okta.grammar import EQUAL, Attribute, Predicate, compile_expression
from deskhand.sandbox.okta.groups import render as group_render
from deskhand.sandbox.okta.state.model import App, AppUser
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.answers import encode
from deskhand.sandbox.okta.wire.call import Answer, Request
from deskhand.sandbox.okta.wire.links import by_id, read_after, read_limit

_CURSOR = r"0oa[A-Za-z0-9]{17}"
_USER_CURSOR = r"00u[A-Za-z0-9]{17}"
_GROUP_CURSOR = r"00g[A-Za-z0-9]{17}"
_OF_ONE_PERSON = re.compile(r'user\.id eq "([^"\\]+)"')
_EXPAND = re.compile(r"user/(00u[A-Za-z0-9]{17})")


def list_apps(request: Request) -> Answer:
    tenant, query = request.tenant, request.query
    wanted = _wanted(tenant, query.get("filter", ""), query.get("q", ""))
    person = _expanded(request)
    short = request.flag("useOptimization", default=False)
    rows = (
        app
        for app in tenant.apps.after(read_after(query, _CURSOR))
        if app.status != "DELETED" and wanted(app)
    )
    limit = read_limit(query, 20, 200)
    show = partial(_encoded, tenant, person, short)
    return Answer(by_id(rows, limit, lambda app: app.id, show))


def get_app(request: Request) -> Answer:
    tenant, app = request.tenant, request.app()
    content = render.app(app)
    person = _expand_id(request)
    given = tenant.app_users.get(app.id, person) if person else None
    if given is not None:
        content["_embedded"] = {"user": render.app_user(tenant, given)}
    return Answer(content)


def list_users(request: Request) -> Answer:
    tenant, query, app = request.tenant, request.query, request.app()
    start = query.get("q", "").casefold()
    rows = tenant.app_users.after(app.id, read_after(query, _USER_CURSOR))
    found = (each for each in rows if _starts(tenant, each, start))
    show = partial(render.app_user_encoded, tenant, person=query.get("expand") == "user")
    return Answer(by_id(found, read_limit(query, 50, 500), lambda each: each.user_id, show))


def get_user(request: Request) -> Answer:
    found = app_user(request)
    person = request.query.get("expand") == "user"
    return Answer(render.app_user(request.tenant, found, person=person))


def list_groups(request: Request) -> Answer:
    tenant, query, app = request.tenant, request.query, request.app()
    start = query.get("q", "").casefold()
    rows = (
        each
        for each in tenant.app_groups.after(app.id, read_after(query, _GROUP_CURSOR))
        if tenant.groups[each.group_id].name.casefold().startswith(start)
    )
    limit = read_limit(query, 20, 200)
    return Answer(
        by_id(
            rows,
            limit,
            lambda each: each.group_id,
            lambda each: encode(render.app_group(each, _embedded(request, each.group_id))),
        )
    )


def get_group(request: Request) -> Answer:
    app, key = request.app(), request.params["group"]
    found = request.tenant.app_groups.get(app.id, key)
    if found is None:
        raise not_found(key, "UserGroup")
    return Answer(render.app_group(found, _embedded(request, key)))


def app_user(request: Request) -> AppUser:
    """The assignment that the path names. Raises E0000007."""
    app, key = request.app(), request.params["user"]
    user = request.tenant.find_user(key)
    found = request.tenant.app_users.get(app.id, user.id) if user else None
    if found is None:
        raise not_found(key, "AppUser")
    return found


def _encoded(tenant: Tenant, person: str | None, short: bool, app: App) -> bytes:
    given = tenant.app_users.get(app.id, person) if person else None
    return render.encoded(tenant, app, person=given, short=short)


def _embedded(request: Request, group_id: str) -> dict[str, Any] | None:
    """What `expand` asks for beside a group's assignment."""
    if request.query.get("expand") != "group":
        return None
    tenant = request.tenant
    return {"group": group_render.group(tenant, tenant.groups[group_id])}


def _expanded(request: Request) -> str | None:
    """The user to embed in a list, which must be narrowed to the same user."""
    person = _expand_id(request)
    if person is not None and f'user.id eq "{person}"' not in request.query.get("filter", ""):
        raise invalid("expand", "Expand query is malformed.")
    return person


def _expand_id(request: Request) -> str | None:
    text = request.query.get("expand")
    if not text:
        return None
    found = _EXPAND.fullmatch(text)
    if found is None:
        raise invalid("expand", "Expand query is malformed.")
    return found[1]


def _wanted(tenant: Tenant, text: str, start: str) -> Predicate:
    """`filter` and `q` may be given together, and then both must hold."""
    passes: Predicate = lambda _: True  # noqa: E731  # one of two predicates, the other is made elsewhere
    one = _OF_ONE_PERSON.fullmatch(text)
    if one is not None:
        # The usual question, and a slow one to ask of every assignment of every application.
        mine = tenant.app_users.of_right(one[1])
        passes = lambda app: app.id in mine  # noqa: E731  # as above
    elif text:
        passes = compile_expression(text, partial(_filterable, tenant))
    folded = start.casefold()
    return lambda app: (
        passes(app)
        and (app.label.casefold().startswith(folded) or app.name.casefold().startswith(folded))
    )


def _filterable(tenant: Tenant, name: str) -> Attribute | None:
    attributes: dict[str, Callable[[App], Any]] = {
        "id": lambda app: app.id,
        "status": lambda app: app.status,
        "name": lambda app: app.name,
        "user.id": lambda app: list(tenant.app_users.of_left(app.id)),
        "group.id": lambda app: list(tenant.app_groups.of_left(app.id)),
        "credentials.signing.kid": lambda app: _deep(app.body, "credentials", "signing", "kid"),
        "settings.slo.enabled": lambda app: _deep(app.body, "settings", "slo", "enabled"),
    }
    return Attribute(attributes[name], EQUAL) if name in attributes else None


def _deep(body: Any, *names: str) -> Any:
    for name in names:
        body = body.get(name) if isinstance(body, dict) else None
    return body


def _starts(tenant: Tenant, given: AppUser, start: str) -> bool:
    if not start:
        return True
    profile = tenant.users[given.user_id].profile
    texts = (given.user_name, profile["firstName"], profile["lastName"], profile["email"])
    return any((text or "").casefold().startswith(start) for text in texts)
