"""Demo data: a connected and imported sandbox tenant, three people to sign in as, a desk at work."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.cli.demo_story import REQUESTER, STORIES, Somebody, Step, Story
from deskhand.cli.tenant import Tenant
from deskhand.directory.connections import ConnectionView
from deskhand.directory.model import Person, SyncRun
from deskhand.directory.wanted import Wanted
from deskhand.kernel import clock
from deskhand.kernel.context import SYSTEM, Actor, ActorKind, Context, Origin, acting
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role
from deskhand.requests.model import Request
from deskhand.requests.opening import New
from deskhand.requests.refs import ref_of
from deskhand.requests.seeding import backdate
from deskhand.requests.service import KEEP
from deskhand.web.parts import Parts

_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class DemoPerson:
    key: str
    email: str
    role: Role


PEOPLE = (
    DemoPerson("administrator", "maya.lindqvist@acme.example", Role.ADMINISTRATOR),
    DemoPerson("agent", "noah.berg@acme.example", Role.AGENT),
    DemoPerson("employee", "elena.moreau@acme.example", Role.EMPLOYEE),
)


async def prepare(parts: Parts, tenant: Tenant) -> None:
    """Make everything that is missing; what a user of the demo has changed since stays.

    Raises `DeskhandError` when the import does not come to a good end.
    """
    with acting(SYSTEM, Origin.SETUP):
        connection = await _demand_demo(parts)
        if connection.id is None:
            await parts.directory.connect(tenant.url, tenant.token)
        elif connection.is_sandbox and connection.base_url != tenant.url:
            # The sandbox's port was changed in the settings.
            await parts.directory.connect(tenant.url, tenant.token)
        await _first_import(parts)
        await _accounts(parts)
    await _requests(parts)


async def _demand_demo(parts: Parts) -> ConnectionView:
    """The connection. Raises `not_a_demo` before one-click sign-in opens a real installation."""
    async with parts.database.reading() as session:
        connection = await parts.directory.connection(session)
        own_accounts = await parts.accounts.any(session) and not (
            await parts.accounts.demo_people(session)
        )
    if own_accounts or (connection.id is not None and not connection.is_sandbox):
        raise DeskhandError(
            "not_a_demo",
            "This installation is in real use",
            "The demo lets anybody on this machine sign in with one click. Use "
            "`deskhand run --no-demo` here, or another DESKHAND_DATA_DIR for the demo.",
            status=500,
        )
    return connection


async def _first_import(parts: Parts) -> None:
    while True:
        async with parts.database.reading() as session:
            connection = await parts.directory.connection(session)
            runs = await parts.directory.sync.recent(session, connection.id or 0, 1)
        if connection.setup == "finished":
            return
        if connection.setup == "review":
            async with parts.database.transaction() as session:
                await parts.directory.connections.finish_setup(session)
            return
        _demand_progress(runs)
        if not runs or runs[0].state == "cancelled":
            async with parts.database.transaction() as session:
                await parts.directory.start_sync(session)
        await asyncio.sleep(_POLL_SECONDS)


def _demand_progress(runs: list[SyncRun]) -> None:
    if runs and runs[0].state in {"failed", "held"}:
        problem = runs[0].problem or {"title": "The first import failed", "detail": ""}
        raise DeskhandError("import_failed", problem["title"], problem["detail"], status=500)


async def _accounts(parts: Parts) -> None:
    for each in PEOPLE:
        async with parts.database.transaction() as session:
            person = await _person(parts, session, each.email)
            await parts.accounts.ensure_demo(
                session,
                key=each.key,
                email=each.email,
                name=person.display_name,
                role=each.role,
                title=person.title or each.role.value,
                person_id=person.id,
            )


async def _requests(parts: Parts) -> None:
    """Only on an installation that has none: what was resolved or renamed does not come back."""
    async with parts.database.transaction() as session:
        if await parts.requests.any(session):
            return
        staff = {
            each.demo_key: each
            for each in await parts.accounts.all(session)
            if each.demo_key is not None
        }
        for story in STORIES:
            await _tell(parts, session, story, staff)


async def _tell(
    parts: Parts, session: AsyncSession, story: Story, staff: dict[str, Account]
) -> None:
    """Do it all as the people of the story, and date it back."""
    now = clock.now()
    requester = await _somebody(parts, session, story.requester)
    subject = await _somebody(parts, session, story.about or story.requester)
    cast = {**staff, REQUESTER: _voice(requester)}
    with _as(cast[story.by]):
        request = await parts.requests.open(
            session,
            New(
                title=story.title.format(name=subject.display_name),
                description=story.description.format(name=subject.display_name),
                requester_id=requester.id,
                subject_id=subject.id,
            ),
        )
    last = await backdate(session, request, now - story.ago)
    for step in story.steps:
        with _as(cast[step.by]):
            await _do(parts, session, request, step, cast[step.by])
        last = await backdate(session, request, now - step.ago, after=last)


async def _do(
    parts: Parts, session: AsyncSession, request: Request, step: Step, account: Account
) -> None:
    ref = ref_of(request.id)
    if step.text:
        await parts.requests.write(session, account, ref, step.kind, step.text)
    if step.status is not None or step.priority is not None or step.takes:
        await parts.requests.change(
            session,
            account,
            ref,
            version=None,
            status=step.status,
            assignee_id=account.id if step.takes else KEEP,
            priority=step.priority,
        )


def _voice(person: Person) -> Account:
    """Stands for a person in the portal who may have no account; it is never stored."""
    return Account(
        id="",
        email=person.email or "",
        name=person.display_name,
        role=Role.EMPLOYEE,
        person_id=person.id,
    )


def _as(account: Account) -> AbstractContextManager[Context]:
    origin = Origin.PORTAL if account.role == Role.EMPLOYEE else Origin.PANEL
    return acting(Actor(ActorKind.PERSON, account.name, account.id), origin)


async def _somebody(parts: Parts, session: AsyncSession, asked: Somebody) -> Person:
    if asked.email:
        return await _person(parts, session, asked.email)
    wanted = Wanted(query=asked.title, status=asked.status)
    rows, _ = await parts.directory.search(session, wanted, limit=1)
    if not rows:
        raise _missing(asked.title or asked.status)
    return (await parts.directory.people(session, {rows[0].id}))[rows[0].id]


async def _person(parts: Parts, session: AsyncSession, email: str) -> Person:
    person = await parts.directory.by_email(session, email)
    if person is None:
        raise _missing(email)
    return person


def _missing(who: str) -> DeskhandError:
    return DeskhandError(
        "demo_person_missing",
        f"{who} is not in the directory",
        "The demo needs the sandbox tenant's own people. Remove the data folder to start anew.",
        status=500,
    )
