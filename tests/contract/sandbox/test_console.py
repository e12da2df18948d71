"""The console: what its pages show, and that their buttons say what the control API understands."""

from __future__ import annotations

import re
from html import unescape

import aiohttp
import msgspec
import pytest
from yarl import URL

from deskhand.sandbox.okta.control.presets import MEANINGS
from deskhand.sandbox.okta.wire.faults import KINDS
from tests.contract.sandbox.client import ELENA, Okta

_BUTTON = re.compile(
    r'<button type="button" data-method="(\w+)" data-path="([^"]*)"([^>]*)>([^<]*)<'
)


async def page(okta: Okta, path: str, status: int = 200) -> str:
    async with okta.session.get(f"{okta.sandbox.url}/_sandbox/{path}") as got:
        assert got.status == status, path
        return await got.text()


async def press(okta: Okta, path: str, label: str, about: str = "") -> None:
    """Send what the button of this label (and of what it is about) on a page would send."""
    for method, command, rest, words in _BUTTON.findall(await page(okta, path)):
        if words == label and about in unescape(rest):
            found = re.search(r'data-body="([^"]*)"', rest)
            body = msgspec.json.decode(unescape(found[1])) if found else None
            url = URL(f"{okta.sandbox.url}/_sandbox/{unescape(command)}", encoded=True)
            async with okta.session.request(method, url, json=body) as got:
                assert got.status == 200, await got.text()
                return
    raise AssertionError(f"no button {label}: {about} on {path}")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/_sandbox/", "Find people"),
        ("/_sandbox/?q=moreau", "Elena Moreau"),
        ("/_sandbox/people/elena.moreau", "webauthn"),
        ("/_sandbox/people", "Sandbox-2026"),
        ("/_sandbox/people?q=moreau&status=ACTIVE", "can sign in"),
        ("/_sandbox/people?status=SUSPENDED&show=1", "Show more"),
        ("/_sandbox/people/elena.moreau/phone", "Phone of Elena Moreau"),
        ("/_sandbox/mail", "No mail was sent."),
        ("/_sandbox/events", "user.session.start"),
        ("/_sandbox/events?type=no.such.type", "No event matches."),
        ("/_sandbox/trouble", "truncated_json"),
        ("/_sandbox/access", "SUPER_ADMIN"),
        ("/_sandbox/time", "Snapshots"),
        ("/_sandbox/log", "Call log"),
        ("/_sandbox/log?status=9", "status must be a code"),
        ("/_sandbox/log?effect=true", "No call has arrived."),
    ],
)
async def test_the_console_shows_the_tenant(okta: Okta, path: str, told: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(okta.sandbox.url + path) as got:
        text = await got.text()
        assert got.status == 200
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]
    assert told in text
    assert "http://" not in text.replace(okta.sandbox.url, "")


async def test_the_console_escapes_what_people_are_called(okta: Okta) -> None:
    user = okta.user()
    name = "<script>alert(1)</script>"
    await okta.post(f"/api/v1/users/{user.id}", {"profile": {"displayName": name}})
    async with okta.session.get(f"{okta.sandbox.url}/_sandbox/people/{user.id}") as got:
        assert name not in await got.text()


async def test_factors_are_seen_to_be_gone(okta: Okta) -> None:
    path = f"{okta.sandbox.url}/_sandbox/people/{okta.user().id}"
    await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/reset_factors")
    async with okta.session.get(path) as got:
        text = await got.text()
    assert "No factor is enrolled." in text
    assert "lifecycle/reset_factors" in text


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "No time at all"), (30, "Half a minute"), (45, "45 seconds")]
)
async def test_the_console_tells_how_long_a_change_takes(
    okta: Okta, seconds: int, told: str
) -> None:
    await okta.control("PUT", "settings", {"transition_seconds": seconds})
    async with okta.session.get(f"{okta.sandbox.url}/_sandbox/time") as got:
        text = await got.text()
    assert text.count(">chosen<") == 1
    assert text.index(told) < text.index(">chosen<") < text.index("Rate limits")


async def test_why_somebody_cannot_sign_in_stands_on_his_page(okta: Okta) -> None:
    user = okta.with_status("SUSPENDED")
    text = await page(okta, f"people/{user.id}")
    assert "an administrator can unsuspend it" in text
    assert "Sign in as this person would" not in text
    await page(okta, f"people/{user.id}/diary", 404)


async def test_buttons_do_what_they_say(okta: Okta) -> None:
    before = okta.tenant.clock.now()
    await press(okta, "time", "Forward 31 days")
    assert (okta.tenant.clock.now() - before).days == 31
    await press(okta, "time", "Choose", "Half a minute")
    assert okta.tenant.settings.transition_seconds == 30
    await press(okta, "time", "Turn on", "second factor")
    assert okta.tenant.settings.second_step
    await press(okta, "trouble", "Turn on", "read-only")
    assert [fault.kind for fault in okta.sandbox.faults] == ["read_only"]
    await press(okta, "trouble", "Turn off", "read-only")
    assert not list(okta.sandbox.faults)
    await press(okta, f"people/{ELENA}", "Lock out by wrong passwords")
    assert okta.user().status == "LOCKED_OUT"
    await okta.control("POST", "snapshot", {"name": "a/b c?"})
    await press(okta, "time", "Restore", "a/b c?")
    await press(okta, "time", "Delete", "a/b c?")
    assert okta.tenant.snapshot_names == []
    await press(okta, "access", "Make read-only")
    assert [role.type for role in okta.user("okta.service").roles] == ["READ_ONLY_ADMIN"]
    # Its idle time has run out on the way.
    await press(okta, "access", "Restore")
    await press(okta, "access", "Revoke")
    assert [token.revoked for token in okta.tenant.tokens] == [True]
    await press(okta, "access", "Restore")
    await press(okta, "", "Reset the tenant")
    assert not okta.tenant.settings.second_step


async def test_every_fault_kind_is_offered_with_its_meaning(okta: Okta) -> None:
    text = await page(okta, "trouble")
    assert MEANINGS.keys() == set(KINDS)
    for kind in KINDS:
        assert f'<option value="{kind}"' in text


async def test_no_page_but_the_mail_and_the_phone_shows_a_secret(okta: Okta) -> None:
    await okta.control("POST", "tokens", {"token": "a-new-secret-token"})
    await okta.post("/api/v1/users/elena.moreau/lifecycle/reset_password", sendEmail="true")
    [mail] = await okta.control("GET", "mailbox")
    for place in ("", "people", "people/elena.moreau", "mail", "log", "events", "access", "time"):
        text = await page(okta, place)
        assert "a-new-secret-token" not in text, place
        assert mail["token"] not in text, place
    assert mail["token"] in await page(okta, f"mail/{mail['id']}")


async def test_a_client_is_shown_whole_and_deleted(okta: Okta) -> None:
    made = await okta.control(
        "POST",
        "clients",
        {
            "label": "Payroll <script>",
            "secret": "a-secret-for-tests",
            "grants": ["okta.users.read"],
            "roles": ["HELP_DESK_ADMIN"],
        },
    )
    text = await page(okta, f"access/{made['id']}")
    for told in ("integration", "okta.users.read", "HELP_DESK_ADMIN", "Payroll &lt;script&gt;"):
        assert told in text
    assert "a-secret-for-tests" not in text
    await press(okta, "access", "Delete", "Payroll")
    assert "No such client" in await page(okta, f"access/{made['id']}", 404)


async def test_an_event_unfolds_to_all_that_the_api_tells(okta: Okta) -> None:
    await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/suspend")
    text = unescape(await page(okta, "events?type=user.lifecycle.suspend"))
    [event] = (await okta.get("/api/v1/logs", filter='eventType eq "user.lifecycle.suspend"')).body
    for told in (event["displayMessage"], f"Severity {event['severity']}", f'"{event["uuid"]}"'):
        assert told in text


async def test_columns_of_calls_that_say_nothing_are_left_out(okta: Okta) -> None:
    await okta.get("/api/v1/users/me")
    assert 'columnheader" scope="col">Code<' not in await page(okta, "log")
    await okta.get("/api/v1/users/nobody")
    text = await page(okta, "log")
    assert 'columnheader" scope="col">Code<' in text
    assert 'data-column="Code"><code class="fixed">E0000007<' in text
