"""Is it alive, can it serve."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from deskhand.kernel.settings import Settings
from deskhand.web import health
from tests.web.client import Browser
from tests.web.desk import Desk

# Nothing here depends on the kind of database, so one will do.
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Open = Callable[..., Awaitable[Browser]]


async def test_alive_and_ready(browser: Open) -> None:
    one = await browser()
    assert (await one.get("/healthz")).json == {"status": "ok"}
    reply = await one.get("/readyz")
    assert reply.json == {
        "ready": True,
        "checks": {"database": "ok", "engine": "ok", "migrations": "ok"},
    }


async def test_not_ready_without_its_engine(browser: Open, desk: Desk) -> None:
    desk.durable.runs = False
    reply = await (await browser()).get("/readyz")
    assert (reply.status, reply.json["checks"]["engine"]) == (503, "failed")


async def test_not_ready_on_an_old_database(browser: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "is_current", lambda _settings: False)
    reply = await (await browser()).get("/readyz")
    assert (reply.status, reply.json["checks"]["migrations"]) == (503, "failed")


async def test_whoever_asks_often_does_not_ask_the_database_each_time(
    browser: Open, monkeypatch: pytest.MonkeyPatch, moved_clock: Callable[..., Any]
) -> None:
    asked = []

    def is_current(settings: Settings) -> bool:
        asked.append(settings)
        return len(asked) > 1

    monkeypatch.setattr(health, "is_current", is_current)
    one = await browser()
    replies = await asyncio.gather(*(one.get("/readyz") for _ in range(5)))
    assert [reply.status for reply in replies] == [503] * 5
    assert len(asked) == 1
    moved_clock(seconds=10)
    assert (await one.get("/readyz")).status == 200
    assert len(asked) == 2


async def test_not_ready_without_its_database(
    browser: Open, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await browser()

    def gone(*_: Any) -> Any:
        raise OperationalError("SELECT 1", {}, OSError("gone"))

    monkeypatch.setattr(type(desk.database), "ping", gone)
    reply = await one.get("/readyz")
    assert reply.status == 503
    assert reply.json["checks"] == {"database": "failed", "engine": "ok", "migrations": "failed"}
