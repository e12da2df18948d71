"""kill -9 of the product, and what its tenant then says: every effect exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deskhand.kernel.settings import Settings
from tests.product import Client, Product, Tenant, until

ELENA = "elena.moreau@acme.example"
REQUEST = "REQ-4"
PATH = "/api/v1/users/*/lifecycle/reset_factors"
FACTORS = "/api/v1/users/*/factors"
UNSETTLED = {"queued", "running", "pending"}


@pytest.fixture
def product(settings: Settings, tmp_path: Path) -> Iterator[Product]:
    with Product(tmp_path, database_url=settings.database_url) as running:
        yield running


def submit(client: Client) -> None:
    [person] = client.get(f"/api/v1/people?q={ELENA}")["items"]
    body = {"key": "okta.user.reset_mfa", "person_id": person["id"], "request_ref": REQUEST}
    client.send("POST", "/api/v1/actions", body)


def settled(product: Product) -> dict[str, Any]:
    client = Client(product, "agent")
    until(lambda: client.newest_run(REQUEST)["state"] not in UNSETTLED)
    return client.newest_run(REQUEST)


def resets(tenant: Tenant) -> int:
    """How often a reset reached the tenant, whether or not it changed anything."""
    return sum(each["path"].endswith("/reset_factors") for each in tenant.get("calls"))


def test_killed_before_the_call_leaves(product: Product) -> None:
    tenant = Tenant(product.sandbox_url)
    # The look before the write gets no answer, so the write has not been journalled.
    tenant.send(
        "POST", "faults", {"method": "GET", "path": FACTORS, "kind": "timeout_before_write"}
    )
    submit(Client(product, "agent"))
    until(lambda: any(each["path"].endswith("/factors") for each in tenant.get("calls")))
    product.kill()
    tenant.send("DELETE", "faults")
    assert resets(tenant) == 0
    product.start()
    assert settled(product)["state"] == "done"
    assert resets(tenant) == 1
    assert tenant.user(ELENA)["factors"] == []


@pytest.mark.parametrize(
    ("kind", "calls"), [("timeout_after_write", 1), ("timeout_before_write", 2)]
)
def test_killed_while_the_call_is_under_way(product: Product, kind: str, calls: int) -> None:
    tenant = Tenant(product.sandbox_url)
    tenant.send("POST", "faults", {"method": "POST", "path": PATH, "kind": kind})
    submit(Client(product, "agent"))
    until(lambda: resets(tenant))
    product.kill()
    tenant.send("DELETE", "faults")
    product.start()
    run = settled(product)
    assert run["state"] == "done", run
    assert len(tenant.writes("/reset_factors")) == 1
    # One that provably did nothing was sent once more, under a journal row of its own.
    assert resets(tenant) == calls
    assert tenant.user(ELENA)["factors"] == []


def test_killed_after_the_answer(product: Product) -> None:
    tenant = Tenant(product.sandbox_url)
    client = Client(product, "agent")
    submit(client)
    until(lambda: tenant.writes("/reset_factors"))
    product.kill()
    product.start()
    run = settled(product)
    assert run["state"] == "done", run
    assert resets(tenant) == 1


def test_killed_in_the_middle_of_a_sync(product: Product) -> None:
    tenant = Tenant(product.sandbox_url)
    tenant.send(
        "POST",
        "faults",
        {"method": "GET", "path": "/api/v1/groups/*/users", "kind": "slow", "times": 500},
    )
    client = Client(product, "administrator")
    run_id = client.send("POST", "/api/v1/connections/okta/sync")["id"]
    until(lambda: _family(client, run_id)["done"] > 2)
    product.kill()
    tenant.send("DELETE", "faults")
    product.start()
    client = Client(product, "administrator")
    until(lambda: client.get(f"/api/v1/syncs/{run_id}")["state"] == "succeeded")
    review = client.get("/api/v1/connections/okta/review")
    state = tenant.get("state")
    assert {
        each["status"]: each["count"] for each in review["by_status"] if each["count"]
    } == state["users"]["by_status"]
    assert review["totals"]["memberships"] == state["memberships"]
    assert review["totals"]["assignments"] == state["assignments"]


def _family(client: Client, run_id: str) -> dict[str, Any]:
    families = client.get(f"/api/v1/syncs/{run_id}")["families"]
    found: dict[str, Any] = next(each for each in families if each["key"] == "memberships")
    return found
