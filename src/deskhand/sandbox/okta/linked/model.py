"""Relations and who stands in them."""

from __future__ import annotations

from msgspec import Struct


class Side(Struct):
    """One end of a relation."""

    name: str
    title: str
    description: str | None = None


class LinkedObject(Struct):
    """A relation: one `primary` person has any number of `associated` ones."""

    primary: Side
    associated: Side

    @property
    def key(self) -> str:
        return self.primary.name


class Link(Struct):
    """Two people, and the primary names of the relations in which they stand."""

    primary_id: str
    associated_id: str
    names: tuple[str, ...]

    @property
    def pair(self) -> tuple[str, str]:
        return self.primary_id, self.associated_id

    @property
    def key(self) -> str:
        return f"{self.primary_id}/{self.associated_id}"
