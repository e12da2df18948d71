"""What may be picked: what the connection still has, and none of the provider's own consoles."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from deskhand.actions.declare import Action, Parameters, Picker
from deskhand.directory.model import Application, Connection
from deskhand.kernel import clock
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role
from tests.unit.actions.paper import Desk, Paper


class AppParameters(Parameters):
    application: Annotated[int, Picker("okta.application")] = Field(title="Application")


class Give(Paper):
    """Takes an application."""

    key = "paper.give"
    title = "Give"
    parameters = AppParameters


@pytest.fixture
def actions() -> tuple[Action, ...]:
    return (Paper(), Give())


async def application(desk: Desk, **values: Any) -> int:
    async with desk.database.transaction() as session:
        made = Application(
            **{
                "connection_id": desk.connection_id,
                "external_id": "a1",
                "name": "saml",
                "label": "Canteen",
                "sort_name": "canteen",
                "status": "ACTIVE",
                "sign_on_mode": "SAML_2_0",
                "features": [],
                "first_party": False,
                "seen_in": 1,
                **values,
            }
        )
        session.add(made)
        await session.flush()
        return made.id


async def elsewhere(desk: Desk) -> int:
    """The id of another connection."""
    async with desk.database.transaction() as session:
        made = Connection(
            provider="okta",
            base_url="https://other.example",
            auth_mode="api_token",
            state="connected",
            setup="finished",
            facts={},
            connected_at=clock.now(),
        )
        session.add(made)
        await session.flush()
        return made.id


async def test_an_application_is_kept_with_the_run(desk: Desk) -> None:
    run_id = await desk.submit(Give.key, application=await application(desk))
    run = await desk.run(run_id)
    assert run.parameters["picked"]["application"]["external_id"] == "a1"
    assert run.shown_parameters == [{"label": "Application", "value": "Canteen"}]


@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMINISTRATOR])
async def test_nobody_is_given_the_consoles_of_the_provider(desk: Desk, role: Role) -> None:
    console = await application(desk, name="saasure", label="Okta Admin", first_party=True)
    await refused(desk, console, role)


async def test_what_is_gone_or_belongs_to_another_connection(desk: Desk) -> None:
    await refused(desk, await application(desk, missing_since=clock.now()))
    await refused(desk, await application(desk, connection_id=await elsewhere(desk)))
    await refused(desk, 999_999)


async def refused(desk: Desk, key: int, role: Role = Role.AGENT) -> None:
    with pytest.raises(DeskhandError) as caught:
        await desk.submit(Give.key, role=role, application=key)
    assert caught.value.code == "invalid"
    assert [each.field for each in caught.value.errors] == ["application"]
