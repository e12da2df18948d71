"""What lifecycle calls answer and cause, beyond the status they lead to."""

from __future__ import annotations

import pytest

from deskhand.sandbox.okta.state.model import STATUSES
from tests.contract.sandbox.client import Okta

LINKS = {
    "STAGED": {"activate"},
    "PROVISIONED": {"reactivate", "suspend", "resetPassword", "deactivate"},
    "SUSPENDED": {"unsuspend", "deactivate"},
    "DEPROVISIONED": {"activate", "delete"},
    "LOCKED_OUT": {"unlock", "deactivate", "suspend"},
    "ACTIVE": {"suspend", "resetPassword", "expirePassword", "changePassword", "deactivate"},
}


@pytest.mark.parametrize("status", STATUSES)
async def test_links_tell_which_operations_may_follow(okta: Okta, status: str) -> None:
    got = await okta.get(f"/api/v1/users/{okta.with_status(status).id}")
    assert LINKS.get(status, set()) <= set(got.body["_links"])
    if status != "LOCKED_OUT":
        assert "unlock" not in got.body["_links"]
    if "delete" in got.body["_links"]:
        assert got.body["_links"]["delete"]["method"] == "DELETE"


async def test_an_activation_is_mailed_or_handed_over(okta: Okta) -> None:
    path = f"/api/v1/users/{okta.with_status('PROVISIONED').id}/lifecycle/reactivate"
    quiet = (await okta.post(path)).body
    assert set(quiet) == {"activationUrl", "activationToken"}
    assert quiet["activationToken"] in quiet["activationUrl"]
    assert (await okta.post(path, sendEmail="true")).body == {}
    [mail] = await okta.control("GET", "mailbox")
    assert mail["kind"] == "activation"
    assert mail["link"] == f"{okta.sandbox.url}/tokens/{mail['token']}/verify"
    staged = okta.with_status("STAGED")
    assert (await okta.post(f"/api/v1/users/{staged.id}/lifecycle/activate")).body == {}
    assert len(await okta.control("GET", "mailbox")) == 2


async def test_a_reset_link_is_mailed_or_handed_over(okta: Okta) -> None:
    path = f"/api/v1/users/{okta.user().id}/lifecycle/reset_password"
    assert "resetPasswordUrl" in (await okta.post(path, sendEmail="false")).body
    assert (await okta.post(path, sendEmail="true")).body == {}
    assert (await okta.post(path, sendEmail="perhaps")).code == "E0000001"
    [mail] = await okta.control("GET", "mailbox")
    assert mail["to"] == okta.user().profile["email"]


async def test_a_temporary_password_works_once_it_is_told(okta: Okta) -> None:
    user = okta.user()
    path = f"/api/v1/users/{user.id}"
    got = await okta.post(f"{path}/lifecycle/expire_password_with_temp_password")
    temporary = got.body["tempPassword"]
    assert len(temporary) == 8
    assert temporary not in str(okta.user())
    change = {"oldPassword": {"value": "Wrong1234"}, "newPassword": {"value": "Better1234"}}
    assert (await okta.post(f"{path}/credentials/change_password", change)).code == "E0000014"
    change["oldPassword"]["value"] = temporary
    assert (await okta.post(f"{path}/credentials/change_password", change)).status == 200
    assert okta.user().status == "ACTIVE"


@pytest.mark.parametrize(
    "operation", ["suspend", "deactivate", "reset_password?revokeSessions=true"]
)
async def test_sessions_end(okta: Okta, operation: str) -> None:
    user = okta.user()
    [first, _] = okta.tenant.sessions_of(user.id)
    assert (await okta.get(f"/api/v1/sessions/{first.id}")).body["login"] == user.login
    assert (await okta.post(f"/api/v1/users/{user.id}/lifecycle/{operation}")).status == 200
    got = await okta.get(f"/api/v1/sessions/{first.id}")
    assert (got.status, got.code) == (404, "E0000007")
    assert "AppSession" in got.body["errorSummary"]


async def test_all_sessions_of_a_person_end_at_once(okta: Okta) -> None:
    user = okta.user()
    [first, _] = okta.tenant.sessions_of(user.id)
    refreshed = await okta.post(f"/api/v1/sessions/{first.id}/lifecycle/refresh")
    assert refreshed.body["expiresAt"] == first.expires
    got = await okta.delete(f"/api/v1/users/{user.id}/sessions", oauthTokens="true")
    assert (got.status, got.body) == (204, None)
    assert okta.tenant.sessions_of(user.id) == []
    assert (await okta.delete(f"/api/v1/users/{user.id}/sessions")).status == 204
    assert [call["effect"] for call in await okta.calls()] == [True, True, False]
    assert (await okta.get("/api/v1/sessions/")).code == "E0000022"
    assert (await okta.post("/api/v1/sessions", {"sessionToken": "x"})).code == "E0000004"


async def test_group_given_apps_come_back_after_a_rehire(okta: Okta) -> None:
    user, tenant = okta.user(), okta.tenant
    given = {key for key, row in tenant.app_users.of_right(user.id).items() if not row.direct}
    direct = okta.app("Canteen Menu")
    await okta.post(f"/api/v1/apps/{direct.id}/users", {"id": user.id})
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/deactivate")
    assert not tenant.app_users.of_right(user.id)
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/activate")
    assert set(tenant.app_users.of_right(user.id)) == given
    assert given


async def test_transitions_may_take_their_time(okta: Okta) -> None:
    await okta.control("PUT", "settings", {"transition_seconds": 60})
    user = okta.user()
    path = f"/api/v1/users/{user.id}"
    assert (await okta.post(f"{path}/lifecycle/deactivate")).body == {}
    waiting = (await okta.get(path)).body
    assert (waiting["status"], waiting["transitioningToStatus"]) == ("ACTIVE", "DEPROVISIONED")
    refused = await okta.post(f"{path}/lifecycle/suspend")
    assert (refused.status, refused.code) == (409, "E0000112")
    await okta.control("POST", "clock", {"advance_seconds": 61})
    done = (await okta.get(path)).body
    assert done["status"] == "DEPROVISIONED"
    assert "transitioningToStatus" not in done


async def test_accounts_of_another_directory_keep_their_passwords_there(okta: Okta) -> None:
    user = next(
        user
        for user in okta.tenant.users
        if user.provider == "ACTIVE_DIRECTORY" and not okta.tenant.roles_of(user)
    )
    path = f"/api/v1/users/{user.id}/lifecycle"
    for operation, code in (
        ("reset_password", "E0000017"),
        ("expire_password", "E0000035"),
        ("unlock", "E0000032"),
    ):
        got = await okta.post(f"{path}/{operation}")
        assert (got.status, got.code) == (403, code)


async def test_factors_one_by_one(okta: Okta) -> None:
    path = f"/api/v1/users/{okta.user().id}/factors"
    factors = {factor["factorType"]: factor for factor in (await okta.get(path)).body}
    assert set(factors) == {"push", "sms", "webauthn"}
    sms = factors["sms"]["id"]
    assert (await okta.get(f"{path}/{sms}")).body == factors["sms"]
    assert (await okta.delete(f"{path}/{sms}")).status == 204
    gone = await okta.delete(f"{path}/{sms}")
    assert (gone.status, gone.code) == (404, "E0000007")
    states = {
        kind["factorType"]: kind["status"] for kind in (await okta.get(f"{path}/catalog")).body
    }
    assert (states["push"], states["sms"]) == ("ACTIVE", "NOT_SETUP")
    other = f"/api/v1/users/{okta.user('noah.berg').id}/factors/{factors['push']['id']}"
    assert (await okta.get(other)).status == 404
