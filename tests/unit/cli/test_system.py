"""What commands refuse before they do anything."""

from __future__ import annotations

import pytest

from deskhand.cli.system import demand_okta
from deskhand.directory.connections import ConnectionView
from deskhand.kernel.errors import DeskhandError
from tests.unit.cli.conftest import Command

NONE = ConnectionView(id=None, state="not_connected", setup="none")
OKTA = ConnectionView(1, "connected", "finished", base_url="https://acme.okta.com")
HERE = ConnectionView(1, "connected", "finished", base_url="http://127.0.0.1:8090")


def test_a_sandbox_tenant_is_for_those_who_ask_for_it() -> None:
    for connection in (NONE, OKTA):
        demand_okta(connection, allow_sandbox=False)
    demand_okta(HERE, allow_sandbox=True)
    with pytest.raises(DeskhandError, match="--allow-sandbox"):
        demand_okta(HERE, allow_sandbox=False)


def test_no_port_of_this_machine_is_tried(command: Command) -> None:
    done = command(
        *("connect", "okta", "--domain", "http://127.0.0.1:1", "--api-token-file", "-"),
        text="00" + "a" * 40,
    )
    assert isinstance(done.exception, DeskhandError)
    assert done.exception.code == "invalid"
    assert "--allow-sandbox" in str(done.exception)
