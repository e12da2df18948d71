"""Serve a system until a signal ends it: engine first, then the web, and back in that order."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from deskhand.bootstrap import System, running
from deskhand.kernel.settings import Settings
from deskhand.web.app import create_app

_GRACE_SECONDS = 3
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(system: System, on_start: Callable[[], Awaitable[None]]) -> None:
    """Blocks. `on_start` runs once jobs run and before the first request is taken."""
    asyncio.run(_serve(system, on_start))


async def _serve(system: System, on_start: Callable[[], Awaitable[None]]) -> None:
    app = create_app(system.parts)
    server = _Server(_config(app, system.parts.settings))
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()

    def stop(number: signal.Signals) -> None:
        if server.started:
            # Open event streams would otherwise hold the end back until the grace is over.
            app.state.streams.close()
            server.handle_exit(number, None)
        elif task is not None:
            task.cancel()

    for each in _SIGNALS:
        loop.add_signal_handler(each, stop, each)
    try:
        async with running(system):
            await on_start()
            # What is loaded by now stays for good: the collector need not look at it again, which
            # takes two thirds of its work out of an import.
            gc.collect()
            gc.freeze()
            await server.serve()
    except asyncio.CancelledError:
        # Told to stop before it served anything.
        return


def _config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


class _Server(uvicorn.Server):
    """Leaves signals alone: it would end the process before the engine and the tenant are closed."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield
