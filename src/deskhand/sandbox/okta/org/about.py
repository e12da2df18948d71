"""What the organisation tells about itself."""

from __future__ import annotations

from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.call import Answer, Request
from deskhand.sandbox.okta.wire.links import BASE, href


def get_org(request: Request) -> Answer:
    org = request.tenant.org
    return Answer(
        {
            "id": org.id,
            "companyName": org.company,
            "status": "ACTIVE",
            "subdomain": org.subdomain,
            "website": "https://acme.example",
            "created": org.created,
            "lastUpdated": org.created,
            "_links": {name: href(f"/api/v1/org/{name}") for name in ("contacts", "preferences")},
        }
    )


def well_known(tenant: Tenant) -> Answer:
    """Open to everybody: which organisation answers here."""
    return Answer(
        {
            "id": tenant.org.id,
            "pipeline": "idx",
            "_links": {"organization": {"href": BASE}},
        }
    )
