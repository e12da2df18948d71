"""What the web application is given by bootstrap."""

from __future__ import annotations

from dataclasses import dataclass

from deskhand.accounts.service import Accounts
from deskhand.actions.service import Actions
from deskhand.directory.service import Directory
from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable
from deskhand.kernel.live import Live
from deskhand.kernel.settings import Settings
from deskhand.requests.service import Requests


@dataclass(frozen=True, slots=True)
class Parts:
    """One running system, wired. `demo`: seeded people sign in with one click.

    `sandbox_console_url` leads to the embedded tenant's console; None when there is none.
    """

    settings: Settings
    database: Database
    live: Live
    durable: Durable
    directory: Directory
    accounts: Accounts
    requests: Requests
    actions: Actions
    demo: bool = False
    sandbox_console_url: str | None = None
