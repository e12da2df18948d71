"""What people prove themselves with."""

from __future__ import annotations

from deskhand.sandbox.okta.people import factors
from deskhand.sandbox.okta.routing import Route

_USER = "/api/v1/users/{user}"

ROUTES = (
    Route("GET", f"{_USER}/factors", factors.list_factors, "factors.read"),
    Route("GET", f"{_USER}/factors/catalog", factors.list_catalogue, "factors.read"),
    Route("GET", f"{_USER}/factors/{{factor}}", factors.get_factor, "factors.read"),
    Route("DELETE", f"{_USER}/factors/{{factor}}", factors.delete_factor, "users.factors"),
)
