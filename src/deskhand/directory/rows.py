"""From what a source yields to rows of our tables. The hot path of a sync: plain dicts only."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Any

import msgspec

from deskhand.directory.source import (
    SourceApplication,
    SourceFactor,
    SourceGroup,
    SourceOwner,
    SourcePerson,
)
from deskhand.directory.text import fold, searchable

# What a provider calls standard; every other attribute of a profile is custom.
STANDARD_ATTRIBUTES = frozenset(
    [
        "login",
        "email",
        "secondEmail",
        "firstName",
        "lastName",
        "middleName",
        "honorificPrefix",
        "honorificSuffix",
        "title",
        "displayName",
        "nickName",
        "profileUrl",
        "primaryPhone",
        "mobilePhone",
        "streetAddress",
        "city",
        "state",
        "zipCode",
        "countryCode",
        "postalAddress",
        "preferredLanguage",
        "locale",
        "timezone",
        "userType",
        "employeeNumber",
        "costCenter",
        "organization",
        "division",
        "department",
        "managerId",
        "manager",
    ]
)

# PostgreSQL indexes no entry over 2,704 bytes, and folding can make a text longer.
_MOST_SORTED = 600
# The list of people has many texts in one entry. Real ones take a tenth of this.
_MOST_ENTRY = 2_500
_MOST_LISTED = 40
_MOST_SEARCHED = 280
_DIGEST_SIZE = 12
# Sorted keys: the same profile in another order is the same profile.
_encoder = msgspec.json.Encoder(order="deterministic")


def person_digest(person: SourcePerson) -> bytes:
    """Changes when anything of the person changes, attributes that move no time stamp included.

    Except for the last sign-in: it moves every day for everybody, and is no change of the person.
    """
    kept = (
        person.status,
        person.login,
        person.email,
        person.profile,
        person.user_type_id,
        person.transitioning_to,
        person.credential_provider,
        person.created,
        person.activated,
        person.status_changed,
        person.password_changed,
        person.last_updated,
    )
    return blake2b(_encoder.encode(kept), digest_size=_DIGEST_SIZE).digest()


def person_row(
    person: SourcePerson, *, connection_id: int, digest: bytes, read_at: datetime
) -> dict[str, Any]:
    """The columns that a read of the person decides; counts, factors and marks are others'."""
    profile = person.profile
    first, last = _text(profile, "firstName"), _text(profile, "lastName")
    name = _text(profile, "displayName") or " ".join(filter(None, (first, last))) or person.login
    title, department = _text(profile, "title"), _text(profile, "department")
    number = _text(profile, "employeeNumber")
    city, country = _text(profile, "city"), _text(profile, "countryCode")
    # The longest first, since what they hold already is not kept twice.
    searched = (person.login, person.email, name, first, last, title, department, number)
    row = {
        "connection_id": connection_id,
        "external_id": person.external_id,
        "status": person.status,
        "transitioning_to": person.transitioning_to,
        "login": person.login,
        "email": person.email,
        "email_key": email_key(person.email),
        "display_name": name,
        "sort_name": fold(name)[:_MOST_SORTED],
        "first_name": first,
        "last_name": last,
        "title": title,
        "department": department,
        "manager_name": _reference(profile, "manager"),
        "manager_ref": _reference(profile, "managerId"),
        "city": city,
        "country": country,
        "location": ", ".join(filter(None, (city, country))) or None,
        "employee_number": number[:_MOST_SORTED] if number else None,
        "user_type_id": person.user_type_id,
        "credential_provider": person.credential_provider,
        "search_text": searchable(filter(None, searched)),
        "profile": profile,
        "created": person.created,
        "activated": person.activated,
        "status_changed": person.status_changed,
        "last_login": person.last_login,
        "password_changed": person.password_changed,
        "last_updated": person.last_updated,
        "read_at": read_at,
        "digest": digest,
        "missing_since": None,
    }
    if _listed_bytes(row) > _MOST_ENTRY:
        _shorten(row)
    return row


_LISTED = (
    "sort_name",
    "status",
    "transitioning_to",
    "department",
    "location",
    "title",
    "manager_name",
    "manager_ref",
)


def _listed_bytes(row: dict[str, Any]) -> int:
    """At least as many bytes as the texts of one entry in the index of the list take."""
    texts = [row["search_text"], *filter(None, map(row.__getitem__, _LISTED))]
    return sum(len(text) if text.isascii() else 4 * len(text) for text in texts)


def _shorten(row: dict[str, Any]) -> None:
    """Let a row fit that is longer than any real one; the whole texts stay in its profile."""
    for name in _LISTED:
        if row[name] is not None:
            row[name] = row[name][:_MOST_LISTED]
    row["search_text"] = row["search_text"][:_MOST_SEARCHED]


def group_row(group: SourceGroup, *, connection_id: int, generation: int) -> dict[str, Any]:
    return {
        "connection_id": connection_id,
        "external_id": group.external_id,
        "type": group.type,
        "name": group.name,
        "sort_name": fold(group.name)[:_MOST_SORTED],
        "description": group.description,
        "everyone": group.everyone,
        "has_admin_privilege": group.has_admin_privilege,
        "source_app_id": group.source_app_id,
        "last_updated": group.last_updated,
        "last_membership_updated": group.last_membership_updated,
        "seen_in": generation,
        "missing_since": None,
    }


def application_row(
    application: SourceApplication, *, connection_id: int, generation: int
) -> dict[str, Any]:
    return {
        "connection_id": connection_id,
        "external_id": application.external_id,
        "name": application.name,
        "label": application.label,
        "sort_name": fold(application.label)[:_MOST_SORTED],
        "status": application.status,
        "sign_on_mode": application.sign_on_mode,
        "features": list(application.features),
        "first_party": application.first_party,
        "last_updated": application.last_updated,
        "seen_in": generation,
        "missing_since": None,
    }


def factor_json(factor: SourceFactor) -> dict[str, Any]:
    return {
        "id": factor.external_id,
        "type": factor.type,
        "provider": factor.provider,
        "label": factor.label,
        "status": factor.status,
        "created": factor.created.isoformat() if factor.created else None,
    }


def owner_json(owner: SourceOwner) -> dict[str, Any]:
    return {"kind": owner.kind, "id": owner.external_id, "name": owner.name}


def email_key(email: str) -> str:
    """The canonical work e-mail that joins sources: trimmed, lower case."""
    return email.strip().lower()[:_MOST_SORTED]


def _text(profile: dict[str, Any], name: str) -> str | None:
    value = profile.get(name)
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else str(value)


def _reference(profile: dict[str, Any], name: str) -> str | None:
    """What names another person, written as it can be found: addresses in lower case."""
    value = (_text(profile, name) or "").strip()
    return (value.lower() if "@" in value else value) or None
