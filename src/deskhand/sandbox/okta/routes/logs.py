"""The System Log."""

from __future__ import annotations

from deskhand.sandbox.okta.syslog import read
from deskhand.sandbox.okta.wire.routing import Route

ROUTES = (Route("GET", "/api/v1/logs", read.list_events, "logs.read"),)
