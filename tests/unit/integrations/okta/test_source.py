"""Lists are read to their end or not believed, however the other side behaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from deskhand.directory.source import SourceError
from deskhand.integrations.okta.source import OktaSource
from deskhand.kernel import clock
from tests.unit.integrations.okta.org import Org, Says, error

USERS, GROUPS, APPS = "/api/v1/users", "/api/v1/groups", "/api/v1/apps"
MEMBERS = "/api/v1/groups/00g1/users"
RULES = "/api/v1/groups/rules"
DEPROVISIONED = "/api/v1/users?search=status%20eq%20%22DEPROVISIONED%22&limit=200"


def refs(*ids: str) -> list[dict[str, Any]]:
    return [{"id": each} for each in ids]


def many(count: int, start: int = 0) -> list[dict[str, Any]]:
    return refs(*(f"00u{n}" for n in range(start, start + count)))


async def all_of(pages: AsyncIterator[list[Any]]) -> list[Any]:
    return [each async for page in pages for each in page]


async def hang(_request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError


def limits_asked(org: Org, path: str) -> list[str]:
    return [each.query["limit"] for each in org.asked(path)]


async def test_people_of_all_statuses(org: Org, source: OktaSource) -> None:
    org.says(
        f"{USERS}?limit=200",
        Says([{"id": "00u1", "status": "ACTIVE", "profile": {"login": "a"}}]),
    )
    org.says(DEPROVISIONED, Says([{"id": "00u2", "status": "DEPROVISIONED"}]))
    found = await all_of(source.people())
    assert [(each.external_id, each.status) for each in found] == [
        ("00u1", "ACTIVE"),
        ("00u2", "DEPROVISIONED"),
    ]
    assert source.calls() == {"GET /api/v1/users": 2}


async def test_the_largest_pages_are_asked_for(org: Org, source: OktaSource) -> None:
    paths = (GROUPS, MEMBERS, RULES, APPS, f"{APPS}/0oa1/users", f"{APPS}/0oa1/groups")
    for path in paths:
        org.says(path, Says([]))
    for pages in (
        source.groups(),
        source.members("00g1"),
        source.group_rules(),
        source.applications(),
        source.assignments("0oa1"),
        source.application_groups("0oa1"),
    ):
        assert await all_of(pages) == []
    assert [each.path_qs for each in org.requests] == [
        f"{GROUPS}?expand=stats&limit=1000",
        f"{MEMBERS}?limit=1000",
        f"{RULES}?limit=200",
        f"{APPS}?limit=200",
        f"{APPS}/0oa1/users?limit=500",
        f"{APPS}/0oa1/groups?limit=200",
    ]
    assert source.calls() == {
        "GET /api/v1/groups": 1,
        "GET /api/v1/groups/{id}/users": 1,
        "GET /api/v1/groups/rules": 1,
        "GET /api/v1/apps": 1,
        "GET /api/v1/apps/{id}/users": 1,
        "GET /api/v1/apps/{id}/groups": 1,
    }
    assert {each.headers["Authorization"] for each in org.requests} == {"SSWS 00secret"}


@pytest.mark.parametrize("joined", [False, True])
async def test_pages_are_followed_by_their_raw_links(
    org: Org, source: OktaSource, joined: bool
) -> None:
    second = f"{MEMBERS}?after=a%2Bb%3D%2F+&limit=1000"
    lines = [org.link(f"{MEMBERS}?limit=1000", "self"), org.link(second)]
    org.says(
        f"{MEMBERS}?limit=1000", Says(refs("00u1"), links=[", ".join(lines)] * joined or lines)
    )
    org.says(second, Says(refs("00u2")))
    assert await all_of(source.members("00g1")) == ["00u1", "00u2"]
    assert org.requests[1].raw_path == second


async def test_an_empty_list_is_one_empty_page(org: Org, source: OktaSource) -> None:
    org.says(MEMBERS, Says([]))
    assert [page async for page in source.members("00g1")] == [[]]


async def test_an_empty_page_in_the_middle_is_no_end(org: Org, source: OktaSource) -> None:
    second = f"{MEMBERS}?after=1&limit=1000"
    org.says(f"{MEMBERS}?limit=1000", Says([], links=[org.link(second)]))
    org.says(second, Says(refs("00u2")))
    assert await all_of(source.members("00g1")) == ["00u2"]


@pytest.mark.parametrize("rows", [0, 2])
async def test_a_last_page_that_links_to_itself_ends_the_list(
    org: Org, source: OktaSource, rows: int
) -> None:
    second = f"{MEMBERS}?after=1&limit=1000"
    org.says(f"{MEMBERS}?limit=1000", Says(refs("00u1"), links=[org.link(second)]))
    again = f"{MEMBERS}?limit=1000&after=1"
    org.says(second, Says(refs("00u2", "00u3")[:rows], links=[org.link(again)]))
    assert len(await all_of(source.members("00g1"))) == 1 + rows
    assert len(org.requests) == 2
    assert source.notes() == [f"The last page of {MEMBERS} links to itself."]


async def test_a_circle_of_pages_ends(org: Org, source: OktaSource) -> None:
    first, second = f"{MEMBERS}?limit=1000", f"{MEMBERS}?after=1&limit=1000"
    org.says(first, Says(refs("00u1"), links=[org.link(second)]))
    org.says(second, Says(refs("00u2"), links=[org.link(first)]))
    assert await all_of(source.members("00g1")) == ["00u1", "00u2"]


async def test_a_full_page_that_links_to_itself_once_is_asked_again(
    org: Org, source: OktaSource
) -> None:
    first, second = f"{MEMBERS}?limit=1000", f"{MEMBERS}?after=1&limit=1000"
    org.says(
        first,
        Says(many(1000), links=[org.link(first)]),
        Says(many(1000), links=[org.link(second)]),
    )
    org.says(second, Says(many(5, 1000)))
    assert len(await all_of(source.members("00g1"))) == 1005


async def test_a_full_page_that_keeps_linking_to_itself_is_not_believed(
    org: Org, source: OktaSource
) -> None:
    first = f"{MEMBERS}?limit=1000"
    org.says(first, Says(many(1000), links=[org.link(first)]))
    with pytest.raises(SourceError) as failed:
        await all_of(source.members("00g1"))
    assert "may be more" in failed.value.detail
    assert not failed.value.connection_broken


async def test_a_link_to_another_host_is_not_followed(org: Org, source: OktaSource) -> None:
    org.says(MEMBERS, Says(refs("00u1"), links=['<https://evil.example/api>; rel="next"']))
    org.says("/.well-known/okta-organization", Says({"id": "00o1", "pipeline": "idx"}))
    with pytest.raises(SourceError) as failed:
        await all_of(source.members("00g1"))
    assert "evil.example" in failed.value.detail


async def test_a_link_to_the_orgs_other_name_is_followed_at_ours(
    org: Org, source: OktaSource
) -> None:
    other = "https://acme.okta.com"
    first, second = f"{MEMBERS}?limit=1000", f"{MEMBERS}?after=1&limit=1000"
    third = f"{MEMBERS}?after=2&limit=1000"
    org.says(first, Says(refs("00u1"), links=[f'<{other}{second}>; rel="next"']))
    org.says(second, Says(refs("00u2"), links=[f'<{other}{third}>; rel="next"']))
    org.says(third, Says(refs("00u3")))
    org.says(
        "/.well-known/okta-organization",
        Says({"id": "00o1", "_links": {"organization": {"href": other}}}),
    )
    assert await all_of(source.members("00g1")) == ["00u1", "00u2", "00u3"]
    assert org.counted()["GET /.well-known/okta-organization"] == 1


@pytest.mark.parametrize(
    "bad",
    [
        Says(body="", status=503),
        Says(body="<html>Bad Gateway</html>", status=502),
        Says(body="<html>Please sign in</html>"),
        Says(body=b'[{"id": "00u1"}, {"id'),
        Says(body="", status=204),
        Says({"not": "a list"}),
        Says(drop=True),
        Says(error("E0000100"), status=503),
    ],
)
async def test_two_bad_answers_are_outlived_and_three_are_not(
    org: Org, source: OktaSource, bad: Says
) -> None:
    org.says(MEMBERS, bad, bad, Says(refs("00u1")))
    assert await all_of(source.members("00g1")) == ["00u1"]
    assert len(org.requests) == 3
    org.says(MEMBERS, bad)
    with pytest.raises(SourceError) as failed:
        await all_of(source.members("00g1"))
    assert len(org.requests) == 6
    assert failed.value.detail
    assert failed.value.next is not None
    assert not failed.value.connection_broken


async def test_an_error_in_the_middle_is_no_end(org: Org, source: OktaSource) -> None:
    second = f"{MEMBERS}?after=1&limit=1000"
    org.says(f"{MEMBERS}?limit=1000", Says(refs("00u1"), links=[org.link(second)]))
    org.says(second, Says(body="<html>", status=502))
    pages = source.members("00g1")
    assert await anext(pages) == ["00u1"]
    with pytest.raises(SourceError) as failed:
        await anext(pages)
    assert failed.value.http_status == 502


async def test_a_refused_token_stops_at_once_and_breaks_the_connection(
    org: Org, source: OktaSource
) -> None:
    second = f"{MEMBERS}?after=1&limit=1000"
    org.says(f"{MEMBERS}?limit=1000", Says(refs("00u1"), links=[org.link(second)]))
    org.says(second, Says(error("E0000011", "Invalid token provided"), status=401))
    with pytest.raises(SourceError) as failed:
        await all_of(source.members("00g1"))
    assert failed.value.connection_broken
    assert failed.value.error_code == "E0000011"
    assert failed.value.provider_request_id == "req-1"
    assert len(org.requests) == 2
    assert "00secret" not in f"{failed.value!r} {failed.value} {failed.value.__cause__!r}"


async def test_a_feature_that_is_off_is_no_broken_connection(org: Org, source: OktaSource) -> None:
    org.says(MEMBERS, Says(error("E0000015"), status=401))
    with pytest.raises(SourceError) as failed:
        await all_of(source.members("00g1"))
    assert not failed.value.connection_broken


async def test_a_forbidden_list_names_the_role(org: Org, source: OktaSource) -> None:
    org.says(f"{APPS}/0oa1/users", Says(error("E0000006"), status=403))
    with pytest.raises(SourceError) as failed:
        await all_of(source.assignments("0oa1"))
    assert failed.value.http_status == 403
    assert "Read-only Administrator" in failed.value.detail
    assert len(org.requests) == 1


@pytest.mark.parametrize(
    "slow",
    [
        Says(handler=hang),
        Says(body="", status=504),
        Says(error("E0000009", "Internal Server Error"), status=500),
    ],
)
async def test_a_page_that_takes_too_long_is_halved_and_the_walk_goes_on(
    org: Org, source: OktaSource, slow: Says
) -> None:
    second = f"{MEMBERS}?after=1&limit=250"
    org.says(f"{MEMBERS}?limit=1000", slow)
    org.says(f"{MEMBERS}?limit=500", slow)
    org.says(f"{MEMBERS}?limit=250", Says(many(250), links=[org.link(second)]))
    org.says(second, Says(many(3, 250)))
    assert len(await all_of(source.members("00g1"))) == 253
    assert limits_asked(org, MEMBERS) == ["1000", "500", "250", "250"]


async def test_halving_ends_and_says_so(org: Org, source: OktaSource) -> None:
    org.says(MEMBERS, Says(error("E0000009"), status=500))
    with pytest.raises(SourceError) as failed:
        await all_of(source.members("00g1"))
    assert failed.value.http_status == 500
    asked = limits_asked(org, MEMBERS)
    assert asked == ["1000", "500", "250", "125", "62", "31", "31", "31"]


async def test_a_halved_full_page_is_known_as_full(org: Org, source: OktaSource) -> None:
    org.says(f"{MEMBERS}?limit=1000", Says(body="", status=504))
    half = f"{MEMBERS}?limit=500"
    org.says(half, Says(many(500), links=[org.link(half)]))
    with pytest.raises(SourceError):
        await all_of(source.members("00g1"))


def refusal(at: int) -> Says:
    """A 429 whose window ends so many seconds after its own date; our clock plays no part."""
    return Says(
        error("E0000047"),
        status=429,
        limits=(50, 0, 1772445600 + at),
        headers={"Date": "Mon, 02 Mar 2026 10:00:00 GMT"},
    )


async def test_a_refusal_for_the_rate_waits_until_its_window_ends(
    org: Org, source: OktaSource
) -> None:
    org.says(APPS, refusal(37), Says([{"id": "0oa1"}]))
    assert len(await all_of(source.applications())) == 1
    assert clock.monotonic() == 38
    assert len(org.requests) == 2


async def test_a_refusal_without_figures_waits_too(org: Org, source: OktaSource) -> None:
    org.says(APPS, Says(error("E0000047"), status=429), Says([{"id": "0oa1"}]))
    assert len(await all_of(source.applications())) == 1
    assert clock.monotonic() == 2


async def test_a_refusal_for_too_many_at_once_lowers_their_number(
    org: Org, source: OktaSource
) -> None:
    busy = Says(error("E0000047"), status=429, limits=(0, 0, 1772445660))
    org.says(APPS, busy, Says([{"id": "0oa1"}]))
    assert len(await all_of(source.applications())) == 1
    assert source._client.gate.allowed == 5
    assert clock.monotonic() == 1


async def test_short_windows_are_outlived(org: Org, source: OktaSource) -> None:
    org.says(APPS, *(refusal(2 * n) for n in range(1, 7)), Says([{"id": "0oa1"}]))
    assert len(await all_of(source.applications())) == 1
    assert clock.monotonic() < 60


async def test_a_limit_that_never_ends_is_reported(org: Org, source: OktaSource) -> None:
    org.says(APPS, refusal(60))
    with pytest.raises(SourceError) as failed:
        await all_of(source.applications())
    assert failed.value.code == "okta_busy"
    assert failed.value.retry_after is not None


async def test_one_odd_app_does_not_break_its_page(org: Org, source: OktaSource) -> None:
    odd = {
        "id": "0oa2",
        "label": {"en": "Odd"},
        "name": "odd",
        "features": None,
        "status": "ACTIVE",
    }
    org.says(APPS, Says([{"id": "0oa1", "label": "Mail"}, odd, {"id": "0oa3", "label": "Wiki"}]))
    found = await all_of(source.applications())
    assert [each.label for each in found] == ["Mail", "odd", "Wiki"]
    assert source.notes() == ["1 application records had an unexpected shape."]


@pytest.fixture
def elena(org: Org) -> str:
    """A person with all that hangs on her."""
    base = f"{USERS}/00u1"
    org.says(base, Says({"id": "00u1", "status": "ACTIVE", "profile": {"login": "elena"}}))
    org.says(
        f"{base}/groups",
        Says([{"id": "00g1", "type": "OKTA_GROUP", "profile": {"name": "Sales"}}]),
    )
    org.says(
        f"{base}/factors",
        Says(
            [
                {"id": "opf1", "factorType": "push", "provider": "OKTA", "status": "ACTIVE"},
                {"id": "x", "factorType": "sms", "provider": "OKTA", "status": "NOT_SETUP"},
            ]
        ),
    )
    embedded = {"user": {"id": "00u1", "scope": "GROUP", "status": "ACTIVE", "syncState": None}}
    org.says(APPS, Says([{"id": "0oa1", "_embedded": embedded}]))
    return "00u1"


async def test_a_person_is_read_with_all_that_hangs_on_her(
    org: Org, source: OktaSource, elena: str
) -> None:
    found = await source.person(elena)
    assert found is not None
    assert found.person.login == "elena"
    assert [each.name for each in found.groups] == ["Sales"]
    assert found.factors is not None
    assert [each.label for each in found.factors] == ["Okta Verify push"]
    assert found.applications is not None
    [(app, assignment)] = found.applications
    assert (app, assignment.person_id, assignment.scope) == ("0oa1", elena, "GROUP")
    [asked] = org.asked(APPS)
    assert asked.query["filter"] == 'user.id eq "00u1"'
    assert asked.query["expand"] == "user/00u1"
    assert len(org.requests) == 4


@pytest.mark.parametrize(
    "no", [Says(error("E0000006"), status=403), Says(error("E0000015"), status=401)]
)
async def test_what_our_role_does_not_show_is_left_out(
    org: Org, source: OktaSource, elena: str, no: Says
) -> None:
    org.says(f"{USERS}/00u1/factors", no)
    org.says(APPS, no)
    found = await source.person(elena)
    assert found is not None
    assert found.factors is None
    assert found.applications is None


async def test_apps_without_the_assignment_tell_nothing(
    org: Org, source: OktaSource, elena: str
) -> None:
    org.says(APPS, Says([{"id": "0oa1"}]))
    found = await source.person(elena)
    assert found is not None
    assert found.applications is None


async def test_a_person_who_is_gone(org: Org, source: OktaSource, elena: str) -> None:
    for path in (f"{USERS}/00u1", f"{USERS}/00u1/groups", f"{USERS}/00u1/factors"):
        org.says(path, Says(error("E0000007"), status=404))
    assert await source.person(elena) is None


async def test_hidden_factors_do_not_make_a_person_gone(
    org: Org, source: OktaSource, elena: str
) -> None:
    org.says(f"{USERS}/00u1/factors", Says(error("E0000007"), status=404))
    found = await source.person(elena)
    assert found is not None
    assert found.factors is None


@pytest.mark.parametrize("part", ["", "/groups"])
async def test_a_person_without_the_essentials_is_an_error(
    org: Org, source: OktaSource, elena: str, part: str
) -> None:
    org.says(f"{USERS}/00u1{part}", Says(error("E0000006"), status=403))
    with pytest.raises(SourceError) as failed:
        await source.person(elena)
    assert failed.value.http_status == 403


async def test_ids_cannot_leave_their_place_in_the_path(org: Org, source: OktaSource) -> None:
    with pytest.raises(SourceError):
        await all_of(source.members("../users?x=/"))
    assert org.requests[0].raw_path == "/api/v1/groups/..%2Fusers%3Fx%3D%2F/users?limit=1000"
