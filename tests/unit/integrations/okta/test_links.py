"""Link headers as Okta, proxies and custom domains write them."""

from __future__ import annotations

import pytest

from deskhand.integrations.okta.links import halved, host_of, limit_of, next_of, sense_of

A = "https://acme.okta.com/api/v1/users?limit=200"
B = "https://acme.okta.com/api/v1/users?after=00u1&limit=200"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], None),
        ([f'<{A}>; rel="self"'], None),
        ([f'<{A}>; rel="self"', f'<{B}>; rel="next"'], B),
        ([f'<{A}>; rel="self", <{B}>; rel="next"'], B),
        ([f'<{B}>; rel="next", <{A}>; rel="self"'], B),
        ([f"<{B}>;rel=next"], B),
        ([f'<{B}>; REL="Next"'], B),
        ([f'<{B}>; title="x"; rel="next"; foo="y"'], B),
        ([f'<{B}>; rel="nextish"'], None),
        (['<https://x/y?a=1,2>; rel="next"'], "https://x/y?a=1,2"),
        (["rubbish", ""], None),
    ],
)
def test_the_next_page_is_found_raw(lines: list[str], found: str | None) -> None:
    assert next_of(lines) == found


def test_addresses_are_compared_by_what_they_ask_for() -> None:
    assert sense_of("/u?a=1&b=x%20y") == sense_of("/u?b=x+y&a=1")
    assert sense_of("/u?a=1") != sense_of("/u?a=2")
    assert sense_of("/u") != sense_of("/v")


def test_hosts_are_compared_without_the_usual_port() -> None:
    assert host_of("https://ACME.okta.com:443/x") == host_of("http://acme.okta.com/y")
    assert host_of("http://127.0.0.1:8090/x") == "127.0.0.1:8090"
    assert host_of("/api/v1/users") == ""


def test_pages_are_halved_until_they_are_small() -> None:
    sizes = []
    url: str | None = "/api/v1/users?after=limit&limit=200&x=1"
    while (url := halved(url or "")) is not None:
        sizes.append(limit_of(url))
    assert sizes == [100, 50, 25]
    assert halved("/api/v1/users") is None
