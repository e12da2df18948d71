"""Applications, who has them, and the scopes that are granted to them."""

from __future__ import annotations

from deskhand.sandbox.okta.forms.check import Form
from deskhand.sandbox.okta.forms.kinds import (
    ByMember,
    Flag,
    Kind,
    Number,
    Object,
    OneOf,
    Text,
    may_have,
)
from deskhand.sandbox.okta.forms.shared import PAGE

_APP = "/api/v1/apps/{app}"
_ASSIGNMENT: dict[str, Kind] = {
    "credentials": may_have(userName=Text(1, 100), password=may_have(value=Text())),
    "profile": may_have(),
}
_MODES = (
    "AUTO_LOGIN",
    "BASIC_AUTH",
    "BOOKMARK",
    "BROWSER_PLUGIN",
    "OPENID_CONNECT",
    "SAML_1_1",
    "SAML_2_0",
    "SECURE_PASSWORD_STORE",
    "WS_FEDERATION",
)
_SETTINGS = Object(needed=("name", "settings"))
_BODY = ByMember(
    "signOnMode",
    {
        "OPENID_CONNECT": Object(needed=("name", "settings", "credentials")),
        "BROWSER_PLUGIN": _SETTINGS,
        "BOOKMARK": _SETTINGS,
        "BASIC_AUTH": _SETTINGS,
        "SECURE_PASSWORD_STORE": _SETTINGS,
        "WS_FEDERATION": _SETTINGS,
    },
    may_have(
        label=Text(),
        name=Text(),
        signOnMode=OneOf(*_MODES),
        accessibility=may_have(
            selfService=Flag(), errorRedirectUrl=Text(), loginRedirectUrl=Text()
        ),
        visibility=may_have(
            autoLaunch=Flag(),
            autoSubmitToolbar=Flag(),
            hide=may_have(iOS=Flag(), web=Flag()),
            appLinks=may_have(),
        ),
        credentials=may_have(),
        settings=may_have(),
        profile=may_have(),
    ).with_needed("label", "signOnMode"),
)
_GROUP_BODY = may_have(priority=Number(), profile=may_have())

FORMS = {
    ("GET", "/api/v1/apps"): Form(
        {
            **PAGE,
            "useOptimization": Flag(),
            "includeNonDeleted": Flag(),
            "alwaysIncludeVpnSettings": Flag(),
        }
    ),
    ("POST", "/api/v1/apps"): Form({"activate": Flag()}, body=_BODY),
    ("PUT", _APP): Form(body=_BODY),
    ("PUT", f"{_APP}/features/{{feature}}"): Form(
        body=may_have(create=may_have(), update=may_have())
    ),
    ("GET", f"{_APP}/users"): Form(PAGE),
    ("POST", f"{_APP}/users"): Form(
        body=may_have(id=Text(), scope=OneOf("USER", "GROUP"), **_ASSIGNMENT).with_needed("id")
    ),
    ("POST", f"{_APP}/users/{{user}}"): Form(body=may_have(**_ASSIGNMENT)),
    ("DELETE", f"{_APP}/users/{{user}}"): Form({"sendEmail": Flag()}),
    ("GET", f"{_APP}/groups"): Form(PAGE),
    ("PUT", f"{_APP}/groups/{{group}}"): Form(body=_GROUP_BODY, has_body=False),
    ("POST", f"{_APP}/grants"): Form(
        body=may_have(scopeId=Text(), issuer=Text()).with_needed("scopeId", "issuer")
    ),
}
