"""Connect, replace the token in place, notice and mend what is broken, finish the setup."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.directory.model import Connection
from deskhand.directory.wanted import Wanted
from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.errors import DeskhandError

SANDBOX = "http://127.0.0.1:8090"


async def view(desk: Any) -> Any:
    async with desk.database.reading() as session:
        return await desk.directory.connection(session)


async def tags(desk: Any) -> list[str]:
    async with desk.database.reading() as session:
        return list(await session.scalars(sa.select(AuditEvent.tag).order_by(AuditEvent.id)))


async def test_not_connected(desk: Any) -> None:
    found = await view(desk)
    assert (found.id, found.state, found.setup, found.domain) == (
        None,
        "not_connected",
        "none",
        None,
    )
    with pytest.raises(DeskhandError, match="not connected"):
        await desk.sync()
    async with desk.database.reading() as session:
        assert await desk.directory.search(session, Wanted()) == ([], 0)


async def test_connect_seals_the_token_and_starts_the_import(desk: Any) -> None:
    await desk.directory.connect(SANDBOX + "/", " secret ")
    found = await view(desk)
    assert (found.state, found.setup, found.auth_mode) == ("connected", "importing", "api_token")
    assert found.is_sandbox
    assert found.console_url == f"{SANDBOX}/_sandbox/"
    assert found.domain == SANDBOX
    assert found.acts_as["login"] == "user0@acme.example"
    assert found.engine == "Identity Engine"
    assert len(desk.durable.enqueued) == 1
    async with desk.database.reading() as session:
        row = (await session.scalars(sa.select(Connection))).one()
        assert b"secret" not in row.credentials
        access = await desk.directory.access(session, row.id)
    assert access.secret == "secret"
    assert "secret" not in repr(access)
    assert set(await tags(desk)) == {"connection:connection:create", "directory:sync:start"}


async def test_a_sealed_token_opens_in_its_own_row_only(desk: Any) -> None:
    await desk.directory.connect(SANDBOX, "secret")
    async with desk.database.transaction() as session:
        first = (await session.scalars(sa.select(Connection))).one()
        second = Connection(
            provider="other",
            base_url="x",
            auth_mode="api_token",
            state="connected",
            setup="importing",
            facts={},
            connected_at=first.connected_at,
            credentials=first.credentials,
        )
        session.add(second)
        await session.flush()
        with pytest.raises(DeskhandError, match="cannot be read"):
            await desk.directory.access(session, second.id)


@pytest.mark.parametrize(
    ("domain", "token", "code"),
    [
        ("https://nowhere.okta.com", "secret", "unreachable"),
        (SANDBOX, "wrong", "token_invalid"),
        (SANDBOX, "  ", "invalid"),
    ],
)
async def test_what_does_not_work_changes_nothing(
    desk: Any, domain: str, token: str, code: str
) -> None:
    with pytest.raises(DeskhandError) as caught:
        await desk.directory.connect(domain, token)
    assert caught.value.code == code
    assert (await view(desk)).state == "not_connected"


async def test_a_token_is_replaced_in_place(desk: Any) -> None:
    await desk.import_all()
    before = await view(desk)
    desk.tenant.token = "fresh"
    await desk.directory.connect(SANDBOX, "fresh")
    after = await view(desk)
    assert (after.id, after.setup) == (before.id, "review")
    assert desk.provider.forgotten[-1] == after.id
    async with desk.database.reading() as session:
        assert (await desk.directory.access(session, after.id)).secret == "fresh"
    assert len(desk.durable.enqueued) == 1


async def test_a_token_of_another_org_is_refused(desk: Any) -> None:
    await desk.import_all()
    desk.tenant.org_id = "00o2"
    with pytest.raises(DeskhandError) as caught:
        await desk.directory.connect("https://other.okta.com", "secret")
    assert caught.value.code == "other_tenant"
    assert (await view(desk)).base_url == SANDBOX


async def test_a_refused_token_is_confirmed_before_the_connection_breaks(desk: Any) -> None:
    await desk.import_all()
    connection_id = (await view(desk)).id
    said = {"http_status": 401, "error_code": "E0000011", "summary": None, "request_id": "r1"}
    assert not await desk.directory.token_refused(connection_id, **said)
    assert (await view(desk)).state == "connected"

    desk.tenant.token = "fresh"
    with desk.live.listen() as news:
        assert await desk.directory.token_refused(connection_id, **said)
        assert news.get_nowait().topic == "connection"
    found = await view(desk)
    assert found.state == "broken"
    assert found.problem["okta_request_id"] == "r1"
    assert found.problem["next"]["href"] == "/settings/integrations/okta"

    await desk.directory.connections.check()
    assert (await view(desk)).state == "broken"
    await desk.directory.connect(SANDBOX, "fresh")
    found = await view(desk)
    assert (found.state, found.problem) == ("connected", None)
    assert {tag for tag in await tags(desk) if tag.startswith("connection")} == {
        "connection:connection:create",
        "connection:connection:break",
        "connection:token:replace",
        "connection:connection:recover",
    }


async def test_check_mends_what_works_again(desk: Any) -> None:
    await desk.import_all()
    connection_id = (await view(desk)).id
    desk.tenant.token = "fresh"
    await desk.directory.connections.check()
    assert (await view(desk)).state == "broken"
    desk.tenant.token = "secret"
    await desk.directory.connections.check()
    found = await view(desk)
    assert (found.id, found.state) == (connection_id, "connected")


async def test_the_setup_is_finished_in_review_only(desk: Any) -> None:
    await desk.directory.connect(SANDBOX, "secret")
    for expected in (False, True, False):
        async with desk.database.transaction() as session:
            if expected:
                await desk.directory.connections.finish_setup(session)
            else:
                with pytest.raises(DeskhandError) as caught:
                    await desk.directory.connections.finish_setup(session)
                assert caught.value.status == 409
        if not expected and len(desk.durable.enqueued) == 1:
            await desk.run()
    assert (await view(desk)).setup == "finished"


async def test_the_same_org_under_a_new_address(desk: Any) -> None:
    await desk.import_all()
    await desk.directory.connect("https://login.acme.example", desk.tenant.token)
    found = await view(desk)
    assert (found.base_url, found.is_sandbox) == ("https://login.acme.example", False)
    assert found.setup == "review"
    assert "connection:address:change" in await tags(desk)
