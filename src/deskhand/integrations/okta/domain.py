"""From what an administrator typed or pasted to the address that calls go to.

A token is only ever sent to a public name over https, or to this very machine over http (a sandbox
tenant). That the name really leads to a public address is checked when it is resolved.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from deskhand.kernel.errors import DeskhandError, FieldError, invalid
from deskhand.kernel.http import is_loopback

# Names under which Okta itself gives out orgs; their consoles have "-admin" in the first label.
_OKTA_DOMAINS = ("okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil")
_ADMIN = "-admin"
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_WRAPPING = "\"'<>`()[]{} \t\r\n,;"


def base_url_of(typed: str, *, loopback: bool = True) -> str:
    """The org's address without a slash at its end. Raises `invalid` in plain words.

    `loopback`: whether it may be on this very machine.
    """
    text = typed.strip().strip(_WRAPPING if "[" not in typed else " \t\r\n\"'")
    if not text:
        raise _refused("Enter the org's address, such as acme.okta.com.")
    parts = _split(text)
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.username is not None or parts.password is not None:
        raise _refused("The address must not contain a user name or password.")
    if is_loopback(host):
        if not loopback:
            raise _refused(
                "Okta does not run on this machine. Enter the org's address, such as "
                "acme.okta.com. To work on a sandbox tenant, start Deskhand with --allow-sandbox."
            )
        return _local(parts, host)
    if parts.port not in {None, 443} and not (parts.port == 80 and parts.scheme == "http"):
        raise _refused(f"Okta answers on the usual port only. Leave out :{parts.port}.")
    return f"https://{_public(host)}"


def admin_url_of(base_url: str) -> str | None:
    """The administration console, where Okta's own names tell it; custom domains do not."""
    host = base_url.removeprefix("https://")
    for domain in _OKTA_DOMAINS:
        if host.endswith(f".{domain}"):
            org = host.removesuffix(f".{domain}")
            return f"https://{org}{_ADMIN}.{domain}"
    return None


def _split(text: str) -> SplitResult:
    scheme, colon, _ = text.partition("://")
    if colon and scheme.lower() not in {"http", "https"}:
        raise _refused(f"An address starts with https://, not with {scheme[:20]}://.")
    try:
        parts = urlsplit(text if colon else f"https://{text}")
        if not colon and is_loopback(parts.hostname or ""):
            # Only a sandbox on this machine is reached without encryption.
            parts = parts._replace(scheme="http")
        parts.port  # noqa: B018  # reading it is what checks it
    except ValueError as error:
        raise _refused("This is not an address. Enter it like acme.okta.com.") from error
    return parts


def _local(parts: SplitResult, host: str) -> str:
    if parts.scheme == "https":
        raise _refused(
            "Okta does not run on this machine. A sandbox tenant is reached by http://, such as "
            "http://127.0.0.1:8090."
        )
    # The name may lead to an IPv6 address that the tenant does not listen on.
    name = "127.0.0.1" if host == "localhost" else f"[{host}]" if ":" in host else host
    return f"http://{name}" + (f":{parts.port}" if parts.port not in {None, 80} else "")


def _public(host: str) -> str:
    if _is_address(host):
        raise _refused("Enter the org's name, such as acme.okta.com, not an IP address.")
    try:
        host = host.encode("idna").decode()
    except UnicodeError as error:
        raise _refused(f"“{host[:100]}” is not a valid name.") from error
    labels = host.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise _refused(f"“{host[:100]}” is not a valid name. Enter it like acme.okta.com.")
    if len(labels) == 1:
        raise _refused(f"{host} is not a whole address. Did you mean {host}.okta.com?")
    if labels[-1].isdigit():
        raise _refused("Enter the org's name, such as acme.okta.com, not an IP address.")
    if host in _OKTA_DOMAINS or host.removeprefix("www.") in _OKTA_DOMAINS:
        raise _refused(f"The org's own name is missing: enter it like acme.{host}.")
    return _without_admin(host)


def _without_admin(host: str) -> str:
    for domain in _OKTA_DOMAINS:
        if host.endswith(f".{domain}"):
            return f"{host.removesuffix(f'.{domain}').removesuffix(_ADMIN)}.{domain}"
    return host


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _refused(message: str) -> DeskhandError:
    return invalid(message, FieldError("domain", message))
