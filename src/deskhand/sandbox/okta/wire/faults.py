"""Faults on demand: which calls go wrong, how, and how often."""

from __future__ import annotations

import itertools
import re
from typing import Literal, get_args

from msgspec import Struct

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
    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._faults: list[Fault] = []

    def __iter__(self) -> itertools.chain[Fault]:
        return itertools.chain(self._faults)

    def add(self, fault: Fault) -> Fault:
        fault.id = f"f{next(self._numbers)}"
        fault.method = fault.method.upper()
        self._faults.append(fault)
        return fault

    def clear(self, fault_id: str | None = None) -> None:
        """Delete one fault, or all."""
        self._faults = [f for f in self._faults if fault_id is not None and f.id != fault_id]

    def take(self, method: str, path: str) -> Fault | None:
        """The oldest fault that matches this call; it counts as used."""
        for fault in self._faults:
            if fault.matches(method, path):
                fault.hits += 1
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
                return fault
        return None


def _pattern(glob: str) -> str:
    parts = re.split(r"(\*\*|\*)", glob)
    meanings = {"**": ".*", "*": "[^/]*"}
    return "".join(meanings.get(part, re.escape(part)) for part in parts)
