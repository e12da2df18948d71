"""The demo's desk: what is on it at first, and that what people changed since stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deskhand.kernel import clock
from deskhand.kernel.settings import Settings
from tests.product import Client, Product

LIST = "/api/v1/requests?status=all"
NOAH = "noah.berg@acme.example"


@pytest.fixture
def product(settings: Settings, tmp_path: Path) -> Iterator[Product]:
    with Product(tmp_path, database_url=settings.database_url) as running:
        yield running


def requests(product: Product) -> list[dict[str, Any]]:
    """All of them by number."""
    items = Client(product, "administrator").get(LIST)["items"]
    return sorted(items, key=lambda each: int(each["ref"].removeprefix("REQ-")))


def test_the_desk_is_at_work_and_a_start_changes_nothing(product: Product) -> None:
    found = requests(product)
    _is_at_work(found)
    _tells_it_in_order(product, found)
    client = Client(product, "agent")
    client.send("PATCH", f"/api/v1/requests/{found[3]['ref']}", {"version": 2, "status": "waiting"})
    changed = requests(product)
    product.stop()
    done = product.run("accounts", "set-role", NOAH, "administrator")
    assert done.returncode == 0, done.stderr
    product.start()
    # What is overdue comes with time, and the assignee's role was changed on purpose.
    passing = {"attention", "attention_kind", "assignee"}
    assert [_without(each, passing) for each in requests(product)] == [
        _without(each, passing) for each in changed
    ]
    assert Client(product, "agent").get("/api/v1/session")["me"]["role"] == "administrator"


def _is_at_work(found: list[dict[str, Any]]) -> None:
    assert {each["status"] for each in found} == {"new", "in_progress", "waiting", "resolved"}
    assert {each["priority"] for each in found} == {"low", "normal", "high", "urgent"}
    assert {each["assignee"]["name"] for each in found if each["assignee"]} == {
        *("Maya Lindqvist", "Noah Berg")
    }
    assert found[3]["title"] == "Locked out of Okta Verify after new phone"
    created = [datetime.fromisoformat(each["created_at"]) for each in found]
    assert created == sorted(created)
    assert clock.now() - created[0] > timedelta(days=5)
    for each in found:
        assert each["created_at"] <= each["updated_at"]
        assert "{" not in each["title"]
        assert (each["resolved_at"] is not None) == (each["status"] == "resolved")


def _tells_it_in_order(product: Product, found: list[dict[str, Any]]) -> None:
    client = Client(product, "administrator")
    for each in found:
        items = client.get(f"/api/v1/requests/{each['ref']}/timeline")["items"]
        moments = [item["at"] for item in items]
        assert moments == sorted(moments)
        assert (moments[0], moments[-1]) == (each["created_at"], each["updated_at"])
        assert items[0]["kind"] == "opened"
        assert all("{" not in (item["body"] or "") for item in items)


def _without(item: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in names}
