"""What an identity provider integration offers the directory. Bootstrap hands one in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from deskhand.directory.source import DirectorySource


@dataclass(frozen=True, slots=True)
class ConnectionAccess:
    """What is needed to call a tenant. Lives in memory only; its text never shows the secret."""

    id: int
    base_url: str
    auth_mode: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ActsAs:
    """The account whose rights the credentials have; `id` is the provider's own."""

    id: str
    name: str
    login: str


@dataclass(frozen=True, slots=True)
class Probe:
    """What a tenant says of itself to valid credentials. `base_url` is the normalised address."""

    base_url: str
    org_id: str
    engine: str | None
    acts_as: ActsAs | None


class Provider(Protocol):
    """An identity provider, as far as connections, sync and people need it."""

    key: str
    title: str
    description: str

    async def probe(self, domain: str, secret: str) -> Probe:
        """Try credentials on a domain as an administrator typed it.

        Raises `DeskhandError` in plain words with the step that mends it; `SourceError` with
        `connection_broken` when the tenant refuses the credentials as such.
        """

    async def confirm(self, access: ConnectionAccess) -> None:
        """One cheap read. Raises `SourceError`; `connection_broken` when the secret is refused."""

    def source(self, access: ConnectionAccess) -> DirectorySource:
        """Pages of the tenant, counting its own calls."""

    def forget(self, connection_id: int) -> None:
        """Drop what is kept in memory for a connection whose credentials changed."""

    def admin_url(self, base_url: str) -> str | None:
        """The provider's administration console, or None where there is none."""

    def person_url(self, base_url: str, external_id: str) -> str | None:
        """A person's page in that console."""

    def group_url(self, base_url: str, external_id: str) -> str | None:
        """A group's page in that console."""

    def application_url(self, base_url: str, name: str, external_id: str) -> str | None:
        """An application's page in that console; `name` is the provider's key of its kind."""
