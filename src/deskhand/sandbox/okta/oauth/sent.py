"""What a request shows of itself to whoever checks its credentials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sent:
    """`base` is the address under which the client reached the tenant; `path` is decoded."""

    headers: Mapping[str, str] = field(repr=False)
    method: str
    base: str
    path: str

    @property
    def url(self) -> str:
        return f"{self.base}{self.path}"
