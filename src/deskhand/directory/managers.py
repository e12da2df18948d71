"""Who a person's manager is: found by what the profile says, in a fixed order, or nobody.

`managerId` may hold an Okta id, a login, an e-mail address or an employee number; `manager` a display
name or an e-mail address. Whoever is found must be the only one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import status as statuses
from deskhand.directory import store_managers as store
from deskhand.directory.model import Person
from deskhand.directory.rows import email_key
from deskhand.directory.text import fold

_CLOSED = "DEPROVISIONED"
_MOST_WAYS = 20
_NAMES = {"managerId": "manager ID", "manager": "manager name"}


@dataclass(frozen=True, slots=True)
class Manager:
    """`by` says in words how he was found, or why nobody was."""

    person: Person | None
    by: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """One way to read an attribute. What is `reused` may have belonged to a closed account."""

    attribute: str
    what: str
    means: Callable[[Person, str], bool]
    reused: bool = True


def _has_login(person: Person, value: str) -> bool:
    return person.login.lower() == value.lower()


def _has_email(person: Person, value: str) -> bool:
    return person.email_key == email_key(value)


_RULES = (
    _Rule("managerId", "Okta user id", lambda p, v: p.external_id == v, reused=False),
    _Rule("managerId", "login", _has_login, reused=False),
    _Rule("managerId", "e-mail address", _has_email),
    _Rule("managerId", "employee number", lambda p, v: p.employee_number == v),
    _Rule("manager", "e-mail address", _has_email),
    _Rule("manager", "display name", lambda p, v: p.display_name.strip() == v),
)


async def manager_of(session: AsyncSession, person: Person) -> Manager:
    """The manager of a person, who is never the person himself."""
    found = await _meant(session, person.connection_id, person.manager_ref, person.manager_name)
    if found.person is not None and found.person.id == person.id:
        return Manager(None, "Okta names this person as the own manager")
    return found


async def reports_count(session: AsyncSession, person: Person) -> int:
    """How many have this person as their manager."""
    refs = [person.external_id, person.employee_number, person.login, person.login.lower()]
    names = [person.display_name.strip(), person.email_key]
    said = await store.named_by(
        session, person, list(filter(None, [*refs, person.email_key])), names, _MOST_WAYS
    )
    return sum(
        [
            count
            for ref, name, count in said
            if (found := await _meant(session, person.connection_id, ref, name)).person is not None
            and found.person.id == person.id
        ]
    )


async def _meant(
    session: AsyncSession, connection_id: int, ref: str | None, name: str | None
) -> Manager:
    said = {"managerId": ref or "", "manager": name or ""}
    if not any(said.values()):
        return Manager(None, "Okta names no manager")
    reference, called = said["managerId"], said["manager"]
    people = await store.candidates(
        session,
        connection_id,
        external_id=reference,
        logins=sorted({reference, reference.lower()} - {""}),
        email_keys=sorted({email_key(each) for each in said.values()} - {""}),
        number=reference,
        sort_name=fold(called),
    )
    for rule in _RULES:
        value = said[rule.attribute]
        matching = [
            person
            for person in people
            if value
            and rule.means(person, value)
            and not (rule.reused and person.status == _CLOSED)
        ]
        if len(matching) == 1:
            return Manager(matching[0], _found_by(rule, matching[0]))
        if matching:
            return Manager(
                None,
                f"{len(matching)} people have the {rule.what} “{value}” in {rule.attribute}",
            )
    return Manager(None, f"Nobody in the directory is “{reference or called}”")


def _found_by(rule: _Rule, person: Person) -> str:
    words = f"By {_NAMES[rule.attribute]} ({rule.what})"
    if person.status in statuses.VISIBLE:
        return words
    return f"{words}; the account is {statuses.name(person.status).lower()}"
