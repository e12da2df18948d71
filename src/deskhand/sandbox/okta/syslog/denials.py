"""Changes that were refused: they are on the log too, with outcome FAILURE."""

from __future__ import annotations

from msgspec import Struct

from deskhand.sandbox.okta.errors import ApiError, WrongState
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.call import Request

_USER = "/api/v1/users/{user}"
_GROUP = "/api/v1/groups/{group}"
_RULE = "/api/v1/groups/rules/{rule}"
_APP = "/api/v1/apps/{app}"
_CLIENT = "/oauth2/v1/clients/{client}"
_WRONG_STATE = frozenset({403, 409})
# What would have happened.
EVENT_TYPES: dict[tuple[str, str], str] = {
    ("POST", "/api/v1/users"): "user.lifecycle.create",
    ("POST", _USER): "user.account.update_profile",
    ("PUT", _USER): "user.account.update_profile",
    ("DELETE", _USER): "user.lifecycle.delete.initiated",
    ("POST", f"{_USER}/lifecycle/activate"): "user.lifecycle.activate",
    ("POST", f"{_USER}/lifecycle/reactivate"): "user.lifecycle.reactivate",
    ("POST", f"{_USER}/lifecycle/deactivate"): "user.lifecycle.deactivate",
    ("POST", f"{_USER}/lifecycle/suspend"): "user.lifecycle.suspend",
    ("POST", f"{_USER}/lifecycle/unsuspend"): "user.lifecycle.unsuspend",
    ("POST", f"{_USER}/lifecycle/unlock"): "user.account.unlock_by_admin",
    ("POST", f"{_USER}/lifecycle/reset_password"): "user.account.reset_password",
    ("POST", f"{_USER}/lifecycle/expire_password"): "user.account.expire_password",
    (
        "POST",
        f"{_USER}/lifecycle/expire_password_with_temp_password",
    ): "user.account.expire_password",
    ("POST", f"{_USER}/lifecycle/reset_factors"): "user.mfa.factor.reset_all",
    ("POST", f"{_USER}/credentials/change_password"): "user.account.update_password",
    ("POST", f"{_USER}/credentials/forgot_password"): "user.account.reset_password",
    ("DELETE", f"{_USER}/sessions"): "user.session.clear",
    ("POST", f"{_USER}/factors"): "user.mfa.factor.activate",
    ("DELETE", f"{_USER}/factors/{{factor}}"): "user.mfa.factor.deactivate",
    ("POST", f"{_USER}/roles"): "user.account.privilege.grant",
    ("DELETE", f"{_USER}/roles/{{role}}"): "user.account.privilege.revoke",
    ("DELETE", f"{_USER}/clients/{{client}}/tokens"): "app.oauth2.token.revoke",
    ("DELETE", f"{_USER}/clients/{{client}}/tokens/{{token}}"): "app.oauth2.token.revoke",
    ("DELETE", "/api/v1/sessions/{session}"): "user.session.end",
    ("POST", "/oauth2/v1/global-token-revocation"): "user.authentication.universal_logout",
    ("POST", "/api/v1/groups"): "group.lifecycle.create",
    ("PUT", _GROUP): "group.profile.update",
    ("DELETE", _GROUP): "group.lifecycle.delete",
    ("PUT", f"{_GROUP}/users/{{user}}"): "group.user_membership.add",
    ("DELETE", f"{_GROUP}/users/{{user}}"): "group.user_membership.remove",
    ("POST", f"{_GROUP}/roles"): "group.privilege.grant",
    ("DELETE", f"{_GROUP}/roles/{{role}}"): "group.privilege.revoke",
    ("POST", f"{_RULE}/lifecycle/activate"): "group.user_membership.rule.trigger",
    ("POST", f"{_RULE}/lifecycle/deactivate"): "group.user_membership.rule.deactivated",
    ("POST", "/api/v1/apps"): "application.lifecycle.create",
    ("PUT", _APP): "application.lifecycle.update",
    ("PUT", f"{_APP}/features/{{feature}}"): "application.lifecycle.update",
    ("DELETE", _APP): "application.lifecycle.delete",
    ("POST", f"{_APP}/lifecycle/activate"): "application.lifecycle.activate",
    ("POST", f"{_APP}/lifecycle/deactivate"): "application.lifecycle.deactivate",
    ("POST", f"{_APP}/users"): "application.user_membership.add",
    ("POST", f"{_APP}/users/{{user}}"): "application.user_membership.update",
    ("DELETE", f"{_APP}/users/{{user}}"): "application.user_membership.remove",
    ("PUT", f"{_APP}/groups/{{group}}"): "group.application_assignment.add",
    ("PATCH", f"{_APP}/groups/{{group}}"): "group.application_assignment.update",
    ("DELETE", f"{_APP}/groups/{{group}}"): "group.application_assignment.remove",
    ("POST", f"{_APP}/grants"): "app.oauth2.admin.consent.grant",
    ("DELETE", f"{_APP}/grants/{{grant}}"): "app.oauth2.admin.consent.revoke",
    ("POST", f"{_CLIENT}/roles"): "user.account.privilege.grant",
    ("DELETE", f"{_CLIENT}/roles/{{role}}"): "user.account.privilege.revoke",
    ("PUT", "/api/v1/api-tokens/{token}"): "system.api_token.update",
    ("DELETE", "/api/v1/api-tokens/current"): "system.api_token.revoke",
    ("DELETE", "/api/v1/api-tokens/{token}"): "system.api_token.revoke",
}


def note_refusal(request: Request, template: str, error: ApiError) -> None:
    """A change that lacks a right, or that the state of its object forbids.

    Requests that are wrong in themselves happened to nobody, and are left out.
    """
    event_type = EVENT_TYPES.get((request.method, template))
    forbidden = error.status in _WRONG_STATE or isinstance(error, WrongState)
    if event_type is None or not forbidden:
        return
    reason = error.causes[0] if error.causes else error.summary
    code = {"errorCode": error.code}
    note(
        request.tenant,
        event_type,
        *_targets(request),
        outcome="FAILURE",
        reason=reason,
        detail=code,
    )


def _targets(request: Request) -> list[Struct]:
    """What the path names, as far as it is there."""
    tenant, params = request.tenant, request.params
    key = params.get("user", "")
    found = (
        request.principal.user if key == "me" else tenant.find_user(key),
        tenant.groups.get(params.get("group", "")),
        tenant.rules.get(params.get("rule", "")),
        tenant.apps.get(params.get("app") or params.get("client", "")),
        tenant.factors.get(params.get("factor", "")),
        tenant.tokens.get(params.get("token", "")),
    )
    return [row for row in found if row is not None]
