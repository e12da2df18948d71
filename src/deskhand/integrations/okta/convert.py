"""From Okta's objects to the directory's."""

from __future__ import annotations

from typing import Any

from deskhand.directory.source import (
    SourceApplication,
    SourceAssignment,
    SourceFactor,
    SourceGroup,
    SourceGroupRule,
    SourceOwner,
    SourcePerson,
)
from deskhand.integrations.okta.clean import SHORT, bounded
from deskhand.integrations.okta.records import (
    App,
    AppUser,
    Factor,
    Group,
    GroupRule,
    Owner,
    User,
)

# Okta's own consoles, which are listed among the applications.
_FIRST_PARTY = {"saasure", "okta_enduser", "okta_browser_plugin"}
_LABELS = {
    ("push", "OKTA"): "Okta Verify push",
    ("token:software:totp", "OKTA"): "Okta Verify code",
    ("signed_nonce", "OKTA"): "Okta FastPass",
    ("token:software:totp", "GOOGLE"): "Google Authenticator",
    ("token:hardware", "YUBICO"): "YubiKey",
    ("token", "RSA"): "RSA SecurID",
    ("token", "SYMANTEC"): "Symantec VIP",
    ("web", "DUO"): "Duo Security",
}
_KINDS = {
    "sms": "SMS",
    "call": "Voice call",
    "email": "Email",
    "question": "Security question",
    "webauthn": "WebAuthn security key or biometric",
    "u2f": "U2F security key",
    "token:hotp": "One-time code (HOTP)",
    "token:software:totp": "One-time code (TOTP)",
    "token:hardware": "Hardware token",
}


# The directory lists people by names that it makes of these.
_NAMES = ("displayName", "firstName", "lastName")


def person_of(user: User) -> SourcePerson:
    profile = _listable(user.profile) if user.profile is not None else {}
    provider = user.credentials.provider if user.credentials is not None else None
    return SourcePerson(
        external_id=user.id,
        status=bounded(user.status or ""),
        login=_text(profile, "login"),
        email=_text(profile, "email"),
        profile=profile,
        user_type_id=user.type.id if user.type is not None else None,
        transitioning_to=user.transitioning_to_status,
        credential_provider=provider.type if provider is not None else None,
        created=user.created,
        activated=user.activated,
        status_changed=user.status_changed,
        last_login=user.last_login,
        password_changed=user.password_changed,
        last_updated=user.last_updated,
    )


def group_of(group: Group) -> SourceGroup:
    profile = group.profile
    name = bounded((profile.name if profile is not None else None) or group.id)
    stats = group.embedded.stats if group.embedded is not None else None
    source = group.links.source if group.links is not None else None
    return SourceGroup(
        external_id=group.id,
        type=group.type or "",
        name=name,
        description=profile.description if profile is not None else None,
        everyone=group.type == "BUILT_IN" and name == "Everyone",
        has_admin_privilege=stats.has_admin_privilege if stats is not None else None,
        source_app_id=source.href.rpartition("/")[2] if source and source.href else None,
        last_updated=group.last_updated,
        last_membership_updated=group.last_membership_updated,
    )


def group_rule_of(rule: GroupRule) -> SourceGroupRule:
    conditions, actions = rule.conditions, rule.actions
    expression = conditions.expression if conditions is not None else None
    people = conditions.people if conditions is not None else None
    users = people.users if people is not None else None
    targets = actions.assign_user_to_groups if actions is not None else None
    return SourceGroupRule(
        external_id=rule.id,
        name=bounded(rule.name or rule.id),
        status=rule.status or "",
        expression=(expression.value if expression is not None else None) or "",
        group_ids=(targets.group_ids if targets is not None else None) or (),
        excluded=(users.exclude if users is not None else None) or (),
    )


def owner_of(owner: Owner) -> SourceOwner:
    kind = "group" if owner.type == "GROUP" else "person"
    return SourceOwner(owner.id, kind, bounded(owner.display_name or owner.id))


def application_of(app: App) -> SourceApplication:
    name = bounded(app.name or "")
    return SourceApplication(
        external_id=app.id,
        name=name,
        label=bounded(app.label or name or app.id),
        status=app.status or "",
        sign_on_mode=app.sign_on_mode,
        features=app.features or (),
        first_party=name in _FIRST_PARTY,
        last_updated=app.last_updated,
    )


def assignment_of(user: AppUser) -> SourceAssignment:
    return SourceAssignment(user.id, user.scope or "USER", user.status or "", user.sync_state)


def factor_of(factor: Factor) -> SourceFactor:
    kind, provider = factor.factor_type or "", factor.provider or ""
    return SourceFactor(
        external_id=factor.id,
        type=kind,
        provider=provider,
        status=factor.status or "",
        label=factor_label(kind, provider),
        created=factor.created,
    )


def factor_label(kind: str, provider: str) -> str:
    """What people call a factor."""
    label = _LABELS.get((kind, provider)) or _KINDS.get(kind)
    return label or " ".join(filter(None, (provider.capitalize(), kind))) or "Unknown factor"


def _text(profile: dict[str, Any], name: str) -> str:
    value = profile.get(name)
    return bounded(value if isinstance(value, str) else "" if value is None else str(value))


def _listable(profile: dict[str, Any]) -> dict[str, Any]:
    """The profile as it is, but for names that are too long for a list."""
    for name in _NAMES:
        value = profile.get(name)
        if isinstance(value, str) and len(value) > SHORT:
            profile = {**profile, name: bounded(value)}
    return profile
