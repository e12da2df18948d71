"""Link headers as Okta, proxies and custom domains write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.integrations.okta.links import (
    halved,
    host_of,
    limit_of,
    next_of,
    place_of,
    sense_of,
)

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
        (['<>; rel="next"'], ""),
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
    for none in (
        "/api/v1/users",
        "",
        "http://:80/x",
        "http://[bad",
        "http://x:99999",
        "http://x:y",
    ):
        assert host_of(none) == ""


@pytest.mark.parametrize(
    ("link", "host", "url", "is_api"),
    [
        (B, "acme.okta.com", "/api/v1/users?after=00u1&limit=200", True),
        ("http://ACME.okta.com:80/api/v1/x", "acme.okta.com", "/api/v1/x", True),
        ("/api/v1/x?a=%2F+~;b", "acme.okta.com", "/api/v1/x?a=%2F+~;b", True),
        ("?after=1", "acme.okta.com", "/api/v1/users?after=1", True),
        ("//evil.example/api/v1/x", "evil.example", "/api/v1/x", True),
        ("https://acme.okta.com.evil.example/api/x", "acme.okta.com.evil.example", "/api/x", True),
        (
            "https://acme.okta.com%2eevil.example/api/x",
            "acme.okta.com%2eevil.example",
            "/api/x",
            True,
        ),
        ("https://acme.okta.com:8443/api/x", "acme.okta.com:8443", "/api/x", True),
        ("https://acme.okta.com", "acme.okta.com", "", False),
        ("/oauth2/x?/api/", "acme.okta.com", "/oauth2/x?/api/", False),
        ("https://acme.okta.com/api/.%2E/x", "acme.okta.com", "/api/.%2E/x", False),
        ("https://acme.okta.com/api/v1/x?a=/../", "acme.okta.com", "/api/v1/x?a=/../", True),
    ],
)
def test_a_link_leads_to_a_host_and_a_raw_path(
    link: str, host: str, url: str, is_api: bool
) -> None:
    found = place_of(link, A)
    assert found == (host, url)
    assert found.is_api is is_api


@given(st.text(max_size=40) | st.from_regex(r"https?://[@:/?#\[\]\\.a1%]{0,12}", fullmatch=True))
def test_whatever_a_link_says_it_stays_behind_our_host(link: str) -> None:
    found = place_of(link, A)
    assert found is None or not found.is_api or found.url.startswith("/api/")
    assert found is None or "@" not in found.host


def test_pages_are_halved_until_they_are_small() -> None:
    sizes = []
    url: str | None = "/api/v1/users?after=limit&limit=200&x=1"
    while (url := halved(url or "")) is not None:
        sizes.append(limit_of(url))
    assert sizes == [100, 50, 25]
    assert halved("/api/v1/users") is None
    assert limit_of(f"/api/v1/users?limit={'9' * 5_000}") is None
