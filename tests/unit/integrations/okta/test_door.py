"""An action's looks and its one write."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from deskhand.actions.declare import Kind, ObserveError, Reveals, SecretKind, Write
from deskhand.directory.provider import ConnectionAccess
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.provider import OktaProvider
from deskhand.kernel import clock
from tests.unit.integrations.okta.org import Org, Says, error

USER, GROUP = "/api/v1/users/00u1", "/api/v1/groups/00g1"
SUSPEND = Write("POST", f"{USER}/lifecycle/suspend")
ADD = Write("PUT", f"{GROUP}/users/00u1")


@pytest.fixture
def door(provider: OktaProvider, access: ConnectionAccess) -> OktaDoor:
    return provider.door(access)


async def hang(_request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError


async def test_looks(org: Org, door: OktaDoor) -> None:
    org.says(USER, Says({"id": "00u1", "status": "SUSPENDED", "transitioningToStatus": "ACTIVE"}))
    org.says(
        f"{GROUP}?expand=stats",
        Says(
            {
                "id": "00g1",
                "type": "OKTA_GROUP",
                "_embedded": {"stats": {"hasAdminPrivilege": True}},
            }
        ),
    )
    second = f"{USER}/groups?after=1&limit=200"
    org.says(f"{USER}/groups?limit=200", Says([{"id": "00g1"}], links=[org.link(second)]))
    org.says(second, Says([{"id": "00g2"}], headers={"x-okta-request-id": "req-2"}))
    factor = {"id": "f1", "factorType": "sms", "provider": "OKTA", "status": "ACTIVE"}
    org.says(f"{USER}/factors", Says([factor, {"id": "f2", "status": "NOT_SETUP"}]))

    user = await door.user("00u1")
    assert (user.status, user.transitioning_to) == ("SUSPENDED", "ACTIVE")
    assert (user.call.http_status, user.call.provider_request_id) == (200, "req-1")
    assert (user.call.method, user.call.path) == ("GET", USER)
    group = await door.group("00g1")
    assert (group.type, group.has_admin_privilege) == ("OKTA_GROUP", True)
    org.says(f"{GROUP}?expand=stats", Says({"id": "00g1", "type": "OKTA_GROUP"}))
    assert (await door.group("00g1")).has_admin_privilege is None
    groups = await door.groups_of("00u1")
    assert [each["id"] for each in groups.items] == ["00g1", "00g2"]
    assert groups.call.provider_request_id == "req-2"
    factors = await door.factors("00u1")
    assert [(each["id"], each["label"]) for each in factors.items] == [("f1", "SMS")]


async def test_a_look_that_fails_says_what_okta_said(org: Org, door: OktaDoor) -> None:
    org.says(USER, Says(error("E0000011", "Invalid token provided"), status=401))
    with pytest.raises(ObserveError) as failed:
        await door.user("00u1")
    answer = failed.value.answer
    assert answer is not None
    assert answer.token_invalid
    assert answer.error_summary == "Invalid token provided"
    assert failed.value.detail == (answer.advice.text if answer.advice else None)


async def test_looks_are_repeated(org: Org, door: OktaDoor) -> None:
    bad = Says(body="<html>", status=502)
    org.says(USER, bad, bad, Says({"id": "00u1", "status": "ACTIVE"}))
    assert (await door.user("00u1")).status == "ACTIVE"


@pytest.mark.parametrize("write", [SUSPEND, ADD])
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Says({}), Kind.OK),
        (Says(body="", status=204), Kind.OK),
        (Says(body="{", status=200), Kind.LOST),
        (Says(drop=True), Kind.LOST),
        (Says(handler=hang), Kind.LOST),
        (Says(body="<html>", status=502), Kind.LOST),
        (Says(error("E0000009"), status=500), Kind.LOST),
        (Says(error("E0000010"), status=503), Kind.LATER),
        (Says(error("E0000047"), status=429), Kind.LATER),
        (Says(error("E0000006"), status=403), Kind.REFUSED),
    ],
)
async def test_a_write_leaves_once_whatever_comes_back(
    org: Org, door: OktaDoor, write: Write, said: Says, kind: Kind
) -> None:
    org.says(USER, Says({"id": "00u1", "status": "ACTIVE"}))
    await door.user("00u1")
    org.says(write.path, said)
    answer = await door.write(write)
    assert answer.kind is kind
    assert (answer.method, answer.path) == (write.method, write.path)
    assert len(org.asked(write.path)) == 1


async def test_a_look_does_not_wait_for_a_window_in_silence(org: Org, door: OktaDoor) -> None:
    busy = Says(
        error("E0000047"),
        status=429,
        limits=(50, 0, 1772445660),
        headers={"Date": "Mon, 02 Mar 2026 10:00:00 GMT"},
    )
    org.says(USER, busy, Says({"id": "00u1", "status": "ACTIVE"}))
    for asked in (1, 1):
        # The second one knows from the first that the bucket is empty: nothing is sent.
        with pytest.raises(ObserveError) as caught:
            await door.user("00u1")
        answer = caught.value.answer
        assert answer is not None
        assert answer.kind is Kind.LATER
        assert answer.retry_after is not None
        assert answer.retry_after > 2
        assert len(org.asked(USER)) == asked


async def test_a_proof_in_another_encoding_can_be_kept(provider: OktaProvider) -> None:
    """Header bytes that are no UTF-8 arrive as half characters, which PostgreSQL refuses."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 204 No Content\r\nx-okta-request-id: req-\xe9-7\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        found = await provider.door(ConnectionAccess(2, url, "api_token", "00secret")).write(ADD)
    assert found.kind is Kind.OK
    assert found.provider_request_id == "req- -7"


async def test_a_write_to_nobody_is_not_sent(provider: OktaProvider) -> None:
    door = provider.door(ConnectionAccess(2, "http://127.0.0.1:1", "api_token", "00secret"))
    answer = await door.write(ADD)
    assert answer.kind is Kind.NOT_SENT
    assert answer.advice is not None
    assert "00secret" not in repr(answer)


async def test_a_write_without_a_body_and_one_with_body_and_query(org: Org, door: OktaDoor) -> None:
    org.says(SUSPEND.path, Says({}))
    await door.write(SUSPEND)
    [bare] = org.requests
    assert bare.headers["Content-Length"] == "0"
    assert bare.headers["Content-Type"] == "application/json"
    seen: list[object] = []

    async def take(request: web.Request) -> web.Response:
        seen.append(await request.json())
        return web.json_response({})

    org.says("/api/v1/apps/0oa1/users", Says(handler=take))
    await door.write(
        Write("POST", "/api/v1/apps/0oa1/users", {"x": "a b"}, {"id": "00u1", "scope": "USER"})
    )
    assert seen == [{"id": "00u1", "scope": "USER"}]
    assert org.requests[-1].query["x"] == "a b"


async def test_a_person_passes_an_import_that_waits_for_its_budget(
    org: Org, provider: OktaProvider, access: ConnectionAccess
) -> None:
    """4 of 50 calls left: less than the share that an import leaves free, enough for a click."""
    limits = (50, 4, 1772445660)
    dated = {"Date": "Mon, 02 Mar 2026 10:00:00 GMT"}
    org.says("/api/v1/groups/00g1/users", Says([{"id": "00u1"}], limits=limits, headers=dated))
    org.says(ADD.path, Says(body="", status=204))
    source, door = provider.source(access), provider.door(access)
    [_ async for _ in source.members("00g1")]
    answer = await door.write(ADD)
    assert answer.kind is Kind.OK
    assert clock.monotonic() == 0
    [_ async for _ in source.members("00g1")]
    assert clock.monotonic() == 61
    assert source.pace() == "Okta allows 45 group calls a minute"


async def test_only_what_is_done_in_the_background_asks_for_that(org: Org, door: OktaDoor) -> None:
    end = f"{USER}/lifecycle/deactivate"
    org.says(end, Says({}))
    org.says(SUSPEND.path, Says({}))
    await door.write(Write("POST", end, background=True))
    await door.write(SUSPEND)
    assert [each.headers.get("Prefer") for each in org.requests] == ["respond-async", None]


TELL = Write(
    "POST",
    f"{USER}/lifecycle/expire_password_with_temp_password",
    reveals=Reveals(SecretKind.TEMPORARY_PASSWORD, "tempPassword"),
)


async def test_what_an_answer_reveals_is_in_no_other_part_of_it(org: Org, door: OktaDoor) -> None:
    org.says(TELL.path, Says({"tempPassword": "hush-hush-1"}))
    answer = await door.write(TELL)
    assert (answer.kind, answer.secret) == (Kind.OK, "hush-hush-1")
    assert "hush" not in repr(answer)


@pytest.mark.parametrize("body", [{}, {"tempPassword": None}, {"tempPassword": ""}, ["x"]])
async def test_an_answer_that_reveals_nothing_is_lost(
    org: Org, door: OktaDoor, body: object
) -> None:
    org.says(TELL.path, Says(body))
    answer = await door.write(TELL)
    assert (answer.kind, answer.secret) == (Kind.LOST, None)
    assert answer.error_summary == "Okta's answer held no tempPassword"


async def test_a_refusal_reveals_nothing(org: Org, door: OktaDoor) -> None:
    org.says(TELL.path, Says(error("E0000006") | {"tempPassword": "hush"}, status=403))
    answer = await door.write(TELL)
    assert (answer.kind, answer.secret) == (Kind.REFUSED, None)
