"""Deskhand: an IT service desk whose Okta integration acts, and proves it."""

__version__ = "0.1.0"
