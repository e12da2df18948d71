"""Demo data: a connected and imported sandbox tenant, three people to sign in as, a few requests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.cli.tenant import Tenant
from deskhand.directory.connections import ConnectionView
from deskhand.directory.model import Person, SyncRun
from deskhand.kernel.context import SYSTEM, Actor, ActorKind, Origin, acting
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role
from deskhand.web.parts import Parts

_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class DemoPerson:
    key: str
    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class DemoRequest:
    email: str
    title: str
    description: str
    # Whom it is about, when that is somebody else than who asks.
    about: str | None = None


PEOPLE = (
    DemoPerson("administrator", "maya.lindqvist@acme.example", Role.ADMINISTRATOR),
    DemoPerson("agent", "noah.berg@acme.example", Role.AGENT),
    DemoPerson("employee", "elena.moreau@acme.example", Role.EMPLOYEE),
)
REQUESTS = (
    DemoRequest(
        "jonas.weber@acme.example",
        "Second monitor for the new desk",
        "I moved to the window side last week and the desk has one screen only.",
    ),
    DemoRequest(
        "jonas.weber@acme.example",
        "Access to Figma for the spring campaign",
        "I review the new landing pages from Monday on and need to comment in Figma. The group "
        "“Figma Editors” should do.",
    ),
    DemoRequest(
        "maya.lindqvist@acme.example",
        "Laptop left in a taxi, please block the account",
        "Jonas Weber called from the airport: his laptop is gone. Block "
        "his sign-in until he is back on Thursday.",
        about="jonas.weber@acme.example",
    ),
    DemoRequest(
        "elena.moreau@acme.example",
        "Locked out of Okta Verify after new phone",
        "New phone since this morning, Okta Verify does not let me in any more. Could you reset my "
        "MFA? I have a client call at 10:30.",
    ),
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
    async with parts.database.reading() as session:
        if await parts.requests.any(session):
            return
    for each in REQUESTS:
        async with parts.database.transaction() as session:
            person = await _person(parts, session, each.email)
            subject = await _person(parts, session, each.about or each.email)
            actor = Actor(ActorKind.PERSON, person.display_name)
            with acting(actor, Origin.PORTAL):
                await parts.requests.open(
                    session,
                    title=each.title,
                    description=each.description,
                    requester_id=person.id,
                    subject_id=subject.id,
                )


async def _person(parts: Parts, session: AsyncSession, email: str) -> Person:
    person = await parts.directory.by_email(session, email)
    if person is None:
        raise DeskhandError(
            "demo_person_missing",
            f"{email} is not in the directory",
            "The demo needs the sandbox tenant's own people. Remove the data folder to start anew.",
            status=500,
        )
    return person
