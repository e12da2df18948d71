"""Connections to identity providers: connect, replace the token, notice and mend what is broken.

Calls to the provider are made outside of transactions: a slow tenant must not hold the database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import store_connections as store
from deskhand.directory.model import Connection, ConnectionState, SetupState
from deskhand.directory.problem import REPLACE_TOKEN, SETTINGS_PAGE, Problem, problem_of
from deskhand.directory.provider import ConnectionAccess, Probe, Provider
from deskhand.directory.source import SourceError
from deskhand.directory.store_credentials import row_of
from deskhand.kernel import audit, clock
from deskhand.kernel.crypto import KeyRing
from deskhand.kernel.db import Database
from deskhand.kernel.errors import DeskhandError, FieldError, NextStep, invalid, not_found
from deskhand.kernel.live import Live, News

API_TOKEN = "api_token"  # noqa: S105  # the name of a way to sign in, not a token

StartFirstSync = Callable[[AsyncSession, int], Awaitable[None]]
"""Enqueue the first sync of a connection in the caller's transaction."""


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """A connection as people see it; without one, `state` is "not_connected"."""

    id: int | None
    state: str
    setup: str
    base_url: str | None = None
    auth_mode: str | None = None
    acts_as: dict[str, Any] | None = None
    engine: str | None = None
    is_sandbox: bool = False
    console_url: str | None = None
    admin_url: str | None = None
    problem: Problem | None = None
    connected_at: datetime | None = None
    last_call_at: datetime | None = None
    next_sync_at: datetime | None = None
    synced_at: datetime | None = None

    @property
    def domain(self) -> str | None:
        """The address as people say it, and as `connect` takes it again."""
        return self.base_url.removeprefix("https://") if self.base_url else None


class Connections:
    """All that changes a connection's row."""

    def __init__(
        self,
        database: Database,
        live: Live,
        keys: KeyRing,
        provider: Provider,
        *,
        sandbox_url: str | None,
        start_first_sync: StartFirstSync,
    ) -> None:
        self._database = database
        self._live = live
        self._keys = keys
        self._provider = provider
        self._sandbox_url = sandbox_url.rstrip("/") if sandbox_url else None
        self._start_first_sync = start_first_sync

    async def view(self, session: AsyncSession) -> ConnectionView:
        found = await store.of_provider(session, self._provider.key)
        if found is None:
            return ConnectionView(id=None, state="not_connected", setup="none")
        facts = found.facts
        return ConnectionView(
            id=found.id,
            state=found.state,
            setup=found.setup,
            base_url=found.base_url,
            auth_mode=found.auth_mode,
            acts_as=facts.get("acts_as"),
            engine=facts.get("engine"),
            is_sandbox=found.is_sandbox,
            console_url=f"{found.base_url}/_sandbox/" if found.is_sandbox else None,
            admin_url=self._provider.admin_url(found.base_url),
            problem=found.problem,
            connected_at=found.connected_at,
            last_call_at=found.last_call_at,
            next_sync_at=found.next_sync_at,
            synced_at=found.synced_at,
        )

    async def access(self, session: AsyncSession, connection_id: int) -> ConnectionAccess:
        """What calling the tenant needs. Raises `not_found` or `unreadable_secret`."""
        found = await store.by_id(session, connection_id)
        if found is None or found.credentials is None:
            raise not_found("connection")
        secret = self._keys.open(found.credentials, row=row_of(found.id))
        return ConnectionAccess(found.id, found.base_url, found.auth_mode, secret)

    async def found(self, session: AsyncSession) -> Connection | None:
        """The one connection, if there is one."""
        return await store.of_provider(session, self._provider.key)

    async def current(self, session: AsyncSession) -> Connection:
        """The one connection. Raises `DeskhandError` `not_connected`."""
        found = await self.found(session)
        if found is None:
            raise DeskhandError(
                "not_connected",
                f"{self._provider.title} is not connected",
                f"Connect {self._provider.title} first.",
                status=409,
                next=NextStep("open", f"Connect {self._provider.title}", SETTINGS_PAGE),
            )
        return found

    async def connect(self, domain: str, secret: str) -> None:
        """Connect for the first time, or replace the token of the same tenant in place.

        Raises `DeskhandError` in plain words when the tenant cannot be used so; nothing is changed
        then.
        """
        if not secret.strip():
            raise invalid(
                "An API token is needed.", FieldError("api_token", "Paste the token from Okta.")
            )
        probe = await self._provider.probe(domain, secret.strip())
        async with self._database.transaction() as session:
            await store.alone(session)
            found = await store.of_provider(session, self._provider.key, lock=True)
            if found is None:
                connection = await self._create(session, probe)
            else:
                self._demand_same_tenant(found, probe)
                connection = found
                audit.record(
                    session, audit.Tag.CONNECTION_TOKEN_REPLACE, f"connection/{connection.id}"
                )
            connection.credentials = self._keys.seal(secret.strip(), row=row_of(connection.id))
            self._accept(session, connection, probe)
            if connection.setup == SetupState.IMPORTING:
                await self._start_first_sync(session, connection.id)
            connection_id = connection.id
        self._provider.forget(connection_id)

    async def check(self) -> None:
        """Try the credentials now; mends a broken connection, or breaks one whose token is refused.

        Raises `DeskhandError` when the tenant cannot be reached: that says nothing of the token.
        """
        async with self._database.reading() as session:
            access = await self.access(session, (await self.current(session)).id)
        try:
            probe = await self._provider.probe(access.base_url, access.secret)
        except SourceError as error:
            if not error.connection_broken:
                raise
            await self._break(access.id, problem_of(error))
            return
        async with self._database.transaction() as session:
            found = await store.by_id(session, access.id, lock=True)
            if found is not None:
                self._demand_same_tenant(found, probe)
                self._accept(session, found, probe)

    async def token_refused(self, connection_id: int, problem: Problem) -> bool:
        """Somebody was told that the token is invalid. Asks once more; true if it is broken."""
        async with self._database.reading() as session:
            access = await self.access(session, connection_id)
        try:
            await self._provider.confirm(access)
        except DeskhandError as error:
            # A tenant that cannot be reached now says nothing of the token.
            if not isinstance(error, SourceError) or not error.connection_broken:
                return False
            await self._break(connection_id, problem)
            return True
        return False

    async def finish_setup(self, session: AsyncSession) -> None:
        """From now on Deskhand acts on the tenant and syncs by schedule."""
        found = await store.of_provider(session, self._provider.key, lock=True)
        if found is None or found.setup != SetupState.REVIEW:
            raise DeskhandError(
                "nothing_to_finish",
                "There is nothing to finish",
                "The setup is finished once the first import is complete and reviewed."
                if found is None or found.setup == SetupState.IMPORTING
                else "The setup is finished already.",
                status=409,
                next=NextStep("refresh", "Show the current state"),
            )
        found.setup = SetupState.FINISHED
        audit.record(session, audit.Tag.CONNECTION_SETUP_FINISH, f"connection/{found.id}")
        self.tell(session)

    def tell(self, session: AsyncSession) -> None:
        """Open browsers load the connection anew."""
        self._live.publish_after(session, News("connection"))

    async def _create(self, session: AsyncSession, probe: Probe) -> Connection:
        connection = Connection(
            provider=self._provider.key,
            base_url=probe.base_url,
            auth_mode=API_TOKEN,
            state=ConnectionState.CONNECTED,
            setup=SetupState.IMPORTING,
            facts={},
            is_sandbox=probe.base_url == self._sandbox_url,
            connected_at=clock.now(),
        )
        session.add(connection)
        # The secret is sealed for this very row, so its id must be known first.
        await session.flush()
        audit.record(
            session,
            audit.Tag.CONNECTION_CREATE,
            f"connection/{connection.id}",
            base_url=probe.base_url,
            org_id=probe.org_id,
        )
        return connection

    def _accept(self, session: AsyncSession, connection: Connection, probe: Probe) -> None:
        if connection.state == ConnectionState.BROKEN:
            audit.record(session, audit.Tag.CONNECTION_RECOVER, f"connection/{connection.id}")
            connection.next_sync_at = clock.now()
        if connection.base_url != probe.base_url:
            # The same org under another address, such as a new custom domain.
            audit.record(
                session,
                audit.Tag.CONNECTION_ADDRESS_CHANGE,
                f"connection/{connection.id}",
                before=connection.base_url,
                after=probe.base_url,
            )
            connection.base_url = probe.base_url
            connection.is_sandbox = probe.base_url == self._sandbox_url
        acts_as = probe.acts_as
        connection.state = ConnectionState.CONNECTED
        connection.problem = None
        connection.last_call_at = clock.now()
        connection.facts = {
            "org_id": probe.org_id,
            "engine": probe.engine,
            "acts_as": acts_as and {"id": acts_as.id, "name": acts_as.name, "login": acts_as.login},
        }
        self.tell(session)

    def _demand_same_tenant(self, found: Connection, probe: Probe) -> None:
        if found.facts.get("org_id") == probe.org_id:
            return
        title = self._provider.title
        raise DeskhandError(
            "other_tenant",
            f"This token belongs to another {title} org",
            f"Deskhand holds the directory of {found.base_url}. A token of {probe.base_url} would "
            f"mix two companies, so nothing was changed. Use a token of {found.base_url}.",
            status=422,
            errors=[FieldError("domain", f"Deskhand is connected to {found.base_url}.")],
        )

    async def _break(self, connection_id: int, problem: Problem) -> None:
        async with self._database.transaction() as session:
            found = await store.by_id(session, connection_id, lock=True)
            if found is None:
                return
            if found.state != ConnectionState.BROKEN:
                audit.record(
                    session,
                    audit.Tag.CONNECTION_BREAK,
                    f"connection/{connection_id}",
                    error_code=problem.get("error_code"),
                )
            found.state = ConnectionState.BROKEN
            found.problem = {**problem, "next": problem["next"] or REPLACE_TOKEN.as_json()}
            self.tell(session)
