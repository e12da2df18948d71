"""HTTP to other systems: a call leaves exactly once, and whoever reads may try again."""

from __future__ import annotations

from deskhand.kernel.http.client import Http, Request, Response, Timeouts
from deskhand.kernel.http.faults import FaultKind, HttpFault
from deskhand.kernel.http.network import is_loopback
from deskhand.kernel.http.repeat import Repeats, TryAgain, jitter

__all__ = [
    "FaultKind",
    "Http",
    "HttpFault",
    "Repeats",
    "Request",
    "Response",
    "Timeouts",
    "TryAgain",
    "is_loopback",
    "jitter",
]
