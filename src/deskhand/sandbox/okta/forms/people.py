"""Users, their lifecycle, credentials, roles, sessions, tokens and grants."""

from __future__ import annotations

from deskhand.sandbox.okta.forms.check import Form
from deskhand.sandbox.okta.forms.kinds import Each, Flag, Kind, Number, OneOf, Text, may_have, needs
from deskhand.sandbox.okta.forms.shared import PAGE, ROLE

_USER = "/api/v1/users/{user}"
_LIFECYCLE = f"{_USER}/lifecycle"
_CLIENT = f"{_USER}/clients/{{client}}"
_CREDENTIALS = may_have(
    password=may_have(value=Text(), hash=may_have(algorithm=Text()), hook=may_have(type=Text())),
    recovery_question=may_have(question=Text(), answer=Text()),
    provider=may_have(type=Text(), name=Text()),
)
_MEMBERS: dict[str, Kind] = {
    "profile": may_have(),
    "credentials": _CREDENTIALS,
    "groupIds": Each(Text()),
    "realmId": Text(),
    "type": may_have(id=Text()),
}
_CHANGE = Form({"strict": Flag()}, body=may_have(**_MEMBERS))
_PASSWORD = needs(value=Text(blank=False))
_GRANTS = Form({**PAGE, "expand": Text(), "scopeId": Text()})

FORMS = {
    ("GET", "/api/v1/users"): Form(
        {**PAGE, "sortOrder": Text(), "sortBy": Text(), "search": Text(), "filter": Text()}
    ),
    ("POST", "/api/v1/users"): Form(
        {"activate": Flag(), "provider": Flag(), "nextLogin": OneOf("changePassword")},
        body=may_have(**_MEMBERS),
    ),
    ("POST", _USER): _CHANGE,
    ("PUT", _USER): _CHANGE,
    ("DELETE", _USER): Form({"sendEmail": Flag()}),
    ("POST", f"{_LIFECYCLE}/activate"): Form({"sendEmail": Flag()}),
    ("POST", f"{_LIFECYCLE}/reactivate"): Form({"sendEmail": Flag()}),
    ("POST", f"{_LIFECYCLE}/deactivate"): Form({"sendEmail": Flag()}),
    # The description demands sendEmail; guides give it a default, and the tenant takes both.
    ("POST", f"{_LIFECYCLE}/reset_password"): Form({"sendEmail": Flag(), "revokeSessions": Flag()}),
    ("POST", f"{_LIFECYCLE}/expire_password_with_temp_password"): Form({"revokeSessions": Flag()}),
    ("POST", f"{_USER}/credentials/change_password"): Form(
        {"strict": Flag()},
        body=needs(oldPassword=_PASSWORD, newPassword=_PASSWORD).and_may_have(
            revokeSessions=Flag()
        ),
    ),
    ("POST", f"{_USER}/credentials/forgot_password"): Form({"sendEmail": Flag()}),
    ("DELETE", f"{_USER}/sessions"): Form({"oauthTokens": Flag(), "forgetDevices": Flag()}),
    ("GET", f"{_USER}/grants"): _GRANTS,
    ("GET", f"{_CLIENT}/grants"): _GRANTS,
    ("GET", f"{_CLIENT}/tokens"): Form({**PAGE, "expand": Text()}),
    ("POST", f"{_USER}/roles"): Form({"disableNotifications": Flag()}, body=ROLE),
    ("POST", f"{_USER}/authenticator-enrollments/tac"): Form(
        body=may_have(ttl=Number(), multiUse=Flag()), has_body=False
    ),
    ("POST", "/api/v1/sessions"): Form(body=may_have(sessionToken=Text())),
}
