"""People as they are shown: search, profile, the review after the first import, group pickers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import status as statuses
from deskhand.directory import store_people as store
from deskhand.directory.model import Application, Assignment, Connection, Group, Person
from deskhand.directory.rows import STANDARD_ATTRIBUTES
from deskhand.directory.sync import store_links, store_objects
from deskhand.kernel.errors import not_found

_MOST_SHARED = 100
_SAMPLE = 20
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
_SIGN_ON = {
    "SAML_2_0": "SAML",
    "SAML_1_1": "SAML",
    "OPENID_CONNECT": "OIDC",
    "AUTO_LOGIN": "SWA",
    "BROWSER_PLUGIN": "SWA",
    "SECURE_PASSWORD_STORE": "SWA",
    "BOOKMARK": "Bookmark",
    "BASIC_AUTH": "Basic authentication",
    "WS_FEDERATION": "WS-Federation",
    "MFA_AS_SERVICE": "MFA as a service",
}
_GROUP_TYPES = {"OKTA_GROUP": "Custom", "BUILT_IN": "Built-in", "APP_GROUP": "Imported"}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people."""

    id: int
    okta_id: str
    name: str
    email: str
    login: str
    status: str
    status_label: str
    status_badge: str | None
    title: str | None
    department: str | None
    manager: str | None
    location: str | None
    groups_count: int
    apps_count: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a profile; `custom` ones are not among the provider's standard 31."""

    name: str
    label: str
    value: str
    custom: bool


@dataclass(frozen=True, slots=True)
class GroupOfPerson:
    id: int
    name: str
    type: str
    type_label: str


@dataclass(frozen=True, slots=True)
class AppOfPerson:
    """`scope` USER means assigned directly (by a group as well, maybe), GROUP by groups only."""

    id: int
    label: str
    sign_on: str | None
    scope: str
    status: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything the directory knows of one person; `factors` is None until they were read."""

    row: PersonRow
    person: Person
    attributes: list[Attribute]
    groups: list[GroupOfPerson]
    apps: list[AppOfPerson]


@dataclass(frozen=True, slots=True)
class StatusCount:
    status: str
    label: str
    visible: bool
    count: int


@dataclass(frozen=True, slots=True)
class Review:
    """What an administrator looks at before the setup is finished."""

    by_status: list[StatusCount]
    totals: dict[str, int]
    shared_emails: list[tuple[str, list[Person]]]
    without_manager: int
    sample: list[PersonRow]
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker; with a `disabled_reason` it cannot be chosen."""

    id: int
    label: str
    description: str | None
    disabled_reason: str | None = None
    warning: str | None = None


async def search(
    session: AsyncSession,
    connection: Connection,
    *,
    query: str = "",
    status: str = "visible",
    limit: int = 100,
    offset: int = 0,
) -> tuple[list[PersonRow], int]:
    """People whose name, e-mail, login, title, department or employee number has all words."""
    rows, total = await store.search(
        session,
        connection.id,
        query=query,
        statuses=statuses.chosen(status),
        limit=limit,
        offset=offset,
    )
    return [_row(row) for row in rows], total


async def profile(session: AsyncSession, person_id: int) -> Profile:
    """Raises `not_found`. A person who is missing at the provider is still shown by id."""
    person = await store.by_id(session, person_id)
    if person is None:
        raise not_found("person")
    groups = await store.groups_of(session, person)
    apps = await store.applications_of(session, person)
    labels = await store.application_labels(
        session, person.connection_id, [g.source_app_id for g in groups if g.source_app_id]
    )
    [row] = await store.listed(session, [person_id])
    return Profile(
        row=_row(row),
        person=person,
        attributes=_attributes(person.profile),
        groups=[
            GroupOfPerson(g.id, g.name, g.type, _type_label(g, labels.get(g.source_app_id or "")))
            for g in groups
        ],
        apps=[_app(application, assignment) for application, assignment in apps],
    )


async def review(session: AsyncSession, connection: Connection) -> Review:
    counts = await store.by_status(session, connection.id)
    known = [*statuses.ALL, *sorted(counts.keys() - set(statuses.ALL))]
    shared = await store.shared_emails(session, connection.id, _MOST_SHARED)
    visible = await store.visible_ids(session, connection.id, statuses.VISIBLE)
    step = max(1, len(visible) // _SAMPLE)
    sample = await store.listed(session, visible[::step][:_SAMPLE])
    return Review(
        by_status=[
            StatusCount(each, statuses.name(each), each in statuses.VISIBLE, counts.get(each, 0))
            for each in known
        ],
        totals=await totals(session, connection.id),
        shared_emails=[
            (email, list(people)) for email, people in groupby(shared, lambda p: p.email_key)
        ],
        without_manager=await store.without_manager(session, connection.id, statuses.VISIBLE),
        sample=[_row(row) for row in sample],
        as_of=connection.synced_at,
    )


async def totals(session: AsyncSession, connection_id: int) -> dict[str, int]:
    """How many of each kind the directory holds, missing ones left out."""
    return {
        "people": await store_objects.present(session, Person, connection_id),
        "groups": await store_objects.present(session, Group, connection_id),
        "memberships": await store_links.present(session, store_links.MEMBERSHIPS, connection_id),
        "apps": await store_objects.present(session, Application, connection_id),
        "assignments": await store_links.present(session, store_links.ASSIGNMENTS, connection_id),
    }


async def pick_groups(
    session: AsyncSession,
    connection: Connection,
    *,
    query: str = "",
    person_id: int | None = None,
    limit: int = 20,
) -> list[Choice]:
    """Groups by name; those that cannot be changed, or hold the person already, say why."""
    found = await store.search_groups(session, connection.id, query=query, limit=limit)
    joined: set[int] = set()
    if person_id is not None and (person := await store.by_id(session, person_id)) is not None:
        joined = {group.id for group in await store.groups_of(session, person)}
    return [_choice(group, source, joined) for group, source in found]


def _choice(group: Group, source: str | None, joined: set[int]) -> Choice:
    reason = None
    if group.type == "BUILT_IN":
        reason = "Managed by Okta"
    elif group.type == "APP_GROUP":
        reason = f"Imported from {source or 'an application'}; change it there"
    elif group.id in joined:
        reason = "Already a member"
    warning = None
    if group.has_admin_privilege:
        warning = "This group carries Okta administrator rights"
    elif group.has_admin_privilege is None and reason is None:
        warning = "Okta has not said whether this group carries administrator rights"
    return Choice(group.id, group.name, group.description, reason, warning)


def _row(row: Any) -> PersonRow:
    return PersonRow(
        id=row.id,
        okta_id=row.external_id,
        name=row.display_name,
        email=row.email,
        login=row.login,
        status=row.status,
        status_label=statuses.label(row.status),
        status_badge=statuses.badge(row.status),
        title=row.title,
        department=row.department,
        manager=row.manager_name or row.manager_ref,
        location=", ".join(filter(None, (row.city, row.country))) or None,
        groups_count=row.groups_count,
        apps_count=row.apps_count,
    )


def _app(application: Application, assignment: Assignment) -> AppOfPerson:
    mode = application.sign_on_mode
    return AppOfPerson(
        application.id,
        application.label,
        _SIGN_ON.get(mode, mode) if mode else None,
        assignment.scope,
        assignment.status,
    )


def _type_label(group: Group, source: str | None) -> str:
    label = _GROUP_TYPES.get(group.type, group.type)
    return f"{label} from {source}" if source and group.type == "APP_GROUP" else label


def _attributes(found: dict[str, Any]) -> list[Attribute]:
    """Standard attributes first, each part in the order in which the provider sent them."""
    known = [
        Attribute(name, _label(name), _shown(value), name not in STANDARD_ATTRIBUTES)
        for name, value in found.items()
        if value is not None and value not in ("", [])
    ]
    return sorted(known, key=lambda each: each.custom)


def _label(name: str) -> str:
    """In words: `employeeNumber` becomes "Employee number"."""
    return _HUMP.sub(" ", name).strip().capitalize()


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(_shown(each) for each in value)
    return str(value)
