"""Requests to the authorization server, on the way that all requests go."""

from __future__ import annotations

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.oauth import serve as oauth
from deskhand.sandbox.okta.oauth.refusals import BearerRefused, OAuthError
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import acting
from deskhand.sandbox.okta.wire import injection
from deskhand.sandbox.okta.wire.answers import Reply
from deskhand.sandbox.okta.wire.challenge import challenge
from deskhand.sandbox.okta.wire.faults import Fault
from deskhand.sandbox.okta.wire.limits import Limits
from deskhand.sandbox.okta.wire.passage import Passage


class AuthorizationServer:
    """It has ways of its own to prove who asks, and to say no."""

    def __init__(self, tenant: Tenant, limits: Limits) -> None:
        self._tenant = tenant
        self._limits = limits
        self._oauth = oauth.OAuth(tenant)

    async def receive(self, passage: Passage) -> None:
        """Let the authorization server read what comes to it."""
        if oauth.serves(passage.path):
            passage.visit = await self._oauth.receive(passage.request, passage.body, passage.base)

    def answer(self, passage: Passage, visit: oauth.Visit, fault: Fault | None) -> Reply:
        """Raises ApiError where too many requests came, and for faults."""
        tenant, principal = self._tenant, self._oauth.principal(visit)
        passage.call.principal = principal.name or None
        if not passage.charge(self._limits, principal.id).allowed:
            raise ApiError("E0000047")
        now = int(tenant.clock.now().timestamp())
        try:
            if (reply := injection.instead(passage, fault, now)) is not None:
                return reply
            with acting(tenant, passage.doing(principal)):
                reply = self._oauth.answer(visit, paced=self._limits.edition is not None)
        except OAuthError as error:
            passage.call.error_code = error.error
            return oauth.error_reply(error)
        except BearerRefused as refused:
            return challenge(passage, refused)
        passage.note_effect(tenant)
        return reply
