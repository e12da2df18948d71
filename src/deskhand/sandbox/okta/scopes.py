"""Which scope an access token needs for a call: the family of its path, to read or to manage."""

from __future__ import annotations

# The first prefix that fits decides.
_FAMILIES = (
    ("/api/v1/meta/schemas/user/linkedObjects", "linkedObjects"),
    ("/api/v1/meta/schemas", "schemas"),
    ("/api/v1/meta/types", "userTypes"),
    ("/api/v1/api-tokens", "apiTokens"),
    ("/api/v1/apps/{app}/grants", "appGrants"),
    ("/api/v1/apps", "apps"),
    ("/api/v1/groups", "groups"),
    ("/api/v1/logs", "logs"),
    ("/api/v1/org", "orgs"),
    ("/api/v1/sessions", "sessions"),
    ("/api/v1/users/{user}/roles", "roles"),
    ("/api/v1/users", "users"),
    ("/oauth2/v1/clients/{client}/roles", "roles"),
)
# Open to API tokens only.
_NONE = {
    ("DELETE", "/api/v1/api-tokens/current"),
    ("POST", "/api/v1/sessions"),
}


def scope_of(method: str, template: str) -> str | None:
    """The scope for a route, `okta.users.read` for example; None where no scope opens it."""
    if (method, template) in _NONE:
        return None
    family = next(name for prefix, name in _FAMILIES if template.startswith(prefix))
    return f"okta.{family}.{'read' if method == 'GET' else 'manage'}"


def covers(held: frozenset[str], scope: str) -> bool:
    """Whether these scopes open what asks for that one: to manage includes to read."""
    return scope in held or f"{scope.removesuffix('.read')}.manage" in held
