"""Clock, ids, events, news and permissions."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.kernel import clock, ids, logs
from deskhand.kernel.context import SYSTEM, Actor, ActorKind, Origin, acting, current
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live, News
from deskhand.kernel.permissions import Permission, Role, demand, granted, judge
from deskhand.kernel.settings import Settings

START = datetime(2026, 3, 1, tzinfo=UTC)


def test_ids_sort_by_the_time_they_were_made() -> None:
    moved = clock.MovableClock(START)
    before = clock.use(moved)
    try:
        made = []
        for _ in range(50):
            made.append(ids.new())
            moved.advance(milliseconds=1)
    finally:
        clock.use(before)
    assert made == sorted(made)
    assert len(set(made)) == 50


def test_ids_of_one_moment_keep_their_order(moved_clock: Callable[..., Any]) -> None:
    made = [ids.new() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == 10_000
    moved_clock(hours=-1)
    assert ids.new() > made[-1]
    assert {uuid.UUID(each).version for each in made} == {7}


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        clock.MovableClock(datetime(2026, 3, 1))  # noqa: DTZ001  # the point of the test


async def test_events_reach_their_handlers_in_order_and_no_others() -> None:
    seen: list[str] = []
    events = Events()

    async def first(_session: AsyncSession, event: str) -> None:
        seen.append(f"first {event}")

    async def second(_session: AsyncSession, event: str) -> None:
        seen.append(f"second {event}")

    events.on(str, first)
    events.on(str, second)
    session = AsyncSession()
    await events.emit(session, "opened")
    await events.emit(session, 7)
    assert seen == ["first opened", "second opened"]


def test_a_stream_that_cannot_keep_up_is_told_to_reload() -> None:
    live = Live()
    with live.listen() as stream:
        for number in range(1000):
            live.publish(News("request", {"n": number}))
        found = [stream.get_nowait() for _ in range(stream.qsize())]
    assert News("reload") in found
    assert found[-1].data == {"n": 999}
    live.publish(News("request"))
    assert stream.empty()


def test_each_role_may_do_what_the_lower_one_may() -> None:
    assert granted(Role.EMPLOYEE) < granted(Role.AGENT) < granted(Role.ADMINISTRATOR)


def test_a_refusal_says_who_may() -> None:
    verdict = judge(Role.AGENT, Permission.CONNECTIONS_MANAGE)
    assert not verdict.allowed
    assert (
        verdict.reason == "Your role (agent) may not connect or change Okta. Ask an administrator."
    )
    with pytest.raises(DeskhandError, match="may not connect"):
        demand(Role.AGENT, Permission.CONNECTIONS_MANAGE)


@pytest.mark.parametrize("permission", list(Permission))
def test_every_refusal_names_the_matter_and_who_may(permission: Permission) -> None:
    verdict = judge(Role.EMPLOYEE, permission)
    if verdict.allowed:
        assert permission in granted(Role.EMPLOYEE)
    else:
        assert verdict.reason is not None
        assert re.fullmatch(
            r"Your role \(employee\) may not [a-zA-Z' ]+\. Ask an administrator( or an agent)?\.",
            verdict.reason,
        )


def test_a_context_ends_with_its_block() -> None:
    with acting(Actor(ActorKind.PERSON, "Elena", "a1"), Origin.PANEL, "c1") as found:
        assert current() == found
        with acting(SYSTEM, Origin.SCHEDULE):
            assert current().actor == SYSTEM
            assert current().correlation_id != "c1"
        assert current().correlation_id == "c1"
    assert current().actor == SYSTEM
    assert current().correlation_id


def test_a_log_line_shows_no_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    def fails(token: str) -> None:
        raise ValueError(f"bad length {len(token)}")

    logs.configure("info")
    try:
        log = structlog.get_logger("test")
        try:
            fails("00secretvalue")
        except ValueError:
            log.exception("job.failed", api_token="00secretvalue", run="r1")
    finally:
        structlog.reset_defaults()
    said = capsys.readouterr().err
    assert "job.failed" in said
    assert "bad length 13" in said
    assert "00secretvalue" not in said


@pytest.mark.parametrize(
    ("given", "blocking", "waiting"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////data/a.db", "sqlite:////data/a.db", "sqlite+aiosqlite:////data/a.db"),
    ],
)
def test_database_urls_name_the_right_drivers(given: str, blocking: str, waiting: str) -> None:
    settings = Settings(database_url=given)
    assert settings.sync_database_url == blocking
    assert settings.async_database_url == waiting


def test_an_unknown_database_is_refused_with_the_two_that_work() -> None:
    with pytest.raises(ValueError, match="use sqlite:/// or postgresql://"):
        _ = Settings(database_url="mysql://h/d").async_database_url
