"""Actions on paper that end later, tell a secret, leave no trace or ask for a name."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.declare import (
    Already,
    Await,
    Decision,
    Go,
    Observation,
    Order,
    Pause,
    Proof,
    Reveals,
    SecretKind,
    Trial,
    Write,
)
from deskhand.kernel.permissions import Role
from tests.unit.actions.paper import Paper, PaperDoor


class Repeatable(Paper):
    """Leaves no trace, and may be done as often as one likes, as the revoking of sessions may."""

    key = "paper.repeat"
    title = "Repeat"

    def prove(self, trial: Trial) -> Proof:
        return Proof.HOLDS if trial.accepted else Proof.HARMLESS


class Slow(Paper):
    """Accepted at once, done later: `world.working` looks still find the provider at it."""

    key = "paper.slow"
    title = "Count slowly"

    async def observe(self, door: PaperDoor, order: Order) -> Observation:
        seen = await super().observe(door, order)
        world = door.world
        working = world.working > 0 and seen.facts["count"] > 0
        world.working -= working
        return Observation({**seen.facts, "working": working}, seen.calls)

    def decide(self, seen: Observation, order: Order) -> Decision:
        if seen.facts["working"]:
            return Await("Somebody else had it begun.")
        if seen.facts["count"]:
            return Already("It was done already.")
        return super().decide(seen, order)

    def prove(self, trial: Trial) -> Proof:
        return Proof.UNDER_WAY if trial.after.facts["working"] else super().prove(trial)


class Telling(Paper):
    """Its answer holds a secret. Two mails in a row are one too many."""

    key = "paper.tell"
    title = "Tell"

    def reveals(self, order: Order) -> SecretKind | None:
        return SecretKind.TEMPORARY_PASSWORD

    def pause(self, order: Order) -> Pause | None:
        return Pause(timedelta(minutes=10), "It was told a moment ago.")

    def decide(self, seen: Observation, order: Order) -> Decision:
        told = Reveals(SecretKind.TEMPORARY_PASSWORD, "tempPassword")
        return Go(Write("POST", self.path(order), reveals=told))


class Ending(Paper):
    """Cannot be taken back: administrators only, and the name is typed."""

    key = "paper.end"
    title = "End"
    needs_role = Role.ADMINISTRATOR
    restriction = "Only an administrator may end it."
    typed_name = True
