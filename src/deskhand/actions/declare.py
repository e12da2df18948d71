"""How an action is declared. One declaration is the panel's form, the API, the command, the docs.

An action never sends anything itself. It looks (`observe`), decides what to write (`decide`), and
judges from a second look whether the write took effect (`prove`). `actions.execute` does the
sending, so that the journal, the gate and the answers to failures are in one place.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict

from deskhand.kernel.errors import DeskhandError, NextStep
from deskhand.kernel.permissions import YES, Role, Verdict


class Section(StrEnum):
    """Where the panel lists it."""

    USER = "User"
    GROUPS = "Groups"
    APPLICATIONS = "Applications"


class Risk(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Parameters(BaseModel):
    """Base of every action's parameters: unknown ones are an error, and no value is bent to fit."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class NoParameters(Parameters):
    """For actions that need nothing but the person."""


@dataclass(frozen=True, slots=True)
class Picker:
    """Marks an integer parameter as the id of a directory object of `kind`, such as `okta.group`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Picked:
    """A directory object that a parameter named, resolved at submission and kept with the run.

    `type` is a group's kind or an application's sign-on mode. `has_admin_privilege` is None as long
    as the provider has not said.
    """

    id: int
    external_id: str
    label: str
    type: str
    has_admin_privilege: bool | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The person as the directory knows him: enough to say why an action is not possible.

    `owns_connection`: the connection's credentials are this very person's. `transitioning_to` is
    the status to which the provider is still moving him, `factors` names what he has enrolled, None
    as long as that was not read.
    """

    id: int
    external_id: str
    name: str
    status: str
    credential_provider: str | None = None
    owns_connection: bool = False
    transitioning_to: str | None = None
    email: str = ""
    factors: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What one run is to do: to whom, with which picked objects and other values."""

    target: Target
    picked: dict[str, Picked] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


class SecretKind(StrEnum):
    """What a provider tells once, and nobody may read twice."""

    TEMPORARY_PASSWORD = "temporary_password"  # noqa: S105  # the name of a kind
    RESET_LINK = "reset_link"
    ACTIVATION_LINK = "activation_link"


@dataclass(frozen=True, slots=True)
class Reveals:
    """The answer to a write holds a secret in this member of its JSON."""

    kind: SecretKind
    member: str


@dataclass(frozen=True, slots=True)
class Write:
    """One call that changes something. `path` holds provider ids only, no secrets.

    `background`: the provider is asked to answer at once and to do the work afterwards.
    """

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    json: Any = None
    background: bool = False
    reveals: Reveals | None = None


class Kind(StrEnum):
    """What an answer to a write means for the run.

    `OK` it was accepted. `LATER` it provably did nothing and may be sent again after `retry_after`.
    `MAYBE_DONE` it was refused in a way that may mean that the goal held before. `REFUSED` it was
    refused. `LOST` it may or may not have happened. `NOT_SENT` it provably never left.
    """

    OK = "ok"
    LATER = "later"
    MAYBE_DONE = "maybe_done"
    REFUSED = "refused"
    LOST = "lost"
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class Advice:
    """What a failure means, in plain words, and what mends it."""

    text: str
    steps: tuple[NextStep, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "next": [step.as_json() for step in self.steps]}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one call, with the provider's own proof of it.

    `token_invalid`: the provider refuses our credentials as such. `retry_after` in seconds.
    `secret` is what the write reveals; it is sealed at once and goes nowhere else.
    """

    kind: Kind
    method: str
    path: str
    http_status: int | None = None
    error_code: str | None = None
    error_summary: str | None = None
    causes: tuple[str, ...] = ()
    provider_request_id: str | None = None
    duration_ms: float | None = None
    retry_after: float | None = None
    token_invalid: bool = False
    advice: Advice | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Observation:
    """What reads by id showed: facts of JSON kinds, and the calls that showed them."""

    facts: dict[str, Any]
    calls: tuple[Answer, ...] = ()


@dataclass(eq=False)
class ObserveError(DeskhandError):
    """A read failed; `answer` is what the provider said. Nothing was changed by it."""

    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Go:
    """Send this write."""

    write: Write


@dataclass(frozen=True, slots=True)
class Already:
    """The goal holds: nothing is sent."""

    summary: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nothing is sent, because it cannot or must not work; the advice says what would."""

    summary: str
    advice: Advice | None = None


@dataclass(frozen=True, slots=True)
class Await:
    """Nothing is sent: the provider is on the way to the goal. It is looked at again until then."""

    summary: str


Decision = Go | Already | Refuse | Await


class Proof(StrEnum):
    """What a look after a write says: it took effect, it will, it provably did not, or who knows.

    `HARMLESS`: nobody can tell, and sending it once more does no harm.
    """

    HOLDS = "holds"
    UNDER_WAY = "under_way"
    DOES_NOT_HOLD = "does_not_hold"
    HARMLESS = "harmless"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a write is judged by. `since`: when it left. `accepted`: the provider confirmed it."""

    before: Observation
    after: Observation
    order: Order
    since: datetime
    accepted: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Why the same should not be done again so soon after it was done.

    `values` are those of an order's that make it the same.
    """

    length: timedelta
    reason: str
    values: dict[str, Any] = field(default_factory=dict)


class Door(Protocol):
    """The provider's side of a run: sends one write, once, and classifies what came back."""

    async def write(self, write: Write) -> Answer: ...


class Action(ABC):
    """One thing that can be done to a person at the provider."""

    key: ClassVar[str]
    title: ClassVar[str]
    section: ClassVar[Section]
    description: ClassVar[str]
    slash: ClassVar[str]
    risk: ClassVar[Risk]
    scopes: ClassVar[tuple[str, ...]]
    # Interrupts the person's work: the confirm button is red.
    danger: ClassVar[bool] = False
    parameters: ClassVar[type[Parameters]] = NoParameters
    # Preposition between the title and the person's name on the confirm button.
    joined_by: ClassVar[str] = "for"
    # Nobody below may run it, whatever the settings say; `restriction` says why.
    needs_role: ClassVar[Role] = Role.AGENT
    restriction: ClassVar[str | None] = None
    # Whoever confirms it types the person's name.
    typed_name: ClassVar[bool] = False

    def confirm_label(self, target: Target) -> str:
        return " ".join(filter(None, (self.title, self.joined_by, target.name)))

    def possible(self, target: Target) -> Verdict:
        """Whether it makes sense for this person as last read; with the reason if not."""
        return YES

    def irrelevant(self, target: Target) -> frozenset[str]:
        """Parameters that change nothing for this person; no form asks for them."""
        return frozenset()

    def permitted(self, order: Order, role: Role) -> Verdict:
        """Whether this role may do it with these parameters, beyond the general permission."""
        return YES

    def reveals(self, order: Order) -> SecretKind | None:
        """What the answer to its write tells once; a lost answer loses it for good."""
        return None

    def pause(self, order: Order) -> Pause | None:
        """What must not follow itself too soon."""
        return None

    @abstractmethod
    def effects(self, target: Target) -> list[str]:
        """What will happen, in plain words, before it is confirmed."""

    @abstractmethod
    async def observe(self, door: Any, order: Order) -> Observation:
        """Read by id what the decision and the proof need. Raises `ObserveError`."""

    @abstractmethod
    def decide(self, seen: Observation, order: Order) -> Decision:
        """What to send, from a fresh look."""

    @abstractmethod
    def prove(self, trial: Trial) -> Proof:
        """Whether a write took effect, from the looks before and after it."""

    @abstractmethod
    def done(self, before: Observation, after: Observation, order: Order) -> str:
        """One line for the timeline when it took effect."""
