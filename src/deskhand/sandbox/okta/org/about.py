"""What the organisation tells about itself."""

from __future__ import annotations

from deskhand.sandbox.okta.call import Answer, Request
from deskhand.sandbox.okta.links import BASE, href
from deskhand.sandbox.okta.tenant import Tenant


def get_org(request: Request) -> Answer:
    org = request.tenant.org
    return Answer(
        {
            "id": org.id,
            "companyName": org.company,
            "status": "ACTIVE",
            "subdomain": org.subdomain,
            "website": "https://acme.example",
            "supportPhoneNumber": None,
            "created": org.created,
            "lastUpdated": org.created,
            "expiresAt": None,
            "_links": {"self": href("/api/v1/org")},
        }
    )


def well_known(tenant: Tenant) -> Answer:
    """Open to everybody: which organisation answers here."""
    return Answer(
        {
            "id": tenant.org.id,
            "pipeline": "idx",
            "settings": {"analyticsCollectionEnabled": False, "bugReportingEnabled": False},
            "_links": {"organization": {"href": BASE}},
        }
    )
