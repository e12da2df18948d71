"""Small parts: globs of faults, cursors, passwords, routes and rate-limit buckets."""

from __future__ import annotations

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.sandbox.okta import passwords
from deskhand.sandbox.okta.errors import CODES, ApiError
from deskhand.sandbox.okta.roles import EVERYTHING, LABELS, PERMISSIONS
from deskhand.sandbox.okta.routes import ROUTER
from deskhand.sandbox.okta.state.tables import Changes, Table
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.buckets import bucket_of
from deskhand.sandbox.okta.wire.faults import Fault, Faults
from deskhand.sandbox.okta.wire.limits import Limits
from deskhand.sandbox.okta.wire.links import by_id, sorted_page


class Row(msgspec.Struct):
    id: str

    @property
    def key(self) -> str:
        return self.id


@pytest.mark.parametrize(
    ("method", "glob", "call", "matches"),
    [
        ("PUT", "/api/v1/groups/*/users/*", "PUT /api/v1/groups/00g/users/00u", True),
        ("PUT", "/api/v1/groups/*/users/*", "DELETE /api/v1/groups/00g/users/00u", False),
        ("PUT", "/api/v1/groups/*/users/*", "PUT /api/v1/groups/00g/users/00u/more", False),
        ("*", "/api/v1/users", "GET /api/v1/users", True),
        ("*", "/api/v1/users", "GET /api/v1/users/00u", False),
        ("*", "/api/v1/users*", "GET /api/v1/users", True),
        ("*", "/api/v1/users/**", "GET /api/v1/users/00u/factors", True),
        ("*", "*", "GET /api/v1/users/00u/factors", True),
        ("WRITE", "**", "GET /api/v1/users", False),
        ("WRITE", "**", "DELETE /api/v1/users/00u", True),
    ],
)
def test_which_calls_a_fault_matches(method: str, glob: str, call: str, matches: bool) -> None:
    fault = Fault(kind="slow", method=method, path=glob)
    assert fault.matches(*call.split(" ")) is matches


def test_the_oldest_fault_goes_first_and_counts_down() -> None:
    faults = Faults(Tenant())
    faults.add(Fault(kind="slow", method="get", times=1))
    faults.add(Fault(kind="read_only"))
    taken = [faults.take("GET", "/api/v1/users") for _ in range(3)]
    assert [fault.kind for fault in taken if fault] == ["slow", "read_only", "read_only"]


@given(
    ids=st.sets(st.text("abcdef", min_size=1, max_size=4), max_size=30),
    limit=st.integers(1, 7),
    leaving=st.sets(st.text("abcdef", min_size=1, max_size=4), max_size=5),
)
def test_pages_by_id_hold_each_row_that_stays_once(
    ids: set[str], limit: int, leaving: set[str]
) -> None:
    changes = Changes()
    table = Table("row", Row, changes)
    for key in ids:
        table.put(Row(key))
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = by_id(table.after(after), limit, lambda row: row.id, lambda row: row.id.encode())
        seen.extend(row.decode() for row in page.rows)
        after = page.next_after
        for key in leaving:
            table.remove(key)
    assert len(seen) == len(set(seen))
    assert ids - leaving <= set(seen) <= ids


@given(
    rows=st.lists(st.tuples(st.text("ab", max_size=2), st.integers(0, 99)), unique=True),
    limit=st.integers(1, 5),
    descending=st.booleans(),
)
def test_sorted_pages_walk_every_row_in_order(
    rows: list[tuple[str, int]], limit: int, descending: bool
) -> None:
    def key(row: tuple[str, int]) -> tuple[str, str]:
        return row[0], f"{row[1]:02}"

    seen: list[bytes] = []
    after: str | None = None
    for _ in range(len(rows) + 1):
        page = sorted_page(
            rows, limit, after, key, lambda row: "|".join(key(row)).encode(), descending=descending
        )
        seen.extend(page.rows)
        after = page.next_after
        if after is None:
            break
    ordered = sorted(map(key, rows), reverse=descending)
    assert seen == ["|".join(each).encode() for each in ordered]


@given(st.text(max_size=20))
def test_a_made_up_cursor_never_breaks_a_page(cursor: str) -> None:
    with suppress(ApiError):
        sorted_page(["a"], 1, cursor, lambda row: (row, row), str.encode)


def test_passwords() -> None:
    temporary = passwords.temporary()
    assert passwords.acceptable(temporary)
    stored = passwords.hashed(temporary)
    assert temporary not in stored
    assert passwords.matches(temporary, stored)
    assert not passwords.matches("other", stored)
    assert not passwords.matches(passwords.SEEDED, passwords.SEEDED)
    assert not passwords.matches("", None)


def test_every_route_asks_for_a_permission_that_some_role_has() -> None:
    open_to_all = {"POST /api/v1/sessions", "DELETE /api/v1/api-tokens/current"}
    asked = {f"{route.method} {route.path}": route.permission for route in ROUTER.routes}
    assert {name for name, permission in asked.items() if permission is None} == open_to_all
    assert {permission for permission in asked.values() if permission} <= EVERYTHING
    assert LABELS.keys() == PERMISSIONS.keys()


def test_codes_fit_their_statuses() -> None:
    assert all(400 <= status < 600 and summary for status, summary in CODES.values())


@pytest.mark.parametrize(
    ("call", "bucket"),
    [
        ("GET /api/v1/users", "/api/v1/users"),
        ("GET /api/v1/users/00u", "/api/v1/users/{id} read"),
        ("DELETE /api/v1/users/00u", "/api/v1/users/{id} write"),
        ("POST /api/v1/users/00u/lifecycle/suspend", "/api/v1/users/{id}/lifecycle"),
        ("GET /api/v1/users/00u/groups", "/api/v1"),
        ("GET /api/v1/groups/rules", "/api/v1/groups"),
        ("GET /api/v1/groups/00g", "/api/v1/groups/{id}"),
        ("GET /api/v1/groups/00g/users", "/api/v1/groups"),
        ("GET /api/v1/apps/0oa", "/api/v1/apps/{id}"),
        ("GET /api/v1/apps/0oa/users", "/api/v1/apps"),
        ("GET /api/v1/org", "/api/v1"),
        ("GET /api/v1/logs", "/api/v1/logs"),
        ("GET /api/v1/sessions/101", "/api/v1/sessions"),
        ("GET /api/v1/meta/types/user", "/api/v1/meta"),
        ("POST /oauth2/v1/token", "/oauth2/v1/token"),
        ("GET /oauth2/v1/clients/0oa/roles", "/oauth2/v1/clients"),
    ],
)
def test_a_call_counts_against_the_most_specific_bucket(call: str, bucket: str) -> None:
    method, path = call.split(" ")
    found = bucket_of(method, path)
    assert found is not None
    assert found.name == bucket


def test_windows_start_with_the_first_call() -> None:
    tenant = Tenant()
    limits, clock = Limits(tenant), tenant.clock
    limits.edition = "workforce"
    first = limits.spend("t", "GET", "/api/v1/apps")
    assert (first.limit, first.remaining) == (50, 49)
    clock.advance(59)
    assert limits.spend("t", "GET", "/api/v1/apps").reset == first.reset
    clock.advance(2)
    assert limits.spend("t", "GET", "/api/v1/apps").remaining == 49
