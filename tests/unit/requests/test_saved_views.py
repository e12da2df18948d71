"""Saved views: whose they are, and what is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from deskhand.kernel.errors import DeskhandError
from deskhand.requests.saved import MOST
from deskhand.requests.views import ViewShown
from tests.web.desk import Desk

FILTER = {"status": "open", "mine": True}


async def add(desk: Desk, key: str, name: str, *, shared: bool = False) -> ViewShown:
    async with desk.database.transaction() as session:
        return await desk.requests.views.add(
            session, desk.staff[key], name=name, filter=FILTER, shared=shared
        )


async def change(desk: Desk, key: str, view_id: str, **options: Any) -> ViewShown:
    async with desk.database.transaction() as session:
        return await desk.requests.views.change(session, desk.staff[key], view_id, **options)


async def remove(desk: Desk, key: str, view_id: str) -> None:
    async with desk.database.transaction() as session:
        await desk.requests.views.remove(session, desk.staff[key], view_id)


async def names(desk: Desk, key: str) -> list[str]:
    async with desk.database.reading() as session:
        found = await desk.requests.views.all(session, desk.staff[key])
    return [each.view.name for each in found]


async def test_ones_own_and_the_shared_ones_are_seen(desk: Desk) -> None:
    await add(desk, "noah", "Zebra")
    await add(desk, "noah", "  Berlin office ", shared=True)
    await add(desk, "maya", "Ärger", shared=True)
    assert await names(desk, "noah") == ["Ärger", "Berlin office", "Zebra"]
    assert await names(desk, "maya") == ["Ärger", "Berlin office"]
    with pytest.raises(DeskhandError) as caught:
        await names(desk, "elena")
    assert caught.value.code == "forbidden"


async def test_a_name_is_there_once_for_each_owner(desk: Desk) -> None:
    await add(desk, "noah", "Mine")
    await add(desk, "maya", "Mine")
    other = await add(desk, "noah", "Other")
    for attempt in (
        add(desk, "noah", " MINE "),
        change(desk, "noah", other.view.id, name="mine"),
        add(desk, "noah", " \u200b "),
        add(desk, "noah", "x" * 61),
    ):
        with pytest.raises(DeskhandError) as caught:
            await attempt
        assert [each.field for each in caught.value.errors] == ["name"]
    await add(desk, "noah", "x" * 60)
    renamed = await change(desk, "noah", other.view.id, name="OTHER", filter={"status": "all"})
    assert (renamed.view.name, renamed.view.filter) == ("OTHER", {"status": "all"})


async def test_a_shared_view_is_changed_by_its_maker_and_administrators(desk: Desk) -> None:
    of_maya = await add(desk, "maya", "Hers", shared=True)
    of_noah = await add(desk, "noah", "His", shared=True)
    for attempt in (
        change(desk, "noah", of_maya.view.id, name="Mine now"),
        remove(desk, "noah", of_maya.view.id),
    ):
        with pytest.raises(DeskhandError) as caught:
            await attempt
        assert caught.value.code == "forbidden"
        assert "Maya Lindqvist" in caught.value.detail
    changed = await change(desk, "maya", of_noah.view.id, name="Of the desk")
    assert (changed.own, changed.owner.name) == (False, "Noah Berg")
    await remove(desk, "maya", of_noah.view.id)
    assert await names(desk, "noah") == ["Hers"]


async def test_a_view_that_is_not_shared_is_its_owners_only(desk: Desk) -> None:
    view = await add(desk, "noah", "His")
    for attempt in (
        change(desk, "maya", view.view.id, shared=True),
        remove(desk, "maya", view.view.id),
        remove(desk, "noah", "no-such-view"),
    ):
        with pytest.raises(DeskhandError) as caught:
            await attempt
        assert caught.value.code == "not_found"
    shared = await change(desk, "noah", view.view.id, shared=True)
    assert shared.view.shared
    assert await names(desk, "maya") == ["His"]


async def test_there_is_a_most(desk: Desk) -> None:
    for number in range(MOST - 2):
        await add(desk, "noah", f"View {number}")
    results = await asyncio.gather(
        *(add(desk, "noah", f"Last {number}") for number in range(5)), return_exceptions=True
    )
    refused = [each.detail for each in results if isinstance(each, DeskhandError)]
    assert len(refused) == 3
    assert all("Delete one first" in each for each in refused)
    assert len(await names(desk, "noah")) == MOST
