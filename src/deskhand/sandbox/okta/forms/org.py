"""Linked objects, API tokens, and the roles of clients."""

from __future__ import annotations

from deskhand.sandbox.okta.forms.check import Form
from deskhand.sandbox.okta.forms.kinds import OneOf, Text, may_have
from deskhand.sandbox.okta.forms.shared import ROLE

_SIDE = may_have(
    name=Text(blank=False), title=Text(blank=False), description=Text(), type=OneOf("USER")
).with_needed("name", "title", "type")

FORMS = {
    ("POST", "/api/v1/meta/schemas/user/linkedObjects"): Form(
        body=may_have(primary=_SIDE, associated=_SIDE).with_needed("primary", "associated")
    ),
    ("PUT", "/api/v1/api-tokens/{token}"): Form(
        body=may_have(name=Text(), userId=Text(), network=may_have()).with_needed("name")
    ),
    ("POST", "/oauth2/v1/clients/{client}/roles"): Form(body=ROLE),
}
