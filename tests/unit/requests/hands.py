"""What the tests of requests do again and again, as one account each."""

from __future__ import annotations

from typing import Any

from deskhand.kernel.context import Actor, ActorKind, Origin, acting
from deskhand.kernel.permissions import Role
from deskhand.requests.bulk import change_all
from deskhand.requests.model import Request
from deskhand.requests.refs import ref_of
from deskhand.requests.views import Filter, Item, Page, Part, Row, Timeline
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

    async def change(self, ref: str, version: int | None, **options: Any) -> None:
        with acting(self._actor, Origin.PANEL):
            async with self._desk.database.transaction() as session:
                await self._desk.requests.change(
                    session, self.account, ref, version=version, **options
                )

    async def write(self, ref: str, body: str, kind: Any = "reply", **options: Any) -> Item:
        with acting(self._actor, Origin.PANEL):
            async with self._desk.database.transaction() as session:
                return await self._desk.requests.write(
                    session, self.account, ref, kind, body, **options
                )

    async def change_all(self, refs: list[str], **options: Any) -> list[tuple[str, str]]:
        """Returns what became of each: its outcome, and the problem or nothing."""
        with acting(self._actor, Origin.PANEL):
            outcomes = await change_all(
                self._desk.database, self._desk.requests, self.account, refs, **options
            )
        return [(each.outcome, each.problem or "") for each in outcomes]

    async def act(self, ref: str, key: str = "test.reset", **parameters: Any) -> str:
        """Run an action on the subject to its end; returns the run's id."""
        run_id = await self.submit(ref, key, **parameters)
        await self._desk.work()
        return run_id

    async def submit(self, ref: str, key: str, **parameters: Any) -> str:
        """Order an action on the subject; returns the run's id."""
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

    async def timeline(self, ref: str, part: Part = "all") -> list[Item]:
        return (await self.whole_timeline(ref, part)).items

    async def whole_timeline(self, ref: str, part: Part = "all") -> Timeline:
        async with self._desk.database.reading() as session:
            return await self._desk.requests.timeline(session, self.account, ref, part)

    async def told(self, ref: str) -> list[tuple[str, Any]]:
        """The timeline in short: kind, and what is said or changed."""
        return [
            (each.entry.kind, each.entry.body or each.entry.change or (each.run and each.run.state))
            for each in await self.timeline(ref)
        ]
