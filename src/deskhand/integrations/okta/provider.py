"""Okta as the directory and the actions see it. One session, one gate for each connection."""

from __future__ import annotations

from collections.abc import Callable

from deskhand.directory.provider import ConnectionAccess, Probe
from deskhand.integrations.okta import records
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.buckets import Priority
from deskhand.integrations.okta.client import Caller, OktaClient, Target
from deskhand.integrations.okta.domain import admin_url_of
from deskhand.integrations.okta.errors import OktaError, source_error
from deskhand.integrations.okta.gate import Gate
from deskhand.integrations.okta.probe import probe, token_of
from deskhand.integrations.okta.source import OktaSource
from deskhand.kernel.http import Http, Repeats, jitter


class OktaProvider:
    """Implements `directory.provider.Provider` and opens doors for actions."""

    key = "okta"
    title = "Okta"
    description = "Reads people, groups and applications, and acts on them from requests."

    def __init__(
        self,
        *,
        http: Http | None = None,
        random: Callable[[], float] = jitter,
        loopback: bool = True,
    ) -> None:
        """`loopback`: plain http to this machine is allowed (demo, tests, development)."""
        self._http = http or Http()
        self._random = random
        self._loopback = loopback
        self._clients: dict[int, OktaClient] = {}

    async def probe(self, domain: str, secret: str) -> Probe:
        """Try credentials on a domain as typed; says in plain words why they do not work."""
        return await probe(self._client, domain, secret, loopback=self._loopback)

    async def confirm(self, access: ConnectionAccess) -> None:
        """Ask Okta whose token it is."""
        target = Target.of("/api/v1/users/me")
        try:
            await self._of(access).read(target, records.USER.one, Caller(Priority.PANEL))
        except OktaError as error:
            raise source_error(error) from error

    def source(self, access: ConnectionAccess) -> OktaSource:
        return OktaSource(self._of(access))

    def door(self, access: ConnectionAccess) -> OktaDoor:
        """What an action looks and changes through."""
        return OktaDoor(self._of(access))

    def forget(self, connection_id: int) -> None:
        self._clients.pop(connection_id, None)

    def admin_url(self, base_url: str) -> str | None:
        return admin_url_of(base_url)

    def person_url(self, base_url: str, external_id: str) -> str | None:
        console = admin_url_of(base_url)
        return f"{console}/admin/user/profile/view/{external_id}" if console else None

    def group_url(self, base_url: str, external_id: str) -> str | None:
        console = admin_url_of(base_url)
        return f"{console}/admin/group/{external_id}" if console else None

    def application_url(self, base_url: str, name: str, external_id: str) -> str | None:
        console = admin_url_of(base_url)
        return f"{console}/admin/app/{name}/instance/{external_id}" if console else None

    async def close(self) -> None:
        """Close the session; calls that are under way end with a fault."""
        for client in self._clients.values():
            client.gate.close()
        await self._http.close()

    def _of(self, access: ConnectionAccess) -> OktaClient:
        """All callers of a connection share one client, and so its limits."""
        token = token_of(access.secret)
        known = self._clients.get(access.id)
        if known is None or not known.uses(access.base_url, token):
            known = self._client(access.base_url, token)
            self._clients[access.id] = known
        return known

    def _client(self, base_url: str, token: str) -> OktaClient:
        return OktaClient(
            self._http,
            base_url,
            token,
            gate=Gate(random=self._random),
            repeats=Repeats(random=self._random),
        )
