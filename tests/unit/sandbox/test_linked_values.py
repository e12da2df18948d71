"""Links between people, whatever happens to them: one primary for each person and relation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deskhand.sandbox.okta.linked import values
from deskhand.sandbox.okta.state.tenant import Tenant

_PEOPLE = ("00ua", "00ub", "00uc")
_NAMES = ("manager", "buddy")
_person, _name = st.sampled_from(_PEOPLE), st.sampled_from(_NAMES)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("link"), _name, _person, _person),
        st.tuples(st.just("unlink"), _name, _person, _person),
        st.tuples(st.just("forget_person"), _name, _person, _person),
        st.tuples(st.just("forget_relation"), _name, _person, _person),
    ),
    max_size=30,
)


@given(_steps)
def test_links_are_what_the_last_calls_made_of_them(
    steps: list[tuple[str, str, str, str]],
) -> None:
    tenant = Tenant()
    wanted: dict[tuple[str, str], str] = {}
    for step, name, primary, associated in steps:
        if step == "link":
            values.link(tenant, name, primary, associated)
            wanted[name, associated] = primary
        elif step == "unlink":
            values.unlink(tenant, name, associated)
            wanted.pop((name, associated), None)
        elif step == "forget_person":
            values.forget_person(tenant, primary)
            wanted = {k: v for k, v in wanted.items() if primary not in {k[1], v}}
        else:
            values.forget_relation(tenant, name)
            wanted = {k: v for k, v in wanted.items() if k[0] != name}
    for name in _NAMES:
        for person in _PEOPLE:
            assert values.primary_of(tenant, name, person) == wanted.get((name, person))
            associated_ones = [k[1] for k, v in wanted.items() if (k[0], v) == (name, person)]
            assert values.associated_of(tenant, name, person) == sorted(associated_ones)
    assert all(row.names for row in tenant.linked_people)
