"""Inboxes: filters, search, order, counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from deskhand.actions.declare import Kind
from deskhand.requests.model import Status
from deskhand.requests.refs import id_of, ref_of
from deskhand.requests.views import Filter
from tests.unit.requests.hands import Hands
from tests.web.desk import Desk


@pytest.fixture
async def filled(desk: Desk, moved_clock: Callable[..., Any]) -> dict[str, str]:
    """One request of each kind, a minute apart; the last one is the newest."""
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    made = {}
    for name, title in (
        ("new", "Zugang für Søren"),
        ("working", "Figma access 100%"),
        ("waiting", "VPN does_not connect"),
        ("resolved", "Reset my MFA"),
    ):
        moved_clock(minutes=1)
        made[name] = await elena.open(title)
    moved_clock(minutes=1)
    made["soren"] = await noah.open(
        "A badge",
        requester_id=desk.people["jonas"],
        subject_id=next(v for k, v in desk.people.items() if k.startswith("s")),
    )
    await noah.change(made["working"], 1, status=Status.IN_PROGRESS, assignee_id=noah.account.id)
    await noah.change(made["waiting"], 1, status=Status.WAITING)
    await noah.change(made["resolved"], 1, status=Status.RESOLVED, assignee_id=noah.account.id)
    moved_clock(minutes=1)
    desk.door.kind = Kind.REFUSED
    await noah.act(made["new"])
    return made


async def test_filters(desk: Desk, filled: dict[str, str]) -> None:
    noah = Hands(desk, "noah")
    new, working, waiting, resolved, soren = filled.values()
    assert set(await noah.refs()) == {new, working, waiting, soren}
    assert len(await noah.refs(status="all")) == 5
    # What an action was run on is in progress.
    assert await noah.refs(status="new") == [soren]
    assert set(await noah.refs(status="in_progress")) == {new, working}
    assert await noah.refs(status="waiting") == [waiting]
    assert await noah.refs(status="resolved") == [resolved]
    assert await noah.refs(mine=True) == [working]
    assert set(await noah.refs(status="all", mine=True)) == {working, resolved}
    assert set(await noah.refs(unassigned=True)) == {new, waiting, soren}
    assert await noah.refs(status="all", attention=True) == [new]
    assert await Hands(desk, "maya").refs(mine=True) == []


async def test_the_latest_change_comes_first(desk: Desk, filled: dict[str, str]) -> None:
    page = await Hands(desk, "noah").page(Filter("all"), limit=2)
    assert ref_of(page.rows[0].request.id) == filled["new"]
    assert (len(page.rows), page.total) == (2, 5)
    rest = await Hands(desk, "noah").page(Filter("all"), limit=10, offset=2)
    assert len(rest.rows) == 3
    ids = [row.request.id for row in page.rows + rest.rows]
    assert len(set(ids)) == 5
    times = [row.request.updated_at for row in page.rows + rest.rows]
    assert times == sorted(times, reverse=True)


SEARCHES: list[tuple[str, list[str]]] = [
    ("figma", ["working"]),
    ("ACCESS figma", ["working"]),
    ("100%", ["working"]),
    ("%", ["working"]),
    ("does_not", ["waiting"]),
    ("soren", ["new", "soren"]),
    ("für", ["new"]),
    ("jonas", ["soren"]),
    ("elena figma", ["working"]),
    ("badge elena", []),
    ("'; drop table request; --", []),
]


async def test_search(desk: Desk, filled: dict[str, str]) -> None:
    for q, found in SEARCHES:
        refs = await Hands(desk, "noah").refs(status="all", q=q)
        assert sorted(refs) == sorted(filled[name] for name in found), q


async def test_search_by_number(desk: Desk, filled: dict[str, str]) -> None:
    ref = filled["waiting"]
    for q in (ref, ref.lower(), str(id_of(ref)), f" {ref} vpn"):
        assert await Hands(desk, "noah").refs(status="all", q=q) == [ref]
    assert await Hands(desk, "noah").refs(status="all", q="REQ-99999999999999999999999") == []


async def test_counts(desk: Desk, filled: dict[str, str]) -> None:
    counts = (await Hands(desk, "noah").page(Filter("resolved", q="nothing"))).counts
    assert asdict(counts) == {
        "open": 4,
        "new": 1,
        "in_progress": 2,
        "waiting": 1,
        "resolved": 1,
        "mine": 1,
        "unassigned": 3,
        "attention": 1,
        "failed": 1,
        "unknown": 0,
        "overdue": 0,
        "held": 0,
        "held_removals": 0,
    }


async def test_employees_list_their_own(desk: Desk, filled: dict[str, str]) -> None:
    jonas = Hands(desk, "jonas")
    assert await jonas.refs(status="all") == [filled["soren"]]
    assert await jonas.refs(status="all", q="figma") == []
    counts = (await jonas.page(Filter())).counts
    assert (counts.open, counts.new, counts.resolved) == (1, 1, 0)
    elena = Hands(desk, "elena")
    assert len(await elena.refs(status="all")) == 4
    assert await elena.refs(status="all", attention=True) == []
    assert (await elena.page(Filter())).counts.attention == 0


async def test_an_employee_without_a_person_has_none(desk: Desk, filled: dict[str, str]) -> None:
    elena = Hands(desk, "elena")
    elena.account.person_id = None
    assert await elena.refs(status="all") == []
    assert (await elena.page(Filter())).counts.open == 0
