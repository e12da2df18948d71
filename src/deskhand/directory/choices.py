"""What the pickers of forms offer: groups and applications, as one person can get or lose them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import labels, store_applications, store_groups, store_people
from deskhand.directory.model import Application, Connection, Group, GroupRule, Person
from deskhand.directory.paths import USER, GroupName, feeding
from deskhand.directory.profiles import names_of
from deskhand.directory.store_protection import has_rights
from deskhand.directory.text import words

# Okta's own limit for the people that one rule excludes.
_MOST_EXCLUDED = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker; with a `disabled_reason` it cannot be chosen."""

    id: int
    label: str
    description: str | None
    disabled_reason: str | None = None
    warning: str | None = None


async def groups_to_join(
    session: AsyncSession, connection: Connection, person: Person | None, query: str, limit: int
) -> list[Choice]:
    """Groups by name; those that cannot be changed, or hold the person already, say why."""
    found = await store_groups.to_pick(session, connection.id, query=query, limit=limit)
    sources = await store_groups.sources_of(session, found)
    joined: set[int] = set()
    if person is not None:
        joined = {group.id for group in await store_groups.of_person(session, person)}
    return [
        Choice(
            group.id,
            group.name,
            group.description,
            reason := _unchangeable(group, sources.get(group.id))
            or ("Already a member" if group.id in joined else None),
            _rights(group, silent=reason is not None),
        )
        for group in found
    ]


async def groups_to_leave(
    session: AsyncSession, connection: Connection, person: Person | None, query: str, limit: int
) -> list[Choice]:
    """The groups of a person; those fed by a rule say what leaving does to the rule."""
    if person is None or person.connection_id != connection.id:
        return []
    wanted = words(query)
    found = [
        group
        for group in await store_groups.of_person(session, person)
        if all(word in group.sort_name for word in wanted)
    ]
    sources = await store_groups.sources_of(session, found)
    rules = await store_groups.rules_of(session, [group.id for group in found])
    choices = []
    for group in found:
        reason = _unchangeable(group, sources.get(group.id))
        fed = feeding(rules.get(group.id, []), person.external_id)
        warnings = [
            _exclusion(fed, person) if fed and reason is None else None,
            _rights(group, silent=reason is not None),
        ]
        choices.append(
            Choice(
                group.id,
                group.name,
                group.description,
                reason,
                ". ".join(filter(None, warnings)) or None,
            )
        )
    return sorted(choices, key=lambda each: each.disabled_reason is not None)[:limit]


async def applications_to_assign(
    session: AsyncSession, connection: Connection, person: Person | None, query: str, limit: int
) -> list[Choice]:
    """Applications by label; those that groups give say so, and those that he has are greyed."""
    found = await store_applications.to_assign(session, connection.id, query=query, limit=limit)
    given_by = await store_applications.groups_of(session, [each.id for each in found])
    had: dict[int, str] = {}
    joined: set[int] = set()
    if person is not None:
        had = {
            application.id: assignment.scope
            for application, assignment in await store_applications.of_person(session, person)
        }
        joined = {group.id for group in await store_groups.of_person(session, person)}
    choices = []
    for application in found:
        groups = given_by.get(application.id, [])
        reason = (
            _had(had[application.id], names_of(groups, joined)) if application.id in had else None
        )
        choices.append(
            Choice(
                application.id,
                application.label,
                _described(application),
                reason,
                _usual_way(groups) if reason is None else None,
            )
        )
    return choices


async def applications_to_remove(
    session: AsyncSession, connection: Connection, person: Person | None, query: str, limit: int
) -> list[Choice]:
    """The applications of a person; Okta takes away no assignment that a group gives."""
    if person is None or person.connection_id != connection.id:
        return []
    found = await store_applications.of_person(session, person, query=query)
    given_by = await store_applications.groups_of(session, [each.id for each, _ in found])
    joined = {group.id for group in await store_groups.of_person(session, person)}
    choices = [
        Choice(
            application.id,
            application.label,
            _described(application),
            _given(
                assignment.scope,
                [group for group in given_by.get(application.id, []) if group.id in joined],
            ),
        )
        for application, assignment in found
    ]
    return sorted(choices, key=lambda each: each.disabled_reason is not None)[:limit]


_Offer = Callable[[AsyncSession, Connection, Person | None, str, int], Awaitable[list[Choice]]]
_PICKERS: dict[str, _Offer] = {
    "okta.group": groups_to_join,
    "okta.joined_group": groups_to_leave,
    "okta.application": applications_to_assign,
    "okta.assigned_application": applications_to_remove,
}


async def pick(
    session: AsyncSession,
    connection: Connection,
    picker: str,
    *,
    query: str = "",
    person_id: int | None = None,
    limit: int = 20,
) -> list[Choice]:
    """The choices of one of the four pickers, as seen from a person."""
    person = await store_people.by_id(session, person_id) if person_id is not None else None
    return await _PICKERS[picker](session, connection, person, query, limit)


def _unchangeable(group: Group, source: str | None) -> str | None:
    if group.type == "OKTA_GROUP":
        return None
    if group.type == "APP_GROUP":
        return f"Imported from {source or 'an application'}; change it there"
    return "Managed by Okta"


def _rights(group: Group, *, silent: bool) -> str | None:
    """`silent`: nothing is said of what is not known."""
    rights = has_rights(group)
    if rights:
        return "This group carries Okta administrator rights"
    if rights is None and not silent:
        return "Okta has not said whether this group carries administrator rights"
    return None


def _exclusion(rules: Sequence[GroupRule], person: Person) -> str:
    names = labels.listed([rule.name for rule in rules])
    used = max(len(rule.excluded) for rule in rules)
    one = len(rules) == 1
    return (
        f"{'Rule' if one else 'Rules'} {names} put{'s' if one else ''} {person.display_name} here; "
        f"Okta adds an exclusion to the rule ({used} of {_MOST_EXCLUDED} used)"
    )


def _described(application: Application) -> str:
    provisioning = ", with provisioning" if labels.provisions(application.features) else ""
    return f"{labels.sign_on(application.sign_on_mode) or labels.NO_SIGN_ON}{provisioning}"


def _had(scope: str, via: Sequence[GroupName]) -> str:
    if scope == USER or not via:
        return "Already assigned"
    return f"Already assigned through {labels.listed([group.name for group in via])}"


def _usual_way(groups: Sequence[Group]) -> str | None:
    if not groups:
        return None
    named = labels.listed([group.name for group in groups])
    one = len(groups) == 1
    return f"Given by group{'' if one else 's'} {named}; joining a group is the usual way"


def _given(scope: str, via: Sequence[Group]) -> str | None:
    """Why an assignment cannot be taken away by itself, or None when it can."""
    if not via:
        return None if scope == USER else "Given by a group; remove the membership instead"
    named = f"group{'' if len(via) == 1 else 's'} {labels.listed([group.name for group in via])}"
    fixed = [group.name for group in via if group.type != "OKTA_GROUP"]
    if fixed:
        also = "Also given" if scope == USER else "Given"
        return f"{also} by {named}; who is in {labels.listed(fixed)} cannot be changed here"
    if scope == USER:
        return f"Also given by {named}; remove the membership first"
    return f"Given by {named}; remove the membership instead"
