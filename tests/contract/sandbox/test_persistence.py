"""The tenant as a program: its ready line, its state file, and its sudden death."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import SEEN_SECONDS, serve
from tests.contract.sandbox.client import ELENA, TOKEN, Okta

READY = "sandbox okta tenant: "
GROUP = "Payroll Viewers"


class Program:
    """A tenant in a process of its own."""

    def __init__(self, state: Path | None, port: int = 0) -> None:
        place = f"Path({str(state)!r})" if state else "None"
        code = (
            "from pathlib import Path; from deskhand.sandbox.okta.server import run; "
            f"run(port={port}, users=60, state={place}, api_tokens=[{TOKEN!r}])"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().removeprefix(READY).strip()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            self.url + path,
            method=method,
            headers={"Authorization": f"SSWS {TOKEN}", "Content-Type": "application/json"},
            data=(json.dumps(body).encode() if body else b"") if method != "GET" else None,
        )
        with urllib.request.urlopen(request) as answer:
            raw = answer.read()
        return json.loads(raw) if raw else None

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        self.process.communicate()
        return self.process.returncode


@contextmanager
def program(state: Path | None) -> Iterator[Program]:
    found = Program(state)
    try:
        yield found
    finally:
        if found.process.poll() is None:
            found.end(signal.SIGKILL)


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    state = tmp_path / "tenant.db"
    with program(state) as tenant:
        elena = tenant.call("GET", f"/_sandbox/users/{ELENA}")
        groups = tenant.call("GET", f"/api/v1/groups?q={GROUP.replace(' ', '%20')}")
        user = f"/api/v1/users/{elena['id']}"
        tenant.call("POST", f"{user}/lifecycle/reset_factors")
        tenant.call("PUT", f"/api/v1/groups/{groups[0]['id']}/users/{elena['id']}")
        tenant.call("POST", f"{user}/lifecycle/suspend")
        tenant.end(signal.SIGKILL)
    with program(state) as tenant:
        after = tenant.call("GET", f"/_sandbox/users/{ELENA}")
        assert after["id"] == elena["id"]
        assert (after["status"], after["factors"], after["sessions"]) == ("SUSPENDED", [], [])
        assert {"Everyone", "Sales Department", GROUP} <= {
            group["name"] for group in after["groups"]
        }
        effects = [call["path"] for call in tenant.call("GET", "/_sandbox/calls") if call["effect"]]
        assert effects == [
            f"{user}/lifecycle/reset_factors",
            f"/api/v1/groups/{groups[0]['id']}/users/{elena['id']}",
            f"{user}/lifecycle/suspend",
        ]
        assert tenant.end(signal.SIGTERM) == 0


def test_a_change_of_status_goes_on_after_a_kill(tmp_path: Path) -> None:
    state = tmp_path / "tenant.db"
    with program(state) as tenant:
        elena = tenant.call("GET", f"/_sandbox/users/{ELENA}")
        assert tenant.call("GET", "/_sandbox/settings")["transition_seconds"] == SEEN_SECONDS
        user = f"/api/v1/users/{elena['id']}"
        tenant.call("POST", f"{user}/lifecycle/deactivate")
        tenant.end(signal.SIGKILL)
    with program(state) as tenant:
        tenant.call("POST", "/_sandbox/clock", {"advance_seconds": SEEN_SECONDS})
        after = tenant.call("GET", user)
        assert (after["status"], "transitioningToStatus" in after) == ("DEPROVISIONED", False)


async def test_tokens_devices_and_links_survive_a_restart(tmp_path: Path) -> None:
    plan, state = Plan(users=60, api_tokens=(TOKEN,)), tmp_path / "tenant.db"
    async with serve(plan, state=state) as sandbox, aiohttp.ClientSession() as session:
        okta = Okta(sandbox, session)
        elena, jonas = okta.user(), okta.user("jonas.weber")
        await okta.control("POST", "sign-in/jonas.weber")
        await okta.delete(f"/api/v1/users/{elena.id}/sessions", oauthTokens="true")
        path = f"/api/v1/users/{elena.id}/lifecycle/reset_password"
        link = (await okta.post(path, sendEmail="false")).body["resetPasswordUrl"]
        token = link.rpartition("/")[2]
        held = len(sandbox.tenant.oauth_tokens_of(jonas.id))
    async with serve(plan, state=state) as sandbox, aiohttp.ClientSession() as session:
        tenant = sandbox.tenant
        assert not tenant.oauth_tokens_of(elena.id)
        assert not tenant.users[elena.id].remembered_devices
        assert tenant.users[jonas.id].remembered_devices
        assert len(tenant.oauth_tokens_of(jonas.id)) == held
        new = {"password": "Kestrel2026"}
        async with session.post(f"{sandbox.url}/reset_password/{token}", data=new) as got:
            assert got.status == 200
        assert tenant.users[elena.id].status == "ACTIVE"
    assert token.encode() not in state.read_bytes()


def test_it_stops_on_request_and_says_nothing_more() -> None:
    tenant = Program(None)
    tenant.process.send_signal(signal.SIGINT)
    out, err = tenant.process.communicate()
    assert (tenant.process.returncode, out, err) == (0, "", "")


def test_a_port_in_use_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        tenant = Program(None, port)
        _, err = tenant.process.communicate()
    assert tenant.process.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in err


async def test_a_revoked_token_stays_revoked_and_a_snapshot_stays_known(tmp_path: Path) -> None:
    plan, state = Plan(users=60, api_tokens=(TOKEN,)), tmp_path / "tenant.db"
    async with serve(plan, state=state) as sandbox:
        sandbox.tenant.snapshot("early")
        token = sandbox.tenant.find_token(TOKEN)
        assert token is not None
        token.revoked = True
        sandbox.tenant.tokens.put(token)
        sandbox.tenant.commit()
    async with serve(plan, state=state) as sandbox:
        token = sandbox.tenant.find_token(TOKEN)
        assert token is not None
        assert token.revoked
        assert sandbox.tenant.restore("early")
        restored = sandbox.tenant.find_token(TOKEN)
        assert restored is not None
        assert not restored.revoked
    async with serve(plan, state=state) as sandbox:
        assert not next(iter(sandbox.tenant.tokens)).revoked


async def test_moved_time_survives_a_restart(tmp_path: Path) -> None:
    plan, state = Plan(users=60, api_tokens=(TOKEN,)), tmp_path / "tenant.db"
    async with serve(plan, state=state) as sandbox, aiohttp.ClientSession() as session:
        okta = Okta(sandbox, session)
        await okta.control("POST", "clock", {"advance_seconds": 3600})
        before = sandbox.tenant.clock.now()
    async with serve(plan, state=state) as sandbox:
        assert sandbox.tenant.clock.now() >= before


async def test_a_state_file_belongs_to_one_tenant(tmp_path: Path) -> None:
    plan, state = Plan(users=60, api_tokens=(TOKEN,)), tmp_path / "tenant.db"
    async with serve(plan, state=state):
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            async with serve(plan, state=state):
                pass


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a database, but notes of some length" * 40)
    tenant = Program(other)
    _, err = tenant.process.communicate()
    assert tenant.process.returncode == 1
    assert "cannot use the state file" in err
    assert other.read_text().startswith("not a database")


async def test_only_its_owner_reads_the_state_file(tmp_path: Path) -> None:
    state = tmp_path / "deep" / "tenant.db"
    async with serve(Plan(users=60, api_tokens=(TOKEN,)), state=state):
        assert state.stat().st_mode & 0o077 == 0
        assert TOKEN.encode() not in state.read_bytes()
