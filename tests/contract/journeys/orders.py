"""What is ordered of the running product: each action with what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Journey:
    """One order. `picks`: a parameter with the picker and the label of what is picked in it.

    `call` is the write that Okta gets; `told` is in the summary of the good end; `pending`: Okta
    does it in the background. `again`: the same ordered once more ends so, or is not taken at all.
    """

    name: str
    login: str
    key: str
    call: str
    told: str
    again: str = "not taken"
    parameters: dict[str, Any] = field(default_factory=dict)
    picks: dict[str, tuple[str, str]] = field(default_factory=dict)
    by: str = "agent"
    pending: bool = False
    role: str = "Help Desk Administrator"


GROUP_ADMIN = "Group Administrator"
JOURNEYS = (
    Journey(
        "activate",
        "lucas.kaur",
        "okta.user.activate",
        "POST /lifecycle/activate",
        "Lucas Kaur is provisioned and has to set a password first. Okta mailed the activation link",
        again="done",
        pending=True,
        role=GROUP_ADMIN,
    ),
    Journey(
        "activate with a link",
        "camila.kaur",
        "okta.user.activate",
        "POST /lifecycle/activate",
        "An activation link for Camila Kaur was made, to be handed over.",
        again="done",
        parameters={"send_email": False},
        pending=True,
        role=GROUP_ADMIN,
    ),
    Journey(
        "send the activation again",
        "sanjay.okafor",
        "okta.user.activate",
        "POST /lifecycle/reactivate",
        "Okta mailed the activation link to Sanjay Okafor. Okta shows the status PROVISIONED",
        again="done",
        role=GROUP_ADMIN,
    ),
    Journey(
        "rehire",
        "emma.zajac",
        "okta.user.activate",
        "POST /lifecycle/activate",
        "Emma Zając is ",
        pending=True,
        again="done or not taken",
        role=GROUP_ADMIN,
    ),
    Journey(
        "suspend",
        "stefan.clarke",
        "okta.user.suspend",
        "POST /lifecycle/suspend",
        "Stefan Clarke is suspended; Okta shows the status SUSPENDED.",
        role=GROUP_ADMIN,
    ),
    Journey(
        "unsuspend",
        "alice.dvorak",
        "okta.user.unsuspend",
        "POST /lifecycle/unsuspend",
        "Alice Dvořák is unsuspended; Okta shows the status ACTIVE.",
        role=GROUP_ADMIN,
    ),
    Journey(
        "unlock",
        "lea.petrov",
        "okta.user.unlock",
        "POST /lifecycle/unlock",
        "Léa Petrov is unlocked; Okta shows the status ACTIVE.",
    ),
    Journey(
        "reset password by e-mail",
        "kai.kovac",
        "okta.user.reset_password",
        "POST /lifecycle/reset_password",
        "Okta mailed a reset link to",
        role="Help Desk Administrator",
    ),
    Journey(
        "reset password by link",
        "hannah.yilmaz",
        "okta.user.reset_password",
        "POST /lifecycle/reset_password",
        "was made, to be handed over",
        again="done",
        parameters={"method": "link"},
    ),
    Journey(
        "temporary password",
        "vera.richter",
        "okta.user.reset_password",
        "POST /lifecycle/expire_password_with_temp_password",
        "A temporary password for Vera Richter was set, to be handed over.",
        again="done",
        parameters={"method": "temporary", "revoke_sessions": True},
    ),
    Journey(
        "reset mfa",
        "elena.moreau",
        "okta.user.reset_mfa",
        "POST /lifecycle/reset_factors",
        "factors cleared: ",
        again="done",
    ),
    Journey(
        "revoke sessions",
        "elena.moreau",
        "okta.user.revoke_sessions",
        "DELETE /sessions",
        "Okta sessions and OAuth tokens of Elena Moreau are ended. Remembered devices are forgotten.",
        again="done",
        parameters={"forget_devices": True},
    ),
    Journey(
        "restore the suspended",
        "leila.blanc",
        "okta.user.restore_sessions",
        "POST /lifecycle/unsuspend",
        "Leila Blanc is unsuspended and can sign in again",
        again="already",
        role=GROUP_ADMIN,
    ),
    Journey(
        "restore the locked out",
        "emma.silva",
        "okta.user.restore_sessions",
        "POST /lifecycle/unlock",
        "Emma Silva is unlocked and can sign in again",
        again="already",
    ),
    Journey(
        "deprovision",
        "hiroshi.jansen",
        "okta.user.deprovision",
        "POST /lifecycle/deactivate",
        "is deprovisioned; Okta shows the status DEPROVISIONED.",
        by="administrator",
        pending=True,
        role=GROUP_ADMIN,
    ),
    Journey(
        "add to group",
        "elena.moreau",
        "okta.group.add_member",
        "PUT /users/*",
        "Added to Project Aurora.",
        again="already",
        picks={"group": ("okta.group", "Project Aurora")},
        role="Group Membership Administrator",
    ),
    Journey(
        "remove from group",
        "jonas.weber",
        "okta.group.remove_member",
        "DELETE /users/*",
        "Removed from VPN Users.",
        again="already",
        picks={"group": ("okta.joined_group", "VPN Users")},
        role="Group Membership Administrator",
    ),
    Journey(
        "remove from a group that a rule fills",
        "elena.moreau",
        "okta.group.remove_member",
        "DELETE /users/*",
        "Rule Fill Sales Department would put Elena Moreau back; Okta added an exclusion to it.",
        again="already",
        picks={"group": ("okta.joined_group", "Sales Department")},
        role="Group Membership Administrator",
    ),
    Journey(
        "assign application",
        "elena.moreau",
        "okta.application.assign",
        "POST /users",
        "Elena Moreau has Canteen Menu now, directly.",
        again="already",
        picks={"application": ("okta.application", "Canteen Menu")},
        role="Application Administrator",
    ),
    Journey(
        "remove application",
        "elena.moreau",
        "okta.application.remove",
        "DELETE /users/*",
        "Elena Moreau has Acme Intranet no more.",
        again="already",
        picks={"application": ("okta.assigned_application", "Acme Intranet")},
        role="Application Administrator",
    ),
)
REVEALED = [each for each in JOURNEYS if "to be handed over" in each.told]
