"""Two processes read the same object at once: the later question wins, whoever is answered last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from deskhand.directory.model import Group, Person
from deskhand.directory.source import SourceOwner
from deskhand.kernel import clock
from tests.unit.directory.conftest import HandDurable


@pytest.fixture
async def filled(desk: Any, moved_clock: Callable[..., Any]) -> Any:
    await desk.import_all()
    moved_clock(minutes=1)
    return desk


async def row(desk: Any, kind: Any, external_id: str) -> Any:
    async with desk.database.reading() as session:
        return (await session.scalars(sa.select(kind).where(kind.external_id == external_id))).one()


def meanwhile(
    desk: Any,
    moved_clock: Callable[..., Any],
    what: str,
    change: Callable[[], None],
    read: Callable[[Any], Any],
) -> list[datetime]:
    """While the first answer is on its way, things change and another process reads them."""
    asked: list[datetime] = []

    async def act() -> None:
        desk.tenant.before.clear()
        moved_clock(seconds=1)
        change()
        asked.append(clock.now())
        await read(desk.make(HandDurable(desk.database)))
        moved_clock(seconds=1)

    desk.tenant.before[what] = act
    return asked


async def test_an_older_answer_about_a_group_changes_nothing(
    filled: Any, moved_clock: Callable[..., Any]
) -> None:
    tenant, known = filled.tenant, await row(filled, Group, "g1")

    def change() -> None:
        tenant.groups["g1"] = replace(tenant.groups["g1"], name="Newer", has_admin_privilege=True)
        tenant.owners = (SourceOwner("u5", "person", "Somebody"),)

    asked = meanwhile(
        filled, moved_clock, "group/g1", change, lambda other: other.refresh_group(known.id)
    )
    await filled.directory.refresh_group(known.id)
    found = await row(filled, Group, "g1")
    assert (found.name, found.has_admin_privilege, len(found.owners)) == ("Newer", True, 1)
    assert [found.refreshed_at] == asked
    assert tenant.calls["group/g1"] == 2


async def test_an_older_answer_does_not_bring_a_group_back(
    filled: Any, moved_clock: Callable[..., Any]
) -> None:
    known = await row(filled, Group, "g1")
    meanwhile(
        filled,
        moved_clock,
        "group/g1",
        lambda: filled.tenant.groups.pop("g1"),
        lambda other: other.refresh_group(known.id),
    )
    await filled.directory.refresh_group(known.id)
    assert (await row(filled, Group, "g1")).missing_since is not None


async def test_an_older_answer_about_a_person_changes_nothing(
    filled: Any, moved_clock: Callable[..., Any]
) -> None:
    tenant, known = filled.tenant, await row(filled, Person, "u1")

    def change() -> None:
        tenant.people["u1"] = replace(tenant.people["u1"], status="SUSPENDED")

    asked = meanwhile(
        filled, moved_clock, "person/u1", change, lambda other: other.refresh_person(known.id)
    )
    await filled.directory.refresh_person(known.id)
    found = await row(filled, Person, "u1")
    assert found.status == "SUSPENDED"
    assert [found.refreshed_at] == asked


async def test_a_clock_that_was_set_back_keeps_no_answer_away(
    filled: Any, moved_clock: Callable[..., Any]
) -> None:
    known = await row(filled, Group, "g1")
    await filled.directory.refresh_group(known.id)
    moved_clock(hours=-1)
    filled.tenant.groups["g1"] = replace(filled.tenant.groups["g1"], name="Newer")
    await filled.directory.refresh_group(known.id)
    assert (await row(filled, Group, "g1")).name == "Newer"
