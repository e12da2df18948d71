"""Which scopes applications were granted, by administrators and by the people who use them."""

from __future__ import annotations

from msgspec import Struct


class ScopeGrant(Struct):
    """An administrator's consent that an application may ask for an Okta scope.

    `created_by` is the id of the user, or of the service application, that gave it.
    """

    id: str
    app_id: str
    scope: str
    created: str
    created_by: str

    @property
    def key(self) -> str:
        return self.id


class UserConsent(Struct):
    """A person's consent to what a client asked for. It is gone once it was revoked."""

    id: str
    user_id: str
    client_id: str
    scope: str
    created: str

    @property
    def key(self) -> str:
        return self.id
