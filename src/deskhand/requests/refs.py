"""How people name a request: REQ-12."""

from __future__ import annotations

import re

_REF = re.compile(r"(?:REQ-)?([1-9][0-9]{0,17})", re.IGNORECASE | re.ASCII)


def ref_of(request_id: int) -> str:
    return f"REQ-{request_id}"


def id_of(ref: str) -> int | None:
    """The id in `REQ-12`, or in what somebody types for it; None when it is no reference."""
    found = _REF.fullmatch(ref.strip())
    return int(found[1]) if found else None
