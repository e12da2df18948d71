"""Writing the System Log: one event for each thing that happens, with whoever did it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from deskhand.sandbox.okta.auth import Principal
from deskhand.sandbox.okta.syslog.model import Event
from deskhand.sandbox.okta.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Doing:
    """The API request during which things happen."""

    principal: Principal
    request_id: str
    uri: str
    address: str
    user_agent: str


def note(
    tenant: Tenant,
    event_type: str,
    *targets: Struct,
    outcome: str = "SUCCESS",
    reason: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Put an event on the log.

    `targets` are rows of the tenant, in the order that Okta gives them. The actor is whoever makes
    the present request, or Okta itself where nobody does.
    """
    body = {
        "uuid": str(uuid.uuid4()),
        "published": tenant.clock.stamp(),
        "eventType": event_type,
        "outcome": {"result": outcome, "reason": reason},
        "target": [str(getattr(target, "key", "")) for target in targets] or None,
        "debugContext": {"debugData": detail or {}},
    }
    tenant.events.put(Event(len(tenant.events) + 1, body))
