"""The consent page: who is asked, who may answer, and what it shows."""

from __future__ import annotations

from html import escape

from tests.contract.sandbox.log import Watch
from tests.contract.sandbox.oauth_client import ADMIN, CALLBACK, Hidden, OAuth


async def test_consent_is_remembered_and_can_be_asked_for_again(oauth: OAuth) -> None:
    await oauth.web()
    await oauth.sign_in()
    assert (await oauth.decide(await oauth.authorize())).status == 302
    assert "code" in (await oauth.authorize()).fields
    assert "code" in (await oauth.authorize(prompt="none")).fields
    # A scope that is new, and a client that asks to ask.
    more = "okta.users.read okta.groups.read"
    assert (await oauth.authorize(scope=more)).status == 200
    assert (await oauth.authorize(scope=more, prompt="none")).fields["error"] == "consent_required"
    assert (await oauth.authorize(prompt="consent")).status == 200
    consents = oauth.okta.tenant.user_consents.of(oauth.okta.user(ADMIN).id)
    assert [(row.client_id, row.scope) for row in consents] == [("0oaWeb", "okta.users.read")]


async def test_a_person_can_say_no(oauth: OAuth) -> None:
    await oauth.web()
    await oauth.sign_in()
    page = await oauth.authorize()
    got = await oauth.decide(page, "cancel")
    assert got.location.startswith(CALLBACK)
    assert (got.fields["error"], got.fields["state"]) == ("access_denied", "s-1")
    assert not oauth.okta.tenant.user_consents.of(oauth.okta.user(ADMIN).id)
    # The form counts once.
    assert (await oauth.decide(page)).status == 400


async def test_what_comes_to_nothing_is_on_the_log(oauth: OAuth) -> None:
    okta = oauth.okta
    await oauth.web(assigned=[ADMIN])
    await oauth.sign_in()
    watch = Watch(okta)
    await oauth.decide(await oauth.authorize(), "cancel")
    await oauth.authorize(prompt="none")
    await okta.delete(f"/api/v1/apps/0oaWeb/users/{okta.user(ADMIN).id}")
    await oauth.authorize()
    events = [each for each in watch.events() if "oauth2" in each["eventType"]]
    assert [each["outcome"] for each in events] == [
        {"result": "FAILURE", "reason": reason}
        for reason in ("access_denied", "consent_required", "access_denied")
    ]
    for event in events:
        assert event["eventType"] == "app.oauth2.authorize.code"
        assert (event["actor"]["type"], event["actor"]["alternateId"]) == ("User", ADMIN)
        assert [target["type"] for target in event["target"]] == ["User", "AppInstance"]


async def test_nobody_else_can_press_the_button(oauth: OAuth) -> None:
    await oauth.web()
    await oauth.sign_in()
    page = await oauth.authorize()
    got = await oauth.decide(page, **{"Sec-Fetch-Site": "cross-site"})
    assert (got.status, "Location" in got.headers) == (400, False)
    page = await oauth.authorize()
    oauth.browser.cookie_jar.clear()
    assert (await oauth.decide(page)).status == 400
    assert not len(oauth.okta.tenant.codes)


async def test_a_right_that_ends_while_the_page_is_shown(oauth: OAuth) -> None:
    await oauth.web(assigned=[ADMIN])
    await oauth.sign_in()
    page = await oauth.authorize()
    path = f"/api/v1/apps/0oaWeb/users/{oauth.okta.user(ADMIN).id}"
    assert (await oauth.okta.delete(path)).status == 204
    got = await oauth.decide(page)
    assert (got.status, got.fields["error"]) == (302, "access_denied")
    assert not len(oauth.okta.tenant.codes)
    assert not oauth.okta.tenant.user_consents.of(oauth.okta.user(ADMIN).id)


async def test_names_that_look_like_pages(oauth: OAuth) -> None:
    label, state = '<b onclick="x">&amp;', "'\"><script>x</script>"
    await oauth.web(label=label)
    await oauth.sign_in()
    page = await oauth.authorize(state=state)
    assert page.status == 200
    assert "<b " not in page.body
    assert escape(label) in page.body
    got = await oauth.decide(page)
    assert got.fields["state"] == state
    got = await oauth.authorize(state=state, response_mode="form_post")
    assert (got.status, Hidden(got.body).fields["state"]) == (200, state)
    assert "<script>x" not in got.body
    got = await oauth.authorize(redirect_uri="javascript:<script>x")
    assert (got.status, "<script>x" in got.body) == (400, False)
