"""The directory as the rest of the product sees it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import people, store_people
from deskhand.directory.connections import Connections, ConnectionView
from deskhand.directory.model import Person, SyncRun
from deskhand.directory.people import Choice, PersonRow, Profile, Review
from deskhand.directory.problem import problem
from deskhand.directory.provider import ConnectionAccess, Provider
from deskhand.directory.refresh import Refresher
from deskhand.directory.rows import email_key
from deskhand.directory.sync.service import Sync
from deskhand.kernel.crypto import KeyRing
from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable
from deskhand.kernel.errors import NextStep
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live


class Directory:
    """Connections, sync and people of one identity provider.

    `connections` and `sync` are whole; what is asked of people most is here by name. Methods that
    take a session leave the commit to the caller; those that call the provider take none and open
    their own short transactions around the call.
    """

    def __init__(
        self,
        database: Database,
        live: Live,
        events: Events,
        durable: Durable,
        keys: KeyRing,
        provider: Provider,
        *,
        sandbox_url: str | None = None,
    ) -> None:
        self.provider = provider
        self.events = events
        self.connections = Connections(
            database,
            live,
            keys,
            provider,
            sandbox_url=sandbox_url,
            start_first_sync=self._start_first_sync,
        )
        self.sync = Sync(database, live, durable, provider, self.connections)
        self._refresher = Refresher(database, live, provider, self.connections)

    async def connection(self, session: AsyncSession) -> ConnectionView:
        """The connection, or one whose state is "not_connected"."""
        return await self.connections.view(session)

    async def access(self, session: AsyncSession, connection_id: int) -> ConnectionAccess:
        """Address and secret of a connection. Raises `not_found` or `unreadable_secret`."""
        return await self.connections.access(session, connection_id)

    async def connect(self, domain: str, secret: str) -> None:
        """Connect, or replace the token in place. Raises `DeskhandError` in plain words."""
        await self.connections.connect(domain, secret)

    async def start_sync(self, session: AsyncSession, trigger: str | None = None) -> SyncRun:
        """Enqueue a full sync. Raises `not_connected`, `sync_running` or `connection_broken`."""
        connection = await self.connections.current(session)
        return await self.sync.start(session, connection, trigger)

    async def search(
        self,
        session: AsyncSession,
        *,
        query: str = "",
        status: str = "visible",
        limit: int = 100,
        offset: int = 0,
    ) -> tuple[list[PersonRow], int]:
        """One page of people and how many match; nobody before there is a connection."""
        connection = await self.connections.found(session)
        if connection is None:
            return [], 0
        return await people.search(
            session, connection, query=query, status=status, limit=limit, offset=offset
        )

    async def profile(self, session: AsyncSession, person_id: int) -> Profile:
        return await people.profile(session, person_id)

    async def people(self, session: AsyncSession, person_ids: set[int]) -> dict[int, Person]:
        """Rows of several people, also of those who are missing at the provider."""
        return {each.id: each for each in await store_people.by_ids(session, person_ids)}

    async def by_email(self, session: AsyncSession, email: str) -> Person | None:
        """The one person with this work e-mail; None when there is none or several."""
        connection = await self.connections.found(session)
        if connection is None:
            return None
        found = await store_people.by_email(session, connection.id, email_key(email))
        return found[0] if len(found) == 1 else None

    async def review(self, session: AsyncSession) -> Review:
        return await people.review(session, await self.connections.current(session))

    async def pick_groups(
        self, session: AsyncSession, *, query: str, person_id: int | None, limit: int
    ) -> list[Choice]:
        connection = await self.connections.current(session)
        return await people.pick_groups(
            session, connection, query=query, person_id=person_id, limit=limit
        )

    async def person_url(self, session: AsyncSession, person: Person) -> str | None:
        """The person's page in the provider's administration console."""
        connection = await self.connections.view(session)
        if connection.base_url is None:
            return None
        return self.provider.person_url(connection.base_url, person.external_id)

    async def refresh_person(self, person_id: int, *, max_age: float = 0) -> None:
        """Re-read one person by id, unless that was done within the last `max_age` seconds.

        Raises `not_found` or `SourceError`.
        """
        await self._refresher.refresh(person_id, max_age=max_age)

    async def token_refused(
        self,
        connection_id: int,
        *,
        http_status: int | None,
        error_code: str | None,
        summary: str | None,
        request_id: str | None,
    ) -> bool:
        """A call was told that the token is invalid. Asks once more; true if it is broken."""
        title = self.provider.title
        return await self.connections.token_refused(
            connection_id,
            problem(
                f"{title} refuses our token",
                f"{summary or 'Invalid token provided'}. The token was revoked, expired after 30 "
                "days without use, or its owner was deactivated. Replace the token.",
                http_status=http_status,
                error_code=error_code,
                request_id=request_id,
                next_step=NextStep("reconnect", "Replace the token", "/settings/integrations/okta"),
            ),
        )

    async def _start_first_sync(self, session: AsyncSession, connection_id: int) -> None:
        await self.sync.start_first(session, connection_id)
