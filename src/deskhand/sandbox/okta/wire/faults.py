"""Faults on demand: which calls go wrong, how, and how often."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    # The tenant's settings hold faults.
    from deskhand.sandbox.okta.state.tenant import Tenant

Kind = Literal[
    "rate_limit",
    "concurrency",
    "scope_missing",
    "role_missing",
    "token_invalid",
    "not_found",
    "server_error",
    "read_only",
    "timeout_before_write",
    "timeout_after_write",
    "reset_before_write",
    "reset_after_write",
    "slow",
    "truncated_json",
    "html_502",
    "empty_list",
    "self_next",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
METHODS = ("*", "WRITE", "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
# These let the call take place and spoil what is answered.
AFTERWARDS = frozenset(
    {
        "timeout_after_write",
        "reset_after_write",
        "slow",
        "truncated_json",
        "empty_list",
        "self_next",
    }
)


class Fault(Struct):
    """`path` is a glob: `*` stays within a segment, `**` (or a lone `*`) crosses them.

    `method` is one of HTTP's, `*` for all, or `write` for all but GET. `times` counts down; None
    lasts until the fault is deleted. `seconds` is how long `slow` waits and until when
    `rate_limit` tells to wait.
    """

    kind: Kind
    method: str = "*"
    path: str = "**"
    times: int | None = None
    seconds: float = 2.0
    id: str = ""
    hits: int = 0

    def matches(self, method: str, path: str) -> bool:
        if self.method == "WRITE":
            if method == "GET":
                return False
        elif self.method not in {"*", method}:
            return False
        return self.path == "*" or re.fullmatch(_pattern(self.path), path) is not None


class Faults:
    """Those that are on. They are kept with the settings, so that a restart does not end them.

    Each change is committed by itself: it is not what the call that met the fault did.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        latest = max((int(fault.id[1:]) for fault in self), default=0)
        self._numbers = itertools.count(latest + 1)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._tenant.settings.faults)

    def add(self, fault: Fault) -> Fault:
        fault.id = f"f{next(self._numbers)}"
        fault.method = fault.method.upper()
        self._keep([*self, fault])
        return fault

    def clear(self, fault_id: str | None = None) -> None:
        """Delete one fault, or all."""
        self._keep([fault for fault in self if fault_id is not None and fault.id != fault_id])

    def take(self, method: str, path: str) -> Fault | None:
        """The oldest fault that matches this call; it counts as used."""
        fault = next((each for each in self if each.matches(method, path)), None)
        if fault is None:
            return None
        fault.hits += 1
        if fault.times is not None:
            fault.times -= 1
        self._keep([each for each in self if each.times is None or each.times > 0])
        return fault

    def _keep(self, faults: list[Fault]) -> None:
        tenant = self._tenant
        tenant.change_settings(replace(tenant.settings, faults=faults))
        tenant.commit()


def _pattern(glob: str) -> str:
    parts = re.split(r"(\*\*|\*)", glob)
    meanings = {"**": ".*", "*": "[^/]*"}
    return "".join(meanings.get(part, re.escape(part)) for part in parts)
