"""Which groups carry administrator rights, which do not, and which nobody has asked about yet."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.directory.source import SourceGroup


@pytest.fixture
async def filled(desk: Any) -> Any:
    desk.tenant.groups = {
        each.external_id: each
        for each in (
            SourceGroup("adm", "OKTA_GROUP", "Admins", has_admin_privilege=True),
            SourceGroup("new", "OKTA_GROUP", "Not asked yet", has_admin_privilege=None),
            SourceGroup("vpn", "OKTA_GROUP", "VPN", has_admin_privilege=False),
            # What people call their own groups means nothing.
            SourceGroup("own", "OKTA_GROUP", "Okta Administrators", has_admin_privilege=False),
            SourceGroup("okta", "BUILT_IN", "Okta Administrators", has_admin_privilege=False),
            SourceGroup("everyone", "BUILT_IN", "Everyone", everyone=True),
        )
    }
    desk.tenant.members = {}
    desk.tenant.application_groups = {}
    await desk.import_all()
    return desk


async def listed(desk: Any, *, admin: bool | None) -> set[str]:
    async with desk.database.reading() as session:
        rows, total = await desk.directory.groups(session, admin=admin)
    assert total == len(rows)
    return {each.okta_id for each in rows}


async def test_what_is_not_known_is_neither_harmful_nor_harmless(filled: Any) -> None:
    assert await listed(filled, admin=True) == {"adm", "okta"}
    assert await listed(filled, admin=False) == {"vpn", "own"}
    assert len(await listed(filled, admin=None)) == 6


async def test_a_fresh_read_by_id_settles_it(filled: Any) -> None:
    async with filled.database.reading() as session:
        rows, _ = await filled.directory.groups(session, query="not asked")
    for said in (True, False):
        group = SourceGroup("new", "OKTA_GROUP", "Not asked yet", has_admin_privilege=said)
        filled.tenant.groups["new"] = group
        await filled.directory.refresh_group(rows[0].id)
        assert "new" in await listed(filled, admin=said)
        assert "new" not in await listed(filled, admin=not said)
