"""Provisioning: what Okta does to accounts in the application itself."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.errors import ApiError, invalid, not_found
from deskhand.sandbox.okta.state.model import App
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.call import Answer, Request
from deskhand.sandbox.okta.wire.links import allow

_NAME = "USER_PROVISIONING"
_KNOWN = frozenset({_NAME, "INBOUND_PROVISIONING"})
_STATUSES = ("DISABLED", "ENABLED")
# Where a capability stands in the feature, and what the application's own list calls it.
_SWITCHES = {
    ("create", "lifecycleCreate"): "PUSH_NEW_USERS",
    ("update", "profile"): "PUSH_PROFILE_UPDATES",
    ("update", "lifecycleDeactivate"): "PUSH_USER_DEACTIVATION",
    ("update", "password"): "PUSH_PASSWORD_UPDATES",
}
_PASSWORD_CHOICES = {"seed": ("RANDOM", "OKTA"), "change": ("KEEP_EXISTING", "CHANGE")}


def list_features(request: Request) -> Answer:
    return Answer([_render(_provisioned(request))])


def get_feature(request: Request) -> Answer:
    return Answer(_render(_named(request)))


def update_feature(request: Request) -> Answer:
    """Switch capabilities on and off; those that are not named stay."""
    tenant, app, body = request.tenant, _named(request), request.json()
    switched = {
        name: status == "ENABLED"
        for place, name in _SWITCHES.items()
        if (status := _choice(_at(body, place), "status", _STATUSES)) is not None
    }
    password = _at(body, ("update", "password"))
    push = {
        name: chosen
        for name, choices in _PASSWORD_CHOICES.items()
        if (chosen := _choice(password, name, choices)) is not None
    }
    kept = [name for name in app.features if switched.get(name, True)]
    added = [name for name, on in switched.items() if on and name not in kept]
    app.features = [*kept, *added]
    app.password_push = {**(app.password_push or {}), **push}
    app.last_updated = tenant.clock.stamp()
    tenant.apps.put(app)
    note(tenant, "application.lifecycle.update", app)
    return Answer(_render(app))


def _provisioned(request: Request) -> App:
    """Raises E0000001 for an application that was never connected for provisioning."""
    app = request.app()
    if app.password_push is None and not set(_SWITCHES.values()) & set(app.features):
        raise invalid("feature", "Provisioning is not enabled for the app instance.")
    return app


def _named(request: Request) -> App:
    name = request.params["feature"]
    if name not in _KNOWN:
        raise invalid("featureName", f"featureName: must be one of {', '.join(sorted(_KNOWN))}")
    app = _provisioned(request)
    if name != _NAME:
        # No application of this tenant brings people in.
        raise not_found(name, "ApplicationFeature")
    return app


def _render(app: App) -> dict[str, Any]:
    capabilities: dict[str, dict[str, Any]] = {}
    for (part, member), name in _SWITCHES.items():
        status = _STATUSES[name in app.features]
        capabilities.setdefault(part, {})[member] = {"status": status}
    chosen = app.password_push or {}
    for name, choices in _PASSWORD_CHOICES.items():
        capabilities["update"]["password"][name] = chosen.get(name, choices[0])
    return {
        "name": _NAME,
        "status": "ENABLED",
        "description": "User provisioning settings from Okta to a downstream application",
        "capabilities": capabilities,
        "_links": {"self": allow(f"/api/v1/apps/{app.id}/features/{_NAME}", "GET", "PUT")},
    }


def _at(body: Any, place: tuple[str, str]) -> dict[str, Any]:
    """An object within the body; {} where it is missing. Raises E0000003."""
    for name in place:
        body = body.get(name) or {}
        if not isinstance(body, dict):
            raise ApiError("E0000003")
    found: dict[str, Any] = body
    return found


def _choice(body: dict[str, Any], name: str, choices: tuple[str, ...]) -> str | None:
    value = body.get(name)
    if value is None or value in choices:
        return value
    raise invalid(name, f"{name}: must be one of {', '.join(choices)}")
