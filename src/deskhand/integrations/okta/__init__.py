"""Okta: client, connecting, reading the directory, and the actions."""
