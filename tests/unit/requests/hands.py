"""What the tests of requests do again and again, as one account each."""

from __future__ import annotations

from typing import Any

from deskhand.kernel.context import Actor, ActorKind, Origin, acting
from deskhand.kernel.permissions import Role
from deskhand.requests.model import Request
from deskhand.requests.refs import ref_of
from deskhand.requests.views import Filter, Item, Page, Row
from tests.web.desk import Desk


class Hands:
    """Acts as the account of this first name, each step in a transaction of its own."""

    def __init__(self, desk: Desk, key: str) -> None:
        self._desk = desk
        self.account = desk.staff[key]
        self._actor = Actor(ActorKind.PERSON, self.account.name, self.account.id)

    async def open(self, title: str = "Phone is gone", **options: Any) -> str:
        """Returns the reference."""
        with acting(self._actor, Origin.PANEL):
            async with self._desk.database.transaction() as session:
                made: Request = await self._desk.requests.open_as(
                    session, self.account, title=title, **options
                )
        return ref_of(made.id)

    async def change(self, ref: str, version: int, **options: Any) -> None:
        with acting(self._actor, Origin.PANEL):
            async with self._desk.database.transaction() as session:
                await self._desk.requests.change(
                    session, self.account, ref, version=version, **options
                )

    async def write(self, ref: str, body: str, kind: Any = "reply") -> Item:
        with acting(self._actor, Origin.PANEL):
            async with self._desk.database.transaction() as session:
                return await self._desk.requests.write(session, self.account, ref, kind, body)

    async def act(self, ref: str, key: str = "test.reset", **parameters: Any) -> str:
        """Run an action on the subject to its end; returns the run's id."""
        person_id = (await self.get(ref)).subject.id
        with acting(self._actor, Origin.PANEL):
            async with self._desk.database.transaction() as session:
                run = await self._desk.actions.submit(
                    session,
                    key=key,
                    person_id=person_id,
                    parameters=parameters,
                    subject_ref=ref,
                    role=Role(self.account.role),
                )
        await self._desk.work()
        return run.id

    async def get(self, ref: str) -> Row:
        async with self._desk.database.reading() as session:
            return await self._desk.requests.get(session, self.account, ref)

    async def page(self, asked: Filter, **options: Any) -> Page:
        async with self._desk.database.reading() as session:
            return await self._desk.requests.page(session, self.account, asked, **options)

    async def refs(self, **asked: Any) -> list[str]:
        page = await self.page(Filter(**asked))
        assert page.total == len(page.rows)
        return [ref_of(row.request.id) for row in page.rows]

    async def timeline(self, ref: str) -> list[Item]:
        async with self._desk.database.reading() as session:
            return await self._desk.requests.timeline(session, self.account, ref)

    async def told(self, ref: str) -> list[tuple[str, Any]]:
        """The timeline in short: kind, and what is said or changed."""
        return [
            (each.entry.kind, each.entry.body or each.entry.change or (each.run and each.run.state))
            for each in await self.timeline(ref)
        ]
