"""A list is followed at our own address only: the token goes nowhere else, however it is asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from aiohttp import web

from deskhand.actions.declare import Write
from deskhand.directory.source import SourceError
from deskhand.integrations.okta.buckets import Priority
from deskhand.integrations.okta.client import Caller
from deskhand.integrations.okta.source import OktaSource
from tests.unit.integrations.okta.org import Org, Says

MEMBERS = "/api/v1/groups/00g1/users"
WELL_KNOWN = "/.well-known/okta-organization"


@pytest.fixture
async def elsewhere() -> AsyncGenerator[Org]:
    """Somebody else's server, which would answer."""
    made = Org()
    made.says(MEMBERS, Says([{"id": "00stolen"}]))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


async def members(source: OktaSource) -> list[Any]:
    return [each async for page in source.members("00g1") for each in page]


@pytest.mark.parametrize(
    "link",
    [
        "{evil}/api/v1/groups/00g1/users",
        "//{evil_host}/api/v1/groups/00g1/users",
        "@{evil_host}/api/v1/groups/00g1/users",
        "x:y@{evil_host}/api/v1/groups/00g1/users",
        "{ours}@{evil_host}/api/v1/groups/00g1/users",
        "http://user:word@{ours_host}/api/v1/groups/00g1/users",
        "http://@{ours_host}/api/v1/groups/00g1/users",
        ".evil.example/api/v1/x",
        "9/api/v1/x",
        ":99999/api/v1/x",
        "http://127.0.0.1:99999/api/v1/x",
        "http://127.0.0.1:port/api/v1/x",
        "http://[bad/api/v1/x",
        "http://[::1/api/v1/x",
        "http:///api/v1/groups/00g1/users",
        "http:{evil_host}/api/v1/x",
        "http:\\\\{evil_host}\\api\\v1\\x",
        "\\\\{evil_host}/api/v1/x",
        "/\\{evil_host}/api/v1/x",
        "ftp://{ours_host}/api/v1/groups/00g1/users",
        "javascript:alert(1)",
        "{ours}/api/v1/groups/00g1/users?after=a b",
        "{ours}/api/v1/groups/00g1/users?after=ü",
        "{ours}",
        "{ours}/",
        "{ours}/oauth2/v1/token",
        "{ours}/api/../oauth2/v1/token",
        "{ours}/api/%2E%2e/oauth2/v1/token",
        "{ours}/api/v1/..",
        "/oauth2/v1/token",
        "/api/../oauth2/v1/token",
        "users?after=1",
        "",
    ],
)
async def test_an_odd_link_is_an_unfinished_list_and_nothing_leaves(
    org: Org, elsewhere: Org, source: OktaSource, link: str
) -> None:
    address = link.format(
        ours=org.url,
        ours_host=org.url.removeprefix("http://"),
        evil=elsewhere.url,
        evil_host=elsewhere.url.removeprefix("http://"),
    )
    org.says(MEMBERS, Says([{"id": "00u1"}], links=[f'<{address}>; rel="next"']))
    org.says(WELL_KNOWN, Says({"id": "00o1", "_links": {"odd": {"href": "http://[bad"}}}))
    with pytest.raises(SourceError) as failed:
        await members(source)
    assert failed.value.title == "A list leads to another place"
    assert (failed.value.code, failed.value.http_status) == ("okta_unreadable", 200)
    assert not failed.value.connection_broken
    assert elsewhere.requests == []
    assert {each.path for each in org.requests} <= {MEMBERS, WELL_KNOWN}
    assert len(org.asked(MEMBERS)) == 1


@pytest.mark.parametrize(
    "link",
    [
        "{ours}{second}",
        "{second}",
        "?after=a%2Bb&limit=1000",
        "https://{ours_host}{second}",
        "HTTP://{ours_host}{second}",
        "{ours}{second}#part",
    ],
)
async def test_the_ways_to_write_our_own_address(org: Org, source: OktaSource, link: str) -> None:
    second = f"{MEMBERS}?after=a%2Bb&limit=1000"
    host = org.url.removeprefix("http://")
    address = link.format(ours=org.url, ours_host=host, second=second)
    org.says(f"{MEMBERS}?limit=1000", Says([{"id": "00u1"}], links=[f'<{address}>; rel="next"']))
    org.says(second, Says([{"id": "00u2"}]))
    assert await members(source) == ["00u1", "00u2"]
    assert org.requests[1].raw_path == second
    assert len(org.requests) == 2


async def test_the_orgs_word_that_it_has_no_name_opens_no_way(
    org: Org, elsewhere: Org, source: OktaSource
) -> None:
    """Names that cannot be read are no names, so they match no link."""
    org.says(MEMBERS, Says([{"id": "00u1"}], links=[f'<{elsewhere.url}{MEMBERS}>; rel="next"']))
    links = {"a": {"href": ""}, "b": {"href": "/api"}, "c": {"href": "http://x:99999"}, "d": {}}
    org.says(WELL_KNOWN, Says({"id": "00o1", "_links": links}))
    with pytest.raises(SourceError) as failed:
        await members(source)
    assert "127.0.0.1" in failed.value.detail
    assert elsewhere.requests == []


async def test_a_page_size_beyond_counting_is_a_page_like_any_other(
    org: Org, source: OktaSource
) -> None:
    second = f"{MEMBERS}?after=1&limit={'9' * 5_000}"
    org.says(f"{MEMBERS}?limit=1000", Says([{"id": "00u1"}], links=[org.link(second)]))
    org.says(second, Says([{"id": "00u2"}]))
    assert await members(source) == ["00u1", "00u2"]


async def test_a_call_cannot_begin_outside_of_the_host(source: OktaSource) -> None:
    """Whoever builds a path wrongly hears it before the token is sent."""
    with pytest.raises(ValueError, match="slash"):
        await source._client.write(Write("PUT", ".evil.example/x"), Caller(Priority.ACTION))
