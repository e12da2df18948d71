"""Applications as they are shown: the list, one application, who has it and how."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import labels
from deskhand.directory import store_applications as store
from deskhand.directory.model import Application, Connection
from deskhand.directory.paths import USER, GroupName, path_label
from deskhand.directory.people import Facet, PersonRow, row_of
from deskhand.directory.store_groups import sources_of
from deskhand.kernel.errors import not_found


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One line of the list of applications; `first_party` ones are the provider's own consoles."""

    id: int
    okta_id: str
    label: str
    name: str
    status: str
    sign_on: str
    people_count: int
    groups_count: int
    provisioning: bool
    first_party: bool
    changed_at: datetime | None
    missing_since: datetime | None


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """One page, how many match, and the ways to sign on that there are to filter by."""

    rows: list[ApplicationRow]
    total: int
    sign_ons: list[Facet]


@dataclass(frozen=True, slots=True)
class GroupOfApplication:
    id: int
    name: str
    type_label: str
    members_count: int


@dataclass(frozen=True, slots=True)
class ApplicationProfile:
    """One application with the groups that it is assigned to."""

    row: ApplicationRow
    groups: list[GroupOfApplication]
    features: list[str]
    assignments_as_of: datetime | None
    okta_url: str | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has an application, and how; see `paths`."""

    person: PersonRow
    direct: bool
    via: list[GroupName]
    path_label: str
    assignment_status: str


async def search(
    session: AsyncSession,
    connection: Connection,
    *,
    query: str = "",
    status: str | None = None,
    sign_on: str | None = None,
    first_party: bool = False,
    sort: str = "name",
    limit: int = 100,
    offset: int = 0,
) -> ApplicationPage:
    """Applications whose label has all words; `sign_on` in people's words."""
    known = await store.modes(session, connection.id, first_party=first_party)
    found, total = await store.search(
        session,
        connection.id,
        query=query,
        status=status,
        modes=labels.modes_of(sign_on, known) if sign_on is not None else None,
        first_party=first_party,
        sort=sort,
        limit=limit,
        offset=offset,
    )
    counted: Counter[str] = Counter()
    for mode, count in known.items():
        counted[labels.sign_on(mode) or labels.NO_SIGN_ON] += count
    sign_ons = [Facet(value, count) for value, count in counted.most_common()]
    return ApplicationPage([_row(each) for each in found], total, sign_ons)


async def get(session: AsyncSession, application_id: int) -> Application:
    """Raises `not_found`."""
    application = await store.by_id(session, application_id)
    if application is None:
        raise not_found("application")
    return application


async def profile(
    session: AsyncSession, application_id: int, *, okta_url: str | None = None
) -> ApplicationProfile:
    """Raises `not_found`. One that is missing at the provider is still shown by id."""
    application = await get(session, application_id)
    groups = (await store.groups_of(session, [application.id])).get(application.id, [])
    sources = await sources_of(session, groups)
    return ApplicationProfile(
        row=_row(application),
        groups=[
            GroupOfApplication(
                group.id,
                group.name,
                labels.group_type(group.type, sources.get(group.id)),
                group.members_count,
            )
            for group in groups
        ],
        features=labels.features(application.features),
        assignments_as_of=application.assignments_read_at,
        okta_url=okta_url,
    )


async def holders(
    session: AsyncSession,
    application_id: int,
    *,
    query: str = "",
    limit: int = 100,
    offset: int = 0,
) -> tuple[list[Holder], int]:
    """One page of those who have an application, and how many there are. Raises `not_found`."""
    application = await get(session, application_id)
    found, total = await store.holders(
        session, application, query=query, limit=limit, offset=offset
    )
    ids = [row.id for row in found]
    assignments = await store.assignments(session, application.id, ids)
    giving = await store.giving(session, application.id, ids)
    groups = (await store.groups_of(session, [application.id])).get(application.id, [])
    # Its members are not kept: they are all people.
    everyone = [GroupName(group.id, group.name) for group in groups if group.everyone]
    shown = []
    for row in found:
        assignment, via = assignments[row.id], [*giving.get(row.id, ()), *everyone]
        shown.append(
            Holder(
                person=row_of(row),
                direct=assignment.scope == USER,
                via=via,
                path_label=path_label(assignment.scope, via),
                assignment_status=assignment.status,
            )
        )
    return shown, total


def _row(application: Application) -> ApplicationRow:
    return ApplicationRow(
        id=application.id,
        okta_id=application.external_id,
        label=application.label,
        name=application.name,
        status=application.status,
        sign_on=labels.sign_on(application.sign_on_mode) or labels.NO_SIGN_ON,
        people_count=application.people_count,
        groups_count=application.groups_count,
        provisioning=labels.provisions(application.features),
        first_party=application.first_party,
        changed_at=application.last_updated,
        missing_since=application.missing_since,
    )
