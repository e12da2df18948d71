"""Users, their lifecycle, credentials, sessions and tokens."""

from __future__ import annotations

from deskhand.sandbox.okta.org import roles
from deskhand.sandbox.okta.people import clients, consents, credentials, lifecycle, sessions
from deskhand.sandbox.okta.people import edit as people_edit
from deskhand.sandbox.okta.people import read as people
from deskhand.sandbox.okta.wire.routing import Route

_USER = "/api/v1/users/{user}"
_LIFECYCLE = f"{_USER}/lifecycle"
_CONSENTS = f"{_USER}/clients/{{client}}/grants"
_TOKENS = f"{_USER}/clients/{{client}}/tokens"
_SESSION = "/api/v1/sessions/{session}"

ROUTES = (
    Route("GET", "/api/v1/users", people.list_users, "users.read"),
    Route("POST", "/api/v1/users", people_edit.create_user, "users.manage"),
    Route("GET", _USER, people.get_user, "users.read"),
    Route("POST", _USER, people_edit.update_user, "users.manage"),
    Route("PUT", _USER, people_edit.replace_user, "users.manage"),
    Route("DELETE", _USER, lifecycle.delete_user, "users.lifecycle"),
    Route("GET", f"{_USER}/groups", people.list_groups, "users.read"),
    Route("GET", f"{_USER}/appLinks", people.list_app_links, "users.read"),
    Route("GET", f"{_USER}/blocks", people.list_blocks, "users.read"),
    Route("GET", f"{_USER}/roles", roles.list_user_roles, "roles.read"),
    Route("POST", f"{_USER}/roles", roles.grant_to_user, "roles.manage"),
    Route("GET", f"{_USER}/roles/{{role}}", roles.get_user_role, "roles.read"),
    Route("DELETE", f"{_USER}/roles/{{role}}", roles.revoke_from_user, "roles.manage"),
    Route("POST", f"{_LIFECYCLE}/activate", lifecycle.activate, "users.lifecycle"),
    Route("POST", f"{_LIFECYCLE}/reactivate", lifecycle.reactivate, "users.lifecycle"),
    Route("POST", f"{_LIFECYCLE}/deactivate", lifecycle.deactivate, "users.lifecycle"),
    Route("POST", f"{_LIFECYCLE}/suspend", lifecycle.suspend, "users.lifecycle"),
    Route("POST", f"{_LIFECYCLE}/unsuspend", lifecycle.unsuspend, "users.lifecycle"),
    Route("POST", f"{_LIFECYCLE}/unlock", lifecycle.unlock, "users.unlock"),
    Route("POST", f"{_LIFECYCLE}/reset_password", lifecycle.reset_password, "users.credentials"),
    Route("POST", f"{_LIFECYCLE}/expire_password", lifecycle.expire_password, "users.credentials"),
    Route(
        "POST",
        f"{_LIFECYCLE}/expire_password_with_temp_password",
        lifecycle.expire_with_temporary,
        "users.credentials",
    ),
    Route("POST", f"{_LIFECYCLE}/reset_factors", lifecycle.reset_factors, "users.factors"),
    Route(
        "POST",
        f"{_USER}/credentials/change_password",
        credentials.change_password,
        "users.credentials",
    ),
    Route(
        "POST",
        f"{_USER}/credentials/forgot_password",
        credentials.forgot_password,
        "users.credentials",
    ),
    Route("DELETE", f"{_USER}/sessions", sessions.end_sessions_of_user, "users.sessions"),
    Route("GET", f"{_USER}/clients", clients.list_clients, "users.read"),
    Route("GET", f"{_USER}/grants", consents.list_consents, "users.read"),
    Route("DELETE", f"{_USER}/grants", consents.revoke_consents, "users.manage"),
    Route("GET", f"{_USER}/grants/{{grant}}", consents.get_consent, "users.read"),
    Route("DELETE", f"{_USER}/grants/{{grant}}", consents.revoke_consent, "users.manage"),
    Route("GET", _CONSENTS, consents.list_client_consents, "users.read"),
    Route("DELETE", _CONSENTS, consents.revoke_client_consents, "users.manage"),
    Route("GET", _TOKENS, clients.list_tokens, "users.read"),
    Route("DELETE", _TOKENS, clients.revoke_tokens, "users.manage"),
    Route("GET", f"{_TOKENS}/{{token}}", clients.get_token, "users.read"),
    Route("DELETE", f"{_TOKENS}/{{token}}", clients.revoke_token, "users.manage"),
    Route("POST", "/api/v1/sessions", sessions.create_session, None),
    Route("GET", _SESSION, sessions.get_session, "sessions.read"),
    Route("DELETE", _SESSION, sessions.end_session, "sessions.manage"),
    Route("POST", f"{_SESSION}/lifecycle/refresh", sessions.refresh_session, "sessions.manage"),
)
