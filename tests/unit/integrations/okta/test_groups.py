"""Group rules and one group by id with its owners, whatever Okta leaves out or refuses."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.directory.source import SourceError, SourceGroupRule, SourceOwner
from deskhand.integrations.okta.source import OktaSource
from tests.unit.integrations.okta.org import Org, Says, error

RULES, GROUP = "/api/v1/groups/rules", "/api/v1/groups/00g1"
OWNERS = f"{GROUP}/owners"


async def test_rules(org: Org, source: OktaSource) -> None:
    whole = {
        "id": "0pr1",
        "type": "group_rule",
        "name": "Engineers",
        "status": "ACTIVE",
        "conditions": {
            "people": {"users": {"exclude": ["00u1"]}, "groups": {"exclude": []}},
            "expression": {"value": 'user.department=="Eng"', "type": "urn:okta:expression:1.0"},
        },
        "actions": {"assignUserToGroups": {"groupIds": ["00g1", "00g2"]}},
    }
    poor: list[dict[str, Any]] = [
        {"id": "0pr2"},
        {"id": "0pr3", "name": None, "conditions": {"people": None}, "actions": {}},
    ]
    org.says(RULES, Says([whole, *poor]))
    [page] = [page async for page in source.group_rules()]
    assert page == [
        SourceGroupRule(
            "0pr1", "Engineers", "ACTIVE", 'user.department=="Eng"', ("00g1", "00g2"), ("00u1",)
        ),
        SourceGroupRule("0pr2", "0pr2", "", ""),
        SourceGroupRule("0pr3", "0pr3", "", ""),
    ]


async def test_a_group_with_its_owners(org: Org, source: OktaSource) -> None:
    stats = {"stats": {"usersCount": 3, "hasAdminPrivilege": True}}
    body = {"id": "00g1", "type": "OKTA_GROUP", "profile": {"name": "VPN"}, "_embedded": stats}
    org.says(f"{GROUP}?expand=stats", Says(body))
    owners = [
        {"id": "00u1", "type": "USER", "displayName": "Ada Ali", "resolved": True},
        {"id": "00g2", "type": "GROUP", "displayName": "Leads"},
        {"id": "00u3"},
    ]
    org.says(OWNERS, Says(owners))
    found = await source.group("00g1")
    assert found is not None
    assert (found.group.name, found.group.has_admin_privilege) == ("VPN", True)
    assert found.owners == (
        SourceOwner("00u1", "person", "Ada Ali"),
        SourceOwner("00g2", "group", "Leads"),
        SourceOwner("00u3", "person", "00u3"),
    )


@pytest.mark.parametrize(
    ("status", "code"), [(403, "E0000006"), (401, "E0000015"), (404, "E0000007")]
)
async def test_owners_that_may_not_be_seen_are_not_known(
    org: Org, source: OktaSource, status: int, code: str
) -> None:
    org.says(GROUP, Says({"id": "00g1", "type": "OKTA_GROUP"}))
    org.says(OWNERS, Says(error(code), status=status))
    found = await source.group("00g1")
    assert found is not None
    assert found.owners is None


async def test_a_group_that_is_gone(org: Org, source: OktaSource) -> None:
    org.says(GROUP, Says(error("E0000007"), status=404))
    org.says(OWNERS, Says(error("E0000007"), status=404))
    assert await source.group("00g1") is None


async def test_a_group_that_may_not_be_read(org: Org, source: OktaSource) -> None:
    org.says(GROUP, Says(error("E0000006"), status=403))
    org.says(OWNERS, Says([]))
    with pytest.raises(SourceError) as caught:
        await source.group("00g1")
    assert caught.value.error_code == "E0000006"
