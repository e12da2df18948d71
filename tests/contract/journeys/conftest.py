"""One running product for all journeys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.journeys.desk import Desk
from tests.product import Product


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """What Okta does in the background takes it seconds, so that it is seen to be pending."""
    with Product(tmp_path_factory.mktemp("product")) as running:
        found = Desk(running)
        found.tenant.send("PUT", "settings", {"transition_seconds": 4})
        yield found
