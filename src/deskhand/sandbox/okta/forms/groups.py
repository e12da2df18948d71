"""Groups, their rules, owners and roles."""

from __future__ import annotations

from deskhand.sandbox.okta.forms.check import Form
from deskhand.sandbox.okta.forms.kinds import Each, Flag, Kind, OneOf, Text, may_have, needs
from deskhand.sandbox.okta.forms.shared import PAGE, ROLE

_GROUP = "/api/v1/groups/{group}"
_RULE = "/api/v1/groups/rules/{rule}"
_NAMES: dict[str, Kind] = {"expand": OneOf("groupIdToGroupNameMap")}
_PROFILE = Form(body=may_have(profile=may_have()))
_EXCLUDED = may_have(exclude=Each(Text()))
_BODY: dict[str, Kind] = {
    "type": OneOf("group_rule"),
    "name": Text(1, 50),
    "conditions": may_have(
        expression=may_have(value=Text(), type=Text()),
        people=may_have(users=_EXCLUDED, groups=_EXCLUDED),
    ),
    "actions": may_have(assignUserToGroups=may_have(groupIds=Each(Text()))),
}

FORMS = {
    ("GET", "/api/v1/groups"): Form({**PAGE, "expand": Text(), "sortOrder": Text()}),
    ("POST", "/api/v1/groups"): _PROFILE,
    ("PUT", _GROUP): _PROFILE,
    ("GET", f"{_GROUP}/users"): Form(PAGE),
    ("GET", f"{_GROUP}/apps"): Form(PAGE),
    ("GET", f"{_GROUP}/owners"): Form(PAGE),
    ("POST", f"{_GROUP}/owners"): Form(body=needs(id=Text(), type=OneOf("GROUP", "USER"))),
    ("POST", f"{_GROUP}/roles"): Form({"disableNotifications": Flag()}, body=ROLE),
    ("GET", "/api/v1/groups/rules"): Form({**PAGE, **_NAMES}),
    ("GET", _RULE): Form(_NAMES),
    ("POST", "/api/v1/groups/rules"): Form(body=may_have(**_BODY)),
    ("PUT", _RULE): Form(
        body=may_have(**_BODY, status=OneOf("ACTIVE", "INACTIVE", "INVALID")),
    ),
    ("DELETE", _RULE): Form({"removeUsers": Flag()}),
}
