"""What the tenant keeps of proofs that are under way."""

from __future__ import annotations

from msgspec import Struct, field


class Challenge(Struct):
    """A code sent to a person, or a nonce given to his device or browser.

    `code` is readable, because his phone shows it. At most one challenge of a factor is not
    `spent`. `kind` is the factor's type, `to` the number or address that it went to.
    """

    id: str
    user_id: str
    factor_id: str
    kind: str
    to: str
    code: str
    sent: str
    expires: str
    spent: bool = False

    @property
    def key(self) -> str:
        return self.id


class Push(Struct):
    """A question on a person's phone. `numbers` are those he chooses from, `correct` is the one.

    `answer` is None until he answers, then SUCCESS or REJECTED.
    """

    id: str
    user_id: str
    factor_id: str
    created: str
    expires: str
    source: str
    correct: int | None = None
    numbers: list[int] = field(default_factory=list)
    answer: str | None = None

    @property
    def key(self) -> str:
        return self.id


class Phone(Struct):
    """A number that a person has proved to be his and that outlived its factor.

    `kind` is sms or call, the way by which it was proved.
    """

    id: str
    user_id: str
    kind: str
    number: str

    @property
    def key(self) -> str:
        return self.id


class FactorUse(Struct):
    """How often a person tried: wrong proofs in a row, and when he activated and resent."""

    user_id: str
    failures: int = 0
    activations: list[str] = field(default_factory=list)
    resends: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.user_id


class TemporaryCode(Struct):
    """A temporary access code, kept as a hash."""

    id: str
    user_id: str
    hash: str
    created: str
    expires: str
    multi_use: bool

    @property
    def key(self) -> str:
        return self.id
