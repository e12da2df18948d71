"""Builds the running system: the only place that knows all modules."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.service import Accounts
from deskhand.actions.catalogue import Catalogue
from deskhand.actions.declare import Answer, Door
from deskhand.actions.execute import QUEUE as ACTION_QUEUE
from deskhand.actions.execute import Executor
from deskhand.actions.secrets import Secrets
from deskhand.actions.service import Actions
from deskhand.directory.service import Directory
from deskhand.directory.sync.service import QUEUE as SYNC_QUEUE
from deskhand.integrations.okta.actions import all_actions
from deskhand.integrations.okta.provider import OktaProvider
from deskhand.kernel.crypto import KeyRing, generate_key, key_from_file
from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable, Queue
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live
from deskhand.kernel.settings import Settings
from deskhand.requests.service import Requests
from deskhand.web.app import create_app
from deskhand.web.parts import Parts

_KEY_FILE = "secret.key"
_CLEAN_UP_SECONDS = 3600
_FORGET_SECRETS_SECONDS = 60
# People's clicks go first; syncs follow each other.
_QUEUES = (Queue(ACTION_QUEUE, 16), Queue(SYNC_QUEUE, 1))


@dataclass(frozen=True, slots=True)
class System:
    """All parts of one process, and what must be closed with it."""

    parts: Parts
    provider: OktaProvider
    keys: KeyRing

    async def close(self) -> None:
        """Give back connections and calls; the engine is stopped before."""
        await self.provider.close()
        await self.parts.database.dispose()


def key_ring(settings: Settings, *, demo: bool = False) -> KeyRing:
    """The keys of the settings; only the demo makes one of its own, in its data folder.

    Raises `secret_keys_missing` where neither is there.
    """
    given = settings.secret_keys.get_secret_value()
    if not given and not demo and not is_demo_folder(settings):
        raise _keys_missing("Set it and try again.")
    return KeyRing.parse(given or key_from_file(settings.data_dir / _KEY_FILE))


def is_demo_folder(settings: Settings) -> bool:
    """Whether the data folder is the demo's: the key that the demo made there is the only one."""
    given = settings.secret_keys.get_secret_value()
    return not given and (settings.data_dir / _KEY_FILE).exists()


def demand_own_keys(settings: Settings) -> None:
    """Raises `secret_keys_missing`: a key that lies beside the database protects nothing."""
    if not settings.secret_keys.get_secret_value():
        raise _keys_missing(
            "Set it and start again. If this data folder was used with the demo, its key is in "
            f"{settings.data_dir / _KEY_FILE}."
        )


def _keys_missing(what_to_do: str) -> DeskhandError:
    return DeskhandError(
        "secret_keys_missing",
        "DESKHAND_SECRET_KEYS is not set",
        "It holds the key that seals Okta's credentials in the database. Make one with "
        f"`deskhand keys generate` and keep it apart from your backups. {what_to_do}",
        status=500,
    )


def build(
    settings: Settings,
    *,
    demo: bool = False,
    sandbox_url: str | None = None,
    allow_sandbox: bool = False,
) -> System:
    """Wire everything up; nothing is started, called or written yet.

    `allow_sandbox`: Okta may be a sandbox tenant on this machine, as it is in the demo.
    """
    keys = key_ring(settings, demo=demo)
    return _wire(settings, keys, demo=demo, sandbox_url=sandbox_url, loopback=demo or allow_sandbox)


def describe_api() -> dict[str, Any]:
    """The OpenAPI description, without a database, keys or anything else of an installation."""
    keys = KeyRing.parse(generate_key())
    system = _wire(Settings(), keys, demo=True, sandbox_url=None, loopback=False)
    return create_app(system.parts).openapi()


@asynccontextmanager
async def running(system: System) -> AsyncGenerator[System]:
    """Run jobs in this process while the block lasts. Raises `already_running`."""
    try:
        await system.parts.durable.start()
        try:
            yield system
        finally:
            await system.parts.durable.stop()
    finally:
        await system.close()


def _wire(
    settings: Settings, keys: KeyRing, *, demo: bool, sandbox_url: str | None, loopback: bool
) -> System:
    database = Database(settings)
    live = Live()
    events = Events()
    durable = Durable(database, _QUEUES)
    provider = OktaProvider(loopback=loopback)
    directory = Directory(database, live, events, durable, keys, provider, sandbox_url=sandbox_url)
    accounts = Accounts(database, demo=demo)
    durable.every("accounts.clean_up", _CLEAN_UP_SECONDS, accounts.clean_up)
    catalogue = Catalogue(all_actions())
    secrets = Secrets(database, live, keys, catalogue)
    durable.every("actions.forget_secrets", _FORGET_SECRETS_SECONDS, secrets.forget_expired)

    async def open_door(session: AsyncSession, connection_id: int) -> Door:
        return provider.door(await directory.access(session, connection_id))

    async def token_refused(connection_id: int, answer: Answer) -> None:
        await directory.token_refused(
            connection_id,
            http_status=answer.http_status,
            error_code=answer.error_code,
            summary=answer.error_summary,
            request_id=answer.provider_request_id,
        )

    executor = Executor(
        database,
        durable,
        events,
        live,
        catalogue,
        secrets,
        open_door=open_door,
        token_refused=token_refused,
        reread=directory.refresh_person,
    )
    actions = Actions(events, live, catalogue, executor, secrets)
    requests = Requests(live, directory, accounts, actions)
    requests.listen(events)
    parts = Parts(
        settings=settings,
        database=database,
        live=live,
        durable=durable,
        directory=directory,
        accounts=accounts,
        requests=requests,
        actions=actions,
        demo=demo,
        sandbox_console_url=f"{sandbox_url}/_sandbox/" if sandbox_url else None,
    )
    return System(parts, provider, keys)
