"""A manager is found by a fixed order of rules, or nobody is, and why."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.directory.managers import manager_of, reports_count
from deskhand.directory.model import Person
from deskhand.directory.source import SourcePerson

# Whom the profiles below may mean.
_STAFF = {
    "00u1": ("ACTIVE", {"displayName": "Ada Ali", "employeeNumber": "7"}),
    "00u2": ("ACTIVE", {"displayName": "Bo Berg", "employeeNumber": "8"}),
    "00u3": ("SUSPENDED", {"displayName": "Cy Cole", "employeeNumber": "9"}),
    "00u4": ("ACTIVE", {"displayName": "Twin", "employeeNumber": "10"}),
    "00u5": ("ACTIVE", {"displayName": "Twin", "employeeNumber": "10"}),
    "00u6": ("DEPROVISIONED", {"displayName": "Ada Ali", "employeeNumber": "7"}),
}

_CASES: list[tuple[dict[str, Any], str | None, str]] = [
    ({}, None, "Okta names no manager"),
    ({"managerId": "00u1"}, "00u1", "By manager ID (Okta user id)"),
    ({"managerId": "LOGIN.00u2@acme.example"}, "00u2", "By manager ID (login)"),
    ({"managerId": " 00U2@mail.example "}, "00u2", "By manager ID (e-mail address)"),
    ({"managerId": "7"}, "00u1", "By manager ID (employee number)"),
    ({"managerId": "9"}, "00u3", "By manager ID (employee number); the account is suspended"),
    (
        {"managerId": "00u6"},
        "00u6",
        "By manager ID (Okta user id); the account is deprovisioned",
    ),
    ({"managerId": "10"}, None, "2 people have the employee number “10” in managerId"),
    ({"managerId": "nobody"}, None, "Nobody in the directory is “nobody”"),
    ({"manager": "Ada Ali"}, "00u1", "By manager name (display name)"),
    ({"manager": "ada ali"}, None, "Nobody in the directory is “ada ali”"),
    ({"manager": "00u1@mail.example"}, "00u1", "By manager name (e-mail address)"),
    ({"manager": "Twin"}, None, "2 people have the display name “Twin” in manager"),
    ({"managerId": "unknown", "manager": "Bo Berg"}, "00u2", "By manager name (display name)"),
    ({"managerId": "8", "manager": "Ada Ali"}, "00u2", "By manager ID (employee number)"),
    ({"managerId": "00u9"}, None, "Okta names this person as the own manager"),
]


@pytest.fixture
async def staff(desk: Any) -> Any:
    tenant = desk.tenant
    tenant.people |= {
        key: SourcePerson(key, state, f"login.{key}@acme.example", f"{key}@mail.example", profile)
        for key, (state, profile) in _STAFF.items()
    }
    for number, (profile, _, _) in enumerate(_CASES):
        key = "00u9" if profile.get("managerId") == "00u9" else f"case{number}"
        login = f"{key}@acme.example"
        tenant.people[key] = SourcePerson(key, "ACTIVE", login, login, profile)
    await desk.import_all()
    return desk


async def test_the_order_of_rules(staff: Any) -> None:
    async with staff.database.reading() as session:
        people = {each.external_id: each for each in await session.scalars(sa.select(Person))}
        for number, (profile, expected, by) in enumerate(_CASES):
            person = people.get(f"case{number}") or people["00u9"]
            found = await manager_of(session, person)
            known = found.person.external_id if found.person is not None else None
            assert (known, found.by) == (expected, by), profile


async def test_reports_are_those_whose_manager_is_found_to_be_the_person(staff: Any) -> None:
    expected = {
        key: sum(meant == key for _, meant, _ in _CASES) for key in (*_STAFF, "00u9", "case0")
    }
    async with staff.database.reading() as session:
        people = {each.external_id: each for each in await session.scalars(sa.select(Person))}
        counts = {key: await reports_count(session, people[key]) for key in expected}
    assert counts == expected
    assert counts["00u1"] == 4
