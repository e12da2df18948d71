"""Runs the tenant: as a program of its own, or inside a test's event loop."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from aiohttp import web

from deskhand.sandbox.okta import notices
from deskhand.sandbox.okta.auth import SENDABLE_FORM, sendable
from deskhand.sandbox.okta.control.serve import Control
from deskhand.sandbox.okta.hosted.serve import Hosted
from deskhand.sandbox.okta.seed.build import add_tokens, build
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.state.store import StateRefused, Store
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.api import Api
from deskhand.sandbox.okta.wire.buckets import EDITIONS
from deskhand.sandbox.okta.wire.faults import Faults
from deskhand.sandbox.okta.wire.limits import Limits
from deskhand.sandbox.okta.wire.pages import Pages
from deskhand.sandbox.okta.wire.senders import legible

SEEN_SECONDS = 2.0
"""How long a tenant of its own lets activations and deactivations take, so that people see them."""
_SHUTDOWN_SECONDS = 0.5
_ENDS = (signal.SIGTERM, signal.SIGINT)
_BACKLOG = 128


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A tenant that is being served. `tenant` is its live state, for tests to look into.

    `notices` are lines on what is not quite as the plan says.
    """

    url: str
    tenant: Tenant
    faults: Faults
    limits: Limits
    notices: tuple[str, ...] = ()


def run(
    *,
    port: int,
    users: int = 200,
    groups: int = 30,
    apps: int = 20,
    seed: int = 1,
    state: Path | None = None,
    api_tokens: Sequence[str] = (),
    rate_limits: str | None = None,
    host: str = "127.0.0.1",
    memberships: int | None = None,
    assignments: int | None = None,
    transition_seconds: float = SEEN_SECONDS,
    frozen: bool = False,
) -> None:
    """Serve until SIGTERM or SIGINT. Prints a line with the address when it is ready.

    Another may follow, on what is not quite as it was asked for.
    With `state` every change is on file before its answer leaves, and later starts go on from
    there; without it the tenant lives in memory. `frozen` refuses writes, saves nothing and keeps
    pages: for benchmarks. Exits with 1 when it cannot listen, and when it cannot use the state file
    or an API token.
    """
    if rate_limits is not None and rate_limits not in EDITIONS:
        raise SystemExit(f"rate limits: {rate_limits} is none of {', '.join(EDITIONS)}")
    tokens = tuple(api_tokens)
    if not all(map(sendable, tokens)):
        raise SystemExit(f"cannot use an API token: {SENDABLE_FORM}")
    plan = Plan(
        users, groups, apps, seed, memberships, assignments, tokens, transition_seconds, rate_limits
    )
    # Hundreds of thousands of rows that all stay: looking for garbage among them only costs time.
    gc.disable()
    # The loop hears of no signal while a large tenant is being loaded.
    for number in _ENDS:
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        asyncio.run(_run(plan, state, host, port, frozen=frozen))
    except OSError as error:
        raise SystemExit(f"cannot listen on {host}:{port}: {error.strerror}") from None
    except (sqlite3.Error, StateRefused) as error:
        raise SystemExit(f"cannot use the state file {state}: {error}") from None


@asynccontextmanager
async def serve(
    plan: Plan | None = None,
    *,
    state: Path | None = None,
    rate_limits: str | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    frozen: bool = False,
) -> AsyncGenerator[Sandbox]:
    """The tenant on a free port of the running loop, for as long as the block runs."""
    plan = plan or Plan()
    if rate_limits is not None:
        plan = replace(plan, rate_limits=rate_limits)
    with socket.create_server((host, port), family=_family(host), backlog=_BACKLOG) as listener:
        async with _served(listener, plan, state, frozen=frozen) as sandbox:
            yield sandbox


@asynccontextmanager
async def _served(
    listener: socket.socket, plan: Plan, state: Path | None, *, frozen: bool
) -> AsyncGenerator[Sandbox]:
    tenant, told = _open(plan, state, frozen=frozen)
    faults, limits = Faults(tenant), Limits(tenant)
    pages = Pages() if frozen else None
    api = Api(tenant, faults, limits, pages)
    control, hosted = Control(tenant, plan, faults, limits), Hosted(tenant)

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        if not legible(request):
            return web.Response(status=400)
        if request.path == "/" or request.path.startswith("/_sandbox"):
            if pages is not None and request.method != "GET":
                pages.clear()
            return await control.serve(request)
        if hosted.serves(request.path):
            return await hosted.serve(request)
        return await api.serve(request)

    # A client that gives up ends the handler that holds its connection.
    server = web.Server(handle, handler_cancellation=True, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        host, port, *_ = listener.getsockname()
        name = f"[{host}]" if ":" in host else host
        yield Sandbox(f"http://{name}:{port}", tenant, faults, limits, told)
    finally:
        await runner.cleanup()
        tenant.close()


async def _run(plan: Plan, state: Path | None, host: str, port: int, *, frozen: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with serve(plan, state=state, host=host, port=port, frozen=frozen) as sandbox:
        for number in _ENDS:
            loop.add_signal_handler(number, stop.set)
        gc.enable()
        gc.freeze()
        print(f"sandbox okta tenant: {sandbox.url}", flush=True)  # noqa: T201  # starters wait for this line
        for line in sandbox.notices:
            print(line, flush=True)  # noqa: T201  # people read this
        await stop.wait()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _open(plan: Plan, state: Path | None, *, frozen: bool) -> tuple[Tenant, tuple[str, ...]]:
    """The tenant of the state file, or a new one, and what is to be said of it.

    What the plan names afresh holds for either. A frozen tenant makes no file.
    """
    kept = state is not None and (state.exists() or not frozen)
    tenant = Tenant(Store(state) if state is not None and kept else None)
    tenant.frozen = frozen
    try:
        if tenant.load():
            add_tokens(tenant, plan)
            if plan.rate_limits is not None:
                Limits(tenant).edition = plan.rate_limits
            tenant.commit()
            told = notices.of_state(tenant, plan)
        else:
            build(tenant, plan)
            told = notices.of_sizes(tenant, plan)
    except BaseException:
        tenant.close()
        raise
    return tenant, tuple(told)
