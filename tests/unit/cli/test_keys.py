"""Which key seals, where it comes from, and how one takes the place of another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from deskhand.bootstrap import is_demo_folder, key_ring
from deskhand.directory import store_credentials
from deskhand.directory.service import Directory
from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.crypto import KeyRing, generate_key
from deskhand.kernel.db import Database
from deskhand.kernel.db.migrate import upgrade
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live
from deskhand.kernel.permissions import Role
from deskhand.kernel.settings import Settings
from tests.unit.actions.paper import Desk, World
from tests.unit.actions.unusual import Telling
from tests.unit.cli.conftest import Command
from tests.web.desk import HandDurable
from tests.web.memory import TENANT, TOKEN, MemoryProvider

OLD, NEW = generate_key(), generate_key()


def directory(database: Database, keys: str) -> Directory:
    ring = KeyRing.parse(keys)
    return Directory(
        database, Live(), Events(), HandDurable(database), ring, MemoryProvider(), sandbox_url=None
    )


async def secret(database: Database, keys: str) -> str:
    found = directory(database, keys)
    async with database.reading() as session:
        connection = await found.connections.current(session)
        return (await found.access(session, connection.id)).secret


async def reseal(database: Database, keys: str) -> int:
    async with database.transaction() as session:
        return await store_credentials.reseal(session, KeyRing.parse(keys))


async def test_the_old_key_may_go_after_sealing_anew(database: Database) -> None:
    await directory(database, OLD).connect(TENANT, TOKEN)
    assert await reseal(database, f"{NEW},{OLD}") == 1
    assert await reseal(database, f"{NEW},{OLD}") == 0
    assert await secret(database, NEW) == TOKEN
    with pytest.raises(DeskhandError, match="cannot be read"):
        await secret(database, OLD)
    async with database.reading() as session:
        tags = list(await session.scalars(sa.select(AuditEvent.tag)))
    assert tags.count("connection:credentials:reseal") == 1


async def test_what_no_key_opens_stays_as_it_is(database: Database) -> None:
    await directory(database, OLD).connect(TENANT, TOKEN)
    with pytest.raises(DeskhandError, match="cannot be read"):
        await reseal(database, NEW)
    assert await secret(database, OLD) == TOKEN


def test_the_command_says_when_the_old_key_may_go(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def connect() -> None:
        database = Database(settings)
        await directory(database, OLD).connect(TENANT, TOKEN)
        await database.dispose()

    async def kept() -> str:
        database = Database(settings)
        found = await secret(database, NEW)
        await database.dispose()
        return found

    settings = Settings(data_dir=folder, database_url="")
    upgrade(settings)
    asyncio.run(connect())
    monkeypatch.setenv("DESKHAND_SECRET_KEYS", f"{NEW},{OLD}")
    done = command("keys", "rotate")
    assert done.stdout.startswith("1 stored secret sealed anew.")
    assert "may leave DESKHAND_SECRET_KEYS" in done.stdout
    assert command("keys", "rotate").stdout.startswith("Every stored secret is sealed")
    assert asyncio.run(kept()) == TOKEN


async def tell(database: Database) -> str:
    """A run whose answer held a secret, which the old key seals; its id."""
    desk = Desk(database, World(), (Telling(),))
    desk.use_keys(OLD)
    await desk.prepare()
    run_id = await desk.submit(Telling.key)
    await desk.work()
    return run_id


async def told(database: Database, keys: str, run_id: str) -> str:
    desk = Desk(database, World(), (Telling(),))
    desk.use_keys(keys)
    run = await desk.run(run_id)
    async with database.transaction() as session:
        return (await desk.secrets.reveal(session, run, Role.ADMINISTRATOR)).value


def on_disk(settings: Settings, work: Callable[[Database], Awaitable[str]]) -> str:
    """As another process would, between two commands."""

    async def run() -> str:
        database = Database(settings)
        try:
            return await work(database)
        finally:
            await database.dispose()

    return asyncio.run(run())


def test_the_command_seals_what_actions_have_told_anew(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=folder, database_url="")
    upgrade(settings)
    run_id = on_disk(settings, tell)
    monkeypatch.setenv("DESKHAND_SECRET_KEYS", f"{NEW},{OLD}")
    assert command("keys", "rotate").stdout.startswith("1 stored secret sealed anew.")
    assert command("keys", "rotate").stdout.startswith("Every stored secret is sealed")
    assert on_disk(settings, lambda database: told(database, NEW, run_id)) == World().secret


def test_the_command_leaves_everything_when_it_cannot_open_one(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def connect(database: Database) -> str:
        await directory(database, NEW).connect(TENANT, TOKEN)
        return ""

    newest = generate_key()
    settings = Settings(data_dir=folder, database_url="")
    upgrade(settings)
    on_disk(settings, connect)
    run_id = on_disk(settings, tell)
    # Opens the credentials, but not what the action has told.
    monkeypatch.setenv("DESKHAND_SECRET_KEYS", f"{newest},{NEW}")
    done = command("keys", "rotate")
    assert isinstance(done.exception, DeskhandError)
    assert done.exception.code == "unreadable_secret"
    assert on_disk(settings, lambda database: secret(database, NEW)) == TOKEN
    assert on_disk(settings, lambda database: told(database, OLD, run_id)) == World().secret


def test_only_the_demo_makes_a_key(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", secret_keys="")
    with pytest.raises(DeskhandError) as caught:
        key_ring(settings)
    assert caught.value.code == "secret_keys_missing"
    assert not settings.data_dir.exists()
    made = key_ring(settings, demo=True)
    # From now on the folder is the demo's, and commands beside it find its key.
    assert is_demo_folder(settings)
    assert key_ring(settings).newest_key_id == made.newest_key_id
    real = settings.model_copy(update={"secret_keys": Settings(secret_keys=NEW).secret_keys})
    assert not is_demo_folder(real)
    assert key_ring(real).newest_key_id == KeyRing.parse(NEW).newest_key_id


@pytest.mark.parametrize(
    "arguments",
    [
        ("accounts", "list"),
        ("sync",),
        ("keys", "rotate"),
        ("connect", "okta", "--domain", "acme.okta.com", "--api-token-file", "-"),
    ],
)
def test_a_command_without_a_key_writes_nothing(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("DESKHAND_SECRET_KEYS", "")
    done = command(*arguments, text="00" + "a" * 40)
    assert isinstance(done.exception, DeskhandError)
    assert done.exception.code == "secret_keys_missing"
    assert not folder.exists()
