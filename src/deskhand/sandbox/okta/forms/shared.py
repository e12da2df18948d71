"""Forms that several kinds of objects have."""

from __future__ import annotations

from deskhand.sandbox.okta.forms.kinds import Kind, Number, OneOf, Text, may_have

# A number that is too large is cut to the most that is given, which is the handler's to do.
PAGE: dict[str, Kind] = {"limit": Number(least=1), "after": Text(), "q": Text()}
ROLE = may_have(
    type=OneOf(
        "ACCESS_CERTIFICATIONS_ADMIN",
        "ACCESS_REQUESTS_ADMIN",
        "API_ACCESS_MANAGEMENT_ADMIN",
        "APP_ADMIN",
        "CUSTOM",
        "GROUP_MEMBERSHIP_ADMIN",
        "HELP_DESK_ADMIN",
        "ORG_ADMIN",
        "READ_ONLY_ADMIN",
        "REPORT_ADMIN",
        "SUPER_ADMIN",
        "USER_ADMIN",
        "WORKFLOWS_ADMIN",
    )
).with_needed("type")
