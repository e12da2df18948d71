"""Pickers offer what can be done, and say of the rest why it cannot."""

from __future__ import annotations

from typing import Any

from deskhand.directory.wanted import Wanted
from tests.unit.directory.test_paths import filled

__all__ = ["filled"]


async def offered(desk: Any, picker: str, name: str | None, **more: Any) -> dict[str, Any]:
    async with desk.database.reading() as session:
        key = None
        if name is not None:
            [row], _ = await desk.directory.search(session, Wanted(query=f"{name}@"))
            key = row.id
        choices = await desk.directory.choices(session, picker, person_id=key, **more)
    return {each.label: each for each in choices}


async def test_groups_to_leave(filled: Any) -> None:
    found = await offered(filled, "okta.joined_group", "user1")
    assert {label: each.disabled_reason for label, each in found.items()} == {
        "Engineering": None,
        "VPN": None,
        "AD Sales": "Imported from Acme AD; change it there",
        "Everyone": "Managed by Okta",
    }
    assert list(found)[-2:] == ["AD Sales", "Everyone"]
    assert found["Engineering"].warning == (
        "Rules Build, Builders put User Number1 here; Okta adds an exclusion to the rule "
        "(2 of 100 used). Okta has not said whether this group carries administrator rights"
    )
    assert found["VPN"].warning is None
    assert set(await offered(filled, "okta.joined_group", "user1", query="engin")) == {
        "Engineering"
    }
    assert len(await offered(filled, "okta.joined_group", "user1", limit=1)) == 1
    excluded = await offered(filled, "okta.joined_group", "user2")
    assert "Rule" not in excluded["Engineering"].warning
    assert await offered(filled, "okta.joined_group", None) == {}


async def test_applications_to_assign(filled: Any) -> None:
    found = await offered(filled, "okta.application", "user5")
    assert list(found) == ["Figma"]
    assert found["Figma"].description == "SAML, with provisioning"
    assert found["Figma"].disabled_reason is None
    assert found["Figma"].warning == (
        "Given by groups Engineering, VPN; joining a group is the usual way"
    )
    by_group = (await offered(filled, "okta.application", "user1"))["Figma"]
    assert by_group.disabled_reason == "Already assigned through Engineering, VPN"
    assert by_group.warning is None
    direct = (await offered(filled, "okta.application", "user3"))["Figma"]
    assert direct.disabled_reason == "Already assigned"
    assert await offered(filled, "okta.application", "user1", query="git") == {}
    assert list(await offered(filled, "okta.application", None)) == ["Figma"]


async def test_applications_to_take_away(filled: Any) -> None:
    async def reason(name: str, label: str = "Figma") -> str | None:
        found = (await offered(filled, "okta.assigned_application", name))[label]
        return found.disabled_reason  # type: ignore[no-any-return]  # a line of a picker

    assert await reason("user1") == (
        "Given by groups Engineering, VPN; remove the membership instead"
    )
    assert await reason("user1", "GitHub") == (
        "Given by group Everyone; who is in Everyone cannot be changed here"
    )
    assert await reason("user2") == "Also given by group Engineering; remove the membership first"
    assert await reason("user3") is None
    assert await reason("user4") == "Given by a group; remove the membership instead"
    assert await offered(filled, "okta.assigned_application", "user5") == {}
    assert await offered(filled, "okta.assigned_application", None) == {}
