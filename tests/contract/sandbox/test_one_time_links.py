"""Links and passwords that are told once: they work once, and no log or page repeats them."""

from __future__ import annotations

import pytest

from tests.contract.sandbox.client import Okta

GOOD = "Kestrel2026"


async def visit(okta: Okta, link: str, password: str | None = None) -> tuple[int, str]:
    """Open a link as a browser does, or send its form."""
    method, form = ("GET", None) if password is None else ("POST", {"password": password})
    async with okta.session.request(method, link, data=form) as got:
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]
        return got.status, await got.text()


async def mailed(okta: Okta, status: str, operation: str) -> str:
    """The link that an operation sends to somebody in this status."""
    user = okta.with_status(status)
    path = f"/api/v1/users/{user.id}/lifecycle/{operation}"
    assert (await okta.post(path, sendEmail="true")).body == {}
    return str((await okta.control("GET", "mailbox"))[0]["link"])


@pytest.mark.parametrize(
    ("status", "operation"),
    [
        ("STAGED", "activate"),
        ("PROVISIONED", "reactivate"),
        ("LOCKED_OUT", "reset_password"),
        ("RECOVERY", "reactivate"),
    ],
)
async def test_a_link_sets_a_password_once(okta: Okta, status: str, operation: str) -> None:
    user = okta.with_status(status)
    link = await mailed(okta, status, operation)
    assert user.name in (await visit(okta, link))[1]
    assert (await visit(okta, link, "short"))[0] == 422
    assert user.status != "ACTIVE"
    assert (await visit(okta, link, GOOD))[0] == 200
    assert user.status == "ACTIVE"
    assert not okta.tenant.links.of(user.id)
    read = (await okta.get(f"/api/v1/users/{user.id}")).body
    assert read["credentials"]["password"] == {}
    assert read["activated"]
    assert [(await visit(okta, link))[0], (await visit(okta, link, GOOD))[0]] == [410, 410]
    change = {"oldPassword": {"value": GOOD}, "newPassword": {"value": "Better2026"}}
    changed = await okta.post(f"/api/v1/users/{user.id}/credentials/change_password", change)
    assert changed.status == 200


async def test_a_newer_link_replaces_an_older_one(okta: Okta) -> None:
    older = await mailed(okta, "PROVISIONED", "reactivate")
    newer = (
        await okta.post(f"/api/v1/users/{okta.with_status('PROVISIONED').id}/lifecycle/reactivate")
    ).body
    assert (await visit(okta, older))[0] == 410
    assert newer["activationToken"] in newer["activationUrl"]
    assert (await visit(okta, newer["activationUrl"]))[0] == 200


@pytest.mark.parametrize(("operation", "hours"), [("reset_password", 2), ("reactivate", 24 * 8)])
async def test_links_run_out(okta: Okta, operation: str, hours: int) -> None:
    link = await mailed(okta, "PROVISIONED", operation)
    assert (await visit(okta, link))[0] == 200
    await okta.control("POST", "clock", {"advance_seconds": hours * 3_600})
    assert (await visit(okta, link, GOOD))[0] == 410


async def test_a_link_fits_only_while_it_is_waited_for(okta: Okta) -> None:
    user = okta.with_status("PROVISIONED")
    link = await mailed(okta, "PROVISIONED", "reactivate")
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/deactivate")
    assert (await visit(okta, link, GOOD))[0] == 410
    assert user.status == "DEPROVISIONED"
    assert (await visit(okta, f"{okta.sandbox.url}/tokens/nobodysToken/verify"))[0] == 410


async def test_no_log_and_no_page_tells_what_was_told_once(okta: Okta) -> None:
    user = okta.user()
    path = f"/api/v1/users/{user.id}/lifecycle"
    told = (await okta.post(f"{path}/expire_password_with_temp_password")).body
    handed = (await okta.post(f"{path}/reset_password", sendEmail="false")).body
    await visit(okta, handed["resetPasswordUrl"])
    await okta.post(f"{path}/reset_password", sendEmail="true")
    [mail] = await okta.control("GET", "mailbox")
    await visit(okta, mail["link"])
    secrets = {
        told["tempPassword"],
        handed["resetPasswordUrl"].rpartition("/")[2],
        mail["token"],
    }
    shown = [str(await okta.calls()), str(await okta.control("GET", "state"))]
    shown.append(str(await okta.control("GET", f"users/{user.id}")))
    shown.extend([await _page(okta, page) for page in ("", "log", f"people/{user.id}")])
    for secret in secrets:
        assert not any(secret in text for text in shown)
    own = await _page(okta, f"mail/{mail['id']}")
    assert mail["token"] in own
    assert mail["subject"] in shown[3]


async def test_a_mail_that_nobody_got(okta: Okta) -> None:
    async with okta.session.get(f"{okta.sandbox.url}/_sandbox/mail/emlnothing") as got:
        assert got.status == 404


async def _page(okta: Okta, path: str) -> str:
    async with okta.session.get(f"{okta.sandbox.url}/_sandbox/{path}") as got:
        assert got.status == 200
        return await got.text()
