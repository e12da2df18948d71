"""Bringing the directory up to what the identity provider holds: read, compare, apply, tell."""
