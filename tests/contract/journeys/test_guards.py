"""What the gate does not take, and answers that are lost on the way."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.journeys.desk import Desk, RunView, writes

# One product, so one worker.
pytestmark = pytest.mark.xdist_group("journeys")


def test_deprovisioning_is_for_administrators_who_type_the_name(desk: Desk) -> None:
    person = desk.person("soren.kaur")
    body = {"key": "okta.user.deprovision", "person_id": person["id"]}
    refusals = [
        ("agent", {"confirm_name": person["name"]}, {403, 409}, "Only an administrator"),
        ("administrator", {}, {422}, "Type "),
        ("administrator", {"confirm_name": "Somebody Else"}, {422}, "Type "),
    ]
    for by, given, codes, reason in refusals:
        code, text = desk.refusal("/api/v1/actions", body | given, by)
        assert code in codes
        assert reason in text
    assert desk.tenant.user("soren.kaur@acme.example")["status"] == "ACTIVE"


def test_a_group_of_administrators_is_for_administrators(desk: Desk) -> None:
    person = desk.person("soren.kaur")
    [group] = desk.clients["agent"].get("/api/v1/pickers/okta.group?q=Help%20Desk%20Admins")[
        "items"
    ]
    body = {
        "key": "okta.group.add_member",
        "person_id": person["id"],
        "parameters": {"group": group["id"]},
    }
    code, text = desk.refusal("/api/v1/actions", body)
    assert code == 403
    assert "administrator rights" in text


def test_a_stale_directory_ends_in_already(desk: Desk) -> None:
    """Somebody suspended the person in Okta a moment ago, and the directory has not heard of it."""
    person = desk.person("jana.morel")
    token = (desk.product.folder / "var" / "sandbox-token").read_text().strip()
    okta_id = desk.tenant.user("jana.morel@acme.example")["id"]
    suspend_in_okta(desk.product.sandbox_url, token, okta_id)
    body = {"key": "okta.user.suspend", "person_id": person["id"]}
    run = desk.settled({"late": desk.order(body)})[0]["late"]
    assert (run["state"], writes(run)) == ("already", [])
    assert run["summary"] == "Jana Morel was suspended already; nothing was sent."


def suspend_in_okta(url: str, token: str, okta_id: str) -> None:
    request = urllib.request.Request(
        f"{url}/api/v1/users/{okta_id}/lifecycle/suspend",
        b"",
        {"Authorization": f"SSWS {token}"},
        method="POST",
    )
    urllib.request.urlopen(request, timeout=10).close()


@pytest.fixture
def lost(desk: Desk) -> Iterator[None]:
    """Okta does what the next write asks for, and its answer does not arrive."""
    fault = {"method": "write", "path": "**", "kind": "reset_after_write", "times": 1}
    desk.tenant.send("POST", "faults", fault)
    yield
    desk.tenant.send("DELETE", "faults")


def ended(desk: Desk, login: str, key: str, by: str = "agent", **parameters: Any) -> RunView:
    """A run of it when it has ended, with the states it was seen in under `seen`."""
    person = desk.person(login)
    body = {
        "key": key,
        "person_id": person["id"],
        "parameters": parameters,
        "confirm_name": person["name"],
    }
    runs, seen = desk.settled({"it": desk.order(body, by)})
    return {**runs["it"], "seen": seen["it"]}


@pytest.mark.usefixtures("lost")
def test_a_temporary_password_whose_answer_was_lost_cannot_be_shown(desk: Desk) -> None:
    run = ended(desk, "ingrid.solberg", "okta.user.reset_password", method="temporary")
    assert run["state"] == "unknown"
    assert run["summary"] == "It happened, but the answer with the temporary password was lost"
    assert [each["state"] for each in writes(run)] == ["lost"]
    assert run["secret"] is None
    assert desk.refusal(f"/api/v1/actions/{run['id']}/secret")[0] == 410
    assert run["may_retry"]["allowed"]
    assert desk.tenant.user("ingrid.solberg@acme.example")["status"] == "PASSWORD_EXPIRED"


@pytest.mark.usefixtures("lost")
def test_sessions_are_revoked_once_more_when_the_answer_was_lost(desk: Desk) -> None:
    run = ended(desk, "mei.dvorak", "okta.user.revoke_sessions")
    assert run["state"] == "done"
    assert [(each["state"], each["http_status"]) for each in writes(run)] == [
        ("lost", None),
        ("answered", 204),
    ]


@pytest.mark.usefixtures("lost")
def test_a_deactivation_whose_answer_was_lost_is_followed_to_its_end(desk: Desk) -> None:
    run = ended(desk, "quentin.becker", "okta.user.deprovision", "administrator")
    assert run["seen"] >= {"pending", "done"}
    assert "The answer was lost on the way; reading back shows that it happened." in run["summary"]
    assert [each["state"] for each in writes(run)] == ["lost"]


def test_what_was_ordered_together_follows_without_a_pause(desk: Desk) -> None:
    """The end of one run starts the next; the sweep, which would find it later, is for crashes."""
    person_id = desk.person("isabel.taylor")["id"]
    keys = ("okta.user.revoke_sessions", "okta.user.reset_mfa", "okta.user.activate")
    ids = {key: desk.order({"key": key, "person_id": person_id}) for key in keys}
    runs, _ = desk.settled(ids)
    assert {run["state"] for run in runs.values()} == {"done"}
    log = desk.product.log.read_text().splitlines()
    assert [line for line in log if "job.start_failed" in line] == []
