"""What an event tells of its client: the program, and where its address lies.

Addresses of this machine and of private networks count as the company's head office; of others
nothing is known, unless the event itself names a city.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

OFFICE = "Stockholm"
# City: region, country, postal code, latitude, longitude.
_PLACES: dict[str, tuple[str, str, str, float, float]] = {
    "Stockholm": ("Stockholm County", "Sweden", "111 22", 59.3326, 18.0649),
    "Berlin": ("Land Berlin", "Germany", "10115", 52.5244, 13.4105),
    "Paris": ("Ile-de-France", "France", "75002", 48.8534, 2.3488),
    "London": ("England", "United Kingdom", "EC1A 1BB", 51.5085, -0.1257),
    "Kraków": ("Lesser Poland", "Poland", "30-001", 50.0614, 19.9366),
    "Lisbon": ("Lisbon", "Portugal", "1100-148", 38.7167, -9.1333),
    "New York": ("New York", "United States", "10001", 40.7143, -74.006),
    "Toronto": ("Ontario", "Canada", "M5H 2N2", 43.7001, -79.4163),
    "Bengaluru": ("Karnataka", "India", "560001", 12.9719, 77.5937),
    "Tokyo": ("Tokyo", "Japan", "100-0001", 35.6895, 139.6917),
}
# The first that fits decides: an Edge names Chrome and Safari too.
_BROWSERS = (
    ("Edg/", "EDGE"),
    ("OPR/", "OPERA"),
    ("Firefox/", "FIREFOX"),
    ("Chrome/", "CHROME"),
    ("Safari/", "SAFARI"),
)
_SYSTEMS = (
    ("iPhone", "iOS", "Mobile"),
    ("iPad", "iOS", "Tablet"),
    ("Android", "Android", "Mobile"),
    ("Windows NT 10", "Windows 10", "Computer"),
    ("Windows", "Windows", "Computer"),
    ("Mac OS X", "Mac OS X", "Computer"),
    ("CrOS", "Chrome OS", "Computer"),
    ("Linux", "Linux", "Computer"),
)
_OWN_NETWORKS = tuple(
    map(
        ipaddress.ip_network,
        ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"),
    )
)
_VERSION_6 = re.compile(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


@lru_cache(maxsize=256)
def city_of(address: str) -> str | None:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return OFFICE if any(found in network for network in _OWN_NETWORKS) else None


def place(city: str | None) -> dict[str, Any] | None:
    found = _PLACES.get(city or "")
    if found is None:
        return None
    state, country, postal_code, lat, lon = found
    return {
        "city": city,
        "state": state,
        "country": country,
        "postalCode": postal_code,
        "geolocation": {"lat": lat, "lon": lon},
    }


@lru_cache(maxsize=256)
def program(user_agent: str) -> tuple[str, str, str]:
    """Operating system, browser and kind of device that a User-Agent header tells."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "UNKNOWN")
    for mark, system, device in _SYSTEMS:
        if mark in user_agent:
            return system, browser, device
    return "Unknown", browser, "Unknown"


def chain(addresses: Iterable[str], city: str | None) -> list[dict[str, Any]]:
    """The client and the proxies between; only the client's place is known."""
    return [
        {
            "ip": address,
            "geographicalContext": place(city if number == 0 else city_of(address)),
            "version": "V6" if _VERSION_6.fullmatch(address) else "V4",
            "source": None,
        }
        for number, address in enumerate(addresses)
    ]
