"""Any sequence of lifecycle calls, beside a small model that was written from Okta's documents."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
from hypothesis import given, settings
from hypothesis import strategies as st

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import serve
from deskhand.sandbox.okta.state.model import STATUSES
from tests.contract.sandbox.client import TOKEN, Okta

OPERATIONS = (
    "activate",
    "reactivate",
    "deactivate",
    "suspend",
    "unsuspend",
    "unlock",
    "reset_password",
    "expire_password",
    "expire_password_with_temp_password",
    "reset_factors",
    "delete",
)
PASSWORDS = ("reset_password", "expire_password", "expire_password_with_temp_password")
SIGNED_UP = {"ACTIVE", "PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"}


@dataclass
class Model:
    """What Okta would say: HTTP status and error code, and the status that follows."""

    status: str
    has_password: bool
    factors: int

    def does(self, operation: str) -> tuple[int, str | None]:
        if operation == "delete":
            gone = self.status == "DEPROVISIONED"
            self.status = "GONE" if gone else "DEPROVISIONED"
            return 204, None
        if operation == "reset_factors":
            self.factors = 0
            return 200, None
        if operation in PASSWORDS:
            if self.status not in SIGNED_UP:
                return 403, "E0000038"
            self.status = "RECOVERY" if operation == "reset_password" else "PASSWORD_EXPIRED"
            self.has_password |= operation.endswith("temp_password")
            return 200, None
        return self._moves(operation)

    def _moves(self, operation: str) -> tuple[int, str | None]:
        allowed, refused = {
            "activate": ({"STAGED", "DEPROVISIONED"}, (403, "E0000016")),
            "reactivate": ({"PROVISIONED", "RECOVERY"}, (403, "E0000038")),
            "deactivate": (set(STATUSES) - {"DEPROVISIONED"}, (403, "E0000038")),
            "suspend": ({"ACTIVE"}, (400, "E0000001")),
            "unsuspend": ({"SUSPENDED"}, (400, "E0000001")),
            "unlock": ({"LOCKED_OUT"}, (403, "E0000032")),
        }[operation]
        if self.status not in allowed:
            suspended = operation == "activate" and self.status == "SUSPENDED"
            return (403, "E0000038") if suspended else refused
        self.status = {
            "activate": "ACTIVE" if self.has_password else "PROVISIONED",
            "reactivate": self.status,
            "deactivate": "DEPROVISIONED",
            "suspend": "SUSPENDED",
            "unsuspend": "ACTIVE",
            "unlock": "ACTIVE",
        }[operation]
        return 200, None


@given(
    start=st.sampled_from(STATUSES), operations=st.lists(st.sampled_from(OPERATIONS), max_size=8)
)
@settings(max_examples=60, deadline=None)
async def test_every_sequence_of_operations(start: str, operations: list[str]) -> None:
    async with (
        serve(Plan(users=60, api_tokens=(TOKEN,))) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        okta = Okta(sandbox, session)
        user = okta.with_status(start)
        groups = set(okta.tenant.memberships.of_right(user.id))
        model = Model(start, user.password is not None, len(okta.tenant.factors_of(user.id)))
        for operation in operations:
            before = model.status
            method = "DELETE" if operation == "delete" else "POST"
            path = f"/api/v1/users/{user.id}"
            tail = "" if operation == "delete" else f"/lifecycle/{operation}"
            got = await okta.call(method, path + tail)
            assert (got.status, got.code) == model.does(operation), (before, operation)
            if model.status == "GONE":
                assert (await okta.get(path)).code == "E0000007"
                break
            read = (await okta.get(path)).body
            assert read["status"] == model.status, (before, operation)
            assert ("password" in read["credentials"]) == model.has_password
            assert len((await okta.get(f"{path}/factors")).body) == model.factors
            assert set(okta.tenant.memberships.of_right(user.id)) == groups
            if model.status == "DEPROVISIONED":
                assert all(
                    okta.tenant.apps[key].status == "INACTIVE"
                    for key in okta.tenant.app_users.of_right(user.id)
                )
