"""How people came by what they have: where a membership is from, and which way gives an application.

The provider tells neither whom a rule has placed nor by which groups an application came. What is
said here follows from the rules, and from the groups that both the person and the application have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deskhand.directory.labels import listed
from deskhand.directory.model import Group, GroupRule

DIRECT, RULE, IMPORTED, OKTA = "direct", "rule", "imported", "okta"
USER = "USER"
_ACTIVE = "ACTIVE"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a membership comes from: one of the four above, and in words."""

    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class GroupName:
    id: int
    name: str


def source_of(
    group: Group, application: str | None, rules: Sequence[GroupRule], external_id: str
) -> Source:
    """`application` is the label of what the group is imported from; `rules` are the group's."""
    if group.type == "BUILT_IN":
        return Source(OKTA, "Managed by Okta")
    if group.type == "APP_GROUP":
        return Source(IMPORTED, f"Imported from {application or 'an application'}")
    names = [rule.name for rule in feeding(rules, external_id)]
    if not names:
        return Source(DIRECT, "Direct")
    which = f"Rule {names[0]}" if len(names) == 1 else f"Rules {listed(names)}"
    return Source(RULE, f"{which}, or by hand")


def feeding(rules: Sequence[GroupRule], external_id: str) -> list[GroupRule]:
    """The rules that may have placed a person: active ones that do not exclude him."""
    return [rule for rule in rules if rule.status == _ACTIVE and external_id not in rule.excluded]


def path_label(scope: str, via: Sequence[GroupName]) -> str:
    """How an application was given, in words."""
    through = listed([group.name for group in via])
    if scope == USER:
        return f"Direct and through {through}" if via else "Direct"
    return f"Through {through}" if via else "Through a group"
