"""Connecting: what works is described, what does not is explained, and no token leaks."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from deskhand.directory.problem import SETTINGS_PAGE
from deskhand.directory.provider import ActsAs, ConnectionAccess
from deskhand.directory.source import SourceError
from deskhand.integrations.okta.provider import OktaProvider
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.http import Http
from tests.unit.integrations.okta.org import Org, Says, error

WELL_KNOWN, ME, USERS = "/.well-known/okta-organization", "/api/v1/users/me", "/api/v1/users"


@pytest.fixture(autouse=True)
def healthy(org: Org) -> None:
    org.says(WELL_KNOWN, Says({"id": "00o1", "pipeline": "idx", "_links": {}}))
    profile = {"login": "service@acme.example", "firstName": "Desk", "lastName": "Service"}
    org.says(ME, Says({"id": "00u1", "status": "ACTIVE", "profile": profile}))
    org.says(USERS, Says([{"id": "00u1"}]))


async def refused(provider: OktaProvider, domain: str, token: str = "00secret") -> DeskhandError:
    with pytest.raises(DeskhandError) as raised:
        await provider.probe(domain, token)
    told = f"{raised.value!r} {raised.value} {raised.value.__cause__!r}"
    assert token not in told
    assert raised.value.detail
    return raised.value


async def test_a_tenant_describes_itself(org: Org, provider: OktaProvider) -> None:
    found = await provider.probe(f" {org.url}/admin ", " SSWS 00secret\n")
    assert found.base_url == org.url
    assert found.org_id == "00o1"
    assert found.engine == "Identity Engine"
    assert found.acts_as == ActsAs("00u1", "Desk Service", "service@acme.example")
    assert org.asked(ME)[0].headers["Authorization"] == "SSWS 00secret"


@pytest.mark.parametrize(("pipeline", "engine"), [("v1", "Classic Engine"), ("new", None)])
async def test_engines(org: Org, provider: OktaProvider, pipeline: str, engine: str | None) -> None:
    org.says(WELL_KNOWN, Says({"id": "00o1", "pipeline": pipeline}))
    assert (await provider.probe(org.url, "00secret")).engine == engine


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Says(body="<html>Welcome</html>"), "not as an Okta org"),
        (Says(body="<html>", status=404), "HTTP 404"),
        (Says(error("E0000008"), status=404), "HTTP 404"),
        (Says({"pipeline": "idx"}), "not as an Okta org"),
        (Says(status=302, headers={"Location": "https://evil.example/"}), "redirects"),
    ],
)
async def test_what_is_no_okta_org_never_sees_the_token(
    org: Org, provider: OktaProvider, said: Says, words: str
) -> None:
    org.says(WELL_KNOWN, said)
    found = await refused(provider, org.url)
    assert words in found.detail
    assert (found.status, found.errors[0].field) == (422, "domain")
    assert all("Authorization" not in each.headers for each in org.requests)


async def test_an_org_that_is_down_is_not_called_wrong(org: Org, provider: OktaProvider) -> None:
    org.says(WELL_KNOWN, Says(body="<html>", status=503))
    found = await refused(provider, org.url)
    assert found.code == "okta_failed"
    assert found.next is not None
    assert found.next.kind == "retry"


@pytest.mark.parametrize("path", [ME, USERS])
async def test_a_refused_token(org: Org, provider: OktaProvider, path: str) -> None:
    org.says(path, Says(error("E0000011", "Invalid token provided"), status=401))
    found = await refused(provider, org.url)
    assert isinstance(found, SourceError)
    assert found.connection_broken
    assert (found.status, found.errors[0].field) == (422, "api_token")
    assert found.next is not None
    assert found.next.href == SETTINGS_PAGE


async def test_an_owner_without_a_role(org: Org, provider: OktaProvider) -> None:
    org.says(USERS, Says(error("E0000006"), status=403))
    found = await refused(provider, org.url)
    assert isinstance(found, SourceError)
    assert not found.connection_broken
    assert "Read-only Administrator" in found.detail
    assert found.errors[0].field == "api_token"


async def test_nobody_there(provider: OktaProvider) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found = await refused(provider, f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert found.code == "okta_unreachable"
    assert "Nothing answers" in found.detail
    assert found.errors[0].field == "domain"


async def test_an_org_that_does_not_answer(org: Org, provider: OktaProvider) -> None:
    async def hang(_request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    org.says(WELL_KNOWN, Says(handler=hang))
    found = await refused(provider, org.url)
    assert found.title == "Okta did not answer in time"


class Names(AbstractResolver):
    """Leads every name to one address, or knows none."""

    def __init__(self, address: str | None) -> None:
        self._address = address

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        if self._address is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            ResolveResult(
                hostname=host, host=self._address, port=port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


@pytest.mark.usefixtures("moved_clock")
@pytest.mark.parametrize(
    ("address", "words"),
    [(None, "There is no host named acme.okta.com"), ("10.0.0.7", "inner address 10.0.0.7")],
)
async def test_names(address: str | None, words: str) -> None:
    provider = OktaProvider(http=Http(resolver=Names(address)))
    found = await refused(provider, "acme.okta.com")
    await provider.close()
    assert words in found.detail
    assert found.errors[0].field == "domain"


async def test_real_use_says_nothing_of_what_runs_on_this_machine(org: Org) -> None:
    """An open port and a closed one are refused alike, and neither is even tried."""
    provider = OktaProvider(loopback=False)
    found = [await refused(provider, url) for url in (org.url, "http://127.0.0.1:1", "localhost")]
    await provider.close()
    assert len({(each.code, each.detail, each.status) for each in found}) == 1
    assert "--allow-sandbox" in found[0].detail
    assert org.requests == []


async def test_confirming_tells_a_refusal_from_a_bad_day(
    org: Org, provider: OktaProvider, access: ConnectionAccess
) -> None:
    await provider.confirm(access)
    org.says(ME, Says(body="<html>", status=502))
    with pytest.raises(SourceError) as failed:
        await provider.confirm(access)
    assert not failed.value.connection_broken
    org.says(ME, Says(error("E0000011"), status=401))
    with pytest.raises(SourceError) as failed:
        await provider.confirm(access)
    assert failed.value.connection_broken


async def test_callers_of_a_connection_share_its_limits_until_it_changes(
    org: Org, provider: OktaProvider, access: ConnectionAccess
) -> None:
    shared = provider._of(access)
    assert provider._of(access) is shared
    assert provider.source(access)._client is shared
    replaced = ConnectionAccess(access.id, access.base_url, access.auth_mode, "00other")
    assert provider._of(replaced) is not shared
    provider.forget(access.id)
    assert provider._of(access) is not shared
    assert "00secret" not in repr(shared.__dict__.keys())


def test_addresses_in_the_console(provider: OktaProvider) -> None:
    base = "https://acme.okta.com"
    assert provider.admin_url(base) == "https://acme-admin.okta.com"
    person = "https://acme-admin.okta.com/admin/user/profile/view/00u1"
    assert provider.person_url(base, "00u1") == person
    assert provider.person_url("http://127.0.0.1:8090", "00u1") is None
    assert provider.group_url(base, "00g1") == "https://acme-admin.okta.com/admin/group/00g1"
    app = "https://acme-admin.okta.com/admin/app/figma/instance/0oa1"
    assert provider.application_url(base, "figma", "0oa1") == app
    assert provider.group_url("http://127.0.0.1:8090", "00g1") is None
    assert provider.application_url("http://127.0.0.1:8090", "figma", "0oa1") is None
