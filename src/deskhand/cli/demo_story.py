"""What has happened on the demo's desk before somebody looks at it for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from deskhand.requests.model import Priority, Status

MAYA, NOAH = "administrator", "agent"
"""The demo accounts that work on the requests, by key."""
REQUESTER = "requester"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the tenant: by work e-mail, or the first with a title or in a state of Okta."""

    email: str = ""
    title: str = ""
    status: str = "ACTIVE"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did so long ago; `takes`: he made the request his own."""

    ago: timedelta
    by: str
    kind: Literal["reply", "note"] = "reply"
    text: str = ""
    status: Status | None = None
    priority: Priority | None = None
    takes: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """A request and what became of it. `{name}` in texts is whom it is about.

    `by` is whoever opened it: the requester in the portal, or an account of the desk.
    """

    title: str
    description: str
    ago: timedelta
    requester: Somebody
    about: Somebody | None = None
    by: str = REQUESTER
    steps: tuple[Step, ...] = ()


def _ago(days: int = 0, hours: int = 0, minutes: int = 0) -> timedelta:
    return timedelta(days=days, hours=hours, minutes=minutes)


_MAYA = Somebody("maya.lindqvist@acme.example")
_ELENA = Somebody("elena.moreau@acme.example")
_JONAS = Somebody("jonas.weber@acme.example")
_PEOPLE_OFFICER = Somebody(title="Chief People Officer")
_LOCKED = Somebody(status="LOCKED_OUT")
_EXPIRED = Somebody(status="PASSWORD_EXPIRED")

# In the order of their numbers, so the oldest comes first.
STORIES = (
    Story(
        "Second monitor for the new desk",
        "I moved to the window side last week and the desk has one screen only.",
        _ago(days=6, hours=3),
        _JONAS,
        steps=(
            Step(_ago(days=6, hours=1), NOAH, priority=Priority.LOW, takes=True),
            Step(
                _ago(days=6, hours=1),
                NOAH,
                text="There is a 27 inch one in stock. Is tomorrow morning good?",
                status=Status.WAITING,
            ),
            Step(_ago(days=6), REQUESTER, text="Perfect, I am in from nine."),
            Step(
                _ago(days=5, hours=2),
                NOAH,
                text="It stands on your desk.",
                status=Status.RESOLVED,
            ),
        ),
    ),
    Story(
        "Access to Figma for the spring campaign",
        "I review the new landing pages from Monday on and need to comment in Figma. The group "
        "“Figma Editors” should do.",
        _ago(days=1, hours=5),
        _JONAS,
        steps=(
            Step(_ago(days=1, hours=1), NOAH, takes=True),
            Step(
                _ago(days=1, hours=1),
                NOAH,
                text="Seats are counted, so I ask the design lead first. You hear from me.",
            ),
            Step(
                _ago(hours=4),
                NOAH,
                kind="note",
                text="The design lead agrees: Figma Editors, until the end of the campaign.",
            ),
        ),
    ),
    Story(
        "Laptop left in a taxi, please block the account",
        "Jonas Weber called from the airport: his laptop is gone. Block his sign-in until he is "
        "back on Thursday.",
        _ago(hours=6, minutes=20),
        _MAYA,
        about=_JONAS,
        by=MAYA,
        steps=(
            Step(_ago(hours=6, minutes=15), MAYA, priority=Priority.URGENT),
            Step(_ago(hours=6), NOAH, takes=True, status=Status.IN_PROGRESS),
            Step(
                _ago(hours=5, minutes=50),
                NOAH,
                kind="note",
                text="The taxi company looks for it. If it is not found by noon: suspend, and "
                "revoke the sessions.",
            ),
        ),
    ),
    Story(
        "Locked out of Okta Verify after new phone",
        "New phone since this morning, Okta Verify does not let me in any more. Could you reset my "
        "MFA? I have a client call at 10:30.",
        _ago(hours=2, minutes=50),
        _ELENA,
        steps=(Step(_ago(hours=2, minutes=40), MAYA, priority=Priority.HIGH),),
    ),
    Story(
        "Too many sign-in attempts, account is locked",
        "{name} called: Okta says that the account is locked. The password itself is known, it "
        "was the keyboard layout.",
        _ago(hours=2, minutes=30),
        _LOCKED,
        by=NOAH,
        steps=(
            Step(
                _ago(hours=2, minutes=30),
                NOAH,
                takes=True,
                status=Status.IN_PROGRESS,
                priority=Priority.HIGH,
            ),
            Step(
                _ago(hours=2, minutes=25),
                NOAH,
                kind="note",
                text="Called back on the number in the directory. Unlocking is enough, no reset.",
            ),
        ),
    ),
    Story(
        "New starter on Monday: activate the account of {name}",
        "The contract is signed. Please activate the account, so that the welcome e-mail is there "
        "before the first day.",
        _ago(hours=2, minutes=10),
        _PEOPLE_OFFICER,
        about=Somebody(status="STAGED"),
    ),
    Story(
        "Last day today: close the account of {name}",
        "The last working day ends at 18:00. Please deprovision the account after that, not before.",
        _ago(hours=2),
        _PEOPLE_OFFICER,
        about=Somebody(title="Support Agent"),
        steps=(
            Step(_ago(hours=1, minutes=50), MAYA, takes=True, priority=Priority.HIGH),
            Step(
                _ago(hours=1, minutes=50),
                MAYA,
                text="Noted for 18:00. The mailbox stays readable for the team lead for 30 days.",
            ),
        ),
    ),
    Story(
        "Password forgotten over the holidays",
        "{name} asked at the front desk: three weeks away, and the password is gone.",
        _ago(hours=1, minutes=40),
        _EXPIRED,
        by=NOAH,
        steps=(
            Step(_ago(hours=1, minutes=40), NOAH, takes=True),
            Step(
                _ago(hours=1, minutes=35),
                NOAH,
                text="I can send the reset link to your work e-mail. Do you read it on your phone, "
                "or shall I call you with a temporary password?",
                status=Status.WAITING,
            ),
        ),
    ),
    Story(
        "Back from leave, but sign-in is still suspended: {name}",
        "The leave ended yesterday. Please let the account sign in again.",
        _ago(hours=1, minutes=25),
        _PEOPLE_OFFICER,
        about=Somebody(status="SUSPENDED"),
    ),
    Story(
        "Signed in on a hotel computer, please sign me out everywhere",
        "I checked a contract on the computer in the hotel lobby and I am not sure that I signed "
        "out. I am on the train now.",
        _ago(hours=1, minutes=15),
        Somebody(title="Solutions Consultant"),
        steps=(Step(_ago(hours=1, minutes=10), MAYA, priority=Priority.URGENT),),
    ),
    Story(
        "Travel Portal for the trade fair",
        "I book the rooms for the team in Lisbon and have no access to the Travel Portal.",
        _ago(minutes=35),
        Somebody(title="Campaign Specialist"),
    ),
    Story(
        "How do I share my calendar with a customer?",
        "They only see that I am busy, not when I am free.",
        _ago(minutes=30),
        Somebody(title="Account Manager"),
        steps=(
            Step(
                _ago(minutes=22),
                NOAH,
                takes=True,
                text="In the calendar's settings, under sharing, add the address of the customer "
                "and choose “free and busy”.",
            ),
            Step(
                _ago(minutes=12),
                REQUESTER,
                text="That was it, thank you!",
                status=Status.RESOLVED,
            ),
        ),
    ),
)
