"""Calls wait for their turn, people first, and Okta's limits are spent, not overrun."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from deskhand.integrations.okta.buckets import (
    Bucket,
    Budget,
    Family,
    Priority,
    budget_of,
    family_of,
)
from deskhand.integrations.okta.gate import Gate
from deskhand.kernel import clock

pytestmark = pytest.mark.usefixtures("moved_clock")


@pytest.mark.parametrize(
    ("method", "path", "family"),
    [
        ("GET", "/api/v1/users", Family.USERS),
        ("GET", "/api/v1/users/00u1", Family.USER),
        ("GET", "/api/v1/users/me", Family.USER),
        ("POST", "/api/v1/users/00u1", Family.USER_CHANGES),
        ("GET", "/api/v1/users/00u1/groups", Family.API),
        ("DELETE", "/api/v1/users/00u1/sessions", Family.API),
        ("POST", "/api/v1/users/00u1/lifecycle/suspend", Family.LIFECYCLE),
        ("GET", "/api/v1/users/00u1/factors", Family.FACTORS),
        ("GET", "/api/v1/groups", Family.GROUPS),
        ("GET", "/api/v1/groups/00g1", Family.GROUP),
        ("GET", "/api/v1/groups/rules", Family.GROUPS),
        ("GET", "/api/v1/groups/00g1/users", Family.GROUPS),
        ("PUT", "/api/v1/groups/00g1/users/00u1", Family.GROUPS),
        ("GET", "/api/v1/apps", Family.APPS),
        ("GET", "/api/v1/apps/0oa1", Family.APP),
        ("GET", "/api/v1/apps/0oa1/users", Family.APPS),
        ("GET", "/api/v1/org", Family.API),
        ("GET", "/.well-known/okta-organization", Family.OUTSIDE),
    ],
)
def test_paths_share_buckets_as_okta_documents_them(method: str, path: str, family: Family) -> None:
    assert family_of(method, path) is family


def headers(limit: object, remaining: object, reset: object, date: str | None) -> dict[str, str]:
    found = {
        "x-rate-limit-limit": str(limit),
        "x-rate-limit-remaining": str(remaining),
        "x-rate-limit-reset": str(reset),
    }
    return found | ({"date": date} if date else {})


def test_budgets_are_read_by_the_answers_own_date() -> None:
    now = datetime(2026, 3, 2, 10, tzinfo=UTC)
    reset = int(now.timestamp()) + 17
    found = budget_of(headers(50, 3, reset, "Mon, 02 Mar 2026 10:00:00 GMT"))
    assert found == Budget(50, 3, reset, 17)
    assert budget_of(headers(50, 3, 0, "Mon, 02 Mar 2026 10:00:00 GMT")) == Budget(50, 3, 0, 0)
    assert budget_of(headers(50, 3, reset + 9999, "rubbish")) is not None
    assert budget_of(headers("x", 3, reset, None)) is None
    assert budget_of({}) is None
    assert budget_of(headers(50, 3, "9" * 400, "Mon, 02 Mar 2026 10:00:00 GMT")) is None
    assert budget_of(headers(50, 3, reset, f"Mon, 02 Mar {'9' * 30} 10:00:00 GMT")) is None


def test_a_limit_beyond_counting_bounds_nothing() -> None:
    bucket = Bucket()
    bucket.learn(0, budget_of(headers("9" * 400, "9" * 400, 1772445660, None)))
    assert bucket.wait(0, Priority.IMPORT) == 0


def filled(limit: int, remaining: int, *, reset: int = 100, resets_in: float = 60) -> Bucket:
    bucket = Bucket()
    bucket.learn(0, Budget(limit, remaining, reset, resets_in))
    return bucket


def test_an_unknown_bucket_is_asked_by_one_import_first() -> None:
    bucket = Bucket()
    assert bucket.wait(0, Priority.IMPORT) == 0
    bucket.in_flight = 1
    assert bucket.wait(0, Priority.IMPORT) is None
    assert bucket.wait(0, Priority.ACTION) == 0
    bucket.learn(0, None)
    assert bucket.wait(0, Priority.IMPORT) == 0


def test_a_tenth_is_left_for_others_but_not_by_people() -> None:
    bucket = filled(50, 6)
    assert bucket.wait(0, Priority.IMPORT) == 0
    bucket.in_flight = 1
    assert bucket.wait(0, Priority.IMPORT) is None
    assert bucket.wait(0, Priority.PANEL) == 0
    bucket.in_flight = 6
    assert bucket.wait(0, Priority.ACTION) is None
    bucket = filled(50, 5)
    assert bucket.wait(0, Priority.IMPORT) == 61
    assert bucket.wait(0, Priority.ACTION) == 0
    bucket = filled(50, 0)
    assert bucket.wait(0, Priority.ACTION) == 61


def test_a_small_bucket_can_still_be_used_up() -> None:
    bucket = filled(5, 1)
    assert bucket.wait(0, Priority.IMPORT) == 0


def test_a_new_window_is_whole_again() -> None:
    bucket = filled(50, 0)
    assert bucket.wait(60, Priority.IMPORT) == 1
    assert bucket.wait(61, Priority.IMPORT) == 0


def test_answers_of_one_window_may_come_in_any_order() -> None:
    bucket = filled(50, 40)
    bucket.learn(1, Budget(50, 45, 100, 59))
    bucket.in_flight = 35
    assert bucket.wait(1, Priority.IMPORT) is None
    bucket.learn(2, Budget(50, 49, 160, 60))
    assert bucket.wait(2, Priority.IMPORT) == 0
    # One of the old window comes last and changes nothing.
    bucket.learn(3, Budget(50, 0, 100, 0))
    assert bucket.wait(3, Priority.IMPORT) == 0


class Okta:
    """Counts calls in windows of 60 s of the moved clock, as Okta does; a call takes 1 s."""

    def __init__(self, gate: Gate, limit: int) -> None:
        self.gate = gate
        self.limit = limit
        self.order: list[str] = []
        self.most_at_once = self.refused = 0
        self._now = self._spent = 0
        self._ends = 0.0

    async def call(self, name: str, priority: Priority = Priority.IMPORT) -> None:
        async with self.gate.passing(Family.APPS, priority) as passage:
            self.order.append(name)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            now = clock.monotonic()
            if now >= self._ends:
                self._ends, self._spent = now + 60, 0
            self._spent += 1
            self.refused += self._spent > self.limit
            left = max(0, self.limit - self._spent)
            await asyncio.sleep(0)
            passage.budget = Budget(self.limit, left, int(self._ends), self._ends - now)
            passage.refused = self._spent > self.limit
            self._now -= 1


async def test_limits_are_spent_before_sending_so_that_none_is_refused() -> None:
    """130 calls at 45 a window need three windows: two waits."""
    okta = Okta(Gate(random=lambda: 0.0), limit=50)
    await asyncio.gather(*(okta.call(f"{n}") for n in range(130)))
    assert okta.refused == 0
    assert len(okta.order) == 130
    assert 120 <= clock.monotonic() <= 130
    assert okta.gate.pace() == "Okta allows 45 app calls a minute"


async def test_what_does_not_wait_has_no_pace(moved_clock: Callable[..., Any]) -> None:
    gate = Gate()
    okta = Okta(gate, limit=50)
    await asyncio.gather(*(okta.call(f"{n}") for n in range(20)))
    assert gate.pace() is None
    await asyncio.gather(*(okta.call(f"{n}") for n in range(40)))
    assert gate.pace() is not None
    moved_clock(minutes=10)
    assert gate.pace() is None


async def test_imports_leave_a_slot_for_people() -> None:
    gate = Gate(in_flight=4)
    hold = asyncio.Event()
    inside: list[str] = []

    async def stay(name: str, priority: Priority) -> None:
        async with gate.passing(Family.USERS, priority):
            inside.append(name)
            await hold.wait()

    async with gate.passing(Family.USERS, Priority.IMPORT):
        pass
    tasks = [asyncio.create_task(stay(f"import {n}", Priority.IMPORT)) for n in range(6)]
    await settled()
    assert len(inside) == 3
    tasks.append(asyncio.create_task(stay("click", Priority.ACTION)))
    await settled()
    assert inside[3:] == ["click"]
    hold.set()
    await asyncio.gather(*tasks)
    assert len(inside) == 7


async def test_people_go_first_and_equals_in_their_order() -> None:
    gate = Gate(in_flight=1)
    order: list[str] = []

    async def call(name: str, priority: Priority) -> None:
        async with gate.passing(Family.USERS, priority):
            order.append(name)
            await asyncio.sleep(0)

    async with gate.passing(Family.USERS, Priority.IMPORT):
        waiting = [
            asyncio.create_task(call(name, priority))
            for name, priority in (
                ("import 1", Priority.IMPORT),
                ("import 2", Priority.IMPORT),
                ("panel", Priority.PANEL),
                ("action", Priority.ACTION),
            )
        ]
        await settled()
        assert order == []
    await asyncio.gather(*waiting)
    assert order == ["action", "panel", "import 1", "import 2"]


async def test_one_empty_bucket_does_not_hold_up_the_others() -> None:
    gate = Gate()
    async with gate.passing(Family.APPS, Priority.IMPORT) as passage:
        passage.budget = Budget(50, 0, 100, 60)
    stuck = asyncio.create_task(_pass(gate, Family.APPS))
    await _pass(gate, Family.USERS)
    assert clock.monotonic() == 0
    await stuck
    assert clock.monotonic() == 61


async def test_a_refusal_closes_its_bucket_until_the_window_ends() -> None:
    gate = Gate(random=lambda: 0.5)
    async with gate.passing(Family.APPS, Priority.ACTION) as passage:
        passage.budget, passage.refused = Budget(50, 0, 100, 20), True
    await _pass(gate, Family.APPS, Priority.ACTION)
    assert clock.monotonic() == 21.5


async def test_a_refusal_without_figures_pauses_its_bucket() -> None:
    gate = Gate(random=lambda: 0.0)
    async with gate.passing(Family.APPS, Priority.ACTION) as passage:
        passage.refused = True
    await _pass(gate, Family.APPS, Priority.ACTION)
    assert clock.monotonic() == 2


async def test_too_many_at_once_means_fewer_at_once_for_a_while() -> None:
    gate = Gate(random=lambda: 0.0)
    async with gate.passing(Family.APPS, Priority.IMPORT) as passage:
        passage.budget, passage.refused = Budget(0, 0, 100, 60), True
    assert gate.allowed == 5
    await _pass(gate, Family.USERS)
    assert clock.monotonic() == 1
    for _ in range(250):
        await _pass(gate, Family.USERS)
    assert gate.allowed == 10


async def test_a_slot_is_given_back_by_whoever_is_called_off() -> None:
    gate = Gate(in_flight=1)
    async with gate.passing(Family.USERS, Priority.ACTION):
        waiting = [
            asyncio.create_task(_pass(gate, Family.USERS, Priority.ACTION)) for _ in range(3)
        ]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.sleep(0)
    # The slot is free, and given to the second: called off in that very moment.
    waiting[1].cancel()
    await asyncio.wait_for(waiting[2], 30)
    await asyncio.gather(*waiting, return_exceptions=True)
    assert [each.cancelled() for each in waiting] == [True, True, False]


async def test_a_failed_call_gives_its_slot_back() -> None:
    gate = Gate(in_flight=1)
    for _ in range(3):
        with pytest.raises(LookupError):
            await _pass(gate, Family.USERS, error=LookupError())


async def _pass(
    gate: Gate,
    family: Family,
    priority: Priority = Priority.IMPORT,
    error: Exception | None = None,
) -> None:
    async with gate.passing(family, priority):
        if error is not None:
            raise error


async def settled() -> None:
    """When no task comes any further: none of them waits for anything outside of this loop."""
    for _ in range(100):
        await asyncio.sleep(0)
