"""Any sequence of factor calls, beside a small model of one person's factors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import aiohttp
from hypothesis import given, settings
from hypothesis import strategies as st

from deskhand.sandbox.okta.factors.uses import FAILURES
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import serve
from tests.contract.sandbox.client import TOKEN, Got, Okta
from tests.contract.sandbox.factors import GOOGLE, Person, phone_factor, question_factor

NOAH = "noah.berg@acme.example"
BODIES: dict[str, dict[str, Any]] = {
    "sms": phone_factor("sms", "+15554151337"),
    "totp": GOOGLE,
    "question": question_factor("Chess cup"),
}
STEPS = ("enrol", "activate", "challenge", "right", "wrong", "remove")
PAUSE, LIFE = 30, 300


@dataclass
class Held:
    """A factor as the model has it; times are seconds of the model's clock."""

    id: str
    active: bool
    sent: int | None = None
    used_step: int = -1


@dataclass
class Model:
    """What Okta would answer."""

    now: int = 0
    failures: int = 0
    locked: bool = False
    known_phone: bool = False
    last_message: int = -PAUSE
    activations: list[int] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)

    def refuses_activation(self) -> bool:
        return sum(at > self.now - LIFE for at in self.activations) >= 5

    def fails(self) -> str:
        self.failures += 1
        if self.failures < FAILURES:
            return "E0000068"
        self.failures, self.locked = 0, True
        return "E0000069"


class World:
    """Does each step with the tenant, and holds its answer against the model's."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.model = Model()

    async def step(self, name: str, kind: str) -> None:
        if name == "enrol":
            await self._enrol(kind)
        elif name == "remove":
            await self._remove(kind)
        elif kind in self.model.held:
            await getattr(self, f"_{name}")(kind, self.model.held[kind])

    async def pass_time(self, seconds: int) -> None:
        await self.person.pass_time(seconds)
        self.model.now += seconds

    async def unlock(self) -> None:
        path = f"/api/v1/users/{self.person.user.id}/lifecycle/unlock"
        assert ((await self.person.okta.post(path)).status == 200) == self.model.locked
        self.model.locked = False

    async def _enrol(self, kind: str) -> None:
        model, before = self.model, self.model.held.get(kind)
        got = await self.person.enrol(BODIES[kind])
        if before is not None and before.active:
            expect(got, "E0000001")
            return
        active = kind == "question" or (kind == "sms" and model.known_phone)
        if kind == "sms" and not active:
            if model.now - model.last_message < PAUSE:
                expect(got, "E0000109")
                return
            model.last_message = model.now
        expect(got, None)
        assert got.body["status"] == ("ACTIVE" if active else "PENDING_ACTIVATION")
        sent = model.now if kind == "sms" and not active else None
        model.held[kind] = Held(got.body["id"], active, sent)

    async def _remove(self, kind: str) -> None:
        held = self.model.held.pop(kind, None)
        key = held.id if held else "mblnone"
        got = await self.person.okta.delete(f"{self.person.path}/{key}")
        expect(got, None if held else "E0000007")
        if held and held.active and kind == "sms":
            self.model.known_phone = True

    async def _activate(self, kind: str, held: Held) -> None:
        code = await self._code(kind, held)
        got = await self.person.activate(held.id, code)
        if held.active:
            expect(got, "E0000107")
        elif self.model.refuses_activation():
            expect(got, "E0000047")
        else:
            self.model.activations.append(self.model.now)
            late = held.sent is not None and self.model.now - held.sent >= LIFE
            expect(got, "E0000083" if late else None)
            held.active = not late
            held.sent = held.sent if late else None
            held.used_step = self.model.now

    async def _challenge(self, kind: str, held: Held) -> None:
        if kind != "sms":
            return
        got = await self.person.verify(held.id)
        if self._unusable(got, held):
            return
        if self.model.now - self.model.last_message < PAUSE:
            expect(got, "E0000109")
            return
        expect(got, None)
        self.model.last_message = held.sent = self.model.now

    async def _right(self, kind: str, held: Held) -> None:
        name = "answer" if kind == "question" else "passCode"
        got = await self.person.verify(held.id, {name: await self._code(kind, held)})
        if self._unusable(got, held):
            return
        error = None
        if kind == "sms":
            if held.sent is None:
                error = "E0000068"
            elif self.model.now - held.sent >= LIFE:
                error = "E0000083"
        if kind == "totp" and self.model.now == held.used_step:
            error = "E0000082"
        if error is not None:
            told = self.model.fails()
            expect(got, error if told == "E0000068" else told)
            return
        expect(got, None)
        self.model.failures = 0
        held.sent, held.used_step = None, self.model.now

    async def _wrong(self, kind: str, held: Held) -> None:
        name = "answer" if kind == "question" else "passCode"
        got = await self.person.verify(held.id, {name: "nonsense"})
        if not self._unusable(got, held):
            expect(got, self.model.fails())

    def _unusable(self, got: Got, held: Held) -> bool:
        if self.model.locked:
            expect(got, "E0000069")
        elif not held.active:
            expect(got, "E0000107")
        return self.model.locked or not held.active

    async def _code(self, kind: str, held: Held) -> str:
        if kind == "question":
            return "Chess cup"
        if kind == "totp":
            return await self.person.totp(held.id)
        tenant = self.person.okta.tenant
        mine = [c for c in tenant.challenges.of(self.person.user.id) if c.factor_id == held.id]
        return next((challenge.code for challenge in mine if not challenge.spent), "000000")

    async def agree(self) -> None:
        listed = (await self.person.okta.get(self.person.path)).body
        assert {each["id"]: each["status"] == "ACTIVE" for each in listed} == {
            held.id: held.active for held in self.model.held.values()
        }
        assert (self.person.user.status == "LOCKED_OUT") == self.model.locked


def expect(got: Got, code: str | None) -> None:
    assert got.code == code, got.body


def sequences(kinds: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Few kinds at a time, so that much happens to each."""
    step = st.tuples(st.sampled_from(STEPS), st.sampled_from(kinds))
    wait = st.tuples(st.just("wait"), st.sampled_from(("30", "60", "300")))
    unlock = st.tuples(st.just("unlock"), st.just(""))
    return st.lists(st.one_of(step, step, step, step, wait, unlock), min_size=10, max_size=40)


SEQUENCES = st.sampled_from((("sms",), ("totp",), ("sms", "question"), tuple(BODIES))).flatmap(
    sequences
)


@given(SEQUENCES)
@settings(max_examples=40, deadline=None)
async def test_every_sequence_of_factor_calls(sequence: list[tuple[str, str]]) -> None:
    async with (
        serve(Plan(users=40, api_tokens=(TOKEN,))) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        person = Person(Okta(sandbox, session), NOAH)
        await person.forget_all()
        await person.begin_step()
        world = World(person)
        for name, kind in sequence:
            if name == "wait":
                await world.pass_time(int(kind))
            elif name == "unlock":
                await world.unlock()
            else:
                await world.step(name, kind)
            await world.agree()
