"""What people's applications and browsers remember of them: OAuth tokens and trusted devices."""

from __future__ import annotations

import random

from deskhand.sandbox.okta.seed.people import ELENA, SERVICE
from deskhand.sandbox.okta.seed.plan import Seeding
from deskhand.sandbox.okta.signin import new_token
from deskhand.sandbox.okta.state.ids import Ids
from deskhand.sandbox.okta.state.model import App, User

_DEVICES = ("Chrome on Windows", "Safari on macOS", "Edge on Windows", "Safari on iPhone")
_SHARE = 0.3


def make(seeding: Seeding) -> None:
    """Elena, and some of the others who can sign in."""
    dice = random.Random(seeding.plan.seed)  # noqa: S311  # a reproducible company, not a secret
    ids = Ids(dice)
    clients = [app for app in seeding.tenant.apps if app.sign_on_mode == "OPENID_CONNECT"]
    for user in seeding.people:
        if user.status != "ACTIVE" or user.login == SERVICE:
            continue
        if user.login == ELENA or dice.random() < _SHARE:
            devices = 2 if user.login == ELENA else dice.choice((1, 1, 2))
            user.remembered_devices = dice.sample(_DEVICES, devices)
        mine = seeding.tenant.app_users.of_right(user.id)
        held = [app for app in clients if app.id in mine]
        for app in held:
            for _ in range(2 if user.login == ELENA else dice.choice((0, 1))):
                _grant(seeding, ids, app, user)


def _grant(seeding: Seeding, ids: Ids, app: App, user: User) -> None:
    token = new_token(ids.make("oar"), user, app, seeding.tenant.clock.now())
    seeding.tenant.oauth_tokens.put(token)
