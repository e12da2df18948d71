"""Lists: what they leave out, how they page, and what they refuse."""

from __future__ import annotations

import pytest

from tests.contract.sandbox.client import Okta


async def test_plain_lists_hide_the_deprovisioned_and_searches_show_them(okta: Okta) -> None:
    plain = await okta.walk("/api/v1/users", limit=20)
    assert all(user["status"] != "DEPROVISIONED" for user in plain)
    assert [user["id"] for user in plain] == sorted(user["id"] for user in plain)
    gone = await okta.walk("/api/v1/users", search='status eq "DEPROVISIONED"')
    filtered = await okta.walk("/api/v1/users", filter='status eq "DEPROVISIONED"')
    assert {user["id"] for user in gone} == {user["id"] for user in filtered}
    assert len(plain) + len(gone) == len(okta.tenant.users)
    assert gone


async def test_elements_of_a_list_carry_only_the_link_to_themselves(okta: Okta) -> None:
    [user] = (await okta.get("/api/v1/users", limit=1)).body
    assert list(user["_links"]) == ["self"]
    alone = (await okta.get(f"/api/v1/users/{user['id']}")).body
    assert {"self", "type", "schema"} < set(alone["_links"])


async def test_links_are_lines_of_their_own_and_keep_the_query(okta: Okta) -> None:
    got = await okta.get("/api/v1/users", limit=3, search='status eq "ACTIVE"')
    lines = got.headers.getall("link")
    assert [line.rpartition("; ")[2] for line in lines] == ['rel="self"', 'rel="next"']
    assert "search=status" in lines[1]
    assert "limit=3" in lines[1]


async def test_links_follow_the_name_by_which_the_client_came(okta: Okta) -> None:
    headers = {
        **okta.headers,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "acme.okta.example",
    }
    got = await okta.call("GET", "/api/v1/users", headers=headers, limit=1)
    assert got.next is not None
    assert got.next.startswith("https://acme.okta.example/api/v1/users?")
    assert got.body[0]["_links"]["self"]["href"].startswith("https://acme.okta.example/")
    here = await okta.get("/api/v1/users", limit=1)
    assert here.body[0]["_links"]["self"]["href"].startswith(okta.sandbox.url)


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/api/v1/users?search=status%20pr&sortBy=profile.lastName&sortOrder=desc", 7),
        ("/api/v1/users?search=status%20pr&sortBy=profile.department", 9),
        ("/api/v1/groups", 4),
        ("/api/v1/groups?search=type%20pr&sortBy=profile.name", 4),
        ("/api/v1/groups/rules", 5),
        ("/api/v1/apps", 6),
    ],
)
async def test_pages_neither_repeat_nor_lose_anything(okta: Okta, path: str, limit: int) -> None:
    found = await okta.walk(f"{path}{'&' if '?' in path else '?'}limit={limit}")
    ids = [row["id"] for row in found]
    assert len(ids) == len(set(ids)) > limit
    table = okta.tenant.rules if "rules" in path else None
    for name, known in (
        ("users", okta.tenant.users),
        ("groups", okta.tenant.groups),
        ("apps", okta.tenant.apps),
    ):
        if table is None and path.startswith(f"/api/v1/{name}"):
            assert len(ids) == len(known)


async def test_a_search_comes_in_the_order_of_ids_unless_told_otherwise(okta: Okta) -> None:
    plain = [row["id"] for row in await okta.walk("/api/v1/users", search="id pr", limit=11)]
    assert plain == sorted(user.id for user in okta.tenant.users)
    query = {"search": "id pr", "sortBy": "id", "limit": 11}
    turned = [row["id"] for row in await okta.walk("/api/v1/users", **query, sortOrder="desc")]
    assert sorted(turned) == plain
    assert [key.casefold() for key in turned] == sorted(map(str.casefold, plain), reverse=True)


@pytest.mark.parametrize("lag", [0, 1])
async def test_a_sorted_walk_sees_what_changes_on_its_way(okta: Okta, lag: float) -> None:
    await okta.control("PUT", "settings", {"search_lag_seconds": lag})
    query = {"search": 'status eq "ACTIVE"', "sortBy": "profile.lastName", "limit": 5}
    first = await okta.get("/api/v1/users", **query)
    mover = first.body[0]["id"]
    await okta.post(f"/api/v1/users/{mover}", {"profile": {"lastName": "Zzyzx"}})
    okta.tenant.clock.advance(lag)
    rest = await okta.walk(first.next or "")
    assert rest[-1]["id"] == mover
    assert [row["profile"]["lastName"] for row in rest[-1:]] == ["Zzyzx"]
    names = [row["profile"]["lastName"].casefold() for row in rest]
    assert names == sorted(names)


async def test_a_cursor_survives_the_end_of_the_row_it_names(okta: Okta) -> None:
    first = await okta.get("/api/v1/users", limit=10)
    rest = [row["id"] for row in await okta.walk(first.next or "")]
    last = first.body[-1]["id"]
    for _ in range(2):
        assert (await okta.delete(f"/api/v1/users/{last}")).status == 204
    assert [row["id"] for row in await okta.walk(first.next or "")] == rest


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/users?after=nonsense",
        "/api/v1/users?search=status%20pr&after=nonsense",
        "/api/v1/groups?after=00u12345678901234567",
        "/api/v1/apps?after=x",
    ],
)
async def test_a_bad_cursor_is_refused(okta: Okta, path: str) -> None:
    got = await okta.get(path)
    assert (got.status, got.code, got.cause) == (400, "E0000029", "Invalid cursor.")


async def test_limits_of_pages(okta: Okta) -> None:
    assert len((await okta.get("/api/v1/users", limit=500)).body) <= 200
    assert (await okta.get("/api/v1/groups", limit=10_000)).status == 200
    assert (await okta.get("/api/v1/groups", limit=10_001)).code == "E0000001"
    assert (await okta.get("/api/v1/users", limit=0)).code == "E0000001"
    assert (await okta.get("/api/v1/users", limit="many")).code == "E0000001"
    assert len((await okta.get("/api/v1/apps")).body) == 20


async def test_q_finds_beginnings_and_does_not_page(okta: Okta) -> None:
    got = await okta.get("/api/v1/users", q="ELE")
    assert okta.user().id in {user["id"] for user in got.body}
    many = await okta.get("/api/v1/users", q=".", limit=1)
    assert many.body == []
    few = await okta.get("/api/v1/users", q="a", limit=1)
    assert len(few.body) == 1
    assert few.next is None
    assert len((await okta.get("/api/v1/users", q="a")).body) <= 10


async def test_groups_by_name_type_and_membership_time(okta: Okta) -> None:
    found = (await okta.get("/api/v1/groups", q="vpn")).body
    assert [group["profile"]["name"] for group in found] == ["VPN Users"]
    imported = (await okta.get("/api/v1/groups", filter='type eq "APP_GROUP"')).body
    assert imported[0]["_links"]["source"]["href"].endswith(okta.app("acme.local").id)
    both = await okta.get("/api/v1/groups", filter='type eq "OKTA_GROUP"', q="Everyone")
    assert both.body == []
    moment = okta.tenant.clock.stamp()
    okta.tenant.clock.advance(60)
    vpn, noah = okta.group("VPN Users"), okta.user("noah.berg")
    method = okta.delete if okta.tenant.memberships.get(vpn.id, noah.id) else okta.put
    await method(f"/api/v1/groups/{vpn.id}/users/{noah.id}")
    changed = await okta.get(
        "/api/v1/groups", filter=f'lastUpdated gt "{moment}" or lastMembershipUpdated gt "{moment}"'
    )
    assert [group["id"] for group in changed.body] == [vpn.id]


async def test_group_stats_tell_of_administrators(okta: Okta) -> None:
    groups = await okta.walk("/api/v1/groups", expand="stats")
    stats = {group["profile"]["name"]: group["_embedded"]["stats"] for group in groups}
    assert stats["Okta Help Desk Admins"]["hasAdminPrivilege"] is True
    assert stats["VPN Users"]["hasAdminPrivilege"] is False
    assert stats["Everyone"]["usersCount"] == len(okta.tenant.users)
    assert stats["VPN Users"]["appsCount"] == 1


async def test_the_apps_of_one_person(okta: Okta) -> None:
    user = okta.user()
    query = {"filter": f'user.id eq "{user.id}"', "expand": f"user/{user.id}", "limit": "200"}
    found = await okta.walk("/api/v1/apps", **query)
    assert {app["id"] for app in found} == set(okta.tenant.app_users.of_right(user.id))
    assert all(app["_embedded"]["user"]["id"] == user.id for app in found)
    other = okta.user("noah.berg")
    for expand in (f"user/{other.id}", "user", "users/x"):
        got = await okta.get("/api/v1/apps", filter=query["filter"], expand=expand)
        assert (got.code, got.cause) == ("E0000001", "Expand query is malformed.")
