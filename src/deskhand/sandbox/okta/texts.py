"""What Okta can store as text: nothing that needs four bytes in UTF-8, such as an emoji."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.errors import invalid

_LAST = 0xFFFF


def storable(value: Any) -> bool:
    """Looks into lists and objects, and at the names of their members too."""
    if isinstance(value, str):
        return value.isascii() or all(ord(character) <= _LAST for character in value)
    if isinstance(value, list):
        return all(map(storable, value))
    if isinstance(value, dict):
        return all(storable(name) and storable(each) for name, each in value.items())
    return True


def need_storable(body: dict[str, Any]) -> None:
    """Raises E0000001, which names the first member that cannot be stored."""
    for name, value in body.items():
        if not storable(name) or not storable(value):
            raise invalid(name, f"{name}: Contains characters that are not supported")
