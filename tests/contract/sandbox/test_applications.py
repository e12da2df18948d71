"""Making, replacing and reading applications of every sign-on mode."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sandbox.client import Okta

APPS = "/api/v1/apps"
WEB: dict[str, Any] = {
    "name": "oidc_client",
    "label": "Ticket Board",
    "signOnMode": "OPENID_CONNECT",
    "credentials": {"oauthClient": {"token_endpoint_auth_method": "client_secret_post"}},
    "settings": {
        "oauthClient": {
            "application_type": "web",
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "redirect_uris": ["https://board.example/callback"],
        }
    },
}
KEY = {"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ", "kid": "one"}
BODIES: dict[str, dict[str, Any]] = {
    "bookmark": {
        "name": "bookmark",
        "signOnMode": "BOOKMARK",
        "settings": {"app": {"url": "https://wiki.example/"}},
    },
    "basic": {
        "name": "template_basic_auth",
        "signOnMode": "BASIC_AUTH",
        "settings": {"app": {"url": "https://a.example", "authURL": "https://a.example/auth"}},
    },
    "swa": {
        "name": "template_swa",
        "signOnMode": "BROWSER_PLUGIN",
        "settings": {
            "app": {
                "url": "https://a.example",
                "buttonField": "go",
                "passwordField": "pw",
                "usernameField": "un",
            }
        },
    },
    "swa3": {
        "name": "template_swa3field",
        "signOnMode": "BROWSER_PLUGIN",
        "settings": {
            "app": {
                "targetURL": "https://a.example",
                "buttonSelector": "#go",
                "passwordSelector": "#pw",
                "userNameSelector": "#un",
                "extraFieldSelector": "#site",
                "extraFieldValue": "north",
            }
        },
    },
    "own swa": {
        "signOnMode": "AUTO_LOGIN",
        "settings": {"signOn": {"loginUrl": "https://a.example/login"}},
    },
    "store": {
        "name": "template_sps",
        "signOnMode": "SECURE_PASSWORD_STORE",
        "settings": {
            "app": {"url": "https://a.example", "passwordField": "pw", "usernameField": "un"}
        },
    },
    "wsfed": {
        "name": "template_wsfed",
        "signOnMode": "WS_FEDERATION",
        "settings": {
            "app": {
                "audienceRestriction": "urn:example:app",
                "groupValueFormat": "dn",
                "wReplyURL": "https://a.example/",
                "nameIDFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
                "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
                "siteURL": "https://a.example",
                "usernameAttribute": "username",
            }
        },
    },
    "own saml": {
        "signOnMode": "SAML_2_0",
        "settings": {
            "signOn": {
                "ssoAcsUrl": "https://a.example/acs",
                "recipient": "https://a.example/acs",
                "destination": "https://a.example/acs",
                "audience": "a.example",
                "allowMultipleAcsEndpoints": False,
                "assertionSigned": True,
                "honorForceAuthn": True,
                "requestCompressed": False,
                "responseSigned": True,
            }
        },
    },
    "catalogue saml": {"name": "zendesk", "signOnMode": "SAML_2_0"},
    "old saml": {"name": "old_portal", "signOnMode": "SAML_1_1"},
    "web": WEB,
    "browser": {
        **WEB,
        "credentials": {},
        "settings": {
            "oauthClient": {
                "application_type": "browser",
                "grant_types": ["authorization_code", "refresh_token"],
                "redirect_uris": ["http://localhost:8080/callback"],
            }
        },
    },
    "native": {
        **WEB,
        "credentials": {},
        "settings": {
            "oauthClient": {
                "application_type": "native",
                "grant_types": ["authorization_code"],
                "redirect_uris": ["com.example.board:/callback"],
            }
        },
    },
    "service": {
        **WEB,
        "credentials": {"oauthClient": {"token_endpoint_auth_method": "private_key_jwt"}},
        "settings": {
            "oauthClient": {
                "application_type": "service",
                "grant_types": ["client_credentials"],
                "jwks": {"keys": [KEY]},
            }
        },
    },
}


def with_client(**changes: Any) -> dict[str, Any]:
    """The web application with other settings, or without those that are None."""
    settings = {**WEB["settings"]["oauthClient"], **changes}
    kept = {name: value for name, value in settings.items() if value is not None}
    return {**WEB, "settings": {"oauthClient": kept}}


def events(okta: Okta) -> list[str]:
    return [event.event_type for event in okta.tenant.events]


@pytest.mark.parametrize("kind", BODIES)
async def test_every_kind_is_made_and_used(okta: Okta, kind: str) -> None:
    body = {**BODIES[kind], "label": f"Made {kind}"}
    seen = len(events(okta))
    made = await okta.post(APPS, body)
    assert (made.status, made.body["status"]) == (200, "ACTIVE"), made.body
    app = made.body
    assert app["signOnMode"] == body["signOnMode"]
    assert app["name"] == body.get("name", app["name"])
    assert app["features"] == []
    assert "application.lifecycle.create" in events(okta)[seen:]
    secret = app["credentials"].get("oauthClient", {}).pop("client_secret", None)
    assert (await okta.get(f"{APPS}/{app['id']}")).body == app
    found = await okta.walk(APPS, q=f"made {kind}")
    assert found == [app]
    for part, members in body.get("settings", {}).items():
        assert members.items() <= app["settings"][part].items()
    given = await okta.post(f"{APPS}/{app['id']}/users", {"id": okta.user().id})
    assert (given.status, given.body["scope"]) == (200, "USER")
    assert (secret is not None) == (kind == "web")


@pytest.mark.parametrize(
    ("kind", "part", "member"),
    [
        (kind, part, member)
        for kind, body in BODIES.items()
        if body["signOnMode"] != "OPENID_CONNECT"
        for part, members in body.get("settings", {}).items()
        for member in members
    ],
)
async def test_what_a_mode_requires(okta: Okta, kind: str, part: str, member: str) -> None:
    body = BODIES[kind]
    members = {**body["settings"][part], member: None}
    count = len(okta.tenant.apps)
    got = await okta.post(APPS, {**body, "label": "Broken", "settings": {part: members}})
    assert (got.status, got.code) == (400, "E0000001")
    assert member in got.cause
    assert len(okta.tenant.apps) == count


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"label": None}, "label"),
        ({"label": "x" * 101}, "label"),
        ({"label": "Board 🦊"}, "not supported"),
        ({"signOnMode": None}, "signOnMode"),
        ({"signOnMode": "SAML_3_0"}, "signOnMode"),
        ({"name": None}, "name"),
        ({"name": "bookmark"}, "name"),
        ({"name": "Oidc Client"}, "name"),
    ],
)
async def test_what_every_application_requires(
    okta: Okta, change: dict[str, Any], cause: str
) -> None:
    got = await okta.post(APPS, {**WEB, **change})
    assert (got.status, got.code) == (400, "E0000001")
    assert cause in got.cause


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"grant_types": None}, "grant_types"),
        ({"grant_types": ["guessing"]}, "grant_types"),
        ({"grant_types": ["implicit"]}, "implicit needs"),
        ({"response_types": ["token"]}, "authorization_code needs"),
        ({"redirect_uris": None}, "redirect_uris"),
        ({"redirect_uris": ["/callback"]}, "absolute"),
        ({"redirect_uris": ["JavaScript:alert(1)"]}, "absolute"),
        ({"application_type": "kiosk"}, "application_type"),
        ({"application_type": "browser"}, "must be none"),
        ({"application_type": "service"}, "needs client_credentials"),
        ({"application_type": "native", "grant_types": ["client_credentials"]}, "native"),
        ({"consent_method": "MAYBE"}, "consent_method"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "x"}]}}, "RSA or EC"),
        ({"jwks": {"keys": [{**KEY, "d": "x"}]}}, "public keys alone"),
        ({"jwks": {"keys": [KEY, KEY]}}, "kid of its own"),
        ({"jwks_uri": "jwks.json"}, "jwks_uri"),
        ({"refresh_token": {"rotation_type": "OFTEN"}}, "rotation_type"),
        ({"refresh_token": {"leeway": 61}}, "leeway"),
    ],
)
async def test_what_goes_together_in_a_client(
    okta: Okta, change: dict[str, Any], cause: str
) -> None:
    count = len(okta.tenant.clients)
    got = await okta.post(APPS, with_client(**change))
    assert (got.status, got.code) == (400, "E0000001")
    assert any(cause in each["errorSummary"] for each in got.body["errorCauses"])
    assert len(okta.tenant.clients) == count


async def test_a_secret_is_told_once_and_never_kept(okta: Okta) -> None:
    made = (await okta.post(APPS, WEB)).body
    client = made["credentials"]["oauthClient"]
    secret = client["client_secret"]
    assert client["client_id"] == made["id"]
    path = f"{APPS}/{made['id']}"
    again = (await okta.get(path)).body["credentials"]["oauthClient"]
    assert "client_secret" not in again
    assert secret not in repr(okta.tenant.apps[made["id"]])
    before = okta.tenant.clients[made["id"]].secret_hash
    changed = await okta.put(path, {**WEB, "label": "Task Board"})
    assert "client_secret" not in changed.body["credentials"]["oauthClient"]
    assert okta.tenant.clients[made["id"]].secret_hash == before
    own = {"token_endpoint_auth_method": "client_secret_basic", "client_secret": "s" * 20}
    changed = await okta.put(path, {**WEB, "credentials": {"oauthClient": own}})
    assert changed.body["credentials"]["oauthClient"]["client_secret"] == "s" * 20
    assert okta.tenant.clients[made["id"]].secret_hash != before
    short = {**own, "client_secret": "short"}
    refused = await okta.put(path, {**WEB, "credentials": {"oauthClient": short}})
    assert refused.code == "E0000001"


async def test_a_client_may_bring_an_id_that_nobody_has(okta: Okta) -> None:
    body = {**WEB, "credentials": {"oauthClient": {"client_id": "board-client"}}}
    made = (await okta.post(APPS, body)).body
    assert made["credentials"]["oauthClient"]["client_id"] == "board-client"
    assert okta.tenant.clients["board-client"].app_id == made["id"]
    again = await okta.post(APPS, {**body, "label": "Second Board"})
    assert "in use" in again.cause
    other = {**WEB, "credentials": {"oauthClient": {"client_id": "other-client"}}}
    assert (await okta.put(f"{APPS}/{made['id']}", other)).code == "E0000001"


async def test_an_application_starts_inactive_when_asked(okta: Okta) -> None:
    body = {**BODIES["bookmark"], "label": "Later"}
    made = (await okta.post(APPS, body, activate="false")).body
    assert made["status"] == "INACTIVE"
    assert set(made["_links"]) >= {"activate", "users", "groups", "self"}
    refused = await okta.post(f"{APPS}/{made['id']}/users", {"id": okta.user().id})
    assert refused.status == 403
    await okta.post(f"{APPS}/{made['id']}/lifecycle/activate")
    assert "deactivate" in (await okta.get(f"{APPS}/{made['id']}")).body["_links"]
    assert (await okta.post(APPS, {**body, "label": "x"}, activate="maybe")).status == 400


async def test_labels_of_one_mode_are_used_once(okta: Okta) -> None:
    assert (await okta.post(APPS, WEB)).status == 200
    got = await okta.post(APPS, {**WEB, "label": "ticket board"})
    assert (got.status, got.code) == (400, "E0000040")
    bookmark = {**BODIES["bookmark"], "label": "Ticket Board"}
    made = await okta.post(APPS, bookmark)
    assert made.status == 200
    again = await okta.put(f"{APPS}/{made.body['id']}", bookmark)
    assert again.status == 200
    await okta.post(f"{APPS}/{made.body['id']}/lifecycle/deactivate")
    await okta.delete(f"{APPS}/{made.body['id']}")
    assert (await okta.post(APPS, bookmark)).status == 200


async def test_own_applications_get_a_key_after_their_label(okta: Okta) -> None:
    first = await okta.post(APPS, {**BODIES["own saml"], "label": "Time Sheet"})
    second = await okta.post(APPS, {**BODIES["own swa"], "label": "Time-Sheet"})
    assert [first.body["name"], second.body["name"]] == ["acme_timesheet_1", "acme_timesheet_2"]
    path = f"{APPS}/{first.body['id']}"
    kid = first.body["credentials"]["signing"]["kid"]
    changed = await okta.put(path, {**BODIES["own saml"], "label": "Time Sheets"})
    assert (changed.status, changed.body["name"]) == (200, "acme_timesheet_1")
    assert changed.body["credentials"]["signing"]["kid"] == kid
    broken = {"signOn": {**BODIES["own saml"]["settings"]["signOn"], "audience": ""}}
    refused = await okta.put(path, {**BODIES["own saml"], "label": "T", "settings": broken})
    assert "audience" in refused.cause
    assert (await okta.get(path)).body == changed.body


async def test_a_put_replaces_everything_but_what_the_application_is(okta: Okta) -> None:
    body = {
        **BODIES["bookmark"],
        "label": "Wiki",
        "visibility": {"hide": {"web": True}, "autoLaunch": True},
        "profile": {"owner": "IT"},
        "settings": {"app": {"url": "https://wiki.example/"}, "notes": {"admin": "mind the gap"}},
    }
    made = (await okta.post(APPS, body)).body
    assert made["visibility"]["hide"] == {"iOS": False, "web": True}
    assert made["settings"]["notes"] == {"admin": "mind the gap", "enduser": None}
    assert made["profile"] == {"owner": "IT"}
    path = f"{APPS}/{made['id']}"
    okta.tenant.clock.advance(5)
    got = await okta.put(path, {**BODIES["bookmark"], "label": "Wiki"})
    assert (got.body["id"], got.body["created"]) == (made["id"], made["created"])
    assert got.body["lastUpdated"] > made["lastUpdated"]
    assert got.body["visibility"]["hide"]["web"] is False
    assert got.body["settings"]["notes"]["admin"] is None
    assert "profile" not in got.body
    assert events(okta)[-1] == "application.lifecycle.update"
    for change in ({"signOnMode": "SAML_2_0"}, {"name": "zendesk"}, {"label": ""}):
        refused = await okta.put(path, {**BODIES["bookmark"], "label": "Wiki", **change})
        assert (refused.status, refused.code) == (400, "E0000001")
    assert (await okta.get(path)).body == got.body
    assert (await okta.put(f"{APPS}/0oanone", body)).code == "E0000007"


async def test_schemes_of_vaulted_passwords(okta: Okta) -> None:
    body = {**BODIES["swa"], "label": "Archive"}
    shared: dict[str, Any] = {
        "scheme": "SHARED_USERNAME_AND_PASSWORD",
        "userName": "desk",
        "password": {"value": "Shared1Secret"},
    }
    made = (await okta.post(APPS, {**body, "credentials": shared})).body
    assert made["credentials"]["userName"] == "desk"
    assert "Shared1Secret" not in repr(okta.tenant.apps[made["id"]])
    given = {"id": okta.user().id, "credentials": {"userName": "me"}}
    assert (await okta.post(f"{APPS}/{made['id']}/users", given)).code == "E0000041"
    for wrong in ({"scheme": "GUESS"}, {**shared, "userName": ""}):
        got = await okta.post(APPS, {**body, "label": "Other", "credentials": wrong})
        assert got.code == "E0000001"


async def test_only_who_manages_applications_makes_them(okta: Okta) -> None:
    await okta.control("PUT", "admins/okta.service", {"roles": ["ORG_ADMIN"]})
    app = okta.app("Acme Intranet")
    for method, path in (
        ("POST", APPS),
        ("PUT", f"{APPS}/{app.id}"),
        ("PUT", f"{APPS}/{app.id}/features/USER_PROVISIONING"),
    ):
        got = await okta.call(method, path, WEB)
        assert (got.status, got.code) == (403, "E0000006")
    await okta.control("PUT", "admins/okta.service", {"roles": ["APP_ADMIN"]})
    assert (await okta.post(APPS, WEB)).status == 200


async def test_short_answers_leave_settings_out(okta: Okta) -> None:
    full = await okta.walk(APPS, limit=7)
    brief = await okta.walk(APPS, limit=7, useOptimization="true")
    assert [each["id"] for each in brief] == [each["id"] for each in full]
    assert not any({"settings", "credentials"} & each.keys() for each in brief)
    assert [each["label"] for each in brief] == [each["label"] for each in full]


async def test_one_persons_assignments_in_a_list(okta: Okta) -> None:
    user = okta.user()
    narrowed = {"filter": f'user.id eq "{user.id}"', "expand": f"user/{user.id}"}
    found = await okta.walk(APPS, **narrowed)
    assert found
    assert {each["_embedded"]["user"]["id"] for each in found} == {user.id}
    for query in (
        {"expand": f"user/{user.id}"},
        {**narrowed, "filter": 'user.id eq "00uother0000000000000"'},
        {**narrowed, "expand": "group/x"},
    ):
        got = await okta.get(APPS, **query)
        assert (got.code, got.cause) == ("E0000001", "Expand query is malformed.")


async def test_provisioning_is_switched_by_its_feature(okta: Okta) -> None:
    app = okta.app("Google Workspace")
    path = f"{APPS}/{app.id}/features"
    [feature] = (await okta.get(path)).body
    assert (feature["name"], feature["status"]) == ("USER_PROVISIONING", "ENABLED")
    update = feature["capabilities"]["update"]
    assert update["lifecycleDeactivate"] == {"status": "ENABLED"}
    assert update["password"] == {"status": "DISABLED", "seed": "RANDOM", "change": "KEEP_EXISTING"}
    one = f"{path}/USER_PROVISIONING"
    assert (await okta.get(one)).body == feature
    wish = {
        "create": {"lifecycleCreate": {"status": "DISABLED"}},
        "update": {
            "profile": {"status": "DISABLED"},
            "lifecycleDeactivate": {"status": "DISABLED"},
            "password": {"status": "DISABLED", "seed": "OKTA"},
        },
    }
    got = await okta.put(one, wish)
    assert got.status == 200
    assert got.body["capabilities"]["update"]["password"]["seed"] == "OKTA"
    assert (await okta.get(f"{APPS}/{app.id}")).body["features"] == []
    # Nothing is pushed any more, and still the application is connected.
    again = await okta.put(one, {"create": {"lifecycleCreate": {"status": "ENABLED"}}})
    assert again.body["capabilities"]["create"]["lifecycleCreate"]["status"] == "ENABLED"
    assert again.body["capabilities"]["update"]["password"]["seed"] == "OKTA"
    assert okta.tenant.apps[app.id].provisions
    before = again.body
    for wrong in (
        {"create": {"lifecycleCreate": {"status": "ON"}}},
        {"update": {"password": {"seed": "MINE"}}},
        {"update": 3},
    ):
        assert (await okta.put(one, wrong)).status == 400
    assert (await okta.get(one)).body == before


async def test_features_that_are_not_there(okta: Okta) -> None:
    plain = f"{APPS}/{okta.app('Acme Intranet').id}/features"
    got = await okta.get(plain)
    assert got.code == "E0000001"
    assert got.cause == "Provisioning is not enabled for the app instance."
    assert (await okta.put(f"{plain}/USER_PROVISIONING", {})).code == "E0000001"
    path = f"{APPS}/{okta.app('Slack').id}/features"
    assert (await okta.get(f"{path}/INBOUND_PROVISIONING")).code == "E0000007"
    assert (await okta.get(f"{path}/TELEPATHY")).code == "E0000001"


async def test_a_group_assignment_is_patched(okta: Okta) -> None:
    app, group = okta.app("Salesforce"), okta.group("Sales Department")
    path = f"{APPS}/{app.id}/groups/{group.id}"
    await okta.put(path, {"priority": 0, "profile": {"licence": "A", "site": "north"}})
    patch = [
        {"op": "replace", "path": "/priority", "value": 3},
        {"op": "replace", "path": "/profile/licence", "value": "B"},
        {"op": "remove", "path": "/profile/site"},
    ]
    got = await okta.call("PATCH", path, patch)
    assert (got.status, got.body["priority"]) == (200, 3)
    assert got.body["profile"] == {"licence": "B"}
    assert events(okta)[-1] == "group.application_assignment.update"
    for wrong in (
        [{"op": "remove", "path": "/priority"}],
        [{"op": "replace", "path": "/priority", "value": True}],
        [{"op": "add", "path": "/profile/x", "value": 1}],
        [{"op": "replace", "path": "/id", "value": "x"}],
        [{"op": "replace", "path": "/profile/x", "value": "🦊"}],
        {"op": "remove"},
    ):
        assert (await okta.call("PATCH", path, wrong)).code == "E0000001"
    embedded = (await okta.get(path, expand="group")).body
    assert embedded["profile"] == {"licence": "B"}
    assert embedded["_embedded"]["group"]["profile"]["name"] == group.name
    [listed] = await okta.walk(f"{APPS}/{app.id}/groups", expand="group", limit=1)
    assert listed == embedded
    other = f"{APPS}/{app.id}/groups/{okta.group('Jira Users').id}"
    assert (await okta.call("PATCH", other, patch)).code == "E0000007"
