"""What lists that were read to their ends do not name any more, and how much of it is believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from deskhand.directory.sync import guard
from deskhand.directory.sync.store_objects import Parent


@dataclass(slots=True)
class Leaving:
    """Pairs of three kinds: ordinary ones, those of emptied lists by label, and app groups."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    emptied: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    groups: list[tuple[int, int]] = field(default_factory=list)

    def add(self, parent: Parent, counts: dict[str, Any], newer: set[int]) -> None:
        """What one list has lost. People in `newer` were read by id since, and stay."""
        pairs = [(parent.id, each) for each in counts.get("leaving", ()) if each not in newer]
        if counts.get("emptied"):
            self.emptied.setdefault(parent.label, []).extend(pairs)
        else:
            self.pairs += pairs
        self.groups += [(parent.id, each) for each in counts.get("leaving_groups", ())]

    def doubts(self, before: int, groups_before: int, things: str) -> list[tuple[str, int]]:
        """What is not believed, in words and numbers."""
        found = []
        if guard.too_many(len(self.pairs), before):
            found.append((guard.words(len(self.pairs), before, things), len(self.pairs)))
        if guard.too_many(len(self.groups), groups_before):
            words = guard.words(len(self.groups), groups_before, "groups of applications")
            found.append((words, len(self.groups)))
        found += [
            (f"all {len(pairs):,} people of “{label}” would go", len(pairs))
            for label, pairs in self.emptied.items()
        ]
        return found

    def keep_doubtful(self, before: int, groups_before: int) -> None:
        """Leave out what is not believed."""
        if guard.too_many(len(self.pairs), before):
            self.pairs = []
            # What the same lists say of groups is no more believable.
            self.groups = []
        if guard.too_many(len(self.groups), groups_before):
            self.groups = []
        self.emptied = {}

    def all_pairs(self) -> list[tuple[int, int]]:
        return [*self.pairs, *(pair for pairs in self.emptied.values() for pair in pairs)]
