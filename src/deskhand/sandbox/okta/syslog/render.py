"""Events as Okta serves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deskhand.sandbox.okta.syslog import clients, kinds

if TYPE_CHECKING:
    from deskhand.sandbox.okta.syslog.model import Entity, Event, Origin


def event(found: Event) -> dict[str, Any]:
    origin = found.origin
    return {
        "actor": _entity(origin.actor),
        "client": _client(origin),
        "device": None,
        "authenticationContext": {
            "authenticationProvider": None,
            "credentialProvider": None,
            "credentialType": None,
            "issuer": None,
            "interface": None,
            "authenticationStep": 0,
            "externalSessionId": origin.session,
        },
        "displayMessage": kinds.message_of(found.event_type),
        "eventType": found.event_type,
        "outcome": {"result": found.outcome, "reason": found.reason},
        "published": found.published,
        "securityContext": {
            "asNumber": None,
            "asOrg": None,
            "isp": None,
            "domain": None,
            "isProxy": None,
        },
        "severity": kinds.severity_of(found.event_type),
        "debugContext": {"debugData": {**_web(origin), **found.debug}},
        "legacyEventType": kinds.legacy_of(found.event_type, found.outcome),
        "transaction": {
            "type": "WEB" if origin.uri else "JOB",
            "id": origin.transaction_id,
            "detail": {"requestApiTokenId": origin.token_id} if origin.token_id else {},
        },
        "uuid": found.uuid,
        "version": "0",
        "request": {"ipChain": clients.chain(origin.addresses, origin.city)},
        "target": [_entity(target) for target in found.targets] or None,
    }


def _entity(found: Entity) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": found.id,
        "type": found.type,
        "alternateId": found.alternate_id,
        "displayName": found.display_name,
        "detailEntry": None,
    }
    if found.changes is not None:
        body["changeDetails"] = found.changes
    return body


def _client(origin: Origin) -> dict[str, Any]:
    agent = device = None
    if origin.user_agent is not None:
        system, browser, device = clients.program(origin.user_agent)
        agent = {"rawUserAgent": origin.user_agent, "os": system, "browser": browser}
    return {
        "userAgent": agent,
        "zone": None,
        "device": device,
        "id": origin.client_id,
        "ipAddress": origin.addresses[0] if origin.addresses else None,
        "geographicalContext": clients.place(origin.city),
    }


def _web(origin: Origin) -> dict[str, str]:
    if not origin.uri:
        return {}
    return {"requestId": origin.transaction_id, "requestUri": origin.uri, "url": origin.url}
