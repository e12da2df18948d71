"""A person's links: his primary, or all whose primary he is.

Nothing looks for circles, and a person may be his own primary: Okta promises neither.
"""

from __future__ import annotations

from deskhand.sandbox.okta.errors import not_found
from deskhand.sandbox.okta.linked import values
from deskhand.sandbox.okta.linked.definitions import find
from deskhand.sandbox.okta.linked.model import LinkedObject
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.wire.links import href


def list_links(request: Request) -> Answer:
    tenant, user, name = request.tenant, request.user(), request.params["relation"]
    relation = _relation(request)
    if name == relation.primary.name:
        primary = values.primary_of(tenant, name, user.id)
        found = [primary] if primary is not None else []
    else:
        found = values.associated_of(tenant, relation.primary.name, user.id)
    return Answer([{"_links": {"self": href(f"/api/v1/users/{key}")}} for key in found])


def set_primary(request: Request) -> Answer:
    tenant, user, primary = request.tenant, request.user(), request.user("primary")
    relation = _relation(request, primary_only=True)
    request.principal.need_over(tenant, user)
    values.link(tenant, relation.primary.name, primary.id, user.id)
    return NOTHING


def remove_primary(request: Request) -> Answer:
    tenant, user = request.tenant, request.user()
    relation = _relation(request, primary_only=True)
    request.principal.need_over(tenant, user)
    values.unlink(tenant, relation.primary.name, user.id)
    return NOTHING


def _relation(request: Request, *, primary_only: bool = False) -> LinkedObject:
    """The relation that the path names by either side, or by its primary alone."""
    name = request.params["relation"]
    found = find(request.tenant, name)
    if found is None or (primary_only and name != found.primary.name):
        raise not_found(name, "LinkedObjectProperty")
    return found
