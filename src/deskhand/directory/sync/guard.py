"""Removals that are too many to be true are held for a person to look at."""

from __future__ import annotations

_SHARE = 0.05
_FEW = 20
_EMPTIED = 100


def too_many(leaving: int, before: int) -> bool:
    """More than 5 % and more than 20 of a kind at once."""
    return leaving > _FEW and leaving > before * _SHARE


def emptied(found: int, before: int) -> bool:
    """One list that held over a hundred and now came back with nothing."""
    return found == 0 and before > _EMPTIED


def words(leaving: int, before: int, things: str) -> str:
    """What was held, in numbers."""
    share = 100 * leaving / before if before else 100
    return f"{leaving:,} of {before:,} {things} ({share:.0f} %) would go"
