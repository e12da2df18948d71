"""What the console offers as switches: faults, and how long changes of status take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deskhand.sandbox.okta.wire.faults import Kind


@dataclass(frozen=True, slots=True)
class Preset:
    label: str
    kind: Kind
    method: str
    path: str
    times: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.method, self.path

    def fault(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "method": self.method,
            "path": self.path,
            "times": self.times,
        }


PRESETS = (
    Preset("Every change is refused: the administrator role is missing", "role_missing", "WRITE", "**"),
    Preset("Every change is refused: the scope is missing", "scope_missing", "WRITE", "**"),
    Preset("Every call is over the rate limit", "rate_limit", "*", "**"),
    Preset("Every call ends in a server error", "server_error", "*", "**"),
    Preset("The next change takes effect, but its answer is lost", "timeout_after_write", "WRITE", "**", 1),
    Preset("The next change is lost before it takes effect", "timeout_before_write", "WRITE", "**", 1),
    Preset("The list of users comes back empty", "empty_list", "GET", "/api/v1/users"),
    Preset("Maintenance: the tenant is read-only", "read_only", "WRITE", "**"),
)  # fmt: skip

PACES = (
    ("No time at all", 0.0),
    ("Two seconds", 2.0),
    ("Half a minute", 30.0),
    ("Ten minutes", 600.0),
)

MEANINGS: dict[Kind, str] = {
    "rate_limit": "429, over the limit",
    "concurrency": "429, too many at once",
    "scope_missing": "403 without a body",
    "role_missing": "403, the role does not allow it",
    "token_invalid": "401",
    "not_found": "404",
    "server_error": "500",
    "read_only": "503, maintenance",
    "timeout_before_write": "no answer, no effect",
    "timeout_after_write": "no answer, but the effect",
    "reset_before_write": "cut connection, no effect",
    "reset_after_write": "cut connection, but the effect",
    "slow": "the answer comes late",
    "truncated_json": "half of the answer",
    "html_502": "a gateway's error page",
    "empty_list": "a list without anything in it",
    "self_next": "a list whose next page is itself",
}
