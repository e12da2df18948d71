"""The tenant as a program: its ready line, its state file, and its sudden death."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from deskhand.sandbox.okta.seed.build import build
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import SEEN_SECONDS, serve
from deskhand.sandbox.okta.state.store import StateRefused, Store
from deskhand.sandbox.okta.state.tables import Pairs, Table
from deskhand.sandbox.okta.state.tenant import Tenant
from tests.contract.sandbox.client import ELENA, TOKEN, Okta

READY = "sandbox okta tenant: "
GROUP = "Payroll Viewers"


class Program:
    """A tenant in a process of its own."""

    def __init__(self, state: Path | None, port: int = 0, **more: Any) -> None:
        place = f"Path({str(state)!r})" if state else "None"
        plan = {"port": port, "users": 60, "api_tokens": [TOKEN], **more}
        code = (
            "from pathlib import Path; from deskhand.sandbox.okta.server import run; "
            f"run(**{plan!r}, state={place})"
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
        with pytest.raises(StateRefused, match="another sandbox is using it"):
            async with serve(plan, state=state):
                pass


async def test_faults_go_on_after_a_restart(tmp_path: Path) -> None:
    plan, state = Plan(users=60, api_tokens=(TOKEN,)), tmp_path / "tenant.db"
    async with serve(plan, state=state) as sandbox, aiohttp.ClientSession() as session:
        okta = Okta(sandbox, session)
        await okta.fault("server_error", "GET", "/api/v1/groups", times=3)
        await okta.fault("read_only", "WRITE")
        assert (await okta.get("/api/v1/groups")).status == 500
    async with serve(plan, state=state) as sandbox, aiohttp.ClientSession() as session:
        okta = Okta(sandbox, session)
        [first, _] = await okta.control("GET", "faults")
        assert (first["id"], first["times"], first["hits"]) == ("f1", 2, 1)
        assert [(await okta.get("/api/v1/groups")).status for _ in range(3)] == [500, 500, 200]
        suspend = f"/api/v1/users/{okta.user().id}/lifecycle/suspend"
        assert (await okta.post(suspend)).status == 503
        await okta.fault("slow")
        assert [fault["id"] for fault in await okta.control("GET", "faults")] == ["f2", "f3"]
        await okta.control("POST", "reset")
    async with serve(plan, state=state) as sandbox:
        assert list(sandbox.faults) == []


async def test_what_is_not_quite_as_asked_is_told(tmp_path: Path) -> None:
    state = tmp_path / "tenant.db"
    async with serve(Plan(users=60, memberships=5_000), state=state) as sandbox:
        held = len(sandbox.tenant.memberships)
        told = f"the company comes to {held:,} memberships (5,000 asked for)"
        assert sandbox.notices == (told,)
    async with serve(Plan(users=60, memberships=5_000), state=state) as sandbox:
        assert sandbox.notices == ()
    async with serve(Plan(users=70, seed=2), state=state) as sandbox:
        [told] = sandbox.notices
        assert "--users 60 --seed 1 --memberships 5000" in told
        assert "not --users 70 --seed 2 no --memberships" in told
        assert len(sandbox.tenant.users) == 60


def test_it_is_told_after_the_address() -> None:
    tenant = Program(None, assignments=100_000)
    assert tenant.url.startswith("http://127.0.0.1:")
    assert tenant.process.stdout is not None
    assert "assignments (100,000 asked for)" in tenant.process.stdout.readline()
    tenant.process.send_signal(signal.SIGTERM)
    assert tenant.process.communicate() == ("", "")


@pytest.mark.parametrize("token", ["", "  ", "two words", "clé", "line\n"])
def test_a_token_that_nobody_can_send_is_refused(token: str) -> None:
    tenant = Program(None, api_tokens=[TOKEN, token])
    _, err = tenant.process.communicate()
    assert tenant.process.returncode == 1
    assert err.startswith("cannot use an API token: ")
    assert "Traceback" not in err


def test_a_mistyped_folder_is_not_made(tmp_path: Path) -> None:
    tenant = Program(tmp_path / "typo" / "tenant.db")
    _, err = tenant.process.communicate()
    assert tenant.process.returncode == 1
    assert f"there is no folder {tmp_path / 'typo'}" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("port", "told"), [("-1", "equal to 0"), ("65536", "equal to 65535")])
def test_ports_end_at_65535(port: str, told: str) -> None:
    command = [sys.executable, "-m", "deskhand.cli.main", "sandbox", "--port", port]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert told in refused.stderr


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a database, but notes of some length" * 40)
    tenant = Program(other)
    _, err = tenant.process.communicate()
    assert tenant.process.returncode == 1
    assert "cannot use the state file" in err
    assert other.read_text().startswith("not a database")


async def test_only_its_owner_reads_the_state_file(tmp_path: Path) -> None:
    state = tmp_path / "tenant.db"
    async with serve(Plan(users=60, api_tokens=(TOKEN,)), state=state):
        assert state.stat().st_mode & 0o077 == 0
        assert TOKEN.encode() not in state.read_bytes()


def sample(kind: msgspec.inspect.Type, name: str) -> Any:
    """Some value of a type; `name` makes strings differ."""
    simple: dict[type[msgspec.inspect.Type], Any] = {
        msgspec.inspect.StrType: name,
        msgspec.inspect.IntType: 7,
        msgspec.inspect.FloatType: 7.5,
        msgspec.inspect.BoolType: True,
        msgspec.inspect.NoneType: None,
        msgspec.inspect.BytesType: "",
        msgspec.inspect.ListType: [],
        msgspec.inspect.VarTupleType: [],
        msgspec.inspect.DictType: {},
        msgspec.inspect.AnyType: {"any": name},
    }
    if isinstance(kind, msgspec.inspect.UnionType):
        return sample(kind.types[0], name)
    if isinstance(kind, msgspec.inspect.LiteralType):
        return kind.values[0]
    if isinstance(kind, msgspec.inspect.StructType):
        wanted = (each for each in kind.fields if each.required)
        return {each.encode_name: sample(each.type, f"{each.name}-{name}") for each in wanted}
    return simple[type(kind)]


def disturb(table: Table[Any] | Pairs[Any]) -> None:
    """Rows come, change and go."""
    rows = list(table)
    if not rows:
        for name in ("kept", "gone"):
            made = sample(msgspec.inspect.type_info(table.row), name)
            rows.append(msgspec.convert(made, table.row))
            table.put(rows[-1])
    elif hasattr(rows[0], "last_updated"):
        rows[0].last_updated = "2030-01-01T00:00:00.000Z"
        table.put(rows[0])
    if len(rows) > 1:
        key = rows[-1].pair if isinstance(table, Pairs) else (rows[-1].key,)
        table.remove(*key)


def contents(tenant: Tenant) -> dict[str, list[str]]:
    """Everything that a tenant holds, as JSON by kind."""
    tables = {table.kind: list(table) for table in tenant.tables}
    tables |= {"calls": list(tenant.calls), "settings": [tenant.settings]}
    return {
        kind: sorted(msgspec.json.encode(row).decode() for row in rows)
        for kind, rows in tables.items()
    }


def live_and_die(state: Path) -> None:
    """Runs in a process of its own, which kills itself."""
    tenant = Tenant(Store(state))
    build(tenant, Plan(users=60, api_tokens=(TOKEN,)))
    for table in tenant.tables:
        disturb(table)
    settings = {"transition_seconds": 3.0, "rate_limits": "free", "rate_limit_shares": {"a": 70}}
    tenant.change_settings(msgspec.structs.replace(tenant.settings, **settings))
    tenant.snapshot("disturbed")
    tenant.commit()
    sys.stdout.write(msgspec.json.encode(contents(tenant)).decode())
    sys.stdout.flush()
    signal.raise_signal(signal.SIGKILL)


def test_every_table_survives_a_kill(tmp_path: Path) -> None:
    state = tmp_path / "tenant.db"
    code = (
        "import sys; from pathlib import Path; "
        "from tests.contract.sandbox.test_persistence import live_and_die; "
        "live_and_die(Path(sys.argv[1]))"
    )
    died = subprocess.run(
        [sys.executable, "-c", code, str(state)], capture_output=True, text=True, check=False
    )
    assert (died.returncode, died.stderr) == (-signal.SIGKILL, "")
    before = json.loads(died.stdout)
    tenant = Tenant(Store(state))
    assert tenant.load()
    after = contents(tenant)
    assert {kind: rows for kind, rows in after.items() if rows != before[kind]} == {}
    assert after.keys() == before.keys()
    tenant.tokens.load(())
    assert tenant.restore("disturbed")
    assert contents(tenant) == after
    tenant.close()
    again = Tenant(Store(state))
    assert again.load()
    assert contents(again) == after
    again.close()


def test_rows_keep_their_order_and_gone_ones_stay_gone(tmp_path: Path) -> None:
    state = tmp_path / "tenant.db"
    tenant = Tenant(Store(state))
    build(tenant, Plan(users=60))
    first, second, *others = list(tenant.users)
    second.last_updated = "2030-01-01T00:00:00.000Z"
    tenant.put_user(second)
    tenant.users.remove(first.id)
    tenant.commit()
    tenant.close()
    for _ in range(2):
        tenant = Tenant(Store(state))
        assert tenant.load()
        assert [user.id for user in tenant.users] == [second.id, *(user.id for user in others)]
        assert tenant.users[second.id].last_updated == second.last_updated
        tenant.users.put(first)
        tenant.users.remove(first.id)
        tenant.commit()
        tenant.close()


def test_a_file_from_before_whole_tables_were_written_is_read(tmp_path: Path) -> None:
    state = tmp_path / "tenant.db"
    tenant = Tenant(Store(state))
    build(tenant, Plan(users=60, api_tokens=(TOKEN,)))
    before = contents(tenant)
    tenant.close()
    with sqlite3.connect(state) as file:
        rows = [
            (table.kind, row.key, msgspec.msgpack.encode(row))
            for table in tenant.tables
            for row in table
        ]
        file.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", rows)
        file.execute("DROP TABLE base")
        file.execute("PRAGMA user_version=0")
    file.close()
    with program(state) as old:
        assert old.call("GET", "/api/v1/org")["companyName"] == "Acme"
    tenant = Tenant(Store(state))
    assert tenant.load()
    after = contents(tenant)
    assert len(after.pop("calls")) == 1
    assert after == {kind: rows for kind, rows in before.items() if kind != "calls"}
    tenant.close()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("PRAGMA user_version=99", "its format is 99"),
        ("UPDATE base SET body = x'9181a161a162' WHERE kind = 'app'", "rows of kind app do not"),
        ("UPDATE base SET body = x'c1' WHERE kind = 'user'", "rows of kind user do not"),
    ],
)
def test_a_file_of_another_version_is_refused_in_words(
    tmp_path: Path, change: str, reason: str
) -> None:
    state = tmp_path / "tenant.db"
    tenant = Tenant(Store(state))
    build(tenant, Plan(users=60))
    tenant.close()
    with sqlite3.connect(state) as file:
        file.execute(change)
    file.close()
    before = state.read_bytes()
    refused = Program(state)
    _, err = refused.process.communicate()
    assert refused.process.returncode == 1
    assert f"cannot use the state file {state}: another version of the tenant wrote it" in err
    assert reason in err
    assert "Traceback" not in err
    assert state.read_bytes() == before


def test_held_requests_do_not_hold_up_its_end() -> None:
    tenant = Program(None)
    tenant.call("POST", "/_sandbox/faults", {"kind": "timeout_before_write", "times": 1})
    port = int(tenant.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as held:
        held.sendall(b"GET /api/v1/org HTTP/1.1\r\nHost: tenant\r\n\r\n")
        # The call is on record as soon as it is held.
        while not tenant.call("GET", "/_sandbox/calls"):
            pass
        tenant.process.send_signal(signal.SIGTERM)
        assert tenant.process.wait(timeout=10) == 0
    tenant.process.communicate()


def test_it_can_be_stopped_while_it_loads(tmp_path: Path) -> None:
    state = tmp_path / "tenant.db"
    code = (
        "import sys; from pathlib import Path; from deskhand.sandbox.okta.server import run; "
        "run(port=0, users=100_000, state=Path(sys.argv[1]))"
    )
    loading = subprocess.Popen(
        [sys.executable, "-c", code, str(state)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not state.exists():
        assert loading.poll() is None
        time.sleep(0.02)
    loading.send_signal(signal.SIGTERM)
    out, err = loading.communicate()
    assert (loading.returncode, out, err) == (0, "", "")
    with program(state) as tenant:
        assert len(tenant.call("GET", "/api/v1/users")) > 0
