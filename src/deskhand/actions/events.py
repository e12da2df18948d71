"""What the actions tell the layers above, inside the transaction that made it true."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionSubmitted:
    """A run was recorded. `subject_ref` names what it belongs to, such as REQ-12."""

    run_id: str
    action_key: str
    title: str
    person_id: int
    subject_ref: str | None


@dataclass(frozen=True, slots=True)
class ActionSettled:
    """A run ended. `attention` says why a person must look at it, or is None."""

    run_id: str
    action_key: str
    title: str
    person_id: int
    subject_ref: str | None
    state: str
    summary: str | None
    attention: str | None
