"""The running product with people who order actions, and its tenant."""

from __future__ import annotations

import time
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

import pytest

from tests.contract.journeys.orders import JOURNEYS, Journey
from tests.product import Client, Product, Tenant

UNSETTLED = {"queued", "running", "pending"}
RunView = dict[str, Any]
Refusal = tuple[int, str]
_PATIENCE = 120.0
# Rare enough to leave the product its time, and often enough to see a run that is pending.
_LOOK_SECONDS = 0.3


class Desk:
    """The running product with an agent and an administrator of Deskhand, and the tenant."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.tenant = Tenant(product.sandbox_url)
        self.clients = {by: Client(product, by) for by in ("agent", "administrator")}
        self.people: dict[str, dict[str, Any]] = {}
        self.picked: dict[tuple[str, str], int] = {}

    def person(self, login: str) -> dict[str, Any]:
        if login not in self.people:
            query = f"q={quote(login)}@acme.example&status=all"
            [self.people[login]] = self.clients["agent"].get(f"/api/v1/people?{query}")["items"]
        return self.people[login]

    def body(self, journey: Journey) -> dict[str, Any]:
        person = self.person(journey.login)
        body = {
            "key": journey.key,
            "person_id": person["id"],
            "parameters": {**journey.parameters, **self._picks(journey, person["id"])},
        }
        if journey.key == "okta.user.deprovision":
            body["confirm_name"] = person["name"]
        return body

    def submit(self, journey: Journey) -> str:
        """Order it; the id of its run. Raises `HTTPError` when it is not taken."""
        return self.order(self.body(journey), journey.by)

    def order(self, body: dict[str, Any], by: str = "agent") -> str:
        return str(self.clients[by].send("POST", "/api/v1/actions", body)["id"])

    def refusal(self, path: str, body: dict[str, Any] | None = None, by: str = "agent") -> Refusal:
        """What a POST that is not taken is answered."""
        with pytest.raises(HTTPError) as caught:
            self.clients[by].send("POST", path, body)
        return refusal_of(caught.value)

    def run(self, run_id: str) -> RunView:
        found: RunView = self.clients["agent"].get(f"/api/v1/actions/{run_id}")
        return found

    def settled(self, ids: dict[str, str]) -> tuple[dict[str, RunView], dict[str, set[str]]]:
        """The runs with these ids when all have ended, and the states that each was seen in."""
        deadline = time.monotonic() + _PATIENCE
        seen: dict[str, set[str]] = {name: set() for name in ids}
        ended: dict[str, RunView] = {}
        while len(ended) < len(ids):
            for name in ids.keys() - ended.keys():
                run = self.run(ids[name])
                seen[name].add(run["state"])
                if run["state"] not in UNSETTLED:
                    ended[name] = run
            assert time.monotonic() < deadline, f"not ended: {ids.keys() - ended.keys()}"
            time.sleep(_LOOK_SECONDS)
        # What is ordered next finds rate limits of which nothing is spent.
        self.tenant.send("POST", "clock", {"advance_seconds": 61})
        return ended, seen

    def all_settled(self, fault: str) -> dict[str, RunView]:
        """Order every journey with a fault on every write, and wait for all ends."""
        self.tenant.send("POST", "faults", {"method": "write", "path": "**", "kind": fault})
        found, _ = self.settled({each.name: self.submit(each) for each in JOURNEYS})
        self.tenant.send("DELETE", "faults")
        return found

    def reveal(self, run: RunView) -> Any:
        return self.clients["agent"].send("POST", f"/api/v1/actions/{run['id']}/secret")

    def _picks(self, journey: Journey, person_id: int) -> dict[str, int]:
        """Ids as they were before the first order: what is done cannot be picked again."""
        found = {}
        for name, (picker, label) in journey.picks.items():
            if (journey.name, name) not in self.picked:
                listed = self.clients["agent"].get(
                    f"/api/v1/pickers/{picker}?person_id={person_id}&q={quote(label)}"
                )
                [choice] = [each for each in listed["items"] if each["label"] == label]
                self.picked[journey.name, name] = choice["id"]
            found[name] = self.picked[journey.name, name]
        return found


def refusal_of(error: HTTPError) -> Refusal:
    with error:
        return error.code, error.read().decode()


def writes(run: RunView) -> list[dict[str, Any]]:
    return [each for each in run["calls"] if each["purpose"] == "write"]
