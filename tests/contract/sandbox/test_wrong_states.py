"""Each operation in each status, for people of Okta and of another directory: what Okta answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from deskhand.sandbox.okta.state.model import STATUSES, User
from tests.contract.sandbox.client import Got, Okta

FOREIGN = "The user's password is managed by another directory."
SIGNED_UP = frozenset(STATUSES) - {"STAGED", "SUSPENDED", "DEPROVISIONED"}
NOT_NOW = (403, "E0000038", None)

Refusal = tuple[int, str, str | None]
"""HTTP status, error code, text of the first cause."""


@dataclass(frozen=True)
class Case:
    """`refusal` answers in every status that is neither allowed nor named in `special`."""

    allowed: frozenset[str]
    refusal: Refusal
    special: tuple[tuple[str, Refusal], ...] = ()
    foreign: Refusal | None = None
    first: bool = False
    """Whether the foreign account is refused before its status is looked at."""

    def answer(self, status: str, provider: str) -> Refusal | None:
        """None where the operation is allowed."""
        foreign = self.foreign if provider != "OKTA" else None
        if foreign and (self.first or status in self.allowed):
            return foreign
        return None if status in self.allowed else dict(self.special).get(status, self.refusal)


CASES = {
    "activate": Case(
        frozenset({"STAGED", "DEPROVISIONED"}), (403, "E0000016", None), (("SUSPENDED", NOT_NOW),)
    ),
    "reactivate": Case(frozenset({"PROVISIONED", "RECOVERY"}), NOT_NOW),
    "deactivate": Case(frozenset(STATUSES) - {"DEPROVISIONED"}, NOT_NOW),
    "suspend": Case(
        frozenset({"ACTIVE"}), (400, "E0000001", "Cannot suspend a user that is not active")
    ),
    "unsuspend": Case(
        frozenset({"SUSPENDED"}),
        (400, "E0000001", "Cannot unsuspend a user that is not suspended"),
    ),
    "unlock": Case(
        frozenset({"LOCKED_OUT"}),
        (403, "E0000032", "The user is not locked out."),
        foreign=(403, "E0000032", FOREIGN),
        first=True,
    ),
    "reset_password": Case(SIGNED_UP, NOT_NOW, foreign=(403, "E0000017", FOREIGN)),
    "expire_password": Case(SIGNED_UP, NOT_NOW, foreign=(403, "E0000035", FOREIGN)),
    "expire_password_with_temp_password": Case(
        SIGNED_UP, NOT_NOW, foreign=(403, "E0000035", FOREIGN)
    ),
    "reset_factors": Case(frozenset(STATUSES), NOT_NOW),
    "sessions": Case(frozenset(STATUSES), NOT_NOW),
    "profile": Case(
        frozenset(STATUSES) - {"DEPROVISIONED"}, NOT_NOW, foreign=(403, "E0000023", None)
    ),
    "assign": Case(frozenset(STATUSES) - {"SUSPENDED", "DEPROVISIONED"}, (403, "E0000117", None)),
}


async def does(okta: Okta, operation: str, user: User) -> Got:
    path = f"/api/v1/users/{user.id}"
    if operation == "sessions":
        return await okta.delete(f"{path}/sessions", oauthTokens="true")
    if operation == "profile":
        return await okta.post(path, {"profile": {"nickName": "Zed"}})
    if operation == "assign":
        app = okta.app("Acme VPN")
        okta.tenant.app_users.remove(app.id, user.id)
        return await okta.post(f"/api/v1/apps/{app.id}/users", {"id": user.id, "scope": "USER"})
    query = {"sendEmail": "true"} if operation == "reset_password" else {}
    return await okta.post(f"{path}/lifecycle/{operation}", **query)


def in_status(okta: Okta, user: User, status: str, provider: str) -> User:
    user.status, user.provider = status, provider
    okta.tenant.put_user(user)
    return user


@pytest.mark.parametrize("provider", ["OKTA", "ACTIVE_DIRECTORY"])
@pytest.mark.parametrize("operation", CASES)
async def test_what_okta_answers(okta: Okta, operation: str, provider: str) -> None:
    ordinary = [user for user in okta.tenant.users if not okta.tenant.roles_of(user)]
    for user, status in zip(ordinary, STATUSES, strict=False):
        before = in_status(okta, user, status, provider).last_updated
        got = await does(okta, operation, user)
        wanted = CASES[operation].answer(status, provider)
        if wanted is None:
            assert got.status in {200, 204}, (status, got.body)
            continue
        causes = [cause["errorSummary"] for cause in got.body["errorCauses"]]
        told = (got.status, got.code, causes[0] if causes else None)
        assert told == wanted, status
        assert (user.status, user.last_updated) == (status, before), "a refusal changes nothing"


async def test_a_refusal_names_the_operation(okta: Okta) -> None:
    staged = okta.with_status("STAGED")
    for operation in ("suspend", "unsuspend"):
        got = await does(okta, operation, staged)
        assert got.body["errorSummary"] == f"Api validation failed: {operation}User"


@pytest.mark.parametrize("operation", sorted(set(CASES) - {"sessions"}))
async def test_nothing_else_while_a_status_changes(okta: Okta, operation: str) -> None:
    await okta.control("PUT", "settings", {"transition_seconds": 60})
    user = okta.with_status("STAGED")
    assert (await does(okta, "activate", user)).status == 200
    got = await does(okta, operation, user)
    assert (got.status, got.code) == (409, "E0000112")
    ended = await does(okta, "sessions", user)
    assert ended.status == 204


async def test_both_ways_of_asking_for_a_deactivation_are_taken(okta: Okta) -> None:
    await okta.control("PUT", "settings", {"transition_seconds": 60})
    path = f"/api/v1/users/{okta.user().id}"
    headers: dict[str, Any] = {**okta.headers, "Prefer": "respond-async"}
    got = await okta.call("POST", f"{path}/lifecycle/deactivate", headers=headers)
    assert (got.status, got.body) == (200, {})
    read = (await okta.get(path)).body
    assert (read["status"], read["transitioningToStatus"]) == ("ACTIVE", "DEPROVISIONED")
    assert "DEPROVISIONED" in await _console(okta)
    await okta.control("POST", "clock", {"advance_seconds": 61})
    assert "on the way to" not in await _console(okta)
    assert okta.user().status == "DEPROVISIONED"


async def _console(okta: Okta) -> str:
    url = f"{okta.sandbox.url}/_sandbox/people/{okta.user().id}"
    async with okta.session.get(url) as got:
        return await got.text()
