"""What the control API and the console show of the tenant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Self

import msgspec

from deskhand.sandbox.okta import assignment
from deskhand.sandbox.okta.auth import IDLE_LIFE, expired
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import STATUSES, AppUser, Token, User
from deskhand.sandbox.okta.state.records import Call, Mail
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.model import Event
from deskhand.sandbox.okta.wire.faults import METHODS, Faults
from deskhand.sandbox.okta.wire.limits import Limits

CALL_WORDS = ("method", "status", "effect", "path", "principal", "user", "code")
_METHODS = METHODS[2:]


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls to keep; an empty member keeps all.

    `status` is a code, a class such as `4xx`, or `none` for calls that got no answer; `path` is a
    part of the path; `effect` keeps the calls that changed something (or did not); `principal` is
    a part of the caller's name; `user` an id or a login of the person a call is about.
    """

    method: str = ""
    status: str = ""
    effect: str = ""
    path: str = ""
    principal: str = ""
    user: str = ""
    code: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """From a query string. Raises ValueError with what is wrong with it."""
        words = {name: query.get(name, "").strip() for name in CALL_WORDS}
        method, effect, status = words["method"], words["effect"], words["status"]
        if method and method.upper() not in _METHODS:
            raise ValueError(f"method must be one of {', '.join(_METHODS)}")
        if effect not in {"", "true", "false"}:
            raise ValueError("effect must be true or false")
        if not re.fullmatch(r"(none|[1-5](xx|\d\d))?", status):
            raise ValueError("status must be a code, 4xx or none")
        return cls(**words)

    def keeps(self, call: Call, user_id: str | None) -> bool:
        status = str(call.status) if call.status else "none"
        return (
            self.method.upper() in {"", call.method}
            and self.status in {"", status, f"{status[0]}xx"}
            and self.effect in {"", str(call.effect).lower()}
            and self.path in call.path
            and self.principal in (call.principal or "")
            and self.code in (call.error_code or "")
            and user_id in {None, call.user_id}
        )


@dataclass(frozen=True, slots=True)
class View:
    """Reads, and changes nothing."""

    tenant: Tenant
    faults: Faults
    limits: Limits

    def state(self) -> dict[str, Any]:
        """Counts of everything, and the time."""
        tenant = self.tenant
        statuses = Counter(user.status for user in tenant.users)
        return {
            "now": tenant.clock.stamp(),
            "users": {
                "total": len(tenant.users),
                "by_status": {status: statuses[status] for status in STATUSES},
            },
            "groups": {
                "total": len(tenant.groups),
                "by_type": dict(Counter(group.type for group in tenant.groups)),
            },
            "rules": len(tenant.rules),
            "memberships": len(tenant.memberships),
            "apps": {
                "total": len(tenant.apps),
                "by_status": dict(Counter(app.status for app in tenant.apps)),
            },
            "assignments": len(tenant.app_users),
            "app_groups": len(tenant.app_groups),
            "factors": len(tenant.factors),
            "sessions": len(tenant.sessions),
            "oauth_tokens": len(tenant.oauth_tokens),
            "remembered_devices": sum(len(user.remembered_devices) for user in tenant.users),
            "tokens": sum(1 for token in tenant.tokens if not token.revoked),
            "mails": len(tenant.mails),
            "calls": len(tenant.calls),
            "faults": len(list(self.faults)),
        }

    def user(self, user: User) -> dict[str, Any]:
        """One person whole."""
        tenant = self.tenant
        groups = assignment.groups_of(tenant, user)
        return {
            "id": user.id,
            "status": user.status,
            "transitioning_to": user.transition_to,
            "last_updated": user.last_updated,
            "profile": user.profile,
            "provider": user.provider,
            "has_password": user.password is not None,
            "roles": [role.type for role in tenant.roles_of(user)],
            "factors": [
                {"id": f.id, "type": f.factor_type, "provider": f.provider, "status": f.status}
                for f in tenant.factors_of(user.id)
            ],
            "groups": [
                {
                    "id": group.id,
                    "name": group.name,
                    "type": group.type,
                    "by": self._source(group.id, user.id, group.type),
                }
                for group in sorted(groups, key=lambda group: group.name)
            ],
            "apps": sorted(
                (self._app(given) for given in tenant.app_users.of_right(user.id).values()),
                key=lambda app: (app["label"], app["id"]),
            ),
            "sessions": [
                {"id": session.id, "created": session.created, "expires": session.expires}
                for session in tenant.sessions_of(user.id)
            ],
            "oauth_tokens": [
                {"id": t.id, "app": tenant.apps[t.app_id].label, "expires": t.expires}
                for t in tenant.oauth_tokens_of(user.id)
            ],
            "remembered_devices": user.remembered_devices,
        }

    def calls(self, wanted: CallFilter = CallFilter(), *, after: int = 0) -> list[Call]:
        """Those with a greater number than `after`, oldest first. Nobody's are none."""
        user = self.tenant.find_user(wanted.user) if wanted.user else None
        user_id = user.id if user else wanted.user or None
        return [
            call for call in self.tenant.calls if call.n > after and wanted.keeps(call, user_id)
        ]

    def latest_calls(self, count: int) -> list[Call]:
        """Newest first."""
        return list(islice(reversed(self.tenant.calls), count))

    def latest_mails(self, count: int | None = None) -> list[Mail]:
        """Newest first."""
        found = sorted(self.tenant.mails, key=lambda mail: (mail.at, mail.id), reverse=True)
        return found[:count]

    def latest_events(self) -> list[Event]:
        """Newest first."""
        return list(self.tenant.events)[::-1]

    def events_on(self, object_id: str, count: int) -> list[Event]:
        """Events that an object did or met, newest first."""
        found = (
            event
            for event in self.latest_events()
            if object_id in {event.origin.actor.id, *(target.id for target in event.targets)}
        )
        return list(islice(found, count))

    def token(self, token: Token) -> dict[str, Any]:
        tenant = self.tenant
        owner = tenant.users.get(token.user_id)
        alive = owner is not None and owner.status != "DEPROVISIONED"
        state = "revoked" if token.revoked else "expired" if expired(tenant, token) else "valid"
        return {
            "id": token.id,
            "name": token.name,
            "owner": owner.login if owner else None,
            "roles": [role.type for role in tenant.roles_of(owner)] if owner else [],
            "state": state if alive else "owner gone",
            "expires": clock.stamp(clock.parse(token.last_used) + IDLE_LIFE),
            "rate_limit_percent": self.limits.share_of(token.id),
        }

    def windows(self) -> list[dict[str, Any]]:
        """Running windows of the rate limits; `owner` is a token's or client's name, or the org."""
        names = {token.id: token.name for token in self.tenant.tokens}
        return [
            {
                "owner": names.get(window.owner, window.owner) or "the org",
                "bucket": window.bucket,
                "limit": window.limit,
                "left": window.left,
                "reset": clock.stamp(datetime.fromtimestamp(window.reset, UTC)),
            }
            for window in self.limits.windows()
        ]

    def mails(self, base: str) -> list[dict[str, Any]]:
        """Newest first, with links that work under this address."""
        return [
            {**msgspec.to_builtins(mail), "link": f"{base}{mail.link}" if mail.link else None}
            for mail in self.latest_mails()
        ]

    def _app(self, given: AppUser) -> dict[str, Any]:
        app = self.tenant.apps[given.app_id]
        return {
            "id": app.id,
            "label": app.label,
            "status": app.status,
            "scope": "USER" if given.direct else "GROUP",
        }

    def _source(self, group_id: str, user_id: str, kind: str) -> str:
        if kind != "OKTA_GROUP":
            return "import" if kind == "APP_GROUP" else "built in"
        found = self.tenant.memberships.get(group_id, user_id)
        return "rule" if found is not None and not found.direct else "hand"
