"""Reading the System Log: streams, stretches, cursors, and what is kept how long."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from deskhand.sandbox.okta.seed import history
from deskhand.sandbox.okta.seed.build import build
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import serve
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog import log as log_of_events
from deskhand.sandbox.okta.syslog.events import note
from tests.contract.sandbox.client import TOKEN, Okta
from tests.contract.sandbox.log import LOGS, advance


async def test_polling_sees_every_event_once(okta: Okta) -> None:
    user, group = okta.user(), okta.group("Payroll Viewers")
    since = clock.precise(okta.tenant.clock.now())
    page = await okta.get(LOGS, since=since, limit=2)
    assert page.body == []
    assert page.next is not None
    seen: list[str] = []
    for _ in range(5):
        for method in ("PUT", "DELETE"):
            await okta.call(method, f"/api/v1/groups/{group.id}/users/{user.id}")
        while True:
            called = page.next
            assert called is not None
            page = await okta.get(called)
            seen.extend(event["uuid"] for event in page.body)
            assert len(page.body) <= 2
            if not page.body:
                assert page.next == called
                break
    everything = [event.uuid for event in okta.tenant.events if event.published >= since]
    assert seen == everything
    assert len(seen) >= 10


async def test_a_cursor_alone_is_enough_and_does_not_go_bad(okta: Okta) -> None:
    page = await okta.get(LOGS, limit=3)
    assert page.next is not None
    after = re.search(r"after=([^&]+)", page.next)
    assert after is not None
    await advance(okta, 200)
    assert (await okta.get(LOGS, after=after[1])).body == []
    note(okta.tenant, "user.lifecycle.suspend", okta.user())
    [event] = (await okta.get(LOGS, after=after[1])).body
    assert event["eventType"] == "user.lifecycle.suspend"


async def test_a_restored_snapshot_loses_no_later_event(okta: Okta) -> None:
    await okta.control("POST", "snapshot", {"name": "before"})
    for _ in range(3):
        note(okta.tenant, "user.lifecycle.suspend", okta.user())
    page = await okta.get(LOGS, limit=1000)
    assert page.next is not None
    await okta.control("POST", "restore", {"name": "before"})
    note(okta.tenant, "user.lifecycle.unsuspend", okta.user())
    [event] = (await okta.get(page.next)).body
    assert event["eventType"] == "user.lifecycle.unsuspend"


async def test_a_cursor_from_before_a_reset_is_refused(okta: Okta) -> None:
    await advance(okta, 40)
    note(okta.tenant, "user.lifecycle.suspend", okta.user())
    page = await okta.get(LOGS, limit=1000)
    assert page.next is not None
    assert (await okta.get(page.next)).status == 200
    await okta.control("POST", "reset")
    got = await okta.get(page.next)
    assert (got.status, got.code) == (400, "E0000029")


async def test_the_future_is_empty(okta: Okta) -> None:
    since = clock.precise(okta.tenant.clock.now() + timedelta(days=3))
    page = await okta.get(LOGS, since=since)
    assert page.body == []
    assert page.next is not None
    assert (await okta.get(page.next)).body == []


async def test_bounded_requests_end(okta: Okta) -> None:
    now = okta.tenant.clock.now()
    since, until = clock.precise(now - timedelta(days=30)), clock.precise(now)
    everything = [event.body for event in okta.tenant.events]
    found = await okta.walk(LOGS, since=since, until=until, limit=50)
    assert found == everything
    assert [event["published"] for event in found] == sorted(e["published"] for e in found)
    backwards = await okta.walk(LOGS, since=since, until=until, limit=50, sortOrder="DESCENDING")
    assert backwards == everything[::-1]
    until = everything[9]["published"]
    first = await okta.walk(LOGS, since=everything[4]["published"], until=until)
    assert first == everything[4:10]
    week = clock.precise(now - timedelta(days=7))
    latest = (await okta.get(LOGS, limit=1000)).body
    assert latest == [event for event in everything if event["published"] >= week]
    newest = await okta.get(LOGS, sortOrder="DESCENDING", limit=1)
    assert newest.body == everything[-1:]
    assert (await okta.get(LOGS, limit=0)).body == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"since": "yesterday"}, "E0000030"),
        ({"until": "2026-13-01"}, "E0000030"),
        ({"limit": "1001"}, "E0000053"),
        ({"limit": "-1"}, "E0000053"),
        ({"sortOrder": "SIDEWAYS"}, "E0000053"),
        ({"after": "nonsense"}, "E0000029"),
        ({"since": "2026-11-01T00:00:00Z", "after": "1627500044869_1"}, "E0000053"),
        ({"since": "2026-11-02T00:00:00Z", "until": "2026-11-01T00:00:00Z"}, "E0000053"),
        ({"filter": 'published gt "2026-11-01T00:00:00.000Z"'}, "E0000031"),
        ({"q": "a " * 11}, "E0000053"),
        ({"q": "a" * 41}, "E0000053"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_errors_have_no_link(okta: Okta, query: dict[str, str], code: str) -> None:
    got = await okta.get(LOGS, **query)
    assert (got.status, got.code) == (400, code)
    assert "errorLink" not in got.body
    assert got.body.get("errorCauses") != []


async def test_the_first_days_of_time_have_no_week_before_them(okta: Okta) -> None:
    got = await okta.get(LOGS, until="0001-01-03T00:00:00Z")
    assert (got.status, got.code) == (400, "E0000053")


async def test_since_goes_back_180_days_and_the_log_90(okta: Okta) -> None:
    now = datetime.now(UTC)
    got = await okta.get(LOGS, since=clock.precise(now - timedelta(days=181)))
    assert got.body["errorSummary"] == (
        "Invalid parameter: The since parameter is over 180 days prior to the current day."
    )
    since = clock.precise(now - timedelta(days=179))
    assert len((await okta.get(LOGS, since=since, limit=1000)).body) == len(okta.tenant.events)
    await advance(okta, 80)
    since = clock.precise(okta.tenant.clock.now() - timedelta(days=179))
    kept = clock.precise(okta.tenant.clock.now() - timedelta(days=90))
    expected = [event.uuid for event in okta.tenant.events if event.published >= kept]
    assert 0 < len(expected) < len(okta.tenant.events)
    until = clock.precise(okta.tenant.clock.now())
    for query in ({"since": since}, {"since": since, "until": until}):
        page = await okta.get(LOGS, **query, limit=1000)
        assert [event["uuid"] for event in page.body] == expected


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("ORG_ADMIN", 200),
        ("READ_ONLY_ADMIN", 200),
        ("REPORT_ADMIN", 200),
        ("HELP_DESK_ADMIN", 403),
        ("GROUP_MEMBERSHIP_ADMIN", 403),
    ],
)
async def test_who_may_read_it(okta: Okta, role: str, status: int) -> None:
    await okta.control("PUT", "admins/okta.service", {"roles": [role]})
    assert (await okta.get(LOGS)).status == status


async def test_the_oldest_are_dropped(okta: Okta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_of_events, "MOST_EVENTS", 1_500)
    tenant = okta.tenant
    for _ in range(2_000):
        note(tenant, "user.session.start", okta.user())
    assert 500 <= len(tenant.events) <= 1_500
    numbers = [event.n for event in tenant.events]
    assert numbers == sorted(set(numbers))
    assert list(tenant.events.behind(0)) == list(tenant.events)


def test_a_clock_turned_back_keeps_the_order_of_writing() -> None:
    tenant = Tenant()
    build(tenant, Plan(users=60))
    user = next(iter(tenant.users))
    note(tenant, "user.lifecycle.suspend", user)
    tenant.clock.offset = timedelta(days=-3)
    note(tenant, "user.lifecycle.unsuspend", user)
    last = [event.event_type for event in tenant.events][-2:]
    assert last == ["user.lifecycle.suspend", "user.lifecycle.unsuspend"]


async def test_the_log_and_its_cursors_survive_a_restart(tmp_path: Path) -> None:
    plan, state = Plan(users=60, api_tokens=(TOKEN,)), tmp_path / "tenant.db"
    async with aiohttp.ClientSession() as session:
        async with serve(plan, state=state) as sandbox:
            okta = Okta(sandbox, session)
            await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/suspend")
            page = await okta.get(LOGS, limit=1000)
            before = [event.body for event in okta.tenant.events]
            assert page.body[-1]["eventType"] == "user.lifecycle.suspend"
            assert page.next is not None
            onward = page.next.removeprefix(sandbox.url)
        async with serve(plan, state=state) as sandbox:
            okta = Okta(sandbox, session)
            assert [event.body for event in okta.tenant.events] == before
            assert (await okta.get(onward)).body == []
            await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/unsuspend")
            [event] = (await okta.get(onward)).body
            assert event["eventType"] == "user.lifecycle.unsuspend"


def test_a_fresh_tenant_has_a_month_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = Tenant()
    build(tenant, Plan())
    events = list(tenant.events)
    assert 150 <= len(events) <= 300
    oldest = clock.precise(tenant.clock.now() - timedelta(days=30))
    assert all(oldest <= event.published < clock.precise(tenant.clock.now()) for event in events)
    for event in events:
        if event.event_type == "group.user_membership.add":
            user, group = event.targets
            row = tenant.memberships.get(group.id, user.id)
            assert row is not None
            assert row.direct == (event.origin.actor.type == "User")
        if event.event_type == "user.account.lock":
            assert tenant.users[event.targets[0].id].status == "LOCKED_OUT"
    again = Tenant()
    build(again, Plan())
    assert [e.event_type for e in again.events] == [e.event_type for e in events]
    monkeypatch.setattr(history, "_MOST_PEOPLE", 100)
    build(again, Plan())
    assert len(again.events) == 0
