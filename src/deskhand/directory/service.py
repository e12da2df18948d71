"""The directory as the rest of the product sees it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import (
    applications,
    choices,
    groups,
    people,
    profiles,
    review,
    store_people,
)
from deskhand.directory.applications import ApplicationPage, ApplicationProfile, Holder
from deskhand.directory.choices import Choice
from deskhand.directory.connections import Connections, ConnectionView
from deskhand.directory.groups import GroupProfile, GroupRow, Member
from deskhand.directory.model import Person, SyncRun
from deskhand.directory.people import Access, Facets, PersonRow
from deskhand.directory.problem import problem
from deskhand.directory.profiles import Profile
from deskhand.directory.provider import ConnectionAccess, Provider
from deskhand.directory.refresh import Refresher
from deskhand.directory.refresh_groups import GroupRefresher
from deskhand.directory.review import Review
from deskhand.directory.rows import email_key
from deskhand.directory.sync.service import Sync
from deskhand.directory.wanted import Wanted
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
        self._group_refresher = GroupRefresher(database, live, provider, self.connections)

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
        wanted: Wanted,
        *,
        sort: str = "name",
        limit: int = 100,
        offset: int = 0,
    ) -> tuple[list[PersonRow], int]:
        """One page of people and how many match; nobody before there is a connection."""
        connection = await self.connections.found(session)
        if connection is None:
            return [], 0
        return await people.search(
            session, connection, wanted, sort=sort, limit=limit, offset=offset
        )

    async def people_access(
        self, session: AsyncSession, person_ids: Sequence[int]
    ) -> dict[int, Access]:
        """What each of these people has, by our ids; nothing before there is a connection."""
        connection = await self.connections.found(session)
        return await people.access(session, connection, person_ids) if connection else {}

    async def facets(self, session: AsyncSession) -> Facets:
        """What people can be filtered by; nothing before there is a connection."""
        connection = await self.connections.found(session)
        if connection is None:
            return Facets([], [], [])
        return await people.facets(session, connection)

    async def profile(self, session: AsyncSession, person_id: int) -> Profile:
        return await profiles.profile(session, person_id)

    async def groups(
        self,
        session: AsyncSession,
        *,
        query: str = "",
        type_: str | None = None,
        admin: bool | None = None,
        sort: str = "name",
        limit: int = 100,
        offset: int = 0,
    ) -> tuple[list[GroupRow], int]:
        """One page of groups and how many match; none before there is a connection."""
        connection = await self.connections.found(session)
        if connection is None:
            return [], 0
        return await groups.search(
            session,
            connection,
            query=query,
            type_=type_,
            admin=admin,
            sort=sort,
            limit=limit,
            offset=offset,
        )

    async def group(self, session: AsyncSession, group_id: int) -> GroupProfile:
        """One group with its applications, rules and owners. Raises `not_found`."""
        group = await groups.get(session, group_id)
        connection = await self.connections.current(session)
        url = self.provider.group_url(connection.base_url, group.external_id)
        return await groups.profile(session, connection, group_id, okta_url=url)

    async def members(
        self, session: AsyncSession, group_id: int, *, query: str, limit: int, offset: int
    ) -> tuple[list[Member], int]:
        """One page of a group's members and how many match. Raises `not_found`."""
        return await groups.members(session, group_id, query=query, limit=limit, offset=offset)

    async def applications(
        self,
        session: AsyncSession,
        *,
        query: str = "",
        status: str | None = None,
        sign_on: str | None = None,
        first_party: bool = False,
        sort: str = "name",
        limit: int = 100,
        offset: int = 0,
    ) -> ApplicationPage:
        """One page of applications; none before there is a connection."""
        connection = await self.connections.found(session)
        if connection is None:
            return ApplicationPage([], 0, [])
        return await applications.search(
            session,
            connection,
            query=query,
            status=status,
            sign_on=sign_on,
            first_party=first_party,
            sort=sort,
            limit=limit,
            offset=offset,
        )

    async def application(self, session: AsyncSession, application_id: int) -> ApplicationProfile:
        """One application with the groups that give it. Raises `not_found`."""
        found = await applications.get(session, application_id)
        connection = await self.connections.current(session)
        url = self.provider.application_url(connection.base_url, found.name, found.external_id)
        return await applications.profile(session, application_id, okta_url=url)

    async def holders(
        self, session: AsyncSession, application_id: int, *, query: str, limit: int, offset: int
    ) -> tuple[list[Holder], int]:
        """One page of those who have an application. Raises `not_found`."""
        return await applications.holders(
            session, application_id, query=query, limit=limit, offset=offset
        )

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
        return await review.review(session, await self.connections.current(session))

    async def choices(
        self,
        session: AsyncSession,
        picker: str,
        *,
        query: str = "",
        person_id: int | None = None,
        limit: int = 20,
    ) -> list[Choice]:
        """What a picker offers, as seen from a person; see `choices`. Raises `not_connected`."""
        connection = await self.connections.current(session)
        return await choices.pick(
            session, connection, picker, query=query, person_id=person_id, limit=limit
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

    async def refresh_group(self, group_id: int, *, max_age: float = 0) -> None:
        """Re-read one group by id with its owners, as `refresh_person` does a person."""
        await self._group_refresher.refresh(group_id, max_age=max_age)

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
