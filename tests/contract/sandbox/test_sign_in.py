"""What people do at the sign-in page, asked for through the control API."""

from __future__ import annotations

import pytest

from deskhand.sandbox.okta.model import STATUSES
from tests.contract.sandbox.client import Okta


async def test_a_sign_in_leaves_something_to_end(okta: Okta) -> None:
    user = okta.user()
    await okta.delete(f"/api/v1/users/{user.id}/sessions", oauthTokens="true")
    whole = await okta.control("POST", "sign-in/elena.moreau")
    assert [len(whole["sessions"]), len(whole["remembered_devices"])] == [1, 1]
    assert whole["oauth_tokens"]
    session = (await okta.get(f"/api/v1/sessions/{whole['sessions'][0]['id']}")).body
    assert (session["login"], session["mfaActive"]) == (user.login, True)
    read = (await okta.get(f"/api/v1/users/{user.id}")).body
    assert read["lastLogin"] == session["createdAt"]


async def test_a_lock_out_is_undone_by_unlock(okta: Okta) -> None:
    path = f"/api/v1/users/{okta.user().id}"
    assert (await okta.control("POST", "lock-out/elena.moreau"))["status"] == "LOCKED_OUT"
    read = (await okta.get(path)).body
    assert (read["status"], "unlock" in read["_links"]) == ("LOCKED_OUT", True)
    assert (await okta.post(f"{path}/lifecycle/unlock")).body == {}
    assert okta.user().status == "ACTIVE"


@pytest.mark.parametrize("status", sorted(set(STATUSES) - {"ACTIVE"}))
async def test_who_does_not_get_in(okta: Okta, status: str) -> None:
    user = okta.with_status(status)
    got = await okta.call("POST", f"/_sandbox/sign-in/{user.login}", headers={})
    assert (got.status, status in got.body["error"]) == (409, True)
    got = await okta.call("POST", f"/_sandbox/lock-out/{user.login}", headers={})
    assert got.status == (200 if status == "PASSWORD_EXPIRED" else 409)
    async with okta.session.get(f"{okta.sandbox.url}/_sandbox/people/{user.id}") as page:
        assert "Sign in as this person would" not in await page.text()
