"""What the control API and the console show of the tenant."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import msgspec

from deskhand.sandbox.okta import assignment, clock
from deskhand.sandbox.okta.auth import IDLE_LIFE, expired
from deskhand.sandbox.okta.faults import Faults
from deskhand.sandbox.okta.model import STATUSES, AppUser, Token, User
from deskhand.sandbox.okta.records import Call
from deskhand.sandbox.okta.tenant import Tenant


@dataclass(frozen=True, slots=True)
class View:
    """Reads, and changes nothing."""

    tenant: Tenant
    faults: Faults

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

    def calls(self, *, after: int = 0, user_id: str | None = None) -> list[Call]:
        """Calls with a greater number than `after`, oldest first."""
        return [
            call
            for call in self.tenant.calls
            if call.n > after and (user_id is None or call.user_id == user_id)
        ]

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
        }

    def mails(self, base: str) -> list[dict[str, Any]]:
        """Newest first, with links that work under this address."""
        found = sorted(self.tenant.mails, key=lambda mail: (mail.at, mail.id), reverse=True)
        return [
            {**msgspec.to_builtins(mail), "link": f"{base}{mail.link}" if mail.link else None}
            for mail in found
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
