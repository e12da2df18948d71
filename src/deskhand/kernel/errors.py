"""Errors that say what to do next; on the wire they are problem documents (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

NextKind = Literal["reconnect", "retry", "open", "wait", "refresh"]


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing the reader can do about it; `href` is a path in the product or an absolute URL."""

    kind: NextKind
    label: str
    href: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "label": self.label, "href": self.href}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of the input."""

    field: str
    message: str


@dataclass(eq=False)
class DeskhandError(Exception):
    """An error that a person or a program can act on.

    `code` is stable and meant for programs; `title` names the matter in a few words; `detail` says
    what happened and what to do; `status` is the HTTP status it has on the wire.
    """

    code: str
    title: str
    detail: str = ""
    status: int = 400
    next: NextStep | None = None
    retry_after: float | None = None
    errors: list[FieldError] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.title}: {self.detail}" if self.detail else self.title


def not_found(what: str) -> DeskhandError:
    """The thing does not exist, or may not be seen by whoever asks: both look the same."""
    return DeskhandError("not_found", "Not found", f"There is no such {what}.", status=404)


def stale(what: str) -> DeskhandError:
    """Somebody else changed it since it was read."""
    return DeskhandError(
        "stale",
        "Changed in the meantime",
        f"Somebody changed this {what} since you opened it. Look at it again, then repeat.",
        status=409,
        next=NextStep("refresh", "Show the current state"),
    )


def forbidden(detail: str) -> DeskhandError:
    """The signed-in account may not do this."""
    return DeskhandError("forbidden", "Not allowed", detail, status=403)


def invalid(detail: str, *errors: FieldError) -> DeskhandError:
    """The input cannot be used as it is."""
    return DeskhandError("invalid", "Check the input", detail, status=422, errors=list(errors))
