"""What administrators type becomes an address that a token may be sent to, or a plain refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.integrations.okta.domain import admin_url_of, base_url_of
from deskhand.integrations.okta.probe import token_of
from deskhand.kernel.errors import DeskhandError


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("acme.okta.com", "https://acme.okta.com"),
        ("  acme.okta.com\n", "https://acme.okta.com"),
        ("ACME.Okta.com", "https://acme.okta.com"),
        ("acme.okta.com.", "https://acme.okta.com"),
        ("acme.okta.com/", "https://acme.okta.com"),
        ("acme.okta.com:443", "https://acme.okta.com"),
        ("https://acme.okta.com", "https://acme.okta.com"),
        ("HTTPS://acme.okta.com/", "https://acme.okta.com"),
        ("http://acme.okta.com", "https://acme.okta.com"),
        ("http://acme.okta.com:80/x", "https://acme.okta.com"),
        ("<https://acme.okta.com>", "https://acme.okta.com"),
        ('"acme.okta.com"', "https://acme.okta.com"),
        ("https://acme-admin.okta.com/admin/dashboard?x=1#y", "https://acme.okta.com"),
        ("acme-admin.oktapreview.com", "https://acme.oktapreview.com"),
        ("dev-123-admin.okta.com", "https://dev-123.okta.com"),
        ("dev-123.okta.com", "https://dev-123.okta.com"),
        ("acme-admin.okta-emea.com", "https://acme.okta-emea.com"),
        ("acme-admin.okta-gov.com", "https://acme.okta-gov.com"),
        ("acme-admin.okta.mil", "https://acme.okta.mil"),
        ("acme.okta.com/app/UserHome", "https://acme.okta.com"),
        ("login.acme.example", "https://login.acme.example"),
        ("sso-admin.acme.example", "https://sso-admin.acme.example"),
        ("anmeldung.bücher.example", "https://anmeldung.xn--bcher-kva.example"),
        ("http://127.0.0.1:8090", "http://127.0.0.1:8090"),
        ("http://127.0.0.1:8090/_sandbox/", "http://127.0.0.1:8090"),
        ("127.0.0.1:8090", "http://127.0.0.1:8090"),
        ("localhost:8090", "http://127.0.0.1:8090"),
        ("http://localhost:8090/", "http://127.0.0.1:8090"),
        ("http://[::1]:8090", "http://[::1]:8090"),
        ("[::1]:8090", "http://[::1]:8090"),
        ("http://127.0.0.1", "http://127.0.0.1"),
    ],
)
def test_typed_addresses(typed: str, address: str) -> None:
    assert base_url_of(typed) == address
    assert base_url_of(address) == address
    assert base_url_of(address.removeprefix("https://")) == address


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter the org's address"),
        ("   ", "Enter the org's address"),
        ("acme", "Did you mean acme.okta.com?"),
        ("okta.com", "acme.okta.com"),
        ("https://www.okta.com/", "name is missing"),
        ("8.8.8.8", "not an IP address"),
        ("http://10.0.0.1", "not an IP address"),
        ("https://192.168.1.1:8443", "usual port"),
        ("https://[2001:db8::1]", "not an IP address"),
        ("https://[::ffff:127.0.0.1]", "not an IP address"),
        ("https://169.254.169.254/latest/meta-data", "not an IP address"),
        ("0.0.0.0", "not an IP address"),
        ("127.1", "not an IP address"),
        ("2130706433", "not a whole address"),
        ("https://0x7f.1", "not an IP address"),
        ("https://localhost", "reached by http://"),
        ("https://127.0.0.1:8090", "reached by http://"),
        ("https://acme.okta.com:8443", "usual port"),
        ("https://joe:word@acme.okta.com", "user name or password"),
        ("https://acme.okta.com@evil.example", "user name or password"),
        ("ftp://acme.okta.com", "not with ftp://"),
        ("javascript://acme.okta.com", "not with javascript://"),
        ("acme okta.com", "not a valid name"),
        ("acme..okta.com", "not a valid name"),
        ("acme_1.okta.com", "not a valid name"),
        ("https://acme.okta.com:port", "not an address"),
        ("https://[acme", "not an address"),
        ("acme\\.okta.com", "not a valid name"),
        ("-acme.okta.com", "not a valid name"),
    ],
)
def test_refusals_say_what_to_type(typed: str, said: str) -> None:
    with pytest.raises(DeskhandError) as refused:
        base_url_of(typed)
    assert said in refused.value.detail
    assert refused.value.errors[0].field == "domain"


@pytest.mark.parametrize(
    "typed",
    [
        "http://127.0.0.1:8090",
        "127.0.0.1:5432",
        "http://127.9.9.9:22",
        "localhost:8090",
        "LOCALHOST.",
        "http://[::1]:8090",
        "https://127.0.0.1",
        "https://localhost:8443",
    ],
)
def test_real_use_does_not_reach_this_machine(typed: str) -> None:
    with pytest.raises(DeskhandError) as refused:
        base_url_of(typed, loopback=False)
    assert "--allow-sandbox" in refused.value.detail
    assert refused.value.errors[0].field == "domain"
    assert base_url_of("acme.okta.com", loopback=False) == "https://acme.okta.com"


@given(st.text(max_size=60))
def test_whatever_is_typed_ends_as_an_address_or_a_refusal(typed: str) -> None:
    try:
        address = base_url_of(typed)
    except DeskhandError:
        return
    assert address.startswith(("https://", "http://127.", "http://[::1]"))
    assert base_url_of(address) == address


@pytest.mark.parametrize(
    ("base_url", "console"),
    [
        ("https://acme.okta.com", "https://acme-admin.okta.com"),
        ("https://acme.oktapreview.com", "https://acme-admin.oktapreview.com"),
        ("https://login.acme.example", None),
        ("http://127.0.0.1:8090", None),
    ],
)
def test_the_console_is_known_for_oktas_own_names(base_url: str, console: str | None) -> None:
    assert admin_url_of(base_url) == console


@pytest.mark.parametrize(
    "pasted",
    ["00abC-_x", " 00abC-_x\n", "SSWS 00abC-_x", "ssws  00abC-_x", "Authorization: SSWS 00abC-_x"],
)
def test_a_token_is_taken_however_it_was_pasted(pasted: str) -> None:
    assert token_of(pasted) == "00abC-_x"


@pytest.mark.parametrize("pasted", ["", "SSWS ", "two words", "line\nbreak", "tökën"])
def test_what_cannot_be_a_token_is_said_so_without_repeating_it(pasted: str) -> None:
    with pytest.raises(DeskhandError) as refused:
        token_of(pasted)
    assert refused.value.errors[0].field == "api_token"
    assert not pasted.strip() or pasted not in str(refused.value)
