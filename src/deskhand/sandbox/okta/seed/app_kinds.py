"""The applications' kinds, and the members of their bodies that depend on the sign-on mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deskhand.sandbox.okta.seed.company import WORDS
from deskhand.sandbox.okta.state.ids import Ids

_FIRST_PARTY = {"saasure", "okta_enduser", "okta_browser_plugin"}
_PUSH = ("PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES", "PUSH_USER_DEACTIVATION")


@dataclass(frozen=True, slots=True)
class Kind:
    """`groups` give it to their members; `share` of the company has it directly."""

    name: str
    label: str
    mode: str | None
    share: float = 0.0
    groups: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    status: str = "ACTIVE"
    tiles: tuple[str, ...] = ("login",)
    scheme: str | None = None


# The first twelve hold one of every kind, for the smallest company.
_KINDS = (
    Kind("saasure", "Okta Admin Console", "OPENID_CONNECT"),
    Kind("okta_enduser", "Okta Dashboard", "OPENID_CONNECT"),
    Kind("okta_browser_plugin", "Okta Browser Plugin", "OPENID_CONNECT"),
    Kind("salesforce", "Salesforce", "SAML_2_0", 0.03, ("Sales Department",), _PUSH),
    Kind("oidc_client", "Acme Intranet", "OPENID_CONNECT", 0.3),
    Kind("template_swa", "Travel Portal", "BROWSER_PLUGIN", 0.15, (), (), "ACTIVE", ("login",), "EDIT_USERNAME_AND_PASSWORD"),
    Kind("bookmark", "Company Handbook", "BOOKMARK", 0.0, ("Everyone",)),
    Kind("acme_legacycrm", "Legacy CRM", "SAML_2_0", 0.1, (), (), "INACTIVE"),
    Kind("slack", "Slack", "SAML_2_0", 0.4, ("Engineering Department",), _PUSH),
    Kind("active_directory", "acme.local", None),
    Kind("figma", "Figma", "SAML_2_0", 0.02, ("Figma Editors",)),
    Kind("acme_vpn", "Acme VPN", "SAML_2_0", 0.0, ("VPN Users",)),
    Kind("github_enterprise", "GitHub Enterprise Cloud", "SAML_2_0", 0.02, ("GitHub Developers",)),
    Kind("google", "Google Workspace", "SAML_2_0", 0.2, (), _PUSH, "ACTIVE", ("mail", "calendar", "drive")),
    Kind("zoomus", "Zoom", "SAML_2_0", 0.05, ("Zoom Licensed",), _PUSH),
    Kind("jira_onprem", "Jira", "SAML_2_0", 0.0, ("Jira Users",)),
    Kind("workday", "Workday", "SAML_2_0", 0.1),
    Kind("template_swa", "Press Archive", "BROWSER_PLUGIN", 0.05, (), (), "ACTIVE", ("login",), "SHARED_USERNAME_AND_PASSWORD"),
    Kind("oidc_client", "Payroll Reports", "OPENID_CONNECT", 0.0, ("Payroll Viewers",)),
    Kind("bookmark", "Canteen Menu", "BOOKMARK", 0.2),
)  # fmt: skip


def kinds(count: int) -> list[Kind]:
    """The first `count`, made-up ones behind those that guides name."""
    found = list(_KINDS[:count])
    for number in range(count - len(found)):
        word, series = WORDS[number % len(WORDS)], number // len(WORDS)
        label = f"Acme {word}" + (f" {series + 1}" if series else "")
        if number % 2:
            name = label.lower().replace(" ", "_")
            found.append(Kind(name, label, "SAML_2_0", 0.05))
        else:
            found.append(Kind("oidc_client", label, "OPENID_CONNECT", 0.05))
    return found


def body(kind: Kind, ids: Ids) -> dict[str, Any]:
    """The members of an application that `App` does not name itself."""
    hidden = kind.name in _FIRST_PARTY
    settings, credentials = _by_mode(kind, ids)
    off = {"network": {"connection": "DISABLED"}, "message": None, "helpUrl": None}
    return {
        "accessibility": {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None},
        "visibility": {
            "autoLaunch": False,
            "autoSubmitToolbar": False,
            "hide": {"iOS": hidden, "web": hidden},
            "appLinks": dict.fromkeys(kind.tiles, True),
        },
        "credentials": {
            "userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"},
            **credentials,
        },
        "settings": {
            "app": {},
            "notifications": {"vpn": off},
            "notes": {"admin": None, "enduser": None},
            **settings,
        },
    }


def _by_mode(kind: Kind, ids: Ids) -> tuple[dict[str, Any], dict[str, Any]]:
    """Settings and credentials of the kind's sign-on mode."""
    slug = kind.label.lower().replace(" ", "-")
    match kind.mode:
        case "SAML_2_0":
            return _saml(kind), {"signing": {"kid": ids.make("", 43)}}
        case "OPENID_CONNECT":
            return _oidc(ids.make("0oa"))
        case "BROWSER_PLUGIN":
            return _swa(kind, slug)
        case "BOOKMARK":
            url = f"https://intranet.acme.example/{slug}"
            return {"app": {"requestIntegration": False, "url": url}}, {}
        case _:
            return {"app": {"namingContext": kind.label, "filterGroupsByOU": False}}, {}


def _saml(kind: Kind) -> dict[str, Any]:
    host = f"https://{kind.name.replace('_', '-')}.example"
    sign_on: dict[str, Any] = {
        "defaultRelayState": None,
        "ssoAcsUrl": f"{host}/saml/acs",
        "recipient": f"{host}/saml/acs",
        "destination": f"{host}/saml/acs",
        "audience": host,
        "idpIssuer": "http://www.okta.com/${org.externalKey}",
        "subjectNameIdTemplate": "${user.userName}",
        "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        "responseSigned": True,
        "assertionSigned": True,
        "signatureAlgorithm": "RSA_SHA256",
        "digestAlgorithm": "SHA256",
        "honorForceAuthn": True,
        "requestCompressed": False,
        "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
        "allowMultipleAcsEndpoints": False,
        "acsEndpoints": [],
        "attributeStatements": [],
    }
    return {"signOn": sign_on}


def _oidc(client_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    client = {
        "redirect_uris": [f"https://apps.acme.example/{client_id}/callback"],
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
        "application_type": "web",
        "consent_method": "TRUSTED",
        "issuer_mode": "DYNAMIC",
        "wildcard_redirect": "DISABLED",
    }
    credentials = {
        "autoKeyRotation": True,
        "client_id": client_id,
        "token_endpoint_auth_method": "client_secret_basic",
        "pkce_required": True,
    }
    return {"oauthClient": client}, {"oauthClient": credentials}


def _swa(kind: Kind, slug: str) -> tuple[dict[str, Any], dict[str, Any]]:
    form = {
        "url": f"https://{slug}.example/login",
        "buttonField": "#submit",
        "passwordField": "#password",
        "usernameField": "#username",
        "loginUrlRegex": None,
    }
    credentials: dict[str, Any] = {"scheme": kind.scheme, "revealPassword": False}
    if kind.scheme == "SHARED_USERNAME_AND_PASSWORD":
        credentials["userName"] = "press@acme.example"
    return {"app": form}, credentials
