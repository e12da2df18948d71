"""All actions by key. Filled once by bootstrap; an unknown key is an error with a clear message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deskhand.actions.declare import Action
from deskhand.kernel.errors import not_found


class Catalogue:
    """The actions of this installation, in the order in which the panel shows them."""

    def __init__(self, actions: Iterable[Action]) -> None:
        self._by_key = {action.key: action for action in actions}

    def __iter__(self) -> Iterator[Action]:
        return iter(self._by_key.values())

    def get(self, key: str) -> Action:
        """Raises `not_found` for a key that no integration declares."""
        found = self._by_key.get(key)
        if found is None:
            raise not_found(f"action as {key!r}")
        return found

    def has(self, key: str) -> bool:
        return key in self._by_key

    def title(self, key: str) -> str:
        """What an action is called; one that is not declared any more goes by its key."""
        found = self._by_key.get(key)
        return key if found is None else found.title
