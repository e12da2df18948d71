"""Projections: the members of users that the parameter `fields` of a list asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from deskhand.sandbox.okta.errors import invalid

_PART = re.compile(r"\s*([\w.]+)\s*(?::\s*\(([^()]*)\))?\s*(?:,|$)")


@dataclass(frozen=True, slots=True)
class Wish:
    """Names of members; `profile` names attributes, and is None for all of them."""

    members: frozenset[str]
    profile: frozenset[str] | None


def parse(text: str) -> Wish:
    """`id,status,profile:(firstName, city)`. Raises E0000001."""
    members, profile, position = {"id"}, None, 0
    while position < len(text):
        found = _PART.match(text, position)
        if found is None or (found[2] is not None and found[1] != "profile"):
            raise invalid("fields", "fields: is not a list of user properties")
        members.add(found[1])
        if found[2] is not None:
            profile = frozenset(name.strip() for name in found[2].split(","))
        position = found.end()
    return Wish(frozenset(members), profile)


def choose(user: dict[str, Any], wish: Wish) -> dict[str, Any]:
    chosen = {name: value for name, value in user.items() if name in wish.members}
    if wish.profile is not None:
        profile = {name: value for name, value in user["profile"].items() if name in wish.profile}
        chosen["profile"] = profile
    return chosen
