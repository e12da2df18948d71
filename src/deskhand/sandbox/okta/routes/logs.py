"""The System Log."""

from __future__ import annotations

from deskhand.sandbox.okta.routing import Route
from deskhand.sandbox.okta.syslog import read

ROUTES = (Route("GET", "/api/v1/logs", read.list_events, "logs.read"),)
