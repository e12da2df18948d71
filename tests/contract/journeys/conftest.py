"""One running product for all journeys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.journeys.desk import Desk
from tests.product import Product


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """What Okta does in the background takes it seconds, so that it is seen to be pending.

    It enforces the rate limits of a common edition, too, of which Deskhand may spend the whole.
    """
    with Product(tmp_path_factory.mktemp("product")) as running:
        found = Desk(running)
        for token in found.tenant.get("tokens"):
            found.tenant.send("PUT", f"tokens/{token['id']}", {"rate_limit_percent": 100})
        found.tenant.send("PUT", "settings", {"transition_seconds": 4, "rate_limits": "workforce"})
        yield found
