"""Fixtures for the tests of other projects: `pytest_plugins = ["deskhand.sandbox.okta.pytest_plugin"]`.

Not an entry point: that would load in every test run of an environment that has Deskhand in it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.testing import OktaSandbox
from deskhand.sandbox.okta.testing import okta_sandbox as running


@pytest.fixture(scope="session")
def okta_sandbox_plan() -> Plan:
    """The company in the tenant; a project that wants another overrides this fixture."""
    return Plan(users=80)


@pytest.fixture
def okta_sandbox(okta_sandbox_plan: Plan) -> Iterator[OktaSandbox]:
    """A tenant of the test's own."""
    with running(okta_sandbox_plan) as found:
        yield found


@pytest.fixture(scope="session")
def okta_sandbox_session(okta_sandbox_plan: Plan) -> Iterator[OktaSandbox]:
    """One tenant for the whole test run, for tests that leave it as they found it."""
    with running(okta_sandbox_plan) as found:
        yield found
