"""Each action through the running product: denied, broken, done, and done once more.

All people's runs of a phase are ordered at once and waited for together, so that the phases cost
what the slowest run costs.
"""

from __future__ import annotations

from typing import Any
from urllib.error import HTTPError

import pytest

from tests.contract.journeys.desk import Desk, Refusal, RunView, refusal_of, writes
from tests.contract.journeys.orders import JOURNEYS, REVEALED, Journey

# One product, so one worker.
pytestmark = pytest.mark.xdist_group("journeys")


@pytest.fixture(scope="module")
def denied(desk: Desk) -> dict[str, RunView]:
    """Every journey while our account has lost its role in Okta."""
    return desk.all_settled("role_missing")


@pytest.fixture(scope="module")
def broken(desk: Desk, denied: dict[str, RunView]) -> dict[str, RunView]:
    """Every journey while Okta has an error of its own."""
    assert denied
    return desk.all_settled("server_error")


@pytest.fixture(scope="module")
def watched(
    desk: Desk, broken: dict[str, RunView]
) -> tuple[dict[str, RunView], dict[str, set[str]]]:
    """Every journey as it should be, and the states that were seen on the way."""
    assert broken
    return desk.settled({each.name: desk.submit(each) for each in JOURNEYS})


@pytest.fixture(scope="module")
def finished(
    watched: tuple[dict[str, RunView], dict[str, set[str]]],
) -> dict[str, RunView]:
    return watched[0]


@pytest.fixture(scope="module")
def again(desk: Desk, finished: dict[str, RunView]) -> dict[str, RunView | Refusal]:
    """The same once more: runs, or the refusals of those that were not taken."""
    assert finished
    ids: dict[str, str] = {}
    refused: dict[str, Refusal] = {}
    for each in JOURNEYS:
        try:
            ids[each.name] = desk.submit(each)
        except HTTPError as error:
            refused[each.name] = refusal_of(error)
    return {**refused, **desk.settled(ids)[0]}


def is_call(call: str, made: dict[str, Any]) -> bool:
    method, end = call.split()
    last = made["path"].rsplit("/", 1)
    path = f"{last[0]}/*" if end.endswith("/*") else made["path"]
    return made["method"] == method and path.endswith(end)


each_journey = pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)


@each_journey
def test_denied_says_the_code_and_the_role_that_helps(
    denied: dict[str, RunView], journey: Journey
) -> None:
    run = denied[journey.name]
    assert run["state"] == "failed"
    [call] = writes(run)
    assert is_call(journey.call, call)
    assert (call["http_status"], call["error_code"]) == (403, "E0000006")
    assert call["okta_request_id"]
    assert "permission" in run["summary"]
    assert journey.role in run["advice"]["text"]
    assert run["secret"] is None


@each_journey
def test_an_error_of_okta_is_told_with_its_code(
    broken: dict[str, RunView], journey: Journey
) -> None:
    run = broken[journey.name]
    # Where no look can tell whether it happened, that is what is said.
    traceless = {"send the activation again", "revoke sessions"}
    assert run["state"] == ("unknown" if journey.name in traceless else "failed")
    assert {(each["http_status"], each["error_code"]) for each in writes(run)} == {
        (500, "E0000009")
    }
    # What asks for a name is not repeated by one button.
    assert bool(run["advice"]["next"]) == (journey.name != "deprovision")


@each_journey
def test_done_once_with_its_proof(
    watched: tuple[dict[str, RunView], dict[str, set[str]]], journey: Journey
) -> None:
    finished, seen = watched
    run = finished[journey.name]
    assert (run["state"], journey.told in run["summary"]) == ("done", True), run["summary"]
    [call] = writes(run)
    assert is_call(journey.call, call)
    assert call["http_status"] in {200, 204}
    assert any(each["purpose"] == "verify" for each in run["calls"])
    assert ("pending" in seen[journey.name]) is journey.pending


@each_journey
def test_the_same_again(again: dict[str, RunView | Refusal], journey: Journey) -> None:
    found = again[journey.name]
    if isinstance(found, tuple):
        assert "not taken" in journey.again, found
        assert found[0] == 409
        assert '"code":"refused"' in found[1]
        return
    assert found["state"] in journey.again, found["summary"]
    assert len(writes(found)) == (found["state"] == "done")
    if found["state"] == "already":
        assert "already" in found["summary"] or "no" in found["summary"]


def test_the_tenant_counts_each_effect_once(desk: Desk, finished: dict[str, RunView]) -> None:
    once = [each for each in JOURNEYS if "done" not in each.again]
    for journey in once:
        [call] = writes(finished[journey.name])
        effects = [
            each
            for each in desk.tenant.get("calls")
            if each["effect"] and (each["method"], each["path"]) == (call["method"], call["path"])
        ]
        assert len(effects) == 1, journey.name


def test_the_tenant_shows_what_was_done(desk: Desk, finished: dict[str, RunView]) -> None:
    assert finished
    elena = desk.tenant.user("elena.moreau@acme.example")
    assert (elena["factors"], elena["sessions"], elena["oauth_tokens"]) == ([], [], [])
    assert elena["remembered_devices"] == []
    assert {"Project Aurora"} <= {each["name"] for each in elena["groups"]}
    assert "Sales Department" not in {each["name"] for each in elena["groups"]}
    assert "Canteen Menu" in {each["label"] for each in elena["apps"]}
    assert "Acme Intranet" not in {each["label"] for each in elena["apps"]}
    assert desk.tenant.user("hiroshi.jansen@acme.example")["status"] == "DEPROVISIONED"


@pytest.mark.parametrize("journey", REVEALED, ids=lambda journey: journey.name)
def test_a_secret_is_shown_once_and_stands_nowhere(
    desk: Desk, finished: dict[str, RunView], journey: Journey
) -> None:
    run = desk.run(finished[journey.name]["id"])
    assert run["secret"]["state"] == "waiting"
    shown = desk.reveal(run)
    value = shown["value"]
    assert len(value) >= 8
    assert desk.refusal(f"/api/v1/actions/{run['id']}/secret")[0] == 410
    assert desk.run(run["id"])["secret"]["state"] == "shown"

    agent = desk.clients["agent"]
    texts = {
        "the run": desk.run(run["id"]),
        "the timeline": agent.get(f"/api/v1/requests/{run['request_ref']}/timeline"),
        "the request": agent.get(f"/api/v1/requests/{run['request_ref']}"),
    }
    for name, text in texts.items():
        assert value not in str(text), name
    files = [each for each in desk.product.folder.rglob("*") if each.is_file()]
    kept = [each for each in files if "sandbox" not in each.name]
    assert any(each == desk.product.log for each in kept)
    # The database (with its audit entries) and the log, byte by byte.
    for file in kept:
        assert value.encode() not in file.read_bytes(), file


def test_where_nothing_was_revealed_there_is_nothing_to_show(
    desk: Desk, finished: dict[str, RunView]
) -> None:
    run = finished["suspend"]
    assert run["secret"] is None
    assert desk.refusal(f"/api/v1/actions/{run['id']}/secret")[0] == 410
