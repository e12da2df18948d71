"""Who owns a group: people and groups."""

from __future__ import annotations

from deskhand.sandbox.okta.errors import invalid, not_found
from deskhand.sandbox.okta.grammar import EQUAL, Attribute, Predicate, compile_expression
from deskhand.sandbox.okta.groups import render
from deskhand.sandbox.okta.state.model import Group, User
from deskhand.sandbox.okta.wire.answers import encode
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.wire.links import by_id, read_after, read_limit

_MOST = 1_000
_CURSOR = r"00[ug][A-Za-z0-9]{17}"


def list_owners(request: Request) -> Answer:
    """Who was deleted meanwhile owns nothing."""
    tenant, query, group = request.tenant, request.query, request.group()
    after = read_after(query, _CURSOR)
    wanted: Predicate = lambda _: True  # noqa: E731  # one of two predicates, the other is made elsewhere
    if query.get("search"):
        wanted = compile_expression(query["search"], _searchable)
    found = (tenant.users.get(key) or tenant.groups.get(key) for key in sorted(group.owners))
    return Answer(
        by_id(
            (owner for owner in found if owner is not None and owner.id > after and wanted(owner)),
            read_limit(query, _MOST, _MOST),
            lambda owner: owner.id,
            lambda owner: encode(render.owner(owner, group.owners[owner.id])),
        )
    )


def add_owner(request: Request) -> Answer:
    """Raises E0000001 for who owns the group already, E0000007 for who does not exist."""
    tenant, group, body = request.tenant, request.group(), request.json()
    request.principal.need_over_group(group)
    key, kind = body.get("id"), body.get("type")
    if not isinstance(key, str) or not key:
        raise invalid("id", "id: The field cannot be left blank")
    if kind not in ("USER", "GROUP"):
        raise invalid("type", "type: must be USER or GROUP")
    found = tenant.users.get(key) if kind == "USER" else tenant.groups.get(key)
    if found is None:
        raise not_found(key, "User" if kind == "USER" else "UserGroup")
    if found is group:
        raise invalid("id", "id: A group cannot own itself")
    if key in group.owners:
        raise invalid("id", "id: The owner is assigned to the group already")
    group.owners[key] = tenant.clock.stamp()
    tenant.groups.put(group)
    return Answer(render.owner(found, group.owners[key]), status=201)


def remove_owner(request: Request) -> Answer:
    group, key = request.group(), request.params["owner"]
    request.principal.need_over_group(group)
    if key not in group.owners:
        raise not_found(key, "GroupOwner")
    del group.owners[key]
    request.tenant.groups.put(group)
    return NOTHING


def _searchable(name: str) -> Attribute | None:
    return Attribute(_kind, EQUAL, loose=True) if name == "type" else None


def _kind(owner: User | Group) -> str:
    return "USER" if isinstance(owner, User) else "GROUP"
