"""Everything that the directory knows of one person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import labels, managers, store_applications, store_groups, store_people
from deskhand.directory.managers import Manager
from deskhand.directory.model import Application, Assignment, Group, GroupRule, Person
from deskhand.directory.paths import USER, GroupName, path_label, source_of
from deskhand.directory.people import PersonRow, row_of
from deskhand.directory.rows import STANDARD_ATTRIBUTES
from deskhand.directory.store_protection import has_rights
from deskhand.kernel.errors import not_found

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a profile; `custom` ones are not among the provider's standard 31."""

    name: str
    label: str
    value: str
    custom: bool


@dataclass(frozen=True, slots=True)
class GroupOfPerson:
    """`source` is one of `paths`: direct, rule, imported, okta."""

    id: int
    name: str
    description: str | None
    type: str
    type_label: str
    source: str
    source_label: str
    has_admin_privilege: bool | None
    apps_count: int


@dataclass(frozen=True, slots=True)
class AppOfPerson:
    """`scope` USER means assigned directly (by a group as well, maybe), GROUP by groups only."""

    id: int
    label: str
    sign_on: str | None
    scope: str
    status: str
    direct: bool
    via: list[GroupName]
    path_label: str
    provisioning: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """One person with all that hangs on him; `person.factors` is None until they were read."""

    row: PersonRow
    person: Person
    attributes: list[Attribute]
    groups: list[GroupOfPerson]
    apps: list[AppOfPerson]
    manager: Manager
    reports_count: int


async def profile(session: AsyncSession, person_id: int) -> Profile:
    """Raises `not_found`. A person who is missing at the provider is still shown by id."""
    person = await store_people.by_id(session, person_id)
    if person is None:
        raise not_found("person")
    groups = await store_groups.of_person(session, person)
    sources = await store_groups.sources_of(session, groups)
    rules = await store_groups.rules_of(session, [group.id for group in groups])
    apps = await store_applications.of_person(session, person)
    given_by = await store_applications.groups_of(session, [app.id for app, _ in apps])
    joined = {group.id for group in groups}
    [row] = await store_people.listed(session, [person_id])
    return Profile(
        row=row_of(row),
        person=person,
        attributes=_attributes(person.profile),
        groups=[
            _group(group, sources.get(group.id), rules.get(group.id, []), person)
            for group in groups
        ],
        apps=[
            _app(app, assignment, names_of(given_by.get(app.id, []), joined))
            for app, assignment in apps
        ],
        manager=await managers.manager_of(session, person),
        reports_count=await managers.reports_count(session, person),
    )


def names_of(groups: Sequence[Group], among: set[int]) -> list[GroupName]:
    """Those of the groups that are among the ids."""
    return [GroupName(group.id, group.name) for group in groups if group.id in among]


def _group(
    group: Group, application: str | None, rules: Sequence[GroupRule], person: Person
) -> GroupOfPerson:
    source = source_of(group, application, rules, person.external_id)
    return GroupOfPerson(
        id=group.id,
        name=group.name,
        description=group.description,
        type=group.type,
        type_label=labels.group_type(group.type, application),
        source=source.kind,
        source_label=source.label,
        has_admin_privilege=has_rights(group),
        apps_count=group.apps_count,
    )


def _app(application: Application, assignment: Assignment, via: list[GroupName]) -> AppOfPerson:
    return AppOfPerson(
        id=application.id,
        label=application.label,
        sign_on=labels.sign_on(application.sign_on_mode),
        scope=assignment.scope,
        status=assignment.status,
        direct=assignment.scope == USER,
        via=via,
        path_label=path_label(assignment.scope, via),
        provisioning=labels.provisions(application.features),
    )


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
