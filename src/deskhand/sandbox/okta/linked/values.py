"""Who is linked to whom: at most one primary person for each associated one and relation."""

from __future__ import annotations

from deskhand.sandbox.okta.linked.model import Link
from deskhand.sandbox.okta.state.tenant import Tenant


def primary_of(tenant: Tenant, name: str, user_id: str) -> str | None:
    rows = tenant.linked_people.of_right(user_id).values()
    return next((row.primary_id for row in rows if name in row.names), None)


def associated_of(tenant: Tenant, name: str, user_id: str) -> list[str]:
    rows = tenant.linked_people.of_left(user_id).items()
    return sorted(key for key, row in rows if name in row.names)


def link(tenant: Tenant, name: str, primary_id: str, associated_id: str) -> None:
    """Make somebody the primary of a person, in place of whoever was."""
    if primary_of(tenant, name, associated_id) == primary_id:
        return
    unlink(tenant, name, associated_id)
    found = tenant.linked_people.get(primary_id, associated_id)
    names = (*found.names, name) if found else (name,)
    tenant.linked_people.put(Link(primary_id, associated_id, names))


def unlink(tenant: Tenant, name: str, associated_id: str) -> None:
    """Take a person's primary away; nothing happens where there is none."""
    primary_id = primary_of(tenant, name, associated_id)
    found = tenant.linked_people.get(primary_id, associated_id) if primary_id else None
    if found is not None:
        _drop(tenant, found, name)


def forget_relation(tenant: Tenant, name: str) -> None:
    for found in [row for row in tenant.linked_people if name in row.names]:
        _drop(tenant, found, name)


def forget_person(tenant: Tenant, user_id: str) -> None:
    for key in list(tenant.linked_people.of_left(user_id)):
        tenant.linked_people.remove(user_id, key)
    for key in list(tenant.linked_people.of_right(user_id)):
        tenant.linked_people.remove(key, user_id)


def _drop(tenant: Tenant, found: Link, name: str) -> None:
    names = tuple(each for each in found.names if each != name)
    if names:
        tenant.linked_people.put(Link(found.primary_id, found.associated_id, names))
    else:
        tenant.linked_people.remove(found.primary_id, found.associated_id)
