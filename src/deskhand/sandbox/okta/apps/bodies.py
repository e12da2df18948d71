"""The members of an application that depend on what it is, filled in as Okta does."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.apps import modes, oidc
from deskhand.sandbox.okta.errors import invalid
from deskhand.sandbox.okta.state.ids import Ids
from deskhand.sandbox.okta.wire.call import part_of

_ACCESSIBILITY = {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None}
_VISIBILITY = {
    "autoLaunch": False,
    "autoSubmitToolbar": False,
    "hide": {"iOS": False, "web": False},
}
_VPN = {"network": {"connection": "DISABLED"}, "message": None, "helpUrl": None}
_SETTINGS: dict[str, Any] = {
    "app": {},
    "notifications": {"vpn": _VPN},
    "notes": {"admin": None, "enduser": None},
}
_SAML = {
    "assertionSigned": True,
    "responseSigned": True,
    "honorForceAuthn": True,
    "requestCompressed": False,
    "allowMultipleAcsEndpoints": False,
    "acsEndpoints": [],
    "attributeStatements": [],
}
_OWN_SAML = {
    "idpIssuer": "http://www.okta.com/${org.externalKey}",
    "subjectNameIdTemplate": "${user.userName}",
    "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "signatureAlgorithm": "RSA_SHA256",
    "digestAlgorithm": "SHA256",
    "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
}
_TEMPLATE = {"template": "${source.login}", "type": "BUILT_IN"}
_SIGNED = frozenset({"SAML_1_1", "SAML_2_0", "WS_FEDERATION"})


def make(body: dict[str, Any], mode: str, key: str | None, ids: Ids) -> dict[str, Any]:
    """What an application of this mode keeps of a request. Raises E0000001 where that is wrong.

    An OpenID Connect client's secret is still among the credentials; `oidc.take_secret` takes it.
    """
    settings, credentials = part_of(body, "settings"), part_of(body, "credentials")
    modes.check_settings(settings, mode, key)
    visibility = part_of(body, "visibility")
    made: dict[str, Any] = {
        "accessibility": _over(_ACCESSIBILITY, part_of(body, "accessibility")),
        "visibility": {
            **_over(_VISIBILITY, visibility),
            "appLinks": part_of(visibility, "appLinks") or {"login": True},
        },
        "credentials": {
            "userNameTemplate": _over(_TEMPLATE, part_of(credentials, "userNameTemplate"))
        },
        "settings": _over(_SETTINGS, settings),
    }
    if body.get("profile") is not None:
        made["profile"] = part_of(body, "profile")
    if mode in _SIGNED:
        made["credentials"]["signing"] = {"kid": ids.make("", 43)}
    if mode == "SAML_2_0":
        defaults = {**_SAML, **_OWN_SAML} if key is None else _SAML
        made["settings"]["signOn"] = _over(defaults, part_of(settings, "signOn"))
    if mode in modes.VAULTED:
        made["credentials"].update(_vaulted(credentials))
    if mode == "OPENID_CONNECT":
        client, proof = oidc.fill(
            part_of(settings, "oauthClient"), part_of(credentials, "oauthClient")
        )
        made["settings"]["oauthClient"], made["credentials"]["oauthClient"] = client, proof
    return made


def _over(defaults: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Members as given, and where nothing is given as they are by default."""
    made = {**defaults, **{name: value for name, value in given.items() if value is not None}}
    for name, value in defaults.items():
        if isinstance(value, dict) and isinstance(given.get(name), dict):
            made[name] = _over(value, given[name])
        elif isinstance(value, dict):
            made[name] = _over(value, {})
    return made


def _vaulted(credentials: dict[str, Any]) -> dict[str, Any]:
    """The scheme by which Okta fills a form in. A password that is shared is not kept."""
    scheme = credentials.get("scheme") or "EDIT_USERNAME_AND_PASSWORD"
    if not isinstance(scheme, str) or scheme not in modes.SCHEMES:
        raise invalid("scheme", "scheme: is not supported")
    made = {"scheme": scheme, "revealPassword": bool(credentials.get("revealPassword"))}
    if credentials.get("userName"):
        made["userName"] = str(credentials["userName"])
    elif scheme == "SHARED_USERNAME_AND_PASSWORD":
        raise invalid("userName", "userName: The field cannot be left blank")
    return made
