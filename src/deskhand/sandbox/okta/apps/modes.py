"""What an application has to tell when it is made, by its sign-on mode and its catalogue key."""

from __future__ import annotations

import re
from typing import Any

from deskhand.sandbox.okta.errors import invalid

VAULTED = frozenset({"AUTO_LOGIN", "BASIC_AUTH", "BROWSER_PLUGIN", "SECURE_PASSWORD_STORE"})
"""Modes whose user names and passwords Okta keeps, by one of the schemes below."""
SCHEMES = frozenset(
    {
        "ADMIN_SETS_CREDENTIALS",
        "EDIT_PASSWORD_ONLY",
        "EDIT_USERNAME_AND_PASSWORD",
        "EXTERNAL_PASSWORD_SYNC",
        "SHARED_USERNAME_AND_PASSWORD",
    }
)
# The catalogue keys of a mode, where no others go with it.
_KEYS = {
    "BASIC_AUTH": "template_basic_auth",
    "BOOKMARK": "bookmark",
    "OPENID_CONNECT": "oidc_client",
    "SECURE_PASSWORD_STORE": "template_sps",
    "WS_FEDERATION": "template_wsfed",
}
CUSTOM = frozenset({"AUTO_LOGIN", "SAML_2_0"})
"""Made without a key, an application is the organisation's own and gets one of its own."""
MODES = frozenset({*_KEYS, *CUSTOM, "BROWSER_PLUGIN", "SAML_1_1"})
# Members of `settings` that must be there, by catalogue key, and by mode for an own application.
_NEEDS: dict[str, dict[str, type]] = {
    "template_basic_auth": {"app.url": str, "app.authURL": str},
    "bookmark": {"app.url": str},
    "template_swa": {
        "app.url": str,
        "app.buttonField": str,
        "app.passwordField": str,
        "app.usernameField": str,
    },
    "template_swa3field": {
        "app.targetURL": str,
        "app.buttonSelector": str,
        "app.passwordSelector": str,
        "app.userNameSelector": str,
        "app.extraFieldSelector": str,
        "app.extraFieldValue": str,
    },
    "template_sps": {"app.url": str, "app.passwordField": str, "app.usernameField": str},
    "template_wsfed": {
        "app.audienceRestriction": str,
        "app.authnContextClassRef": str,
        "app.groupValueFormat": str,
        "app.nameIDFormat": str,
        "app.siteURL": str,
        "app.usernameAttribute": str,
        "app.wReplyURL": str,
    },
    "oidc_client": {"oauthClient.grant_types": list},
    "AUTO_LOGIN": {"signOn.loginUrl": str},
    "SAML_2_0": {
        "signOn.ssoAcsUrl": str,
        "signOn.audience": str,
        "signOn.recipient": str,
        "signOn.destination": str,
        "signOn.allowMultipleAcsEndpoints": bool,
        "signOn.assertionSigned": bool,
        "signOn.honorForceAuthn": bool,
        "signOn.requestCompressed": bool,
        "signOn.responseSigned": bool,
    },
}
_KEY = re.compile(r"[a-z0-9][a-z0-9_]*")
_ADDRESS = re.compile(r"https?://[^\s/]\S*")
_LONGEST_LABEL = 100


def label_of(body: dict[str, Any]) -> str:
    label = body.get("label")
    if not isinstance(label, str) or not label.strip():
        raise invalid("label", "label: The field cannot be left blank")
    if len(label) > _LONGEST_LABEL:
        raise invalid("label", f"label: The length must be at most {_LONGEST_LABEL}")
    return label.strip()


def mode_of(body: dict[str, Any]) -> str:
    mode = body.get("signOnMode")
    if not mode:
        raise invalid("signOnMode", "signOnMode: The field cannot be left blank")
    if not isinstance(mode, str) or mode not in MODES:
        raise invalid("signOnMode", "signOnMode: is not supported")
    return mode


def key_of(body: dict[str, Any], mode: str) -> str | None:
    """The catalogue key; None for an application that is to be the organisation's own."""
    key = body.get("name")
    if key is None and mode in CUSTOM:
        return None
    if not isinstance(key, str) or not key:
        raise invalid("name", "name: The field cannot be left blank")
    if not _KEY.fullmatch(key) or key != _KEYS.get(mode, key):
        raise invalid("name", f"name: does not go with the sign-on mode {mode}")
    return key


def check_settings(settings: dict[str, Any], mode: str, key: str | None) -> None:
    """Raises E0000001 with every member that is missing or wrong."""
    needs = _NEEDS.get(key if key is not None else mode, {})
    causes = []
    for path, kind in needs.items():
        part, _, member = path.partition(".")
        holder = settings.get(part)
        value = holder.get(member) if isinstance(holder, dict) else None
        if value is None or value in ("", []):
            causes.append(f"{member}: The field cannot be left blank")
        elif not isinstance(value, kind):
            causes.append(f"{member}: Must be of type {kind.__name__}")
        elif member.casefold().endswith("url") and not _ADDRESS.fullmatch(str(value)):
            causes.append(f"{member}: The field must be a web address")
    if causes:
        raise invalid(causes[0].partition(":")[0], *causes)
