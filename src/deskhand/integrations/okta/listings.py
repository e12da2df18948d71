"""Okta's lists, with the largest pages that it serves: the fewest calls."""

from __future__ import annotations

from deskhand.integrations.okta import records
from deskhand.integrations.okta.paging import Listing

USERS = Listing("/api/v1/users", records.USER, 200)
# The plain list leaves these out.
DEPROVISIONED = Listing("/api/v1/users", records.USER, 200, {"search": 'status eq "DEPROVISIONED"'})
# Pickers must know which groups carry administrator rights, and only the statistics tell. Okta
# counts them group by group, so a tenth of its largest page is asked for at once.
GROUPS = Listing("/api/v1/groups", records.GROUP, 1_000, {"expand": "stats"})
MEMBERS = Listing("/api/v1/groups/{id}/users", records.MEMBER, 1_000)
GROUP_RULES = Listing("/api/v1/groups/rules", records.GROUP_RULE, 200)
OWNERS = Listing("/api/v1/groups/{id}/owners", records.OWNER, 1_000)
APPS = Listing("/api/v1/apps", records.APP, 200)
APP_USERS = Listing("/api/v1/apps/{id}/users", records.APP_USER, 500)
APP_GROUPS = Listing("/api/v1/apps/{id}/groups", records.APP_GROUP, 200)
GROUPS_OF_USER = Listing("/api/v1/users/{id}/groups", records.GROUP, 200)
FACTORS_OF_USER = Listing("/api/v1/users/{id}/factors", records.FACTOR, 200)


def apps_of_user(user_id: str) -> Listing[records.App]:
    """A person's applications, each with the person's assignment embedded."""
    query = {"filter": f'user.id eq "{user_id}"', "expand": f"user/{user_id}"}
    return Listing("/api/v1/apps", records.APP, 200, query)
