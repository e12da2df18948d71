"""`search` and `filter` over HTTP, beside the same question asked of the state."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deskhand.sandbox.okta.state.model import User
from tests.contract.sandbox.client import Okta

Test = Callable[[User], bool]


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        ('status eq "active"', lambda u: u.status == "ACTIVE"),
        ('(status lt "ACTIVE" or status gt "ACTIVE")', lambda u: u.status != "ACTIVE"),
        ('profile.department eq "Sales"', lambda u: u.profile["department"] == "Sales"),
        ('profile.lastName sw "m"', lambda u: u.profile["lastName"].casefold().startswith("m")),
        ('profile.firstName co "AN"', lambda u: "an" in u.profile["firstName"].casefold()),
        ("profile.managerId pr", lambda u: bool(u.profile.get("managerId"))),
        ("profile.remoteWorker eq true", lambda u: u.profile["remoteWorker"] is True),
        ("profile.floor ge 5", lambda u: u.profile["floor"] >= 5),
        (
            'profile.certifications eq "CISSP"',
            lambda u: "CISSP" in u.profile.get("certifications", []),
        ),
        (
            'status eq "ACTIVE" and profile.department eq "IT" or profile.city eq "Paris"',
            lambda u: (
                (u.status == "ACTIVE" and u.profile["department"] == "IT")
                or u.profile["city"] == "Paris"
            ),
        ),
        (
            'status eq "ACTIVE" AND (profile.department eq "IT" OR profile.city eq "Paris")',
            lambda u: (
                u.status == "ACTIVE"
                and (u.profile["department"] == "IT" or u.profile["city"] == "Paris")
            ),
        ),
    ],
)
async def test_search(okta: Okta, search: str, wanted: Test) -> None:
    found = {user["id"] for user in await okta.walk("/api/v1/users", search=search)}
    assert found == {user.id for user in okta.tenant.users if wanted(user)}


async def test_what_changed_since(okta: Okta) -> None:
    okta.tenant.clock.advance(5)
    moment = okta.tenant.clock.stamp()
    okta.tenant.clock.advance(5)
    user = okta.user()
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/suspend")
    for name in ("search", "filter"):
        found = await okta.walk("/api/v1/users", **{name: f'lastUpdated gt "{moment}"'})
        assert [row["id"] for row in found] == [user.id]
    text = f'lastUpdated gt "{moment}" and (status eq "ACTIVE" or status eq "SUSPENDED")'
    assert len(await okta.walk("/api/v1/users", filter=text)) == 1


async def test_the_search_index_may_lag_behind(okta: Okta) -> None:
    user = okta.user()
    await okta.control("PUT", "settings", {"search_lag_seconds": 2})
    await okta.post(f"/api/v1/users/{user.id}", {"profile": {"city": "Lyon"}})
    text = 'profile.city eq "Lyon"'
    assert (await okta.get(f"/api/v1/users/{user.id}")).body["profile"]["city"] == "Lyon"
    assert await okta.walk("/api/v1/users", search=text) == []
    [old] = await okta.walk("/api/v1/users", search=f'id eq "{user.id}"')
    assert old["profile"]["city"] == "Paris"
    await okta.control("POST", "clock", {"advance_seconds": 3})
    [found] = await okta.walk("/api/v1/users", search=text)
    assert found["id"] == user.id
    for _ in range(2):
        await okta.delete(f"/api/v1/users/{user.id}")
    assert len(await okta.walk("/api/v1/users", search=text)) == 1
    await okta.control("POST", "clock", {"advance_seconds": 3})
    assert await okta.walk("/api/v1/users", search=text) == []


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"search": 'status eq "ACTIVE"', "filter": 'status eq "ACTIVE"'}, "E0000033"),
        ({"search": 'status ne "ACTIVE"'}, "E0000031"),
        ({"search": 'not (status eq "ACTIVE")'}, "E0000031"),
        ({"search": 'profile.title co "Lead"'}, "E0000031"),
        ({"search": 'profile.title ew "Lead"'}, "E0000031"),
        ({"search": 'profile.nonsense eq "x"'}, "E0000031"),
        ({"search": 'Status eq "ACTIVE"'}, "E0000031"),
        ({"search": "status eq ACTIVE"}, "E0000031"),
        ({"search": 'status eq "ACTIVE'}, "E0000031"),
        ({"search": '(status eq "ACTIVE"'}, "E0000031"),
        ({"search": 'status eq "ACTIVE" and'}, "E0000031"),
        ({"search": 'lastUpdated gt "yesterday"'}, "E0000030"),
        ({"search": 'status eq "ACTIVE"', "sortBy": "nonsense"}, "E0000031"),
        ({"filter": 'profile.department eq "Sales"'}, "E0000031"),
        ({"filter": 'profile.login sw "e"'}, "E0000031"),
        ({"search": " or ".join(['status eq "ACTIVE"'] * 101)}, "E0000094"),
    ],
)
async def test_what_is_refused(okta: Okta, parameters: dict[str, str], code: str) -> None:
    got = await okta.get("/api/v1/users", **parameters)
    assert (got.status, got.code) == (400, code)


async def test_filters_know_case_and_searches_do_not(okta: Okta) -> None:
    login = okta.user().login
    for name, text, count in (
        ("search", login.upper(), 1),
        ("filter", login.upper(), 0),
        ("filter", login, 1),
    ):
        found = await okta.walk("/api/v1/users", **{name: f'profile.login eq "{text}"'})
        assert len(found) == count
