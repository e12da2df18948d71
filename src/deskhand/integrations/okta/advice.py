"""Plain words for what Okta refuses, and the step that mends it."""

from __future__ import annotations

from deskhand.actions.declare import Advice, Answer, Kind
from deskhand.directory.problem import REPLACE_TOKEN, SETTINGS_PAGE
from deskhand.kernel.errors import NextStep
from deskhand.kernel.http import FaultKind, HttpFault

_TRY_AGAIN = NextStep("retry", "Try again")
_CONNECTION = NextStep("open", "Open the connection", SETTINGS_PAGE)
_LOOK_AGAIN = NextStep("refresh", "Show the current state")

UNREADABLE = Advice(
    "The answer was cut off or did not come from Okta: a proxy or firewall on the way may have "
    "replaced it.",
    (_TRY_AGAIN,),
)
LIMIT = Advice("Okta's limit of calls a minute is used up. It goes on by itself.")
_TOKEN = Advice(
    "Okta does not accept Deskhand's API token: it was revoked, it was not used for 30 days, or "
    "the account that made it was deactivated. Make a new one in Okta under Security, API, "
    "Tokens, and put it in.",
    (REPLACE_TOKEN,),
)
_ORG_GONE = Advice(
    "Okta says that this org is deactivated. Its administrators must ask Okta.", (_CONNECTION,)
)
_CODES = {
    "E0000007": Advice(
        "Okta does not know it any more, or our account may not see it.", (_LOOK_AGAIN,)
    ),
    "E0000008": Advice(
        "Okta does not have this function under the address we are connected to.", (_CONNECTION,)
    ),
    "E0000015": Advice("This function is not switched on in this Okta org."),
    "E0000016": Advice("The person is active already, so nothing has to be done.", (_LOOK_AGAIN,)),
    "E0000017": Advice(
        "The password is not kept in Okta but in the directory the person comes from. Reset it "
        "there."
    ),
    "E0000023": Advice("Another system masters this profile. Change it there."),
    "E0000032": Advice(
        "Okta did not unlock: the person is not locked out, or the password is kept in another "
        "directory and the account is unlocked there.",
        (_LOOK_AGAIN,),
    ),
    "E0000035": Advice(
        "The password is not kept in Okta but in the directory the person comes from. Change it "
        "there."
    ),
    "E0000038": Advice(
        "The person's status in Okta does not allow this. Look at the status, then choose what "
        "fits it.",
        (_LOOK_AGAIN,),
    ),
    "E0000041": Advice(
        "All people share one user name and password in this application, so Okta takes none for "
        "a single person. Assign it in Okta's console, or through a group."
    ),
    "E0000046": Advice(
        "A group gives the person this application. Use Remove from group to take the person out "
        "of it instead."
    ),
    "E0000060": Advice(
        "Okta does not do this to this kind of object: nobody is added to or taken out of Everyone."
    ),
    "E0000062": Advice("The person has this application already.", (_LOOK_AGAIN,)),
    "E0000075": Advice(
        "Okta fills this attribute from a mapping, so it cannot be given here. Change the mapping, "
        "or the attribute where it comes from."
    ),
    "E0000076": Advice("The application masters this assignment. Change it there."),
    "E0000080": Advice("Okta's password policy does not allow this password."),
    "E0000090": Advice("The person has this role already.", (_LOOK_AGAIN,)),
    "E0000107": Advice(
        "The object's state in Okta does not allow this. Look at it again first.", (_LOOK_AGAIN,)
    ),
    "E0000111": Advice("Okta marks this object as read-only."),
    "E0000112": Advice("Okta is still activating this person. It works in a few minutes."),
    "E0000117": Advice(
        "Okta gives no applications to people who are suspended or deprovisioned. Use Unsuspend "
        "user or Activate user first.",
        (_LOOK_AGAIN,),
    ),
    "E0000146": Advice("Okta sends no more text messages to this phone today."),
    "E0000147": Advice("Okta makes no more calls to this phone today."),
    "E0000231": Advice("Somebody changed it in Okta meanwhile.", (_LOOK_AGAIN,)),
    "E0000239": Advice("Policies are being reordered in Okta. It works in a moment."),
    "E0000010": Advice("Okta is in maintenance and takes no changes just now."),
}
FAULTS = {
    FaultKind.DNS: (
        "Okta's name could not be resolved",
        "There is no host named {host}, or our name server does not answer.",
    ),
    FaultKind.TLS: (
        "The certificate is not trusted",
        (
            "The certificate of {host} could not be verified ({reason}). Where a company proxy opens "
            "encrypted traffic, set SSL_CERT_FILE to a file with its certificate."
        ),
    ),
    FaultKind.PROXY: (
        "The proxy does not let us through",
        "The proxy set in HTTPS_PROXY refuses to connect to {host} ({reason}).",
    ),
    FaultKind.BLOCKED: (
        "Not a public address",
        "{reason}. Deskhand sends a token to public addresses only.",
    ),
    FaultKind.CONNECT: (
        "Okta could not be reached",
        (
            "Nothing answers at {host} ({reason}). If Deskhand reaches the internet through a proxy, "
            "set HTTPS_PROXY."
        ),
    ),
    FaultKind.CONNECT_TIMEOUT: (
        "Okta could not be reached",
        (
            "{host} did not take our connection in time. A firewall may stand between; if Deskhand "
            "reaches the internet through a proxy, set HTTPS_PROXY."
        ),
    ),
    FaultKind.TIMEOUT: ("Okta did not answer in time", "{host} took the call and did not answer."),
    FaultKind.DROPPED: (
        "The connection was cut",
        "The connection to {host} was closed before an answer came.",
    ),
    FaultKind.GARBLED: ("Not an answer of Okta's", "What {host} sent back is not HTTP."),
    FaultKind.TOO_LARGE: ("The answer was too large", "{host} sent an answer of {reason}."),
}
# The least of Okta's roles that may, and what a custom role needs for it.
_ROLES = (
    ("/lifecycle/suspend", "Group Administrator", "okta.users.lifecycle.suspend"),
    ("/lifecycle/unsuspend", "Group Administrator", "okta.users.lifecycle.unsuspend"),
    ("/lifecycle/activate", "Group Administrator", "okta.users.lifecycle.activate"),
    ("/lifecycle/reactivate", "Group Administrator", "okta.users.lifecycle.activate"),
    ("/lifecycle/deactivate", "Group Administrator", "okta.users.lifecycle.deactivate"),
    ("/lifecycle/unlock", "Help Desk Administrator", "okta.users.lifecycle.unlock"),
    (
        "/lifecycle/reset_password",
        "Help Desk Administrator",
        "okta.users.credentials.resetPassword",
    ),
    (
        "/lifecycle/expire_password",
        "Help Desk Administrator",
        "okta.users.credentials.expirePassword",
    ),
    ("/lifecycle/reset_factors", "Help Desk Administrator", "okta.users.credentials.resetFactors"),
    ("/sessions", "Help Desk Administrator", "okta.users.lifecycle.clearSessions"),
    (
        "/api/v1/groups/",
        "Group Membership Administrator",
        "okta.users.groupMembership.manage and okta.groups.members.manage",
    ),
    (
        "/api/v1/apps/",
        "Application Administrator",
        "okta.users.appAssignment.manage and okta.apps.assignment.manage",
    ),
)


def of_fault(fault: HttpFault) -> Advice:
    text = FAULTS[fault.kind][1].format(host=fault.host, reason=fault.reason or "no reason given")
    # What is set up wrongly does not mend itself by trying.
    step = _TRY_AGAIN if fault.may_pass else _CONNECTION
    return Advice(text, (step,))


def of_answer(answer: Answer, scope: str | None, from_okta: bool) -> Advice:
    """`scope` is what the refusal names; not `from_okta`: something on the way answered."""
    status, code = answer.http_status or 0, answer.error_code
    if code == "E0000260":
        return _ORG_GONE
    if answer.token_invalid:
        return _TOKEN
    if status == 403 and scope:
        return Advice(
            f"Deskhand's access lacks the scope {scope}. Grant it in Okta and connect again.",
            (NextStep("reconnect", "Connect again", SETTINGS_PAGE),),
        )
    if code == "E0000006":
        return _role_missing(answer)
    if status == 429 and answer.kind is Kind.LATER:
        return LIMIT
    if 300 <= status < 400:
        return Advice(
            "The address answers with a redirect, which is not followed. Connect with the org's "
            "own address.",
            (_CONNECTION,),
        )
    known = _CODES.get(code or "")
    if known is not None:
        return known
    if status >= 500:
        return Advice("Okta, or something on the way to it, had an error.", (_TRY_AGAIN,))
    if not from_okta:
        return UNREADABLE
    return refused(answer.causes[0] if answer.causes else answer.error_summary)


def refused(said: str | None) -> Advice:
    """When Okta's own words are all there is."""
    return Advice(f"Okta refused it: {said}" if said else "Okta refused it without a reason.")


def headline(answer: Answer) -> tuple[str, str]:
    """Stable code and title of the error that an answer becomes."""
    status = answer.http_status
    if answer.token_invalid:
        return "token_invalid", "Okta does not accept the token"
    if status is None:
        return "okta_unreachable", answer.error_summary or "Okta could not be reached"
    if status < 300:
        return "okta_unreadable", answer.error_summary or "Okta's answer was not readable"
    if status == 403 or answer.error_code == "E0000015":
        return "okta_not_permitted", "Okta does not permit this"
    if status == 404:
        return "okta_not_found", "Okta does not know this"
    if status == 429:
        return "okta_busy", "Okta asks to wait"
    if status >= 500:
        return "okta_failed", "Okta had an error"
    return "okta_refused", "Okta refused it"


def _role_missing(answer: Answer) -> Advice:
    return Advice(
        f"The account behind Deskhand's token may not do this in Okta. The role "
        f"{_role_for(answer.method, answer.path)} helps. Where the person or group has "
        "administrator rights in Okta, only a Super Administrator may act.",
        (_TRY_AGAIN, _CONNECTION),
    )


def _role_for(method: str, path: str) -> str:
    if method == "GET":
        return "Read-only Administrator"
    for part, role, permissions in _ROLES:
        if part in path:
            return f"{role} (or a custom role with {permissions})"
    return "Group Administrator"
